"""A child is not assessed for a reason that is written down, and the parents' objection is met with a talk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.screening import actions, coverage, queries
from sikkerhedsnet.screening.commands import Decide, SetAside, TakeBack
from sikkerhedsnet.screening.models import AssessmentRound, NotAssessed, RoundChoices, WellbeingAssessment
from sikkerhedsnet.screening.states import Reason, State
from sikkerhedsnet.worklists.actions import tick
from tests.personas import NOW, TODAY, Town

from . import walk
from .forms_sent import UGLY, group_url, text
from .test_races import at_once


def aside(town: Town, by: str, child: Child, reason: str = "absent", **changes: Any) -> NotAssessed:
    round_ = AssessmentRound.objects.first() or walk.open_round(town)
    values: dict[str, Any] = {
        "round_id": round_.pk, "institution_id": town.day_care.pk, "child_id": child.pk, "reason": Reason(reason),
    }  # fmt: skip
    if reason == "objection":
        values |= {"words": "Vi synes ikke, I skal skrive om ham.", "said_on": TODAY}
    return actions.set_aside(town.actor(by), SetAside(**{**values, **changes}), now=NOW)


def back(town: Town, by: str, row: NotAssessed) -> NotAssessed:
    row.refresh_from_db()
    return actions.take_back(town.actor(by), TakeBack(row.pk, row.version), now=NOW)


def decide(town: Town, by: str, row: NotAssessed, *, respect: bool, why: str = "Vi talte om det.") -> NotAssessed:
    row.refresh_from_db()
    return actions.decide(town.actor(by), Decide(row.pk, row.version, respect, why), now=NOW)


def figures(town: Town, who: str = "karin") -> coverage.Coverage:
    with_all = coverage.round_coverage(town.actor(who), AssessmentRound.objects.get().pk, TODAY)
    return with_all.coverage


def test_a_child_that_is_away_is_out_of_what_is_lacking_and_of_nothing_else(town: Town) -> None:
    walk.open_round(town)
    row = aside(town, "mette", town.children[0])
    found = figures(town)
    assert (found.enrolled, found.settled, found.excused, found.missing, found.absent) == (4, 0, 1, 3, 1)
    assert walk.assessment_of(row.child).state == State.DONE
    (task,) = [t for t in queries.tasks(town.actor("maja"), TODAY) if t.kind == "screening.rate"]
    assert str(task.what) == "Vurder Mariehønsene: 0 af 3 vurderet"
    page = text(town.client("maja").get(group_url(row.assessment.round, town)))
    assert "0 af 3 vurderet" in page and "Vurderes ikke i runden" in page and "Fraværende i længere tid" in page


def test_it_is_taken_back_as_easily_by_a_colleague(town: Town) -> None:
    row = aside(town, "mette", town.children[0])
    back(town, "maja", row)
    back(town, "maja", row)
    assert figures(town).missing == 4
    found = walk.assessment_of(row.child)
    assert (found.state, found.due_on, found.owner) == (State.OWN, walk.CLOSES, town.user("dorte"))
    assert aside(town, "mette", row.child, "moved").pk != row.pk


def test_saving_the_group_does_not_bring_back_a_child_that_is_left_out(town: Town) -> None:
    row = aside(town, "mette", town.children[0])
    where = walk.place(town, row.assessment.round)
    saved = walk.rate(town, "maja", where, walk.everyone(town))
    assert row.child.name not in saved.handed_in and len(saved.handed_in) == 3
    assert walk.assessment_of(row.child).state == State.DONE


def test_the_close_asks_nothing_for_a_child_that_is_left_out(town: Town) -> None:
    row = aside(town, "mette", town.children[0])
    later = NOW + timedelta(days=20)
    tick(later)
    holes = [h for h in queries.holes(town.municipality.pk, later) if h.child_id == row.child_id]
    assert holes == []
    assert "child_not_rated" in {h.kind for h in queries.holes(town.municipality.pk, later)}
    back(town, "mette", row)
    assert [h for h in queries.holes(town.municipality.pk, later) if h.child_id == row.child_id]


@pytest.mark.parametrize(
    ("reason", "changes", "field"),
    [
        ("other", {"words": " "}, "words"),
        ("new", {}, "reason"),
        ("objection", {"said_on": None}, "said_on"),
        ("objection", {"said_on": TODAY + timedelta(days=1)}, "said_on"),
        ("objection", {"said_on": TODAY - timedelta(days=400)}, "said_on"),
        ("objection", {"words": ""}, "words"),
        ("objection", {"said_by_id": 999_999}, "said_by_id"),
    ],
)
def test_a_reason_that_does_not_hold_is_refused(town: Town, reason: str, changes: Any, field: str) -> None:
    with pytest.raises(Invalid) as problem:
        aside(town, "mette", town.children[0], reason, **changes)
    assert field in problem.value.errors


def test_a_child_that_has_just_begun_may_be_left_out_for_that(town: Town) -> None:
    child = town.child("Ny")
    Enrolment.objects.filter(child=child).update(start_on=TODAY - timedelta(days=20))
    assert aside(town, "mette", child, "new").holds


@pytest.mark.parametrize("who", ["hanne", "jonas", "karin", "bo", "stranger", "anders"])
def test_only_those_who_rate_the_group_and_the_leader_may(town: Town, who: str) -> None:
    walk.open_round(town)
    with pytest.raises((Refused, Child.DoesNotExist, AssessmentRound.DoesNotExist, town.day_care.DoesNotExist)):
        aside(town, who, town.children[0])


def test_an_objection_holds_until_the_leader_has_decided_and_she_writes_why(town: Town) -> None:
    row = aside(town, "mette", town.children[0], "objection")
    assert (row.state, row.holds, row.owner) == ("asked", True, town.user("dorte"))
    assert Message.objects.filter(kind="objection.asked", to=town.user("dorte")).count() == 1
    (task,) = [t for t in queries.tasks(town.actor("dorte"), TODAY) if t.kind == "screening.objection"]
    assert task.due_on == row.due_on == date(2026, 11, 30)
    with pytest.raises(Refused):
        decide(town, "mette", row, respect=False)
    with pytest.raises(Invalid):
        decide(town, "dorte", row, respect=False, why=" ")
    done = decide(town, "dorte", row, respect=False)
    assert (done.state, done.holds, done.decided_by) == ("overruled", False, town.user("dorte"))
    assert walk.assessment_of(row.child).state == State.OWN and figures(town).missing == 4


def test_what_the_leader_respected_only_the_leader_takes_back(town: Town) -> None:
    row = aside(town, "mette", town.children[0], "objection")
    decide(town, "dorte", row, respect=True)
    row.refresh_from_db()
    assert (row.state, row.holds, row.due_on) == ("stands", True, None)
    with pytest.raises(Refused):
        back(town, "mette", row)
    assert back(town, "dorte", row).state == "back"


def test_where_the_municipality_has_chosen_so_the_child_is_assessed_until_the_leader_decides(town: Town) -> None:
    RoundChoices.objects.create(
        municipality=town.municipality, objection_respected=False, changed_at=NOW, changed_by_name="test"
    )
    row = aside(town, "mette", town.children[0], "objection")
    assert not row.holds and figures(town).missing == 4
    decide(town, "dorte", row, respect=True)
    assert figures(town).missing == 3


def test_an_objection_nobody_decides_on_is_escalated_and_a_hole(town: Town) -> None:
    aside(town, "mette", town.children[0], "objection")
    late = NOW + timedelta(days=9)
    assert "overdue_not_escalated" in {h.kind for h in queries.holes(town.municipality.pk, late)}
    tick(late)
    assert Message.objects.filter(kind="overdue", to=town.user("bo")).exists()
    kinds = {h.kind for h in queries.holes(town.municipality.pk, late)}
    assert "overdue_not_escalated" not in kinds and "overdue_out_of_sight" in kinds


def test_an_objection_ends_when_the_child_leaves(town: Town) -> None:
    row = aside(town, "mette", town.children[0], "objection")
    actions.leave(town.actor("dorte"), row.child, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("back", None)


def test_who_sees_the_numbers_only_is_not_told_that_parents_objected(town: Town) -> None:
    row = aside(town, "mette", town.children[0], "objection")
    aside(town, "mette", town.children[1])
    url = reverse("screening:round", args=[row.assessment.round_id])
    for who in ("karin", "bo", "maja"):
        page = text(town.client(who).get(url))
        assert "1 fraværende, 1 anden grund" in page
        page = page.replace("Forældrene siger", "")  # the way to what they say of meetings
        assert "Forældre" not in page and "forældrene har sagt nej" not in page and "Freja" not in page
    leader = text(town.client("dorte").get(url))
    assert "1 fraværende, 1 hvor forældrene har sagt nej" in leader, (
        "whoever reads the names reads the reason's own number"
    )
    assert "forældrene har sagt nej, du beslutter" in leader and "vurderes ikke: Fraværende" in leader


def test_when_many_have_said_no_the_whole_rounds_number_is_its_own(town: Town) -> None:
    town.child("Viggo", "Vest")  # before the round opens
    rows = [aside(town, "mette", child, "objection") for child in Child.objects.filter(municipality=town.municipality)]
    assert len(rows) >= 3
    RoundChoices.objects.update_or_create(
        municipality=town.municipality, defaults={"fewest": 3, "changed_at": NOW, "changed_by_name": "test"}
    )
    n, round_id = len(rows), rows[0].assessment.round_id
    page = text(town.client("bo").get(reverse("screening:round", args=[round_id])))
    assert f"{n} hvor forældrene har sagt nej" in page and f"{n} anden grund" in page, "of one group it is as before"
    found = coverage.round_coverage(town.actor("bo"), round_id, TODAY).coverage
    assert (found.objection, found.other, found.excused) == (n, 0, n)


def test_a_reason_is_written_decided_and_taken_back_on_its_page(town: Town) -> None:
    round_, child = walk.open_round(town), town.children[0]
    url = reverse("screening:set_aside", args=[round_.pk, town.day_care.pk, child.pk])
    mette = town.client("mette")
    assert "ikke på samtykke" in text(mette.get(url))
    key = str(uuid4())
    sent = {"key": key, "reason": "objection", "words": UGLY, "said_on": TODAY.isoformat(), "said_by_id": ""}
    page = text(mette.post(url, sent, follow=True))
    assert "Dorte Skov taler med forældrene" in page and "<script>alert" not in page and "😀" in page
    mette.post(url, sent)
    row = NotAssessed.objects.get()
    assert mette.get(url).status_code == 302
    shown = reverse("screening:not_assessed", args=[row.pk])
    assert "Skriv min beslutning" not in text(mette.get(shown))
    dorte = town.client("dorte")
    said = {"decide": "1", "key": str(uuid4()), "version": row.version, "respect": "yes"}
    assert dorte.post(shown, {**said, "why": ""}).status_code == 422
    answer = dorte.post(shown, {**said, "why": "Vi lytter."}, follow=True)
    assert "Din beslutning er skrevet" in text(answer)
    assert mette.post(shown, {"back": "1", "version": 2}).status_code == 403
    assert ReadLine.objects.filter(action="not_assessed.read", child_id=child.pk).exists()
    file = text(town.client("dorte").get(reverse("childfile:child", args=[child.pk])))
    assert "ikke vurderet. Forældrene har sagt nej" in file and "Vi lytter." in file


def test_a_reason_is_not_written_over_a_settled_position_or_another_reason(town: Town) -> None:
    settled = walk.watched(town)
    with pytest.raises(Stale):
        aside(town, "mette", settled.child)
    row = aside(town, "mette", town.children[0])
    with pytest.raises(Stale):
        aside(town, "maja", row.child, "moved")


@pytest.mark.slow
def test_two_who_write_a_reason_at_once_leave_one(committed_town: Town) -> None:
    town = committed_town
    walk.open_round(town)
    child = town.children[0]
    got = at_once(lambda: aside(town, "mette", child), lambda: aside(town, "maja", child, "moved"))
    assert sum(isinstance(result, Stale) for result in got) == 1
    assert NotAssessed.objects.count() == 1


def test_words_of_ten_thousand_letters_are_kept_whole(town: Town) -> None:
    row = aside(town, "mette", town.children[0], "other", words="æ" * 10_000)
    assert len(NotAssessed.objects.get(pk=row.pk).words) == 10_000


def test_an_assessment_that_is_left_out_cannot_be_settled(town: Town) -> None:
    row = aside(town, "mette", town.children[0])
    with pytest.raises(Stale):
        walk.settle(town, "mette", row.child, walk.yellow(town))
    assert WellbeingAssessment.objects.get(pk=row.assessment_id).position == ""


def test_where_the_leader_is_the_childs_mother_a_colleague_decides(town: Town) -> None:
    child = town.children[0]
    custody = child.custodies.select_related("guardian").order_by("id")[0]
    custody.guardian.user = town.user("dorte")
    custody.guardian.save()
    row = aside(town, "mette", child, "objection")
    assert row.owner is not None and row.owner.username in ("mette", "maja")
    assert not [t for t in queries.tasks(town.actor("dorte"), TODAY) if t.kind == "screening.objection"]
    decide(town, row.owner.username, row, respect=True)
    assert figures(town).missing == 3
