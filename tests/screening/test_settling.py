"""The talk ends in a position; yellow and red are told, followed up, and never forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening import actions
from sikkerhedsnet.screening.commands import AssessAlone, FollowUp, Settle, SettleAgreed
from sikkerhedsnet.screening.models import AssessmentFollowUp, ParentsTold, WellbeingAssessment
from sikkerhedsnet.screening.rules import Settling
from sikkerhedsnet.screening.states import Position, State
from tests.personas import NOW, TODAY, Town

from . import walk


def both_rate(town: Town, ratings: dict) -> None:  # type: ignore[type-arg]
    where = walk.place(town, walk.open_round(town))
    for who in ("mette", "maja"):
        walk.rate(town, who, where, ratings)


def follow(town: Town, by: str, assessment: WellbeingAssessment, **changes: object) -> AssessmentFollowUp:
    values = {
        "assessment_id": assessment.pk, "version": assessment.version, "seen": "Han er med i legen.",
        "next_on": TODAY + timedelta(days=7),
    }  # fmt: skip
    return actions.follow_up(town.actor(by), FollowUp(**{**values, **changes}), now=NOW)  # type: ignore[arg-type]


def test_children_all_agree_on_are_settled_together(town: Town) -> None:
    both_rate(town, walk.everyone(town))
    where = walk.place(town, walk.AssessmentRound.objects.get())
    versions = tuple(WellbeingAssessment.objects.values_list("pk", "version"))
    assert actions.settle_agreed(town.actor("maja"), SettleAgreed(where, versions), now=NOW) == 4
    rows = list(WellbeingAssessment.objects.all())
    assert {(a.state, a.position, a.settled_on, a.due_on, a.settled_by_id) for a in rows} == {
        (State.DONE, "green", TODAY, None, town.user("maja").pk)
    }
    assert ChangeLine.objects.filter(action="assessment.settled").count() == 4
    assert actions.settle_agreed(town.actor("maja"), SettleAgreed(where, versions), now=NOW) == 0
    with pytest.raises(Stale) as caught:
        actions.settle_agreed(town.actor("mette"), SettleAgreed(where, versions), now=NOW)
    assert caught.value.who == "Maja Krogh"


def test_a_child_that_colleagues_differ_on_is_never_settled_with_the_others(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    walk.rate(town, "mette", where, walk.everyone(town))
    walk.rate(town, "maja", where, {**walk.everyone(town), town.children[2]: "yellow"})
    versions = tuple(WellbeingAssessment.objects.values_list("pk", "version"))
    with pytest.raises(Refused) as caught:
        actions.settle_agreed(town.actor("mette"), SettleAgreed(where, versions), now=NOW)
    assert caught.value.reason == "not_agreed"
    assert not WellbeingAssessment.objects.exclude(settled_on=None).exists()


def test_nothing_is_settled_before_the_colleague_has_handed_in(town: Town) -> None:
    where = walk.place(town, walk.open_round(town))
    walk.rate(town, "mette", where, walk.everyone(town))
    for who, reason in (("mette", "colleague_first"), ("maja", "own_first"), ("dorte", "colleague_first")):
        with pytest.raises(Refused) as caught:
            walk.settle(town, who, town.children[0], walk.yellow(town))
        assert caught.value.reason == reason


def test_a_yellow_child_has_owner_date_and_focus_point_from_the_moment_it_is_settled(town: Town) -> None:
    settled = walk.watched(town, owner="maja")
    assert (settled.state, settled.position, settled.owner, settled.due_on) == (
        State.WATCHED, "yellow", town.user("maja"), TODAY + timedelta(days=14),
    )  # fmt: skip
    assert Message.objects.filter(to=town.user("maja"), kind="assessment.owner", child_id=settled.child_id).count() == 1


def test_settling_without_the_facts_changes_nothing(town: Town) -> None:
    both_rate(town, {town.children[0]: "red"})
    with pytest.raises(Invalid) as caught:
        walk.settle(town, "mette", town.children[0], Settling(position=Position.RED))
    assert set(caught.value.errors) == {"focus_point", "adults_change", "next_on", "tell_parents_how", "owner_id"}
    assert walk.assessment_of(town.children[0]).state == State.OWN


def test_the_owner_works_in_the_group_or_leads_the_place(town: Town) -> None:
    both_rate(town, {town.children[0]: "red"})
    for who in ("jonas", "stranger", "anders"):
        with pytest.raises(Invalid) as caught:
            walk.settle(town, "mette", town.children[0], walk.yellow(town, who))
        assert caught.value.errors == {"owner_id": "owner"}
    assert walk.settle(town, "mette", town.children[0], walk.yellow(town, "dorte")).owner == town.user("dorte")


def test_of_two_colleagues_who_settle_at_once_one_wins_and_the_other_is_told_who(town: Town) -> None:
    both_rate(town, {town.children[0]: "yellow"})
    found = walk.assessment_of(town.children[0])
    command = Settle(found.pk, found.version, walk.yellow(town))
    actions.settle(town.actor("mette"), command, now=NOW)
    assert actions.settle(town.actor("mette"), command, now=NOW).state == State.WATCHED
    with pytest.raises(Stale) as caught:
        actions.settle(town.actor("maja"), command, now=NOW)
    assert caught.value.who == "Mette Lund"
    assert ChangeLine.objects.filter(action="assessment.settled").count() == 1


def test_the_parents_are_told_and_it_is_written_by_whom_when_and_what_they_said(town: Town) -> None:
    settled = walk.watched(town)
    guardian = settled.child.custodies.first().guardian
    key = uuid4()
    told = walk.tell(town, "mette", settled, guardian_id=guardian.pk, key=key)
    assert walk.tell(town, "mette", settled, guardian_id=guardian.pk, key=key) == told
    assert ParentsTold.objects.count() == 1
    assert (told.guardian, told.told_by, told.parents_said) == (
        guardian, town.user("mette"), "Det ser vi også derhjemme.",
    )  # fmt: skip


def test_nobody_else_s_parents_were_told(town: Town) -> None:
    settled = walk.watched(town)
    other = town.children[3].custodies.first().guardian
    with pytest.raises(Invalid) as caught:
        walk.tell(town, "mette", settled, guardian_id=other.pk)
    assert caught.value.errors == {"guardian_id": "guardian"}


def test_parents_are_not_told_of_a_position_nobody_has_settled(town: Town) -> None:
    walk.open_round(town)
    from sikkerhedsnet.core.errors import IllegalMove

    with pytest.raises(IllegalMove):
        walk.tell(town, "mette", walk.assessment_of(town.children[0]))


def test_a_follow_up_moves_the_date_and_forgets_the_reminder(town: Town) -> None:
    settled = walk.watched(town)
    WellbeingAssessment.objects.filter(pk=settled.pk).update(
        escalated_at=NOW, escalated_to=town.user("dorte"), due_on=TODAY - timedelta(days=3)
    )
    key = uuid4()
    made = follow(town, "mette", settled, key=key)
    assert follow(town, "mette", settled, key=key) == made
    settled.refresh_from_db()
    assert (settled.state, settled.due_on, settled.escalated_at, settled.escalated_to) == (
        State.WATCHED, TODAY + timedelta(days=7), None, None,
    )  # fmt: skip
    assert AssessmentFollowUp.objects.count() == 1


def test_a_follow_up_on_an_old_page_says_who_was_first(town: Town) -> None:
    settled = walk.watched(town)
    follow(town, "maja", settled)
    with pytest.raises(Stale) as caught:
        follow(town, "mette", settled)
    assert caught.value.who == "Maja Krogh"
    assert AssessmentFollowUp.objects.count() == 1


def test_a_follow_up_ends_when_the_parents_know(town: Town) -> None:
    settled = walk.watched(town)
    with pytest.raises(Invalid):
        follow(town, "mette", settled, ends=True)
    walk.tell(town, "mette", settled)
    follow(town, "mette", settled, ends=True, next_on=None)
    settled.refresh_from_db()
    assert (settled.state, settled.due_on, settled.position) == (State.DONE, None, "yellow")


@pytest.mark.parametrize("who", ["jonas", "stranger", "anders", "nabo", "signe", "lone"])
def test_others_neither_settle_tell_nor_follow_up(town: Town, who: str) -> None:
    settled = walk.watched(town)
    for attempt in (
        lambda: walk.settle(town, who, settled.child, walk.yellow(town)),
        lambda: walk.tell(town, who, settled),
        lambda: follow(town, who, settled),
    ):
        with pytest.raises((WellbeingAssessment.DoesNotExist, Refused)):
            attempt()


def test_a_concern_takes_over_the_next_date(town: Town) -> None:
    settled = walk.watched(town)
    carried = actions.carry(town.actor("mette"), settled, now=NOW)
    assert (carried.state, carried.due_on, carried.owner_id) == (State.CARRIED, None, settled.owner_id)
    assert actions.carry(town.actor("mette"), settled, now=NOW).state == State.CARRIED


def test_when_a_child_leaves_nothing_stays_open(town: Town) -> None:
    settled = walk.watched(town)
    actions.leave(town.actor("admin"), settled.child, now=NOW)
    assert not WellbeingAssessment.objects.open().filter(child=settled.child).exists()


def test_when_a_child_moves_on_the_new_leader_answers_for_its_yellow_position(town: Town) -> None:
    settled = walk.watched(town)
    Enrolment.objects.filter(child=settled.child).update(end_on=TODAY - timedelta(days=1))
    Enrolment.objects.create(child=settled.child, institution=town.school, start_on=TODAY)
    actions.leave(town.actor("admin"), settled.child, now=NOW, institution=town.day_care)
    settled.refresh_from_db()
    assert (settled.state, settled.owner) == (State.WATCHED, town.user("rikke"))
    assert WellbeingAssessment.objects.visible_to(town.actor("rikke")).filter(pk=settled.pk).exists()


def test_a_leader_does_not_become_responsible_for_her_own_child(town: Town) -> None:
    settled = walk.watched(town)
    guardian = settled.child.custodies.order_by("id").first().guardian
    guardian.user = town.user("rikke")
    guardian.save()
    Enrolment.objects.create(child=settled.child, institution=town.school, start_on=TODAY)
    actions.leave(town.actor("admin"), settled.child, now=NOW, institution=town.day_care)
    settled.refresh_from_db()
    assert settled.owner is not None
    assert settled.owner != town.user("rikke")


def test_a_new_position_takes_over_from_the_old_one_once_its_parents_know(town: Town) -> None:
    told, untold = town.children[1], town.children[2]
    first = [walk.watched(town, told), walk.watched(town, untold)]
    walk.tell(town, "mette", first[0])
    later = walk.CLOSES + timedelta(days=30)
    then = NOW + timedelta(days=45)
    round_ = walk.open_round(town, opens_on=later, closes_on=later + timedelta(days=20))
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), {told: "green", untold: "green"}, now=then)
    for child in (told, untold):
        walk.settle(town, "mette", child, Settling(position=Position.GREEN), now=then)
    for row in first:
        row.refresh_from_db()
    assert [row.state for row in first] == [State.DONE, State.WATCHED]


def test_a_health_visitor_assesses_alone_and_answers_for_it_herself(town: Town) -> None:
    baby = town.child("Nova", enrol=False)
    settling = replace(walk.yellow(town), owner_id=town.user("hanne").pk)
    command = AssessAlone(baby.pk, town.health.pk, settling, parents_present=True, parents_said="Ja.", key=uuid4())
    made = actions.assess_alone(town.actor("hanne"), command, now=NOW)
    assert actions.assess_alone(town.actor("hanne"), command, now=NOW) == made
    assert WellbeingAssessment.objects.filter(child=baby).count() == 1
    assert (made.state, made.owner, made.institution, made.raters_required) == (
        State.WATCHED, town.user("hanne"), town.health, 1,
    )  # fmt: skip
    assert made.told.get().parents_said == "Ja."


def test_nobody_else_assesses_alone_and_a_green_visit_owes_nothing(town: Town) -> None:
    baby = town.child("Nova", enrol=False)
    green = AssessAlone(baby.pk, town.health.pk, Settling(position=Position.GREEN))
    with pytest.raises(Refused):
        actions.assess_alone(town.actor("mette"), green, now=NOW)
    far = town.child("Langt", district=town.other_district, enrol=False)
    with pytest.raises(far.DoesNotExist):
        actions.assess_alone(town.actor("hanne"), replace(green, child_id=far.pk), now=NOW)
    made = actions.assess_alone(town.actor("hanne"), green, now=NOW)
    assert (made.state, made.due_on) == (State.DONE, None)


def test_the_database_itself_keeps_owner_and_date_on_what_is_open(town: Town) -> None:
    from django.db import IntegrityError, transaction

    settled = walk.watched(town)
    for wrong in ({"owner": None}, {"due_on": None}, {"focus_point": ""}, {"tell_parents_how": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WellbeingAssessment.objects.filter(pk=settled.pk).update(**wrong)


def test_a_substitute_without_a_fixed_group_may_answer_too(town: Town) -> None:
    both_rate(town, {town.children[0]: "red"})
    town.hire("vikar", "Viggo Vikar", Function.PEDAGOGUE, institution=town.day_care)
    assert walk.settle(town, "mette", town.children[0], walk.yellow(town, "vikar")).owner == town.user("vikar")


def test_a_follow_up_may_give_the_child_to_a_colleague_who_is_told(town: Town) -> None:
    settled = walk.watched(town)
    follow(town, "dorte", settled, owner_id=town.user("maja").pk)
    settled.refresh_from_db()
    assert settled.owner == town.user("maja")
    assert Message.objects.filter(to=town.user("maja"), kind="assessment.owner").count() == 1
    with pytest.raises(Invalid) as caught:
        follow(town, "maja", settled, owner_id=town.user("jonas").pk)
    assert caught.value.errors == {"owner_id": "owner"}
