"""An active plan changes hands: another adviser is asked, and answers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit.queries import was_asked
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import IllegalMove, Stale
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied, require
from sikkerhedsnet.organisation import actions as organisation

from . import policy, queries, rules
from .commands import AnswerOffer, OfferPlan
from .course import OFFER_IS_OFF, locked_plan, record, see_to_access, stale, tell
from .models import Plan
from .states import Move, State, StepState


@transaction.atomic
def offer(actor: Actor, command: OfferPlan, *, now: datetime) -> Plan:
    """Another adviser is asked; the owner stays responsible, and the date stands, until she accepts."""
    today = clock.local(now).date()
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_offer(actor, queries.people_of(plan, today)))
    if plan.offered_to_id == command.to_id and plan.changed_by_name == actor.name:
        return plan
    _legal(plan)
    require(_may_be_asked(command.to_id, plan, today))
    if plan.version != command.version:
        raise stale("plan_changed", plan)
    change(plan, by_name=actor.name, at=now, offered_to_id=command.to_id, offered_note=command.note)
    record(actor, "plan.offered", plan, now, to=command.to_id)
    tell(actor, "plan.offered", plan, command.to_id, now)
    return plan


@transaction.atomic
def accept(actor: Actor, command: AnswerOffer, *, now: datetime) -> Plan:
    """The one it was offered to answers from now for the plan, the concern behind it and the family's open steps;
    every date stands, and the one before keeps the steps she does herself."""
    today = clock.local(now).date()
    plan = _offered(actor, command.plan_id)
    if plan.owner_id == actor.id and plan.offered_to_id is None and plan.changed_by_name == actor.name:
        return plan
    require(policy.may_accept(actor, queries.people_of(plan, today)))
    _legal(plan)
    if queries.meeting_ahead(plan):
        raise Stale(what="meeting_first")
    if plan.version != command.version:
        raise stale("plan_changed", plan)
    before = plan.owner_id
    change(plan, by_name=actor.name, at=now, owner_id=actor.id, **OFFER_IS_OFF)
    for step in plan.steps.filter(state=StepState.OPEN, owner_id=before).exclude(doer__user_id=before):
        organisation.hand_over(actor, step, actor.id, now=now)
    concerns.follow_plan(actor, plan.concern, now=now)
    see_to_access(actor, plan, now)
    record(actor, "plan.accepted", plan, now, before=before)
    if before is not None:
        has_steps = plan.steps.filter(state=StepState.OPEN, owner_id=before).exists()
        tell(actor, "plan.accepted", plan, before, now, leads=has_steps)
    return plan


@transaction.atomic
def decline(actor: Actor, command: AnswerOffer, *, now: datetime) -> Plan:
    """The offer is off, and the owner, who never stopped being responsible, is told."""
    today = clock.local(now).date()
    plan = _offered(actor, command.plan_id)
    require(policy.may_decline(actor, queries.people_of(plan, today)))
    if plan.version != command.version:
        raise stale("plan_changed", plan)
    change(plan, by_name=actor.name, at=now, **OFFER_IS_OFF)
    record(actor, "plan.declined", plan, now)
    if plan.owner_id is not None:
        tell(actor, "plan.declined", plan, plan.owner_id, now)
    return plan


def _offered(actor: Actor, pk: int) -> Plan:
    """The plan, held; whoever was asked and came too late is told so, everybody else finds nothing."""
    try:
        return locked_plan(actor, pk)
    except Plan.DoesNotExist:
        if not was_asked(actor.id, "plan.offered", Plan, pk):
            raise
        with context.beyond_reach():
            plan = Plan.objects.select_related("owner").get(pk=pk)
        raise stale("plan_handed_over", plan) from None


def _legal(plan: Plan) -> None:
    try:
        rules.moved(State(plan.state), Move.ACCEPT)
    except IllegalMove:
        raise stale("plan_closed", plan) from None


def _may_be_asked(user_id: int, plan: Plan, today: date) -> Verdict:
    here = queries.colleagues(plan, today)
    return ALLOWED if any(user.pk == user_id for user in here) else denied("not_an_adviser")
