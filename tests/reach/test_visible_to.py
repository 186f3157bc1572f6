"""Which children exist for whom, case by case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DataError, IntegrityError, transaction

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.organisation.models import Employment, Group, GroupAssignment
from sikkerhedsnet.people import actions
from sikkerhedsnet.people.models import Child, Enrolment, Relation
from tests.personas import NOW, TODAY, Town

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


def seen_by(town: Town, key: str) -> set[int]:
    return set(Child.objects.visible_to(town.actor(key), TODAY).values_list("pk", flat=True))


def ids(children: list[Child]) -> set[int]:
    return {child.pk for child in children}


@pytest.mark.parametrize("persona", ["mette", "maja", "dorte", "hanne"])
def test_those_around_the_group_see_its_children(town: Town, persona: str) -> None:
    assert seen_by(town, persona) == ids(town.children)


@pytest.mark.parametrize(
    "persona",
    ["anders", "rikke", "inge", "jonas", "signe", "pia", "lone", "tove", "sara", "bo", "karin", "michael", "lars",
     "tine", "admin", "stranger", "nabo", "amira", "peter"],
)  # fmt: skip
def test_nobody_else_does(town: Town, persona: str) -> None:
    assert seen_by(town, persona) == set()


def test_a_pedagogue_sees_her_own_group_only(town: Town) -> None:
    next_door = Group.objects.create(institution=town.day_care, name="Sommerfuglene")
    other = town.child("Nora", group=next_door)
    assert other.pk not in seen_by(town, "mette")
    assert other.pk in seen_by(town, "dorte")


def test_staff_without_a_fixed_group_see_their_institution(town: Town) -> None:
    town.hire("vikar", "Vera Vikar", Function.PEDAGOGUE, institution=town.day_care)
    assert seen_by(town, "vikar") == ids(town.children)


@pytest.mark.parametrize(("start_on", "end_on", "sees"), [
    (YESTERDAY, None, True),
    (TODAY, TODAY, True),
    (YESTERDAY, YESTERDAY, False),
    (TOMORROW, None, False),
])  # fmt: skip
def test_reach_follows_the_childs_enrolment_to_the_day(
    town: Town, start_on: date, end_on: date | None, sees: bool
) -> None:
    child = town.child("Nora", enrol=False, district=None)
    Enrolment.objects.create(child=child, institution=town.day_care, group=town.group, start_on=start_on, end_on=end_on)
    assert (child.pk in seen_by(town, "mette")) is sees
    assert (child.pk in seen_by(town, "dorte")) is sees


@pytest.mark.parametrize(("end_on", "sees"), [(None, True), (TODAY, True), (YESTERDAY, False)])
def test_reach_ends_with_the_employment_and_the_group(town: Town, end_on: date | None, sees: bool) -> None:
    GroupAssignment.objects.filter(employment__user=town.user("maja")).update(end_on=end_on)
    Employment.objects.filter(user=town.user("mette")).update(end_on=end_on)
    assert (seen_by(town, "mette") != set()) is sees


def test_a_relation_opens_one_child_until_its_last_day(town: Town) -> None:
    child = town.children[1]
    relation = actions.relate(System(), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    assert seen_by(town, "pia") == {child.pk}
    assert relation.end_on is not None
    after = relation.end_on + timedelta(days=1)
    assert not Child.objects.visible_to(town.actor("pia"), after).exists()
    actions.end_relation(System(), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, now=NOW)
    assert seen_by(town, "pia") == set()
    assert ChangeLine.objects.filter(action__startswith="relation.", child_id=child.pk).count() == 2


def test_a_relation_given_again_after_a_pause_begins_anew(town: Town) -> None:
    child = town.children[1]
    pia = town.user("pia").pk
    actions.relate(System(), child, pia, Relation.Kind.PARTICIPANT, source="a", now=NOW - timedelta(days=400))
    relation = actions.relate(System(), child, pia, Relation.Kind.PARTICIPANT, source="b", now=NOW)
    assert relation.start_on == TODAY


def test_nobody_reaches_her_own_child_whatever_her_function(town: Town) -> None:
    child = town.children[2]
    guardian = child.custodies.first().guardian
    guardian.user = town.user("dorte")
    guardian.save()
    assert child.pk not in seen_by(town, "dorte")
    assert child.pk in seen_by(town, "mette")


def test_a_relation_in_another_municipality_opens_nothing(town: Town) -> None:
    actions.relate(System(), town.children[0], town.user("nabo").pk, Relation.Kind.ADVISER, source="mistake", now=NOW)
    assert seen_by(town, "nabo") == set()


def test_a_child_who_has_moved_away_is_out_of_the_health_visitors_reach(town: Town) -> None:
    child = town.children[0]
    child.left_on = YESTERDAY
    child.save()
    assert child.pk not in seen_by(town, "hanne")


def test_a_child_has_one_place_in_an_institution_at_a_time(town: Town) -> None:
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        Enrolment.objects.create(child=town.children[0], institution=town.day_care, start_on=TODAY)
    Enrolment.objects.create(child=town.children[0], institution=town.school, start_on=TODAY)


def test_a_person_in_several_functions_reaches_by_each(town: Town) -> None:
    Employment.objects.create(
        user=town.user("anders"),
        municipality=town.municipality,
        function=Function.LEADER,
        institution=town.day_care,
        start_on=YESTERDAY,
    )
    assert seen_by(town, "anders") == ids(town.children)
