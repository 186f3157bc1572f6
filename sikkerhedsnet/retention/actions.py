"""Rules are confirmed, holds are placed and lifted, and a list is asked for, approved or called off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused, require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import same_person

from . import policy, queries, rules
from .commands import Confirm, LiftHold, PlaceHold, Propose
from .erasing import erase_approved
from .kinds import PROPOSALS
from .leaving import heed_settings, put_forward
from .listing import made_list, waiting
from .models import Erasure, Hold, RetentionRule
from .states import TABLE, Move, RuleState, State

__all__ = [
    "approve",
    "call_off",
    "confirm",
    "erase_approved",
    "heed_settings",
    "lift_hold",
    "place_hold",
    "propose",
    "put_forward",
    "ship_proposals",
]


@transaction.atomic
def ship_proposals(municipality: Municipality, *, now: datetime) -> int:
    """Every kind without a rule gets the proposal it is shipped with; nothing is erased by a proposal."""
    there = set(RetentionRule.objects.filter(municipality=municipality).values_list("kind", flat=True))
    made = 0
    for kind, proposal in PROPOSALS.items():
        if kind in there:
            continue
        rule, new = RetentionRule.objects.get_or_create(
            municipality=municipality,
            kind=kind,
            number=1,
            defaults={
                "event": proposal.event,
                "period": proposal.period,
                "source": proposal.source,
                "state": RuleState.PROPOSED,
                "written_at": now,
            },
        )
        if new:
            made += 1
            author = System(municipality.pk)
            audit.record(author, "retention.proposed", rule, at=now, details={"kind": kind, "period": rule.period})
    return made


@transaction.atomic
def confirm(actor: Actor, command: Confirm, *, now: datetime) -> RetentionRule:
    """From now this is the period; the one before is kept as replaced. The same key answers with the same rule."""
    require(policy.may_control(actor))
    rules.check_event(command.kind, command.event)
    period = rules.check_period(command.period)
    if not command.source.strip():
        raise Invalid({"source": "required"})
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    versions = RetentionRule.objects.filter(municipality_id=actor.municipality_id, kind=command.kind)

    def make() -> RetentionRule:
        last = versions.order_by("-number").first()
        for old in versions.filter(state__in=(RuleState.PROPOSED, RuleState.CONFIRMED)):
            old.state = RuleState.REPLACED
            old.confirmed_by_id = old.confirmed_by_id or actor.id
            old.confirmed_at = old.confirmed_at or now
            old.save(update_fields=["state", "confirmed_by", "confirmed_at"])
        return RetentionRule.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            kind=command.kind,
            number=last.number + 1 if last else 1,
            event=command.event,
            period=period,
            source=command.source.strip(),
            state=RuleState.CONFIRMED,
            written_at=now,
            confirmed_by_id=actor.id,
            confirmed_at=now,
        )

    rule, new = create_once(RetentionRule, command.key, make)
    if not new:
        first: RetentionRule = versions.get(pk=rule.pk)
        return first
    details = {"kind": command.kind, "number": rule.number, "event": rule.event, "period": period}
    audit.record(actor, "retention.confirmed", rule, at=now, details=details)
    return rule


@transaction.atomic
def place_hold(actor: Actor, command: PlaceHold, *, now: datetime) -> Hold:
    """Nothing about the child (or about anybody) is erased while it stands, whatever was approved before."""
    require(policy.may_control(actor))
    rules.check_hold(command.until, clock.day_of(now))
    if not command.reason.strip():
        raise Invalid({"reason": "required"})
    if command.child_number is not None:
        here = Child.objects.filter(pk=command.child_number, municipality_id=actor.municipality_id)
        if not here.exists() or command.child_number in queries.own_family(actor):
            raise Invalid({"child_number": "no_such_child"})
    hold, new = create_once(
        Hold,
        command.key,
        lambda: Hold.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            child_number=command.child_number,
            reason=command.reason,
            until=command.until,
            placed_by_id=actor.id,
            placed_at=now,
        ),
    )
    if not new:
        first: Hold = Hold.objects.get(pk=hold.pk, municipality_id=actor.municipality_id)
        return first
    audit.record(actor, "hold.placed", hold, at=now, child_id=command.child_number)
    return hold


@transaction.atomic
def lift_hold(actor: Actor, command: LiftHold, *, now: datetime) -> Hold:
    """The hold ends, with why."""
    require(policy.may_control(actor))
    hold = Hold.objects.select_for_update().get(pk=command.hold_id, municipality_id=actor.municipality_id)
    if hold.lifted_at is not None:
        return hold
    if not command.reason.strip():
        raise Invalid({"reason": "required"})
    hold.lifted_at, hold.lifted_by_id, hold.lifted_because = now, actor.id, command.reason
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    audit.record(actor, "hold.lifted", hold, at=now, child_id=hold.child_number)
    return hold


@transaction.atomic
def propose(actor: Actor, command: Propose, *, now: datetime) -> Erasure:
    """What is due and free by confirmed rules goes on a list that a second person must approve.

    Raises Refused("list_changed") when it is not as long as the one that was seen, and Refused("nothing_due").
    """
    require(policy.may_control(actor))
    if command.key and (before := Erasure.objects.filter(idempotency_key=command.key).first()):
        return before
    found = queries.dry_run(actor.municipality_id, now).erasable
    listed = waiting(actor.municipality_id)
    found = [(rule, thing) for rule, thing in found if (thing.kind, thing.root) not in listed]
    if not found:
        raise Refused("nothing_due")
    if len(found) != command.seen:
        raise Refused("list_changed")
    return made_list(actor, actor.id, found, now=now, key=command.key)


@transaction.atomic
def approve(actor: Actor, erasure_id: int, version: int, *, now: datetime) -> Erasure:
    """The second person says yes; the next pass of the clock erases what is still due, free and by a confirmed rule."""
    erasure = queries.erasure_within_reach(actor, erasure_id)
    require(policy.may_approve(actor, proposed_by=erasure.proposed_by_id, herself=same_person(actor.id)))
    if erasure.state == State.APPROVED and erasure.approved_by_id == actor.id:
        return erasure
    _move(actor, erasure, Move.APPROVE, version, now, approved_by_id=actor.id, approved_at=now)
    _record(actor, "erasure.approved", erasure, now)
    return erasure


@transaction.atomic
def call_off(actor: Actor, erasure_id: int, version: int, *, now: datetime) -> Erasure:
    """What is not erased yet stays; whoever asked, or whoever approves, may call it off."""
    require(policy.may_follow(actor))
    erasure = queries.erasure_within_reach(actor, erasure_id)
    if erasure.state == State.CALLED_OFF:
        return erasure
    _move(actor, erasure, Move.CALL_OFF, version, now, finished_at=now)
    _record(actor, "erasure.called_off", erasure, now)
    return erasure


def _move(actor: Actor, erasure: Erasure, move: Move, version: int, now: datetime, **changes: Any) -> None:
    try:
        state = tables.step(TABLE, State(erasure.state), move)
    except IllegalMove:
        raise Stale(who=erasure.changed_by_name, what=erasure.state, at=erasure.changed_at) from None
    if erasure.version != version:
        raise Stale(who=erasure.changed_by_name, what=erasure.state, at=erasure.changed_at)
    change(erasure, by_name=actor.name, at=now, state=state, **changes)


def _record(actor: audit.Author, action: str, erasure: Erasure, now: datetime, **details: Any) -> None:
    audit.record(actor, action, erasure, at=now, details=details)
