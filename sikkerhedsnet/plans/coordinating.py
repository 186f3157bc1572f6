"""Who coordinates: asked, and hers once she has said yes; until then whoever had it goes on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Relation

from . import policy, queries
from .commands import AnswerRole, AskRole
from .course import NOBODY_TOLD, let_in, locked_plan, record, stale, tell
from .models import Plan, PlanRole
from .states import Coordinating, Made, RoleState, State
from .versions import note_version

ANSWER_WITHIN = 5
"""Working days to say yes or no; an assumption."""


@transaction.atomic
def ask_role(actor: Actor, command: AskRole, *, now: datetime) -> PlanRole:
    """Somebody is asked; whoever leads the plan and takes the task herself has it at once. The same key asks once."""
    today = clock.day_of(now)
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    if command.key and (found := PlanRole.objects.filter(idempotency_key=command.key, plan=plan).first()):
        return found
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    if command.to_id not in {user.pk for user in queries.coordinators_to_ask(plan, today)}:
        raise Invalid({"to": "cannot_coordinate"})
    if plan.roles.filter(role=command.role, state=RoleState.HELD, person_id=command.to_id).exists():
        raise Invalid({"to": "has_it_already"})
    _end(actor, plan, command.role, RoleState.ASKED, RoleState.ENDED, now)
    mine = command.to_id == actor.id
    row: PlanRole = PlanRole.objects.create(
        idempotency_key=command.key,
        plan=plan,
        role=command.role,
        person_id=command.to_id,
        owner_id=command.to_id,
        due_on=calendar.add_working_days(today, ANSWER_WITHIN),
        asked_by_id=actor.id,
        asked_at=now,
        note=command.note,
        changed_at=now,
        changed_by_name=actor.name,
    )
    record(actor, "plan.coordinator_asked", plan, now, role=command.role.value, to=command.to_id)
    if mine:
        return _taken(actor, plan, row, now)
    tell(actor, "plan.coordinator_asked", plan, command.to_id, now)
    return row


@transaction.atomic
def accept_role(actor: Actor, command: AnswerRole, *, now: datetime) -> PlanRole:
    """It is hers from now, and whoever had it is told that she is through."""
    row, plan = _asked(actor, command, now)
    if row.state == RoleState.HELD and row.person_id == actor.id:
        return row
    _still_open(row, plan, command)
    return _taken(actor, plan, row, now)


@transaction.atomic
def decline_role(actor: Actor, command: AnswerRole, *, now: datetime) -> PlanRole:
    """Whoever had it has it still, and the one who asked is told."""
    row, plan = _asked(actor, command, now)
    if row.state == RoleState.DECLINED and row.person_id == actor.id:
        return row
    _still_open(row, plan, command)
    asked_by = row.asked_by_id
    change(
        row,
        by_name=actor.name,
        at=now,
        state=RoleState.DECLINED,
        owner_id=None,
        due_on=None,
        answered_at=now,
        **NOBODY_TOLD,
    )
    record(actor, "plan.coordinator_declined", plan, now, role=str(row.role))
    tell(actor, "plan.coordinator_declined", plan, asked_by, now)
    return row


def end_roles(actor: Actor, plan: Plan, now: datetime) -> None:
    """The plan has ended: nobody is asked any more; who coordinated it stands for as long as it may be taken up again."""
    for role in Coordinating:
        _end(actor, plan, role, RoleState.ASKED, RoleState.ENDED, now)


def _asked(actor: Actor, command: AnswerRole, now: datetime) -> tuple[PlanRole, Plan]:
    row: PlanRole = PlanRole.objects.visible_to(actor).get(pk=command.role_id)
    plan = locked_plan(actor, row.plan_id)
    people = queries.people_of(plan, clock.day_of(now))
    require(policy.may_answer_role(actor, row.person_id, people))
    return PlanRole.objects.select_for_update(of=("self",)).get(pk=row.pk), plan


def _still_open(row: PlanRole, plan: Plan, command: AnswerRole) -> None:
    if row.state != RoleState.ASKED or row.version != command.version:
        raise stale("role_answered", row)
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)


def _taken(actor: Actor, plan: Plan, row: PlanRole, now: datetime) -> PlanRole:
    role = Coordinating(row.role)
    before = _end(actor, plan, role, RoleState.HELD, RoleState.ENDED, now)
    change(row, by_name=actor.name, at=now, state=RoleState.HELD, due_on=None, answered_at=now, **NOBODY_TOLD)
    let_in(actor, plan, row.person_id, Relation.Kind.OWNER, now)
    note_version(actor, plan, Made.CHANGED, now)
    record(actor, "plan.coordinator_accepted", plan, now, role=role.value, before=before)
    for user_id in {before, row.asked_by_id} - {None}:
        assert user_id is not None
        tell(actor, "plan.coordinator_accepted", plan, user_id, now)
    return row


def _end(actor: Actor, plan: Plan, role: Coordinating, state: RoleState, to: RoleState, now: datetime) -> int | None:
    """Whose it was, if it was anybody's."""
    row = plan.roles.select_for_update(of=("self",)).filter(role=role, state=state).first()
    if row is None:
        return None
    before: int = row.person_id
    change(row, by_name=actor.name, at=now, state=to, owner_id=None, due_on=None, ended_at=now, **NOBODY_TOLD)
    return before
