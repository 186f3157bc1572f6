"""The plan for rounds is decided, and rounds open by themselves on their day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening import actions, coverage, queries
from sikkerhedsnet.screening.cadence import Window
from sikkerhedsnet.screening.commands import DecidePlan
from sikkerhedsnet.screening.models import AssessmentRound, RoundPlan, WellbeingAssessment
from sikkerhedsnet.worklists.actions import tick
from tests.personas import NOW, TODAY, Town

from . import walk
from .forms_sent import UGLY, text
from .test_races import at_once

NOVEMBER = Window((11, 23), (12, 18))


def decide(town: Town, by: str = "karin", kind: str = "day_care", *windows: Window, **changes: Any) -> RoundPlan:
    plan = RoundPlan.objects.get(municipality=town.municipality, kind=kind)
    values: dict[str, Any] = {
        "kind": InstitutionKind(kind), "version": plan.version, "windows": windows or (NOVEMBER,), "reminder_days": 7,
        "raters": None, "from_months": 9, "reason": "Aftalt med lederne.",
    }  # fmt: skip
    return actions.decide_plan(town.actor(by), DecidePlan(**{**values, **changes}), now=NOW)


def form(plan: RoundPlan, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "version": plan.version, "opens_1": "23/11", "closes_1": "18/12", "reminder_days": 7, "from_months": 9,
        "reason": "Aftalt.", **changes,
    }  # fmt: skip


def test_every_municipality_begins_with_a_proposal_that_says_where_it_comes_from(town: Town) -> None:
    for municipality in (town.municipality, town.neighbour):
        plans = RoundPlan.objects.filter(municipality=municipality)
        assert sorted(p.kind for p in plans) == ["after_school_care", "childminding", "day_care", "school"]
        assert all(len(p.windows) == 2 and p.decided_on is None and "Syddjurs" in p.source for p in plans)
    assert "Et forslag, som ingen har besluttet" in text(town.client("mette").get(reverse("screening:plans")))


def test_a_proposal_opens_nothing(town: Town) -> None:
    RoundPlan.objects.update(windows=[NOVEMBER.stored()])
    assert tick(NOW)["opened"] == 0
    assert not AssessmentRound.objects.exists()


def test_a_round_opens_by_itself_on_its_day_and_once(town: Town) -> None:
    decide(town)
    assert actions.open_due(town.municipality, NOW - timedelta(days=1)) == 0
    assert tick(NOW)["opened"] == 1  # the day care with children; the other has none
    assert tick(NOW)["opened"] == tick(NOW + timedelta(days=3))["opened"] == 0
    round_ = AssessmentRound.objects.get()
    assert (round_.opens_on, round_.closes_on) == (date(2026, 11, 23), date(2026, 12, 18))
    assert round_.name == "Trivselsrunde november 2026" and round_.opened_by is None
    owners = set(WellbeingAssessment.objects.values_list("owner__username", flat=True))
    assert owners == {"dorte"} and WellbeingAssessment.objects.count() == 4
    assert "Vurder Mariehønsene" in text(town.client("mette").get(reverse("screening:rounds")))
    assert town.client("karin").get(reverse("screening:round", args=[round_.pk])).status_code == 200


@pytest.mark.slow
def test_two_ticks_at_once_open_one_round(committed_town: Town) -> None:
    town = committed_town
    decide(town)
    got = at_once(*[lambda: actions.open_due(town.municipality, NOW)] * 3)
    assert sorted(got) == [0, 0, 1]
    assert AssessmentRound.objects.count() == 1 and WellbeingAssessment.objects.count() == 4


def test_a_round_opened_late_still_closes_on_its_day_and_a_missed_one_never_opens(town: Town) -> None:
    decide(town)
    actions.open_due(town.municipality, NOW + timedelta(days=10))
    assert AssessmentRound.objects.get().closes_on == date(2026, 12, 18)
    decide(town, "bo", "school")
    assert actions.open_due(town.municipality, NOW + timedelta(days=26)) == 0


def test_an_institution_with_a_round_in_those_days_is_left_alone(town: Town) -> None:
    mine = walk.open_round(town)
    decide(town)
    assert tick(NOW)["opened"] == 0
    town.child("Ny", institution=town.other_day_care)
    Employment.objects.filter(user=town.user("dorte")).update(institution=town.other_day_care)
    assert tick(NOW)["opened"] == 1
    other = AssessmentRound.objects.exclude(pk=mine.pk).get()
    assert list(other.institutions.all()) == [town.other_day_care]


def test_kinds_that_share_their_days_share_a_round(town: Town) -> None:
    town.child("Elev", institution=town.school, group=town.class_group)
    decide(town)
    decide(town, "bo", "school")
    assert tick(NOW)["opened"] == 2
    assert AssessmentRound.objects.count() == 1
    late = town.child("Dagplejebarn", institution=town.childminding)
    decide(town, "karin", "childminding")
    assert tick(NOW)["opened"] == 1
    assert AssessmentRound.objects.count() == 1
    assert WellbeingAssessment.objects.get(child=late).raters_required == 1


def test_a_place_nobody_answers_for_is_a_hole_and_opens_when_somebody_does(town: Town) -> None:
    decide(town)
    posts = Employment.objects.filter(user__username__in=["dorte", "bo", "karin"])
    posts.update(end_on=TODAY - timedelta(days=1))
    assert actions.open_due(town.municipality, NOW) == 0
    assert [h.place for h in queries.holes(town.municipality.pk, NOW) if h.kind == "round_not_open"] == [
        town.day_care.name
    ]
    posts.update(end_on=None)
    assert actions.open_due(town.municipality, NOW) == 1
    assert not [h for h in queries.holes(town.municipality.pk, NOW) if h.kind == "round_not_open"]


def test_children_who_are_too_young_are_not_asked_about_until_their_day(town: Town) -> None:
    baby = town.child("Baby", birth_date=date(2026, 3, 1))  # nine months on 1 December
    round_ = walk.open_round(town)
    leader = town.actor("dorte")
    assert not WellbeingAssessment.objects.filter(child=baby).exists()
    assert coverage.round_coverage(leader, round_.pk, TODAY).coverage.enrolled == 4
    group = reverse("screening:group", args=[round_.pk, town.group.pk])
    assert "Baby" not in text(town.client("mette").get(group))
    later = datetime(2026, 12, 1, 9, 0, tzinfo=NOW.tzinfo)
    assert coverage.round_coverage(leader, round_.pk, later.date()).coverage.enrolled == 5
    walk.rate(town, "mette", walk.place(town, round_), {baby: "green"}, now=later)
    assert WellbeingAssessment.objects.filter(child=baby).exists()
    twin = town.child("Tvilling", birth_date=date(2026, 3, 4))  # nine months on the last day
    Enrolment.objects.exclude(child=twin).update(end_on=TODAY)
    over = walk.CLOSES + timedelta(days=1)
    assert [row.child_id for row in _not_rated(town, over)] == [twin.pk]
    RoundPlan.objects.update(from_months=10)
    assert _not_rated(town, over) == []


def _not_rated(town: Town, day: date) -> list[Any]:
    from sikkerhedsnet.screening.net import not_rated

    return not_rated(town.municipality.pk, day)


def test_how_many_rate_follows_the_plan(town: Town) -> None:
    decide(town, raters=3)
    walk.open_round(town)
    assert set(WellbeingAssessment.objects.values_list("raters_required", flat=True)) == {3}


@pytest.mark.parametrize("who", ["mette", "dorte", "jonas", "admin", "michael"])
def test_only_facilitator_and_chief_decide(town: Town, who: str) -> None:
    plan = RoundPlan.objects.get(municipality=town.municipality, kind="school")
    assert town.client(who).get(reverse("screening:plan", args=[plan.pk])).status_code == 403
    with pytest.raises(Refused):
        decide(town, who)


def test_the_neighbours_plan_does_not_exist_here(town: Town) -> None:
    plan = RoundPlan.objects.filter(municipality=town.neighbour).earliest("pk")
    assert town.client("bo").get(reverse("screening:plan", args=[plan.pk])).status_code == 404


def test_a_plan_is_decided_on_its_page_with_a_reason_and_a_line_in_the_log(town: Town) -> None:
    plan = RoundPlan.objects.get(municipality=town.municipality, kind="day_care")
    url = reverse("screening:plan", args=[plan.pk])
    page = text(town.client("karin").post(url, form(plan, opens_2="1/3", closes_2="15/4"), follow=True))
    assert "Planen er besluttet" in page and "Besluttet af Karin Eg" in page
    plan.refresh_from_db()
    assert plan.windows == [["03-01", "04-15"], ["11-23", "12-18"]]
    line = ChangeLine.objects.get(action="round_plan.decided")
    assert line.details["before"]["windows"] != line.details["after"]["windows"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "Hvorfor er det sådan?"),
        ({"closes_1": ""}, "Periode 1"),
        ({"opens_1": "31/4"}, "Skriv dag og måned"),
        ({"opens_2": "1/12"}, "Skriv både første og sidste dag"),
        ({"opens_2": "1/12", "closes_2": "20/12"}, "oven i hinanden"),
        ({"raters": "1"}, "To kolleger vurderer"),
        ({"opens_1": "=1+1"}, "Skriv dag og måned"),
    ],
)
def test_a_plan_that_cannot_be_is_sent_back_with_what_was_typed(town: Town, changes: Any, said: str) -> None:
    plan = RoundPlan.objects.get(municipality=town.municipality, kind="day_care")
    url = reverse("screening:plan", args=[plan.pk])
    answer = town.client("bo").post(url, form(plan, **{"reason": UGLY, **changes}))
    assert answer.status_code == 422 and said in text(answer)
    assert "<script>alert" not in text(answer)
    plan.refresh_from_db()
    assert plan.decided_on is None


def test_a_plan_somebody_else_has_decided_meanwhile_is_not_overwritten(town: Town) -> None:
    plan = RoundPlan.objects.get(municipality=town.municipality, kind="day_care")
    sent = form(plan)
    decide(town, "bo")
    assert town.client("karin").post(reverse("screening:plan", args=[plan.pk]), sent).status_code == 409
    with pytest.raises(Stale):
        decide(town, "karin", version=1)


def test_the_municipalitys_choices_have_their_limits_and_a_reason(town: Town) -> None:
    client, url = town.client("karin"), reverse("screening:choices")
    sent = {
        "key": str(uuid4()),
        "version": 0,
        "fewest": 2,
        "new_weeks": 4,
        "objection_respected": "on",
        "reason": "Aftalt.",
    }
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "fewest": 8}).status_code == 302
    assert client.post(url, {**sent, "fewest": 9}).status_code == 409
    assert "aldrig færre end 8 børn" in text(client.get(reverse("screening:plans")))


def test_a_window_longer_than_half_a_year_is_no_plan(town: Town) -> None:
    with pytest.raises(Invalid):
        decide(town, "karin", "day_care", Window((1, 1), (11, 1)))
