"""Small steps: made, begun, and done or dropped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.people.queries import own_family_user_ids

from . import policy, queries, rules
from .commands import AddStep, BeginStep, FinishStep, NewStep
from .course import NOBODY_TOLD, let_in, locked_plan, stale, tell, touch
from .models import Goal, Plan, Step
from .states import Made, State, StepState
from .versions import note_version


@transaction.atomic
def add_step(actor: Actor, command: AddStep, *, now: datetime) -> Step:
    """One more step with one doer and one date; the same key answers with the same step."""
    today = clock.local(now).date()
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    made: Step | None = plan.steps.filter(idempotency_key=command.key).first() if command.key else None
    if made:
        return made
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    doers = {seat.pk: seat for seat in queries.seats(plan)}
    goals = {goal.pk: goal for goal in plan.goals.filter(dropped=False)}
    rules.check_new_step(command.step, doers.keys(), goals.keys(), today)
    touch(actor, plan, now)
    step = make_new_step(actor, plan, command.step, doers, goals, now=now, key=command.key)
    note_version(actor, plan, Made.CHANGED, now)
    return step


@transaction.atomic
def begin_step(actor: Actor, command: BeginStep, *, now: datetime) -> Step:
    """Somebody has begun on it, on a day; sent twice it begins once, and the first day stands."""
    today = clock.day_of(now)
    step = queries.step_within_reach(actor, command.step_id)
    require(policy.may_finish(actor, step_owner=step.owner_id, plan=queries.people_of(step.plan, today)))
    if step.begun_on is not None:
        return step
    if step.state != StepState.OPEN:
        raise stale("step_ended", step)
    rules.check_begin(command.on, clock.day_of(step.plan.agreed_at), today)
    step.version = command.version
    change(step, by_name=actor.name, at=now, begun_on=command.on)
    audit.record(actor, "step.begun", step, at=now, child_id=step.plan.child_id, details={"on": command.on.isoformat()})
    return step


@transaction.atomic
def finish_step(actor: Actor, command: FinishStep, *, now: datetime) -> Step:
    """The step done with its result, or dropped with the reason; sent twice it is finished once."""
    today = clock.local(now).date()
    step = queries.step_within_reach(actor, command.step_id)
    require(policy.may_finish(actor, step_owner=step.owner_id, plan=queries.people_of(step.plan, today)))
    if step.state == command.state and step.result == command.result and step.done_on == command.on:
        return step
    if step.state != StepState.OPEN:
        raise stale("step_ended", step)
    rules.check_finish(command.state, command.on, command.result, today)
    step.version = command.version
    end_step(actor, step, command.state, command.on, command.result, now)
    plan = locked_plan(actor, step.plan_id)
    touch(actor, plan, now)
    if command.state is StepState.DROPPED:
        note_version(actor, plan, Made.CHANGED, now)
    if plan.owner_id:
        tell(actor, "plan.step_finished", plan, plan.owner_id, now)
    return step


def make_new_step(
    actor: Actor,
    plan: Plan,
    step: NewStep,
    doers: dict[int, Participant],
    goals: dict[int, Goal],
    *,
    now: datetime,
    key: Any = None,
) -> Step:
    goal = goals[step.goal_id] if step.goal_id is not None else None
    return make_step(actor, plan, step.what, doers[step.doer_id], step.due_on, goal, now=now, key=key)


def make_step(
    actor: Actor,
    plan: Plan,
    what: str,
    doer: Participant,
    due_on: date,
    goal: Goal | None,
    *,
    now: datetime,
    key: Any = None,
) -> Step:
    owner_id = _answers_for(plan, doer, clock.local(now).date())
    step = Step.objects.create(
        idempotency_key=key,
        plan=plan,
        goal=goal,
        what=what,
        doer=doer,
        owner_id=owner_id,
        due_on=due_on,
        changed_at=now,
        changed_by_name=actor.name,
    )
    audit.record(actor, "step.agreed", step, at=now, child_id=plan.child_id, details={"owner": owner_id})
    if owner_id is not None and owner_id != plan.owner_id:
        let_in(actor, plan, owner_id, Relation.Kind.STEP_OWNER, now)
        tell(actor, "plan.step_given", plan, owner_id, now, once=f"step:{step.pk}", step=step)
    return step


def _answers_for(plan: Plan, doer: Participant, today: date) -> int | None:
    """The doer herself when she works here and may read plans; else whoever answers for the plan."""
    user = doer.user
    if doer.role != Role.PROFESSIONAL or user is None or user.kind != UserKind.STAFF or not user.is_active:
        return plan.owner_id
    if user.pk in own_family_user_ids(plan.child, today) or user.municipality_id != plan.child.municipality_id:
        return plan.owner_id
    return user.pk if actor_for(user, today).has(Permission.PLAN_SEE) else plan.owner_id


def end_step(actor: Actor, step: Step, state: StepState, on: date, result: str, now: datetime) -> None:
    change(step, by_name=actor.name, at=now, state=state, done_on=on, result=result, due_on=None, **NOBODY_TOLD)
    audit.record(actor, f"step.{state.value}", step, at=now, child_id=step.plan.child_id)
