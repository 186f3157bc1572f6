"""How a concern changes: one legal move at a time, in one write, with its line in the log and its messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import IllegalMove, Stale
from sikkerhedsnet.organisation.queries import acting_for
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.web.hooks import hook

from . import rules
from .labels import MESSAGE
from .models import Concern, Notification
from .states import NOT_CLOSED, CloseReason, Move, State

TOLD_OF_NO_DATE: dict[str, Any] = {"escalated_at": None, "escalated_to_id": None}
OFFER_IS_OFF: dict[str, Any] = {"offered_to_id": None, "offered_note": ""}


def somebody_first(concern: Concern) -> Stale:
    return Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)


def legal(concern: Concern, move: Move) -> State:
    try:
        return rules.moved(State(concern.state), move)
    except IllegalMove:
        raise somebody_first(concern) from None


def move_to(
    actor: Actor, concern: Concern, move: Move, now: datetime, *, version: int | None = None, **changes: Any
) -> None:
    write(actor, concern, now, version, state=legal(concern, move), **changes)


def write(actor: Actor, concern: Concern, now: datetime, version: int | None, **changes: Any) -> None:
    if version is not None:
        concern.version = version
    change(concern, by_name=actor.name, at=now, **changes)


def change_hands(actor: Actor, concern: Concern, before: int | None, now: datetime, *, tell: bool = True) -> None:
    """The new owner may see the child; the one before may not, unless she answers for another concern on it."""
    let_in(actor, concern, actor.id, now)
    if before is None or before == actor.id:
        return
    crosses(actor, concern, before, actor.id, now)
    others = Concern.objects.filter(child=concern.child, owner_id=before, state__in=NOT_CLOSED)
    if not others.filter(suspicion=concern.suspicion).exists():
        adviser = Relation.Kind.ADVISER
        people.end_relation(actor, concern.child, before, adviser, now=now, quiet=concern.suspicion)
    if tell:
        tell_about(actor, "concern.accepted", concern, before, now)


def crosses(actor: Actor, concern: Concern, from_id: int, to_id: int, now: datetime) -> None:
    """Who receives it may work in another service: a later step, lent by the composition root, writes that down."""
    hook("SIKKERHEDSNET_CONCERN_CROSSES")(actor, concern, from_id, to_id, now=now)


def let_in(actor: Actor, concern: Concern, user_id: int, now: datetime) -> None:
    people.relate(
        actor,
        concern.child,
        user_id,
        Relation.Kind.ADVISER,
        source=f"concern:{concern.pk}",
        now=now,
        suspicion_id=concern.suspicion_id,
    )


def close_with(
    actor: Actor,
    concern: Concern,
    move: Move,
    reason: CloseReason,
    answer: str,
    now: datetime,
    *,
    version: int | None = None,
    **changes: Any,
) -> None:
    ended = {"closed_at": now, "close_reason": reason, "answer": answer, "due_on": None, **changes}
    move_to(actor, concern, move, now, version=version, **ended, **OFFER_IS_OFF, **TOLD_OF_NO_DATE)
    record(actor, "concern.closed", concern, now, reason=reason.value)
    tell_about(actor, "concern.closed", concern, concern.raised_by_id, now)


def record(actor: Actor, action: str, concern: Concern, now: datetime, **details: Any) -> None:
    for_whom = acting_for(actor.id, concern.owner_id, actor.municipality_id, clock.day_of(now))
    audit.record(actor, action, concern, at=now, child_id=concern.child_id, details={**details, **for_whom})


def tell_about(
    actor: Actor,
    kind: str,
    row: Concern | Notification,
    to_id: int | None,
    now: datetime,
    *,
    page: str = "concerns:concern",
) -> None:
    """A message to whoever it concerns, never to the one who did it; it leads to the row's own page."""
    if to_id is None or to_id == actor.id:
        return
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=str(MESSAGE[kind] % {"who": actor.name}),
        at=now,
        child_id=row.child_id,
        url_name=page,
        url_arg=row.pk,
    )
