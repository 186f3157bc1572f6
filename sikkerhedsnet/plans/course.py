"""What every action on a plan needs: the plan held, who gets to see the child, the log and the messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.organisation.models import Owed
from sikkerhedsnet.organisation.queries import acting_for
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Relation

from .labels import MESSAGE, STALE
from .models import Plan, Step
from .picture import AROUND
from .states import StepState

NOBODY_TOLD = {"escalated_at": None, "escalated_to_id": None}
OFFER_IS_OFF = {"offered_to_id": None, "offered_note": ""}


def locked_plan(actor: Actor, pk: int) -> Plan:
    plan: Plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).select_related(*AROUND).get(pk=pk)
    return context.follow(plan, "concern")


def touch(actor: Actor, plan: Plan, now: datetime) -> None:
    """A follow-up that somebody is writing was started on other steps than there are now."""
    change(plan, by_name=actor.name, at=now)


def let_in(actor: Actor, plan: Plan, user_id: int, kind: Relation.Kind, now: datetime) -> None:
    quiet = plan.concern.suspicion_id
    people.relate(actor, plan.child, user_id, kind, source=f"plan:{plan.pk}", now=now, suspicion_id=quiet)


def let_go(actor: Actor, plan: Plan, user_id: int, now: datetime) -> None:
    """Ends what the steps gave access to, unless another plan's step is still open."""
    child, quiet = plan.child, plan.concern.suspicion
    others = Step.objects.filter(plan__child=child, plan__concern__suspicion=quiet, owner_id=user_id)
    if not others.filter(state=StepState.OPEN).exists():
        people.end_relation(actor, child, user_id, Relation.Kind.STEP_OWNER, now=now, quiet=quiet)


def see_to_access(actor: Actor, plan: Plan, now: datetime) -> None:
    """Whoever answers for the plan or an open step can see the child until well after the next date."""
    if plan.owner_id:
        let_in(actor, plan, plan.owner_id, Relation.Kind.ADVISER, now)
    open_steps = plan.steps.filter(state=StepState.OPEN).exclude(owner_id=plan.owner_id)
    for user_id in sorted(set(open_steps.values_list("owner_id", flat=True))):
        let_in(actor, plan, user_id, Relation.Kind.STEP_OWNER, now)


def stale(what: str, row: Owed) -> Stale:
    found = Stale(who=row.changed_by_name, what=what, at=row.changed_at)
    found.message = str(STALE[what])  # type: ignore[attr-defined]
    found.when = row.changed_at  # type: ignore[attr-defined]
    return found


def record(actor: Actor, action: str, plan: Plan, now: datetime, **details: Any) -> None:
    for_whom = acting_for(actor.id, plan.owner_id, actor.municipality_id, clock.day_of(now))
    audit.record(actor, action, plan, at=now, child_id=plan.child_id, details={**details, **for_whom})


def tell(
    actor: Actor,
    kind: str,
    plan: Plan,
    to_id: int,
    now: datetime,
    *,
    once: str = "",
    step: Step | None = None,
    leads: bool = True,
) -> None:
    """A message to whoever it concerns, never to the one who did it; it leads to the page she can open, or nowhere."""
    if to_id == actor.id:
        return
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=str(MESSAGE[kind] % {"who": actor.name}),
        at=now,
        child_id=plan.child_id,
        url_name=("plans:step" if step else "plans:plan") if leads else "",
        url_arg=(step.pk if step else plan.pk) if leads else None,
        once=once,
    )
