"""Every child is owed the next visit of each series, by somebody who can see it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Relation
from sikkerhedsnet.visits import actions
from sikkerhedsnet.visits.commands import Agree, GiveUp, Miss, SetChoices, SetScheme
from sikkerhedsnet.visits.models import PlannedVisit, VisitChoices, VisitScheme
from sikkerhedsnet.visits.queries import due_for_child, holes
from sikkerhedsnet.visits.states import NotHeld, PlannedState
from tests.personas import NOW, TODAY, Town
from tests.visits.road import infant, plan


def test_a_newborn_gets_its_first_visit_from_the_health_visitor_of_the_district(town: Town) -> None:
    child = infant(town, days=1)
    made = plan(child)
    assert [row.visit_type for row in made] == ["maternity"]
    assert made[0].owner == town.user("hanne")
    assert made[0].due_on == child.birth_date + timedelta(days=7)


def test_planning_twice_plans_once(town: Town) -> None:
    child = infant(town, days=1)
    assert len(plan(child)) == 1
    assert plan(child) == []
    assert actions.plan_everybody(town.municipality.pk, now=NOW) == 0


def test_everybody_of_an_age_is_planned_for_and_nobody_else(town: Town) -> None:
    near = {infant(town, "A", days=1).pk, infant(town, "B", days=60).pk, infant(town, "C", days=250).pk}
    infant(town, "D", days=800)
    actions.plan_everybody(town.municipality.pk, now=NOW)
    planned = set(PlannedVisit.objects.values_list("child_id", flat=True))
    assert planned & near == near
    assert not planned - near


def test_a_pupil_is_visited_by_the_health_visitor_of_the_schools_district(town: Town) -> None:
    town.hire("ingrid", "Ingrid Vester", Function.HEALTH_VISITOR, institution=town.health, district=town.other_district)
    child = town.child(
        "Elias", birth_date=TODAY - timedelta(days=2400), institution=town.school, district=town.other_district
    )
    row = plan(child)[0]
    assert (row.visit_type, row.owner) == ("school_start", town.user("hanne"))
    assert Relation.objects.filter(child=child, user=town.user("hanne"), kind=Relation.Kind.OWNER).exists()
    assert PlannedVisit.objects.visible_to(town.actor("hanne")).filter(pk=row.pk).exists()


def test_no_parent_is_ever_given_a_visit_to_her_own_child(town: Town) -> None:
    child = infant(town, days=1)
    guardian = child.custodies.first().guardian
    guardian.user = town.user("hanne")
    guardian.save()
    assert plan(child) == []
    other = town.hire("ingrid", "Ingrid Vester", Function.HEALTH_VISITOR, district=town.other_district)
    assert plan(child)[0].owner == other


def test_a_visit_that_nobody_was_home_for_gets_a_new_day_and_keeps_the_window(town: Town) -> None:
    row = plan(infant(town, days=1))[0]
    window = row.window_to
    command = Miss(row.pk, row.version, NotHeld.ABSENT, TODAY + timedelta(days=20), "Ringede på to gange")
    moved = actions.miss(town.actor("hanne"), command, now=NOW)
    assert (moved.due_on, moved.window_to) == (TODAY + timedelta(days=20), window)
    assert [(turn.move, turn.reason) for turn in moved.turns.all()] == [("miss", "absent")]


def test_parents_who_say_no_thanks_are_asked_again_for_the_next_visit(town: Town) -> None:
    child = infant(town, days=8)
    row = plan(child)[0]
    assert row.visit_type == "establishing" or row.visit_type == "maternity"
    actions.give_up(town.actor("hanne"), GiveUp(row.pk, row.version, NotHeld.OBJECTION, "De vil ikke"), now=NOW)
    row.refresh_from_db()
    assert (row.state, row.not_held, row.due_on) == (PlannedState.NOT_HELD, NotHeld.OBJECTION, None)
    following = PlannedVisit.objects.open().get(child=child)
    assert following.visit_type != row.visit_type


def test_a_visit_given_up_without_a_word_is_not_given_up(town: Town) -> None:
    row = plan(infant(town, days=1))[0]
    with pytest.raises(Invalid):
        actions.give_up(town.actor("hanne"), GiveUp(row.pk, row.version, NotHeld.OBJECTION, "  "), now=NOW)


def test_a_stale_page_changes_nothing(town: Town) -> None:
    row = plan(infant(town, days=1))[0]
    actions.agree(town.actor("hanne"), Agree(row.pk, row.version, NOW + timedelta(days=1)), now=NOW)
    with pytest.raises(Stale):
        actions.agree(town.actor("hanne"), Agree(row.pk, row.version, NOW + timedelta(days=2)), now=NOW)


def test_nothing_is_asked_after_the_child_has_left(town: Town) -> None:
    child = infant(town, days=1)
    plan(child)
    Child.objects.filter(pk=child.pk).update(left_on=TODAY)
    child.refresh_from_db()
    assert actions.leave(System(town.municipality.pk), child, now=NOW) == 1
    assert not PlannedVisit.objects.open().filter(child=child).exists()
    assert PlannedVisit.objects.get(child=child).not_held == NotHeld.MOVED
    assert plan(child) == []


def test_a_child_that_moves_to_another_district_goes_to_the_health_visitor_there(town: Town) -> None:
    other = town.hire("ingrid", "Ingrid Vester", Function.HEALTH_VISITOR, district=town.other_district)
    child = infant(town, days=1)
    row = plan(child)[0]
    child.district = town.other_district
    child.save()
    actions.plan_everybody(town.municipality.pk, now=NOW)
    row.refresh_from_db()
    assert row.owner == other


def test_the_chief_changes_the_schedule_and_what_is_planned_stands(town: Town) -> None:
    child = infant(town, days=1)
    row = plan(child)[0]
    scheme = VisitScheme.objects.get(municipality=town.municipality, visit_type="maternity")
    command = SetScheme("maternity", scheme.version, True, "day", 2, 4, 10, (), False, "Egen plan")
    actions.set_scheme(town.actor("bo"), command, now=NOW)
    row.refresh_from_db()
    assert row.due_on == child.birth_date + timedelta(days=7)
    newer = infant(town, "Ny", days=1)
    assert plan(newer)[0].due_on == newer.birth_date + timedelta(days=10)


def test_what_a_child_is_owed_is_put_together_from_every_source(town: Town) -> None:
    child = infant(town, days=1)
    row = plan(child)[0]
    owed = due_for_child(town.actor("hanne"), child, TODAY)
    assert [(one.kind, one.url_args) for one in owed] == [("visits.planned", (row.pk,))]


def test_a_municipality_without_a_health_visitor_has_a_hole_for_each_infant(town: Town) -> None:
    child = infant(town, days=1)
    User.objects.filter(pk=town.user("hanne").pk).update(is_active=False)
    kinds = {(hole.kind, hole.child_id) for hole in holes(town.municipality.pk, NOW)}
    assert ("no_health_visitor", child.pk) in kinds


def test_a_school_enrolment_in_the_past_counts_for_nothing(town: Town) -> None:
    child = town.child("Elias", birth_date=TODAY - timedelta(days=2400), institution=town.school)
    Enrolment.objects.filter(child=child).update(end_on=TODAY - timedelta(days=1))
    assert plan(child)[0].owner == town.user("hanne")


def sibling(town: Town, of: Child, *, days: int) -> Child:
    """Another child of the same mother."""
    made = infant(town, "Søskende", days=days, parents=0)
    mother = of.custodies.order_by("pk")[0].guardian
    Custody.objects.create(child=made, guardian=mother, has_custody=True, same_address=True, start_on=TODAY)
    return made


def test_a_visit_for_the_first_child_is_planned_for_the_first_and_no_other(town: Town) -> None:
    VisitScheme.objects.filter(visit_type="maternity").update(first_child_only=True)
    first = infant(town, days=1)
    assert [row.visit_type for row in plan(first)] == ["maternity"]
    second = sibling(town, first, days=0)
    assert "maternity" not in {row.visit_type for row in plan(second)}
    orphan = infant(town, "Ukendt", days=1, parents=0)
    assert "maternity" not in {row.visit_type for row in plan(orphan)}


def test_an_older_sibling_that_is_known_now_and_in_another_district_counts(town: Town) -> None:
    VisitScheme.objects.filter(visit_type="maternity").update(first_child_only=True)
    younger, twin = infant(town, days=1), infant(town, "Tvilling", days=1)
    assert [row.visit_type for row in plan(twin)] == ["maternity"]
    Child.objects.filter(pk=sibling(town, younger, days=900).pk).update(district=town.other_district)
    assert "maternity" not in {row.visit_type for row in plan(younger)}


def test_the_chief_changes_the_municipalitys_numbers_and_it_is_written_down(town: Town) -> None:
    row = VisitChoices.objects.get(municipality=town.municipality)
    page = town.client("bo").get("/besoeg/besoegsplan/tal/").text
    assert "KL's vejledning" in page.replace("&#x27;", "'")
    fields = {
        "about": "numbers", "version": row.version, "documentation_days": 3, "need_visits_before_talk": 3, "talks_before_closing": 2,
        "recall_first_months": 18, "recall_next_months": 9, "recall_until_years": 18,
    }  # fmt: skip
    wrong = town.client("bo").post("/besoeg/besoegsplan/tal/", fields | {"documentation_days": 99})
    assert wrong.status_code == 422 and "99" in wrong.text
    assert town.client("bo").post("/besoeg/besoegsplan/tal/", fields).status_code == 302
    row.refresh_from_db()
    assert (row.documentation_days, row.recall_next_months, row.changed_by_name) == (3, 9, "Bo Kjær")
    line = ChangeLine.objects.get(action="visit_choices.changed")
    assert line.details == {"documentation_days": [2, 3], "recall_next_months": [12, 9]}
    assert town.client("bo").post("/besoeg/besoegsplan/tal/", fields).status_code == 409
    other = VisitChoices.objects.get(municipality=town.neighbour)
    assert other.documentation_days == 2
    for who in ("hanne", "karin", "admin", "tove"):
        assert town.client(who).get("/besoeg/besoegsplan/tal/").status_code == 403
    with pytest.raises(Stale):
        actions.set_choices(town.actor("bo"), SetChoices(0, {"documentation_days": 5}), now=NOW)
