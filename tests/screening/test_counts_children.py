"""Where a page says so many children it counts children: one with two rows is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.instruments.models import FormVersion, Response
from sikkerhedsnet.instruments.reading import shipped_texts
from sikkerhedsnet.instruments.versions import digest
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening import coverage
from sikkerhedsnet.screening.models import AssessmentRound, WellbeingAssessment
from tests.instruments.filling import certify
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}


def opened(town: Town, *places: Any) -> AssessmentRound:
    made = AssessmentRound.objects.create(
        municipality=town.municipality, name="Efterår", opens_on=TODAY - timedelta(days=90),
        closes_on=TODAY + timedelta(days=10), opened_by=town.user("bo"), opened_at=NOW, idempotency_key=uuid4(),
    )  # fmt: skip
    made.institutions.set(places)
    return made


def yellow(town: Town, place: Any, group: Any, round_: AssessmentRound | None, weeks: int = 7) -> WellbeingAssessment:
    mette = town.user("mette")
    return WellbeingAssessment.objects.create(
        child=town.children[0], institution=place, group=group, round=round_, raters_required=2, state="watched",
        position="yellow", focus_point="x", tell_parents_how="talk", settled_on=TODAY - timedelta(weeks=weeks),
        settled_by=mette, owner=mette, due_on=TODAY, **STAMP,
    )  # fmt: skip


def test_a_child_that_is_yellow_twice_is_one_that_was_seen_and_not_helped(town: Town) -> None:
    round_ = opened(town, town.day_care)
    yellow(town, town.day_care, town.group, round_)
    yellow(town, town.day_care, town.group, None, 8)
    for who in ("dorte", "bo", "karin"):
        text = town.client(who).get(reverse("worklists:unhelped")).text
        assert "Ét barn er set" in text and "2 børn er set" not in text, who
    assert "1 barn" in town.client("bo").get(reverse("worklists:unhelped")).text
    found = coverage.round_coverage(town.actor("karin"), round_.pk, TODAY)
    assert found.without_action == 1
    assert [i.without_action for d in found.districts for i in d.institutions] == [1]
    assert [
        p.without_action for d in found.districts for i in d.institutions for p in i.places if p.without_action
    ] == [1]


def test_a_child_in_two_places_of_a_round_is_one_child_and_done_when_it_is_done_in_both(town: Town) -> None:
    child = town.children[0]
    Enrolment.objects.create(
        child=child, institution=town.school, group=town.class_group, start_on=TODAY - timedelta(days=100)
    )
    round_ = opened(town, town.day_care, town.school)
    for place, group in ((town.day_care, town.group), (town.school, town.class_group)):
        WellbeingAssessment.objects.create(
            child=child, institution=place, group=group, round=round_, raters_required=2, state="own",
            owner=town.user("mette"), due_on=TODAY, **STAMP,
        )  # fmt: skip
    here = Enrolment.objects.on(TODAY).filter(institution__in=[town.day_care, town.school])
    children, rows = here.values("child_id").distinct().count(), here.count()
    assert children < rows
    found = coverage.round_coverage(town.actor("karin"), round_.pk, TODAY)
    assert (found.coverage.enrolled, found.coverage.settled) == (children, 0)
    assert f"0 af {children} børn" in town.client("karin").get(reverse("screening:round", args=[round_.pk])).text
    settled = {"state": "done", "position": "green", "settled_on": TODAY, "settled_by": town.user("mette")}
    first, second = WellbeingAssessment.objects.filter(child=child, round=round_).order_by("pk")
    WellbeingAssessment.objects.filter(pk=first.pk).update(**settled)
    assert coverage.round_coverage(town.actor("karin"), round_.pk, TODAY).coverage.settled == 0
    WellbeingAssessment.objects.filter(pk=second.pk).update(**settled)
    assert coverage.round_coverage(town.actor("karin"), round_.pk, TODAY).coverage.settled == 1
    line = next(one for one in coverage.rounds_of(town.actor("karin"), TODAY) if one.round == round_)
    assert (line.settled, line.total) == (1, 1)


def test_two_answers_about_one_child_are_one_child_on_the_health_visitors_list(town: Town) -> None:
    certify(town, "hanne")
    text = shipped_texts()["adbb"]
    form = FormVersion.objects.create(
        key="adbb", number=1, in_force_on=TODAY - timedelta(days=300), state="approved", text=text, digest=digest(text),
        prepared_at=NOW, **STAMP,
    )  # fmt: skip
    baby = town.child("Bo", "Baby", group=town.group, birth_date=TODAY - timedelta(days=150))
    for weeks in (9, 8):
        Response.objects.create(
            child=baby, form=form, instrument="adbb", seen_by=["health_visitor"], informant="staff",
            answered_on=TODAY - timedelta(weeks=weeks), answers={item.id: 1 for item in form.definition.items}, score=8,
            band="withdrawn", positive=True, entered_by=town.user("hanne"), entered_at=NOW, institution=town.health,
        )  # fmt: skip
    page = town.client("hanne").get(reverse("worklists:unhelped")).text
    assert "Ét barn er set" in page and page.count("Bo Baby") >= 2
    assert "Ét barn er set" in town.client("bo").get(reverse("worklists:unhelped")).text
