"""The journal is the health visitors' own, and what is about a parent is that parent's alone; the database says so itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sikkerhedsnet.core import context
from sikkerhedsnet.people.models import BrokenGlass, Child
from sikkerhedsnet.rights import actions as rights
from sikkerhedsnet.rights.commands import Register
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.states import Kind
from sikkerhedsnet.visits.models import (
    DentalRecall,
    ExamFinding,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
    VisitGuardian,
)
from sikkerhedsnet.visits.recalling import call
from tests.personas import NOW, TODAY, Town
from tests.visits.road import held, infant

JOURNAL: tuple[Any, ...] = (PlannedVisit, Visit, IndicatorObservation, GrowthMeasurement, VisitGuardian)


def seen_by(town: Town, key: str) -> set[str]:
    """The journal's tables in which this person's own questions to the database find anything."""
    with context.asking(context.person(town.actor(key))):
        return {model.__name__ for model in JOURNAL if model.objects.exists()}


def test_the_journal_is_the_health_visitors_own_in_the_database_too(town: Town) -> None:
    child = town.children[0]
    child.birth_date = TODAY - timedelta(days=63)
    child.save()
    held(town, child)
    assert seen_by(town, "hanne") == {model.__name__ for model in JOURNAL}
    for key in ("mette", "dorte", "jonas", "pia", "lone", "sara", "tove", "bo", "karin", "lars", "tine", "admin"):
        assert seen_by(town, key) == set(), key


def test_broken_glass_opens_no_journal(town: Town) -> None:
    child = infant(town, "Væk", district=town.other_district)
    Visit.objects.create(
        child=child, visit_type="need_small", visit_class="home", starts_at=NOW, state="whole", changed_at=NOW,
        changed_by_name="test",
    )  # fmt: skip
    BrokenGlass.objects.create(
        child=child, user=town.user("hanne"), function="health_visitor", reason="danger", why="x" * 20,
        broken_at=NOW, ends_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    hanne = town.actor("hanne")
    with context.asking(context.person(hanne)):
        assert Child.objects.visible_to(hanne).filter(pk=child.pk).exists()
        assert not Visit.objects.exists()
    assert not Visit.objects.visible_to(hanne).exists()
    assert town.client("hanne").get(f"/besoeg/barn/{child.pk}/").status_code == 404


def test_tove_knows_the_child_she_has_called_and_works_with_none(town: Town) -> None:
    child, other = town.children[0], town.children[1]
    call(town.actor("tove"), child, TODAY, 12, now=NOW)
    tove = town.actor("tove")
    with context.asking(context.person(tove)):
        assert [row.child.name for row in DentalRecall.objects.select_related("child")] == [child.name]
        assert set(Child.objects.values_list("pk", flat=True)) == {child.pk}
        assert not child.custodies.exists()
    assert not Child.objects.visible_to(tove).exists()
    assert town.client("tove").get(f"/boern/{child.pk}/").status_code == 404
    assert other.pk != child.pk


@pytest.mark.parametrize("number", [0, 1])
def test_what_is_about_one_parent_is_in_that_parents_copy_alone(town: Town, number: int) -> None:
    child = town.children[0]
    child.birth_date = TODAY - timedelta(days=63)
    child.save()
    visit = held(town, child)
    mother = child.custodies.order_by("id")[0].guardian_id
    here = {"child": child, "visit": visit, "recorded_at": NOW}
    sad = "fc3d65d1-1509-47ef-8845-60adea5d7a65"
    ExamFinding.objects.create(guardian_id=mother, code=sad, at=NOW, **here)
    Intervention.objects.create(guardian_id=mother, code="8af7f611-2bae-4ba5-923a-d748501d1ad3", start_on=TODAY, **here)
    Intervention.objects.create(code="11bae71b-89f5-4903-ab59-c516e638b44a", start_on=TODAY, **here)
    asker = child.custodies.order_by("id")[number].guardian_id
    register = Register(child.pk, Kind.DATA_ACCESS, TODAY, guardian_id=asker)
    child.relations.create(
        user=town.user("jonas"), kind="adviser", source="t", start_on=TODAY, end_on=TODAY + timedelta(days=9)
    )
    copy = copy_of(rights.register(town.actor("jonas"), register, now=NOW), now=NOW)
    text = repr(copy.parts) + repr(copy.left_out)
    hers = ("Nedtrykthed", "Forventelig psykisk reaktion", "Støtte ved psykisk reaktion")
    assert all((word in text) == (number == 0) for word in hers)
    assert "Underretning" not in text
    assert "5200" in text and "Alderssvarende" in text


def test_a_row_about_one_parent_is_kept_from_the_other_by_the_one_rule(town: Town) -> None:
    from sikkerhedsnet.core.privacy import Piece
    from sikkerhedsnet.people.redaction import About, Home, Reader, ruling
    from sikkerhedsnet.people.redaction import Kind as ReadAs

    home = Home(1)
    about = About(guardian_id=7)
    for reader, shown in (
        (Reader(ReadAs.PARENT, guardian_id=7), True),
        (Reader(ReadAs.PARENT, guardian_id=8), False),
        (Reader(ReadAs.YOUNG_PERSON), False),
        (Reader(ReadAs.SERVICE), False),
        (Reader(ReadAs.STAFF), True),
    ):
        assert bool(ruling(reader, home, Piece.PARENT, about)) is shown
