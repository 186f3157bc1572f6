"""What happens to a request for access: registered, extended, weighed, released, withdrawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids

from . import policy, queries, rules
from .commands import Extend, Register, Release, SetPractice, Weigh, Withdraw
from .gathering import copy_of
from .models import AccessRequest, Practice
from .paper import digest
from .states import RELEASED, TABLE, Kind, Move, State
from .stating import make_statement

__all__ = ["extend", "make_statement", "register", "release", "set_practice", "weigh", "withdraw"]

NOT_LATE: dict[str, Any] = {"escalated_at": None, "escalated_to_id": None}


@transaction.atomic
def register(actor: Actor, command: Register, *, now: datetime) -> AccessRequest:
    """A request on the registering employee's desk, with the law's date; the same key answers with the same request."""
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).select_related("municipality").get(pk=command.child_id)
    require(policy.may_register(actor, own_family_user_ids(child, today)))
    rules.check_received(command.received_on, today)
    check_asker(child, command.guardian_id, today)
    if command.representative and command.power_seen_on is None:
        raise Invalid({"power_seen_on": "power_needed"})
    due = rules.due(command.kind, command.received_on)
    request, new = create_once(
        AccessRequest,
        command.key,
        lambda: AccessRequest.objects.create(
            idempotency_key=command.key,
            child=child,
            kind=command.kind,
            guardian_id=command.guardian_id,
            representative=command.representative,
            power_seen_on=command.power_seen_on if command.representative else None,
            received_on=command.received_on,
            first_due_on=due,
            registered_by_id=actor.id,
            registered_at=now,
            state=State.RECEIVED,
            owner_id=actor.id,
            due_on=due,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if not new:
        first: AccessRequest = (
            AccessRequest.objects.visible_to(actor).filter(registered_by_id=actor.id).get(pk=request.pk, child=child)
        )
        return first
    _record(actor, "request.registered", request, now, kind=command.kind, due=due.isoformat())
    return request


def check_asker(child: Child, guardian_id: int | None, today: Any) -> None:
    """A custody holder of today, or the child itself when it is old enough; else Invalid."""
    if guardian_id is None:
        if not rules.may_ask_alone(child.birth_date, today):
            raise Invalid({"asker": "too_young"})
        return
    if guardian_id not in {c.guardian_id for c in guardians_of(child, today) if c.has_custody}:
        raise Invalid({"asker": "not_a_custody_holder"})


@transaction.atomic
def extend(actor: Actor, command: Extend, *, now: datetime) -> AccessRequest:
    """A later date, with the reason the asker has been told and when."""
    request = _handled(actor, command.request_id, now)
    if request.state == State.EXTENDED and (request.due_on, request.extended_because, request.extension_told_on) == (
        command.until,
        command.because,
        command.told_on,
    ):
        return request
    if not command.because.strip():
        raise Invalid({"because": "required"})
    _legal(request, Move.EXTEND)
    assert request.due_on is not None
    rules.check_extension(
        Kind(request.kind),
        request.received_on,
        command.until,
        command.told_on,
        due_on=request.due_on,
        today=clock.day_of(now),
    )
    _move(
        actor, request, Move.EXTEND, now, command.version,
        due_on=command.until, extended_because=command.because, extension_told_on=command.told_on, **NOT_LATE,
    )  # fmt: skip
    _record(actor, "request.extended", request, now, until=command.until.isoformat())
    return request


@transaction.atomic
def weigh(actor: Actor, command: Weigh, *, now: datetime) -> AccessRequest:
    """What this employee lets in and keeps out; only what may be weighed can be let in."""
    request = _handled(actor, command.request_id, now)
    if request.state not in AccessRequest.OPEN:
        raise _ended(request)
    copy = copy_of(request, now=now)
    judged = {left.key for left in (*copy.left_out, *copy.let_in) if left.key and left.text}
    given = {cell.key for part in copy.parts for item in part.items for cell in item.cells if cell.key}
    let_in = sorted(judged & set(command.let_in))
    keep_out = sorted((given | set(request.keep_out)) & set(command.keep_out) - set(let_in))
    if keep_out and not command.because.strip():
        raise Invalid({"because": "keep_out_because"})
    if (let_in, keep_out, command.because) != (request.let_in, request.keep_out, request.kept_out_because):
        change(
            request, by_name=actor.name, at=now, let_in=let_in, keep_out=keep_out, kept_out_because=command.because
        )  # fmt: skip
        _record(actor, "request.weighed", request, now, let_in=len(let_in), keep_out=len(keep_out))
    return request


@transaction.atomic
def release(actor: Actor, command: Release, *, now: datetime) -> AccessRequest:
    """The copy is handed over; when something is left out the asker is told why, and the answer is one in part."""
    request = _handled(actor, command.request_id, now)
    if request.state in RELEASED:
        return request
    copy = copy_of(request, now=now)
    state = rules.answered_as(copy.left_out)
    if state is State.PARTLY_REFUSED and not command.because.strip():
        raise Invalid({"because": "required"})
    move = Move.REFUSE_PARTLY if state is State.PARTLY_REFUSED else Move.ANSWER
    _legal(request, move)
    because = command.because if state is State.PARTLY_REFUSED else ""
    _move(actor, request, move, now, command.version, due_on=None, ended_at=now, refused_because=because, **NOT_LATE)
    counted = Counter(str(left.because) for left in copy.left_out)
    _record(actor, "request.released", request, now, state=state, left_out=dict(counted), sha256=digest(copy))
    return request


@transaction.atomic
def withdraw(actor: Actor, command: Withdraw, *, now: datetime) -> AccessRequest:
    """The asker no longer wants it; how we know is written down."""
    request = _handled(actor, command.request_id, now)
    if request.state == State.WITHDRAWN:
        return request
    if not command.note.strip():
        raise Invalid({"note": "required"})
    _legal(request, Move.WITHDRAW)
    _move(
        actor, request, Move.WITHDRAW, now, command.version,
        due_on=None, ended_at=now, withdrawn_note=command.note, **NOT_LATE,
    )  # fmt: skip
    _record(actor, "request.withdrawn", request, now)
    return request


@transaction.atomic
def set_practice(actor: Actor, command: SetPractice, *, now: datetime) -> Practice:
    """From now copies are made so; what was released before stays as it was logged."""
    require(policy.may_control(actor))
    chosen = asdict(command)
    practice, new = Practice.objects.select_for_update().get_or_create(
        municipality_id=actor.municipality_id, defaults={**chosen, "changed_at": now, "changed_by_name": actor.name}
    )
    before = {name: getattr(practice, name) for name in chosen}
    if new or before != chosen:
        if not new:
            change(practice, by_name=actor.name, at=now, **chosen)
        audit.record(actor, "practice.set", practice, at=now, details=chosen)
    return practice


def _handled(actor: Actor, pk: int, now: datetime) -> AccessRequest:
    """The request within reach, for the one who answers for it."""
    request = queries.within_reach(actor, pk)
    with context.beyond_reach():
        parents = own_family_user_ids(request.child, clock.day_of(now))
    require(policy.may_handle(actor, owner_id=request.owner_id, parent_ids=parents))
    return request


def _ended(request: AccessRequest) -> Stale:
    return Stale(who=request.changed_by_name, what=request.state, at=request.changed_at)


def _legal(request: AccessRequest, move: Move) -> None:
    try:
        tables.step(TABLE, State(request.state), move)
    except IllegalMove:
        raise _ended(request) from None


def _move(actor: Actor, request: AccessRequest, move: Move, now: datetime, version: int, **changes: Any) -> None:
    if request.version != version:
        raise _ended(request)
    state = tables.step(TABLE, State(request.state), move)
    change(request, by_name=actor.name, at=now, state=state, **changes)


def _record(actor: Actor, action: str, request: AccessRequest, now: datetime, **details: Any) -> None:
    audit.record(actor, action, request, at=now, child_id=request.child_id, details=details)
