"""A plan is agreed at a meeting, with a goal, a step and a date."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.plans import actions
from sikkerhedsnet.plans.models import Goal, Plan, ScaleValue, Step
from sikkerhedsnet.plans.states import Move, State
from tests.personas import Town

from .road import IN_SIX_WEEKS, NOW, TODAY, Table, at_the_table


def test_a_plan_has_goals_steps_numbers_and_a_review_date(table: Table) -> None:
    plan = table.plan()
    assert (plan.state, plan.due_on, plan.owner_id) == (State.ACTIVE, IN_SIX_WEEKS, table.town.user("jonas").pk)
    assert plan.child_view == "Jeg vil være med i hulen."
    assert [goal.text for goal in plan.goals.all()] == [table.command().goals[0]]
    assert {step.what for step in plan.steps.all()} == {"Sproglege med billedkort", "Læse højt før sengetid"}
    assert {step.goal for step in plan.steps.all()} == {plan.goals.get()}
    numbers = {(v.participant.name, v.now, v.good_enough, v.on) for v in plan.scale_values.all()}
    assert numbers == {("Amira Haddad", 5, 8, TODAY), ("Mette Lund", 4, 7, TODAY)}


def test_the_meeting_ends_and_the_concern_is_in_a_plan(table: Table) -> None:
    table.plan()
    meeting = Meeting.objects.get(pk=table.meeting.pk)
    assert (meeting.state, meeting.due_on, meeting.next_on) == (MeetingState.CONCLUDED, None, IN_SIX_WEEKS)
    assert meeting.concern.state == ConcernState.IN_PLAN


def test_an_employee_answers_for_her_own_step_and_the_adviser_for_the_familys(table: Table) -> None:
    plan = table.plan()
    owners = dict(plan.steps.values_list("doer__name", "owner__username"))
    assert owners == {"Mette Lund": "mette", "Amira Haddad": "jonas"}


def test_whoever_has_a_step_may_see_the_child_and_is_told(table: Table) -> None:
    plan = table.plan()
    mette = table.town.user("mette")
    assert Relation.objects.on(TODAY).filter(child=table.child, user=mette, kind="step_owner").count() == 1
    told = Message.objects.get(to=mette, kind="plan.step_given")
    assert (told.url_name, told.url_arg) == ("plans:step", plan.steps.get(owner=mette).pk)
    assert table.child.first_name not in told.about


def test_a_step_of_a_colleague_who_left_falls_to_the_adviser(table: Table) -> None:
    employment = table.town.user("mette").employments.get()
    employment.end_on = date(2026, 11, 1)
    employment.save()
    assert set(table.plan().steps.values_list("owner__username", flat=True)) == {"jonas"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goals": ()}, "goals"),
        ({"goals": ("  ",)}, "goals"),
        ({"goals": tuple("abcdef"), "agreements": None}, "goals"),
        ({"review_on": TODAY}, "review_on"),
        ({"review_on": date(2027, 5, 25)}, "review_on"),
    ],
)
def test_no_plan_without_goal_and_review_date(table: Table, changes: dict[str, object], field: str) -> None:
    changes = {name: value for name, value in changes.items() if value is not None}
    with pytest.raises(Invalid) as problem:
        table.plan(**changes)
    assert field in problem.value.errors
    assert not Plan.objects.exists()
    assert Meeting.objects.get().state == MeetingState.RUNNING


def test_no_plan_without_a_step(town: Town) -> None:
    table = at_the_table(town, town.children[0], steps=False)
    with pytest.raises(Invalid) as problem:
        table.plan()
    assert problem.value.errors == {"steps": "no_step"}


def test_a_double_submit_makes_one_plan(table: Table) -> None:
    command = table.command()
    jonas = table.town.actor("jonas")
    first = actions.agree_plan(jonas, command, now=NOW)
    assert actions.agree_plan(jonas, command, now=NOW) == first
    assert (Plan.objects.count(), Goal.objects.count(), Step.objects.count(), ScaleValue.objects.count()) == (
        1,
        1,
        2,
        2,
    )
    assert ChangeLine.objects.filter(action="plan.agreed").count() == 1


def test_agreements_that_changed_under_the_page_are_not_taken_unseen(table: Table) -> None:
    command = table.command()
    meetings.withdraw_agreement(table.town.actor("jonas"), table.agreements[0].pk, now=NOW)
    with pytest.raises(Stale) as problem:
        actions.agree_plan(table.town.actor("jonas"), command, now=NOW)
    assert problem.value.what == "agreements_changed"


def test_a_plan_is_only_agreed_while_the_meeting_runs(table: Table) -> None:
    table.plan()
    with pytest.raises(Stale) as problem:
        table.plan(key=uuid4())
    assert problem.value.who == "Jonas Holm"


@pytest.mark.parametrize("key", ["mette", "dorte", "signe", "hanne"])
def test_nobody_but_the_one_who_leads_the_meeting_agrees_the_plan(table: Table, key: str) -> None:
    with pytest.raises((Refused, Meeting.DoesNotExist)):
        actions.agree_plan(table.town.actor(key), table.command(), now=NOW)
    assert not Plan.objects.exists()


def test_a_new_meeting_extends_the_plan_instead_of_making_another(table: Table) -> None:
    plan = table.plan()
    concern = table.concern
    concern.refresh_from_db()
    again = at_the_table(table.town, table.child, concern=concern)
    command = again.command(goals=("Mere leg ude",), review_on=date(2026, 12, 21))
    jonas = table.town.actor("jonas")
    assert actions.agree_plan(jonas, command, now=NOW) == plan
    assert actions.agree_plan(jonas, command, now=NOW) == plan
    plan.refresh_from_db()
    assert (plan.due_on, plan.goals.count(), plan.steps.count()) == (date(2026, 12, 21), 2, 4)
    review = plan.reviews.get()
    assert (review.decision, review.meeting, review.scale_values.count()) == (Move.CHANGE, again.meeting, 2)
    assert Plan.objects.count() == 1


def test_what_was_agreed_stands_in_the_log_without_free_text(table: Table) -> None:
    plan = table.plan()
    line = ChangeLine.objects.get(action="plan.agreed")
    assert (line.child_id, line.object_id, line.actor_name) == (table.child.pk, plan.pk, "Jonas Holm")
    assert "Freja" not in str(line.details)
