"""Measures are started, looked at and ended; the catalogue and the district teams are kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.names import danish_sort_key, normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.states import Told, What

from . import policy, queries, rules
from .commands import EndMeasure, FollowUpMeasure, SetKind, StartMeasure
from .labels import MESSAGE
from .models import Measure, MeasureKind, MeasureLook
from .queries import Origin
from .states import Ending, Move, State, Tier

NOBODY_TOLD = {"escalated_at": None, "escalated_to_id": None}


@transaction.atomic
def start(actor: Actor, command: StartMeasure, *, now: datetime) -> Measure:
    """The measure runs from its day, with who does it and when it is looked at; the doer may see the child from now.

    The same key answers with the same measure. Raises Invalid when the parents have not said yes, the doer is not one the
    catalogue names, or she works in another service and there is no basis for telling her.
    """
    today = clock.day_of(now)
    origin = queries.origin(actor, meeting_id=command.meeting_id, plan_id=command.plan_id)
    kind = queries.kind_of(actor, command.kind_id)
    family = own_family_user_ids(origin.child, today)
    require(
        policy.may_start(
            actor, starters=kind.starters, tier=Tier(kind.tier), family_ids=family, suspicion=origin.concern.suspicion
        )
    )
    made: Measure | None = Measure.objects.filter(idempotency_key=command.key, child=origin.child).first()
    if command.key and made is not None:
        return made
    if not kind.is_offered:
        raise Invalid({"kind": "kind_gone"})
    if not origin.open:
        raise Stale(who=origin.changed_by, what=origin.state, at=origin.changed_at)
    rules.check_start(command.start_on, command.follow_up_on, command.purpose, command.asked_on, today)
    doers = {one.user_id: one for one in queries.doers(kind, origin.child, today)}
    if command.owner_id not in doers:
        raise Invalid({"owner": "not_a_doer"})

    asked_on = command.asked_on
    assert asked_on is not None  # the rule has seen to it

    def make() -> Measure:
        row: Measure = Measure.objects.create(
            idempotency_key=command.key,
            child=origin.child,
            kind=kind,
            concern=origin.concern,
            meeting=origin.meeting,
            plan=origin.plan,
            name=kind.name,
            tier=kind.tier,
            price_kr=kind.price_kr,
            purpose=command.purpose.strip(),
            start_on=command.start_on,
            planned_end_on=rules.planned_end(command.start_on, kind.weeks),
            asked_on=asked_on,
            asked_how=command.asked_how,
            started_by_id=actor.id,
            started_at=now,
            owner_id=command.owner_id,
            due_on=command.follow_up_on,
            changed_at=now,
            changed_by_name=actor.name,
        )
        return row

    measure, new = create_once(Measure, command.key, make)
    if not new:
        return measure
    details = {"owner": command.owner_id, "due": command.follow_up_on.isoformat(), "tier": kind.tier}
    audit.record(actor, "measure.started", measure, at=now, child_id=measure.child_id, details=details)
    _crosses(actor, measure, origin, command, doers[command.owner_id].words, now)
    _let_in(actor, measure, command.owner_id, now)
    _tell(actor, "measure.given", measure, command.owner_id, now)
    if command.agreement_id is not None:
        meetings.settle(actor, command.agreement_id, who_id=command.owner_id, due_on=command.follow_up_on, now=now)
    return measure


@transaction.atomic
def follow_up(actor: Actor, command: FollowUpMeasure, *, now: datetime) -> Measure:
    """What it did so far, and the next date; sent twice it is written once."""
    measure = _held(actor, command.measure_id, now)
    if _looked_before(measure, command.key):
        return measure
    today = clock.day_of(now)
    rules.check_follow_up(command.on, measure.start_on, command.what_it_did, command.next_on, today)
    _move(actor, measure, Move.FOLLOW_UP, command.version, now, due_on=command.next_on, **NOBODY_TOLD)
    _look(actor, measure, command.key, command.on, command.what_it_did, command.next_on, now)
    if measure.owner_id:
        _let_in(actor, measure, measure.owner_id, now)
    details = {"due": command.next_on.isoformat()}
    audit.record(actor, "measure.followed_up", measure, at=now, child_id=measure.child_id, details=details)
    return measure


@transaction.atomic
def end(actor: Actor, command: EndMeasure, *, now: datetime) -> Measure:
    """Ended for a reason; the doer loses what the measure let her see, and whoever coordinates is told."""
    measure = _held(actor, command.measure_id, now)
    if _looked_before(measure, command.key):
        return measure
    rules.check_end(command.on, measure.start_on, command.ending, command.what_it_did, clock.day_of(now))
    assert command.ending is not None
    owner_id = measure.owner_id
    ended = {"ended_on": command.on, "ending": command.ending, "due_on": None, **NOBODY_TOLD}
    _move(actor, measure, Move.END, command.version, now, **ended)
    _look(actor, measure, command.key, command.on, command.what_it_did, None, now)
    details = {"ending": Ending(command.ending).value}
    audit.record(actor, "measure.ended", measure, at=now, child_id=measure.child_id, details=details)
    coordinates = measure.concern.owner_id
    if coordinates:
        _tell(actor, "measure.ended", measure, coordinates, now)
    if owner_id:
        _let_go(actor, measure, owner_id, now)
    return measure


@transaction.atomic
def set_kind(actor: Actor, command: SetKind, *, now: datetime) -> MeasureKind:
    """A row of the catalogue is added or changed; measures that were started keep the name and price they had."""
    require(policy.may_keep(actor))
    rules.check_kind(
        command.name, starters=command.starters, doers=command.doers, tier=command.tier, weeks=command.weeks,
        follow_up_weeks=command.follow_up_weeks, price=command.price,
    )  # fmt: skip
    name = normalise_text(command.name)[:200]
    said = {
        "name": name, "tier": command.tier, "what": command.what.strip(), "purpose": command.purpose.strip(),
        "starters": list(command.starters), "doers": list(command.doers), "weeks": command.weeks,
        "follow_up_weeks": command.follow_up_weeks, "price_kr": command.price, "price_mark": command.price_mark.strip(),
        "mark": command.mark.strip(), "is_offered": command.is_offered,
    }  # fmt: skip
    same = MeasureKind.objects.filter(municipality_id=actor.municipality_id, name=name)
    if command.kind_id is not None:
        row = queries.kind_of(actor, command.kind_id)
        if same.exclude(pk=row.pk).exists():
            raise Invalid({"name": "name_taken"})
        row.version = command.version
        change(row, by_name=actor.name, at=now, **said, sort_key=danish_sort_key(name))
        audit.record(actor, "measure_kind.changed", row, at=now, details={"price": row.price_kr, "tier": row.tier})
        return row
    if same.exclude(idempotency_key=command.key).exists():
        raise Invalid({"name": "name_taken"})

    def make() -> MeasureKind:
        made: MeasureKind = MeasureKind.objects.create(
            municipality_id=actor.municipality_id, idempotency_key=command.key, changed_at=now,
            changed_by_name=actor.name, **said,
        )  # fmt: skip
        return made

    row, new = create_once(MeasureKind, command.key, make)
    if new:
        audit.record(actor, "measure_kind.added", row, at=now, details={"price": row.price_kr, "tier": row.tier})
    return row


def _held(actor: Actor, pk: int, now: datetime) -> Measure:
    """The measure, held fast until this is written, when this person may write about it."""
    measure = queries.within_reach(actor, pk, lock=True)
    family = own_family_user_ids(measure.child, clock.day_of(now))
    require(
        policy.may_follow_up(
            actor,
            owner_id=measure.owner_id,
            escalated_to_id=measure.escalated_to_id,
            leads=measure.concern.owner_id,
            family_ids=family,
        )
    )
    return measure


def _looked_before(measure: Measure, key: Any) -> bool:
    return key is not None and MeasureLook.objects.filter(measure=measure, idempotency_key=key).exists()


def _look(
    actor: Actor, measure: Measure, key: Any, on: date, what_it_did: str, next_on: date | None, now: datetime
) -> None:
    MeasureLook.objects.create(
        measure=measure, idempotency_key=key, on=on, by_id=actor.id, recorded_at=now, what_it_did=what_it_did.strip(),
        next_on=next_on,
    )  # fmt: skip


def _move(actor: Actor, measure: Measure, move: Move, version: int, now: datetime, **changes: Any) -> None:
    try:
        to = rules.moved(State(measure.state), move)
    except IllegalMove:
        raise Stale(who=measure.changed_by_name, what=measure.state, at=measure.changed_at) from None
    measure.version = version
    change(measure, by_name=actor.name, at=now, state=to, **changes)


def _crosses(actor: Actor, measure: Measure, origin: Origin, command: StartMeasure, words: str, now: datetime) -> None:
    """Who does it may work in another service: then it is written down on which basis she was told."""
    if command.owner_id == actor.id:
        return
    crossing = sharing.Crossing(
        What.MEASURE,
        measure,
        measure.child,
        origin.concern,
        {command.owner_id: words},
        held_on=measure.planned_end_on or command.follow_up_on,
        told=Told.TOLD,
        told_on=command.asked_on,
    )
    sharing.record_crossing(actor, crossing, command.ground, now=now)


def _let_in(actor: Actor, measure: Measure, user_id: int, now: datetime) -> None:
    source = f"measure:{measure.pk}"
    people.relate(actor, measure.child, user_id, Relation.Kind.STEP_OWNER, source=source, now=now)


def _let_go(actor: Actor, measure: Measure, user_id: int, now: datetime) -> None:
    """Ends what the measure gave access to, unless she has another measure or a step with the child."""
    with context.beyond_reach():
        others = queries.has_other_work(measure.child, user_id)
    if not others:
        people.end_relation(actor, measure.child, user_id, Relation.Kind.STEP_OWNER, now=now)


def _tell(actor: Actor, kind: str, measure: Measure, to_id: int, now: datetime) -> None:
    if to_id == actor.id:
        return
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=str(MESSAGE[kind] % {"who": actor.name}),
        at=now,
        child_id=measure.child_id,
        url_name="measures:measure",
        url_arg=measure.pk,
        once=f"{measure.pk}",
    )
