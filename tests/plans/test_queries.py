"""What plans put on the desk, in the net check and in the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.plans import actions, queries
from sikkerhedsnet.plans.commands import FinishStep
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.plans.states import Outcome, State, StepState
from sikkerhedsnet.worklists.actions import tick
from tests.personas import Town

from .road import IN_SIX_WEEKS, NOW, TODAY, Table, at_the_table, raised_and_taken
from .test_following_up import a_review, closing


def kinds(town: Town, key: str, today: date = TODAY) -> list[tuple[str, date]]:
    return sorted((task.kind, task.due_on) for task in queries.tasks(town.actor(key), today))


def test_the_plan_and_each_step_stand_on_the_desk_of_whoever_owes_them(plan: Plan, table: Table) -> None:
    town, due = table.town, TODAY + timedelta(days=14)
    assert kinds(town, "jonas") == [("plans.review", IN_SIX_WEEKS)]
    assert kinds(town, "mette") == [("plans.step", due)]
    assert kinds(town, "maja") == kinds(town, "dorte") == kinds(town, "signe") == []
    assert kinds(town, "jonas", due) == [("plans.family_step", due), ("plans.review", IN_SIX_WEEKS)]
    asked = next(t for t in queries.tasks(town.actor("jonas"), due) if t.kind == "plans.family_step")
    assert (asked.what, asked.to_whom) == ("Spørg Amira Haddad: Læse højt før sengetid", "Amira Haddad")


def test_a_step_nobody_kept_stays_on_the_desk(plan: Plan, table: Table) -> None:
    after = TODAY + timedelta(days=60)
    assert ("plans.family_step", TODAY + timedelta(days=14)) in kinds(table.town, "jonas", after)


def test_the_plans_owner_sees_what_the_others_have(plan: Plan, table: Table) -> None:
    waits = {(w.on_whom, w.what) for w in queries.waiting(table.town.actor("jonas"), TODAY)}
    assert waits == {("Amira Haddad", "Læse højt før sengetid"), ("Mette Lund", "Sproglege med billedkort")}
    due = TODAY + timedelta(days=14)
    assert {w.on_whom for w in queries.waiting(table.town.actor("jonas"), due)} == {"Mette Lund"}
    assert queries.waiting(table.town.actor("mette"), TODAY) == []


def test_what_is_done_leaves_the_desk(plan: Plan, table: Table) -> None:
    step = plan.steps.get(owner__username="mette")
    actions.finish_step(table.town.actor("mette"), FinishStep(step.pk, 1, StepState.DONE, TODAY, "Gjort."), now=NOW)
    assert kinds(table.town, "mette") == []
    plan.refresh_from_db()
    actions.hold_review(table.town.actor("jonas"), closing(plan), now=NOW)
    assert kinds(table.town, "jonas") == []
    assert [rows.count() for rows in queries.owing(table.town.municipality.pk)] == [0, 0, 0, 0]


def test_a_sound_plan_leaves_the_net_whole(plan: Plan, table: Table) -> None:
    assert queries.holes(table.town.municipality.pk, NOW) == []
    assert [rows.count() for rows in queries.owing(table.town.municipality.pk)] == [1, 2, 0, 0]


def test_a_date_that_passed_is_a_hole_until_somebody_is_told(plan: Plan, table: Table) -> None:
    town = table.town
    late = clock.at(TODAY + timedelta(days=15), 10)
    found = queries.holes(town.municipality.pk, late)
    assert [(h.kind, h.since) for h in found] == [("overdue_not_escalated", TODAY + timedelta(days=14))] * 2
    assert {h.who for h in found} == {"Mette Lund", "Jonas Holm"}
    assert all("Freja" not in str(h.what) and h.place == "Distrikt Havnen" for h in found)
    Step.objects.update(escalated_at=late, escalated_to=town.user("bo"))
    assert [h.kind for h in queries.holes(town.municipality.pk, late)] == ["overdue_out_of_sight"] * 2
    Step.objects.update(escalated_at=late, escalated_to=town.user("dorte"))
    assert queries.holes(town.municipality.pk, late) == []
    assert queries.holes(town.neighbour.pk, late) == []


def test_a_concern_whose_plan_is_gone_is_a_hole(plan: Plan, table: Table) -> None:
    Step.objects.update(state=StepState.DROPPED)
    Plan.objects.update(state=State.CLOSED, outcome=Outcome.BETTER, closed_at=NOW, due_on=None)
    found = queries.holes(table.town.municipality.pk, NOW)
    assert [(h.kind, h.who, h.mend_url_args) for h in found] == [
        ("concern_without_plan", "Jonas Holm", (plan.concern_id,))
    ]
    assert "Freja" not in str(found[0].what) and found[0].place == "Distrikt Havnen"
    assert queries.holes(table.town.neighbour.pk, NOW) == []


def test_a_concern_whose_meeting_is_gone_is_a_hole(table: Table) -> None:
    assert queries.holes(table.town.municipality.pk, NOW) == []
    Meeting.objects.update(state=MeetingState.CANCELLED)
    found = queries.holes(table.town.municipality.pk, NOW)
    assert [(h.kind, h.mend_url_args) for h in found] == [("concern_without_meeting", (table.concern.pk,))]
    page = table.town.client("karin").get(reverse("worklists:net")).content.decode()
    assert "En bekymring venter på et møde, som ikke findes" in page
    assert "Freja" not in page


def test_who_takes_over_a_former_colleagues_plan_is_named_to_the_sender_of_the_worry(plan: Plan, table: Table) -> None:
    town = table.town
    Employment.objects.filter(user=town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
    tick(NOW)
    plan.refresh_from_db()
    plan.concern.refresh_from_db()
    assert plan.owner == plan.concern.owner == town.user("signe")
    page = town.client("mette").get(reverse("concerns:sent", args=[plan.concern_id])).content.decode()
    assert "Signe Friis" in page
    assert "Jonas Holm" not in page


def test_an_owner_who_left_is_a_hole(plan: Plan, table: Table) -> None:
    Employment.objects.filter(user=table.town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
    found = queries.holes(table.town.municipality.pk, NOW)
    assert {(h.kind, h.who) for h in found} == {("owner_gone", "Bo Kjær")}
    assert len(found) == 2


def test_an_owner_who_cannot_see_the_child_is_a_hole(plan: Plan, table: Table) -> None:
    town = table.town
    Relation.objects.filter(user=town.user("jonas")).delete()
    assert [h.kind for h in queries.holes(town.municipality.pk, NOW)] == ["owner_without_access"] * 2
    Relation.objects.filter(user=town.user("mette")).delete()
    assert len(queries.holes(town.municipality.pk, NOW)) == 2, "Mette works in the child's group"
    Employment.objects.filter(user=town.user("mette")).update(function=Function.CHIEF)
    assert len(queries.holes(town.municipality.pk, NOW)) == 3


@pytest.mark.parametrize(
    ("key", "reaches"),
    [("mette", True), ("dorte", True), ("hanne", True), ("stranger", False), ("anders", False), ("signe", False),
     ("karin", False), ("pia", False)],
)  # fmt: skip
def test_the_net_check_judges_reach_as_the_pages_do(plan: Plan, table: Table, key: str, reaches: bool) -> None:
    Relation.objects.all().delete()
    Step.objects.update(owner=table.town.user(key))
    steps = [h for h in queries.holes(table.town.municipality.pk, NOW) if h.mend_url_name == "plans:step"]
    assert [h.kind for h in steps] == ([] if reaches else ["owner_without_access"] * 2)


def test_the_story_of_a_plan_in_the_order_it_happened(plan: Plan, table: Table) -> None:
    jonas = table.town.actor("jonas")
    actions.hold_review(jonas, a_review(plan), now=NOW + timedelta(hours=1))
    plan.refresh_from_db()
    actions.hold_review(jonas, closing(plan), now=NOW + timedelta(hours=2))
    events = queries.events(jonas, table.child)
    assert [e.kind for e in events if e.at] == ["plans.agreed", "plans.review", "plans.closed"]
    assert sorted(e.kind for e in events if not e.at) == ["plans.step_done"] * 2
    assert events[-1].title == "Plan afsluttet: Det går godt nok nu"


@pytest.mark.parametrize(
    ("key", "sees"),
    [("mette", True), ("hanne", True), ("signe", False), ("nabo", False), ("karin", False), ("amira", False)],
)
def test_whose_story_a_plan_is_in(plan: Plan, table: Table, key: str, sees: bool) -> None:
    assert bool(queries.events(table.town.actor(key), table.child)) is sees
    assert bool(queries.active_plans(table.town.actor(key), table.child)) is sees


def test_a_plan_that_grew_from_a_suspicion_is_only_for_those_in_it(plan: Plan, table: Table) -> None:
    type(plan.concern).objects.filter(pk=plan.concern_id).update(
        suspicion=True, stage="suspicion", parents_know="must_not"
    )
    Plan.objects.filter(pk=plan.pk).update(suspicion=True)
    seen = {
        key
        for key in ("jonas", "mette", "maja", "dorte", "hanne")
        if Plan.objects.visible_to(table.town.actor(key)).exists()
    }
    assert seen == {"jonas", "mette"}


def test_nobody_reads_a_plan_about_their_own_child(plan: Plan, table: Table) -> None:
    guardian = table.child.custodies.first().guardian
    guardian.user = table.town.user("mette")
    guardian.save()
    assert not Plan.objects.visible_to(table.town.actor("mette")).exists()


def test_desk_net_and_story_ask_the_same_number_of_questions_however_much_there_is(
    town: Town, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(5):
        child = town.child(f"Barn {number}")
        at_the_table(town, child, concern=raised_and_taken(town, child)).plan()
    jonas, municipality = town.actor("jonas"), town.municipality.pk
    child = Plan.objects.first().child
    Step.objects.update(due_on=TODAY)
    with django_assert_max_num_queries(12):
        assert len(queries.tasks(jonas, TODAY)) == 10
    with django_assert_max_num_queries(8):
        assert len(queries.waiting(jonas, TODAY)) == 5
    with django_assert_max_num_queries(20):
        queries.holes(municipality, NOW)
    with django_assert_max_num_queries(16):
        queries.events(jonas, child)
