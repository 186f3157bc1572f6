"""What a setting's own rule says of assessments when the child has left: it is put forward by itself, and two say yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.handover import actions as handovers
from sikkerhedsnet.handover.commands import ChangeRules
from sikkerhedsnet.handover.models import HandOver
from sikkerhedsnet.handover.states import OnLeaving
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.commands import Confirm, LiftHold, PlaceHold
from sikkerhedsnet.retention.kinds import Event, Kind
from sikkerhedsnet.retention.models import Erasure, RetentionRule
from sikkerhedsnet.retention.rules import UNLIMITED
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, RoundKept, WellbeingAssessment
from tests.access.world import STAMP, concern_of
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
LEFT_ON = TODAY - timedelta(days=10)


def rule(town: Town, what: OnLeaving, months: int = 0, version: int = 0, when: Any = NOW) -> None:
    chosen = ChangeRules(version, False, True, what, months, 2, 90, 14, 42, 12, 6, "Bestyrelsen har besluttet det")
    handovers.change_rules(town.actor("bo"), chosen, now=when)


def left(town: Town, *, round_: AssessmentRound | None = None, on: date = LEFT_ON) -> WellbeingAssessment:
    """A green assessment from the day care of a child that goes to the school now."""
    child = town.children[0]
    made = WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, group=town.group, round=round_, raters_required=2, state="done",
        position="green", settled_on=on - timedelta(days=30), settled_by=town.user("mette"), **STAMP,
    )  # fmt: skip
    OwnAssessment.objects.create(
        assessment=made, rater=town.user("mette"), position="green", saved_at=NOW, handed_in_at=NOW
    )
    Enrolment.objects.filter(child=child, institution=town.day_care).update(end_on=on)
    return made


def confirmed(town: Town, period: str = "P1D", kind: Kind = Kind.LEFT, event: Event = Event.SETTING_LEFT) -> None:
    actions.ship_proposals(town.municipality, now=NOW)
    actions.confirm(town.actor("lars"), Confirm(kind, event, period, "Bestyrelsen", uuid4()), now=NOW)


def tick(days: int = 0) -> None:
    call_command("tick", "--until", (NOW + timedelta(days=days)).isoformat())


def put_forward(town: Town) -> list[int]:
    return list(Erasure.objects.filter(by_clock=True, items__isnull=False).values_list("items__root_number", flat=True))


def test_the_day_after_it_is_put_forward_by_itself_and_goes_when_the_second_has_said_yes(town: Town) -> None:
    made = left(town)
    tick()
    assert put_forward(town) == [], "the rule is a proposal until it is confirmed"
    confirmed(town)
    tick()
    assert put_forward(town) == [made.pk]
    tick()
    assert put_forward(town) == [made.pk], "once"
    listed = Erasure.objects.get(by_clock=True)
    with pytest.raises(Refused):
        actions.approve(town.actor("lars"), listed.pk, listed.version, now=NOW)
    page = town.client("bo").get(reverse("retention:erasure", args=[listed.pk])).content.decode()
    assert "Stedets egen regel" in page and "De bliver slettet" in page and "Lars" in page
    assert "Efter stedets egen regel" in town.client("bo").get(reverse("retention:erasures")).content.decode()
    assert WellbeingAssessment.objects.filter(pk=made.pk).exists()
    actions.approve(town.actor("bo"), listed.pk, listed.version, now=NOW)
    tick()
    assert not WellbeingAssessment.objects.filter(pk=made.pk).exists()


def test_not_a_day_before_the_settings_months_are_over_nor_before_the_confirmed_ones(town: Town) -> None:
    made = left(town, on=TODAY - timedelta(days=40))
    rule(town, OnLeaving.DELETED, 3)
    confirmed(town)
    tick()
    assert put_forward(town) == [], "the setting says three months, though the confirmed rule is shorter"
    rule(town, OnLeaving.DELETED, 0, version=1)
    confirmed(town, "P6M")
    tick()
    assert put_forward(town) == [], "and the other way round"
    confirmed(town, "P1M")
    tick()
    assert put_forward(town) == [made.pk]


def test_changed_settings_are_a_new_proposal_once_and_not_when_they_are_kept(town: Town) -> None:
    actions.ship_proposals(town.municipality, now=NOW)
    later = NOW + timedelta(minutes=1)
    rule(town, OnLeaving.DELETED, 6, when=later)
    tick(1)
    tick(2)
    versions = RetentionRule.objects.filter(municipality=town.municipality, kind=Kind.LEFT)
    assert list(versions.values_list("number", "period", "state")) == [(1, "P1D", "proposed"), (2, "P6M", "proposed")]
    actions.confirm(
        town.actor("lars"),
        Confirm(Kind.LEFT, Event.SETTING_LEFT, "P9M", "Drøftet", uuid4()),
        now=NOW + timedelta(days=3),
    )
    tick(4)
    assert versions.count() == 3, "what was confirmed otherwise is not proposed against each night"
    rule(town, OnLeaving.KEPT, 1, version=1, when=NOW + timedelta(days=5))
    tick(6)
    assert versions.count() == 3


def test_what_is_kept_is_not_put_forward_and_what_was_put_forward_stays(town: Town) -> None:
    made = left(town)
    confirmed(town)
    tick()
    listed = Erasure.objects.get(by_clock=True)
    actions.approve(town.actor("bo"), listed.pk, listed.version, now=NOW)
    rule(town, OnLeaving.KEPT)
    tick()
    assert WellbeingAssessment.objects.filter(pk=made.pk).exists()
    assert set(listed.items.values_list("kept_because", flat=True)) == {"not_due"}
    tick(1)
    assert Erasure.objects.filter(by_clock=True).count() == 1


def open_course(town: Town, made: WellbeingAssessment) -> None:
    concern_of(
        made.child,
        town.user("mette"),
        town.user("jonas"),
        False,
        state="raised",
        due_on=TODAY,
        owner=town.user("jonas"),
    )


def closed_course_from_it(town: Town, made: WellbeingAssessment) -> None:
    concern_of(
        made.child, town.user("mette"), town.user("jonas"), False, state="closed", due_on=None, owner=town.user("jonas"),
        closed_at=NOW, close_reason="solved", answer="Godt", assessment=made,
    )  # fmt: skip


def request_not_answered(town: Town, made: WellbeingAssessment) -> None:
    jonas = town.user("jonas")
    AccessRequest.objects.create(
        child=made.child, kind="data_access", guardian=made.child.custodies.all()[0].guardian, received_on=TODAY,
        first_due_on=TODAY, registered_by=jonas, registered_at=NOW, owner=jonas, due_on=TODAY, state="open", **STAMP,
    )  # fmt: skip


def health_record(town: Town, made: WellbeingAssessment) -> None:
    OwnAssessment.objects.filter(assessment=made).update(rater=town.user("hanne"))


def hand_over_not_accepted(town: Town, made: WellbeingAssessment) -> None:
    HandOver.objects.create(
        child=made.child, kind="to_school", occasion_on=TODAY, begun_at=NOW, purpose="Skolestart", state="draft",
        owner=town.user("mette"), due_on=TODAY, from_institution=town.day_care, to_institution=town.school, **STAMP,
    )  # fmt: skip


def not_settled_yet(town: Town, made: WellbeingAssessment) -> None:
    WellbeingAssessment.objects.filter(pk=made.pk).update(
        state="own", position="", settled_on=None, settled_by=None, owner=town.user("mette"), due_on=TODAY
    )


def archive_keeps_all(town: Town, made: WellbeingAssessment) -> None:
    confirmed(town, UNLIMITED, Kind.ASSESSMENT, Event.ASSESSMENT_SETTLED)


DUTIES = (
    open_course, closed_course_from_it, request_not_answered, health_record, hand_over_not_accepted, not_settled_yet,
    archive_keeps_all,
)  # fmt: skip


@pytest.mark.parametrize("duty", DUTIES, ids=[duty.__name__ for duty in DUTIES])
def test_what_the_law_keeps_is_never_put_forward_and_stays_if_it_comes_after_the_yes(
    town: Town, duty: Callable[[Town, WellbeingAssessment], None]
) -> None:
    made = left(town)
    confirmed(town)
    tick()
    listed = Erasure.objects.get(by_clock=True)
    actions.approve(town.actor("bo"), listed.pk, listed.version, now=NOW)
    duty(town, made)
    tick()
    assert WellbeingAssessment.objects.filter(pk=made.pk).exists()
    assert listed.items.exclude(kept_because="").count() == 1
    tick(1)
    assert Erasure.objects.filter(by_clock=True).count() == 1


def test_a_hold_wins_and_when_it_is_lifted_it_is_put_forward(town: Town) -> None:
    made = left(town)
    confirmed(town)
    hold = actions.place_hold(town.actor("lars"), PlaceHold(made.child_id, "Klagesag", key=uuid4()), now=NOW)
    tick()
    assert put_forward(town) == []
    actions.lift_hold(town.actor("lars"), LiftHold(hold.pk, "Afgjort"), now=NOW)
    tick()
    assert put_forward(town) == [made.pk]


def test_called_off_is_not_put_forward_again_until_the_rule_is_confirmed_anew(town: Town) -> None:
    made = left(town)
    confirmed(town)
    tick()
    listed = Erasure.objects.get(by_clock=True)
    actions.call_off(town.actor("bo"), listed.pk, listed.version, now=NOW)
    tick(1)
    assert Erasure.objects.count() == 1
    confirmed(town, "P2D")
    tick(2)
    assert put_forward(town) == [made.pk, made.pk]


def test_the_clock_begins_when_the_new_place_has_accepted(town: Town) -> None:
    made = left(town, on=TODAY - timedelta(days=60))
    hand_over_not_accepted(town, made)
    HandOver.objects.filter(child=made.child).update(
        state="accepted", sent_at=NOW, readable_until=TODAY, accepted_at=NOW, accepted_by_name="Anders"
    )
    rule(town, OnLeaving.DELETED, 1)
    confirmed(town, "P1M")
    tick()
    assert put_forward(town) == []
    tick(35)
    assert put_forward(town) == [made.pk]


@pytest.mark.parametrize(("what", "green"), [(OnLeaving.DELETED, 0), (OnLeaving.ANONYMISED, 1)])
def test_anonymous_keeps_the_position_as_a_number_and_deleted_does_not(town: Town, what: OnLeaving, green: int) -> None:
    round_ = AssessmentRound.objects.create(
        municipality=town.municipality, name="Forår", opens_on=LEFT_ON - timedelta(days=60), closes_on=LEFT_ON,
        opened_by=town.user("pia"), opened_at=NOW, idempotency_key=uuid4(),
    )  # fmt: skip
    round_.institutions.add(town.day_care)
    left(town, round_=round_)
    rule(town, what)
    confirmed(town)
    tick()
    listed = Erasure.objects.get(by_clock=True)
    actions.approve(town.actor("bo"), listed.pk, listed.version, now=NOW)
    tick()
    kept = RoundKept.objects.get(round=round_)
    assert (kept.erased, kept.green) == (1, green)


def test_one_thing_due_by_two_rules_is_on_the_list_once(town: Town) -> None:
    left(town)
    confirmed(town)
    confirmed(town, "P1D", Kind.ASSESSMENT, Event.ASSESSMENT_SETTLED)
    assert [thing.kind for _rule, thing in queries.dry_run(town.municipality.pk, NOW).erasable] == [Kind.ASSESSMENT]
    town.client("lars").get(reverse("retention:overview"))


def test_the_neighbours_rule_touches_nobody_here(town: Town) -> None:
    made = left(town)
    confirmed(town)
    Child.objects.filter(pk=made.child_id).update(municipality=town.neighbour, district=None)
    tick()
    assert put_forward(town) == []
