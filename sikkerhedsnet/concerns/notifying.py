"""A notification: begun from a worry, written by those whose duty it is, sent once, received by name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.web.hooks import hook

from . import notification_queries as read
from . import policy, queries, rules
from .commands import Begin, SeenNotification, SendNotification, WriteNotification
from .models import Notification, NotificationTalk
from .moving import tell_about
from .states import NOT_CLOSED, NotificationMove, NotificationState, State

PAGE = "concerns:notification"

TOLD_OF_NO_DATE: dict[str, Any] = {"escalated_at": None, "escalated_to_id": None}


@transaction.atomic
def begin_notification(actor: Actor, command: Begin, *, now: datetime) -> Notification:
    """A draft with what the worry already says; when somebody has begun one, that is the draft."""
    concern = queries.within_reach(actor, command.concern_id)
    today = clock.day_of(now)
    require(read.may_notify(actor, concern, today))
    there = read.draft_of(concern)
    if there is not None:
        return there
    if concern.state not in NOT_CLOSED:
        raise Stale(who=concern.changed_by_name, what=State.CLOSED, at=concern.changed_at)
    filled = read.prefilled(actor, concern, today)
    try:
        with transaction.atomic():
            made: Notification = Notification.objects.create(
                idempotency_key=command.key,
                child=concern.child,
                concern=concern,
                begun_by_id=actor.id,
                begun_at=now,
                owner_id=actor.id,
                due_on=rules.draft_rule(suspicion=concern.suspicion).due(today),
                changed_at=now,
                changed_by_name=actor.name,
                **filled,
            )
    except IntegrityError:  # two began at once, or the form was sent twice
        return Notification.objects.visible_to(actor).filter(concern=concern).latest("begun_at")
    _record(actor, "notification.begun", made, now)
    return made


@transaction.atomic
def write_notification(actor: Actor, command: WriteNotification, *, now: datetime) -> Notification:
    """Saves the draft when nobody saved since; who comes second gets Stale and keeps what she typed."""
    today = clock.day_of(now)
    row = _mine(actor, command.notification_id, command.version, today)
    suspicion = row.concern.suspicion
    if not command.worry.strip():
        raise Invalid({"worry": "required"})
    if suspicion and (command.gone_through_on or any(talk.on or talk.reaction.strip() for talk in command.talks)):
        raise Invalid({"": "never_of_suspicion"})
    with context.beyond_reach():
        parents = {custody.guardian_id for custody in guardians_of(row.child, today)}
    change(
        row,
        by_name=actor.name,
        at=now,
        relation=normalise_text(command.relation)[:200],
        worry=command.worry,
        other_knowledge=command.other_knowledge,
        efforts=command.efforts,
        interpreter=command.interpreter,
        language=normalise_text(command.language)[:60],
        gone_through_on=command.gone_through_on,
        gone_through_how=command.gone_through_how,
        not_gone_through=command.not_gone_through,
    )
    for talk in command.talks:
        if talk.guardian_id not in parents or not (talk.on or talk.reaction.strip()):
            NotificationTalk.objects.filter(notification=row, guardian_id=talk.guardian_id).update(on=None, reaction="")
            continue
        if talk.on is not None and talk.on > today:
            raise Invalid({f"on_{talk.guardian_id}": "future"})
        NotificationTalk.objects.update_or_create(
            notification=row, guardian_id=talk.guardian_id, defaults={"on": talk.on, "reaction": talk.reaction}
        )
    _record(actor, "notification.written", row, now)
    return row


@transaction.atomic
def send_notification(actor: Actor, command: SendNotification, *, now: datetime) -> Notification:
    """Goes once, to one family adviser, who has it from now; that it crossed is recorded with its paragraph."""
    row = _within_reach(actor, command.notification_id)
    today = clock.day_of(now)
    require(read.may_notify(actor, row.concern, today))
    if row.state != NotificationState.DRAFT and row.sent_by_id == actor.id:
        return row
    if not any(user.pk == command.to_id for user in read.receivers(row, actor.id, today)):
        raise Invalid({"to": "no_receiver"})
    rules.check_gone_through(
        row.gone_through_on,
        row.gone_through_how,
        row.not_gone_through,
        clock.day_of(row.concern.raised_at),
        today,
        suspicion=row.concern.suspicion,
    )
    _move(
        actor,
        row,
        NotificationMove.SEND,
        now,
        version=command.version,
        owner_id=command.to_id,
        due_on=rules.NOTIFICATION_ASSESSED.due(now),
        sent_by_id=actor.id,
        sent_at=now,
        **TOLD_OF_NO_DATE,
    )
    _record(actor, "notification.sent", row, now, to=command.to_id)
    hook("SIKKERHEDSNET_NOTIFICATION_SENT")(actor, row, now=now)
    tell_about(actor, "notification.sent", row, command.to_id, now, page=PAGE)
    for user_id in {row.concern.owner_id, row.concern.raised_by_id} - {command.to_id}:
        tell_about(actor, "notification.out", row, user_id, now, page=PAGE)
    return row


@transaction.atomic
def acknowledge(actor: Actor, command: SeenNotification, *, now: datetime) -> Notification:
    """Received by name and moment. What the law asks of the authority next is its own (barnets lov § 136)."""
    row = _within_reach(actor, command.notification_id)
    require(policy.may_receive_notification(actor, row.owner_id))
    if row.state == NotificationState.ACKNOWLEDGED:
        return row
    _move(
        actor,
        row,
        NotificationMove.ACKNOWLEDGE,
        now,
        version=command.version,
        acknowledged_by_id=actor.id,
        acknowledged_at=now,
        due_on=None,
        **TOLD_OF_NO_DATE,
    )
    _record(actor, "notification.received", row, now)
    for user_id in {row.sent_by_id, row.concern.owner_id}:
        tell_about(actor, "notification.received", row, user_id, now, page=PAGE)
    return row


@transaction.atomic
def drop_notification(actor: Actor, command: SeenNotification, *, now: datetime) -> Notification:
    """A draft that will not be sent ends with the reason; what was sent stands."""
    row = _within_reach(actor, command.notification_id)
    require(read.may_notify(actor, row.concern, clock.day_of(now)))
    if not command.because.strip():
        raise Invalid({"because": "required"})
    _move(
        actor,
        row,
        NotificationMove.DROP,
        now,
        version=command.version,
        dropped_because=command.because,
        due_on=None,
        **TOLD_OF_NO_DATE,
    )
    _record(actor, "notification.dropped", row, now)
    return row


def _within_reach(actor: Actor, pk: int) -> Notification:
    return read.within_reach(actor, pk)


def _mine(actor: Actor, pk: int, version: int, today: date) -> Notification:
    row = _within_reach(actor, pk)
    require(read.may_notify(actor, row.concern, today))
    if row.state != NotificationState.DRAFT or row.version != version:
        raise _somebody_first(row)
    return row


def _somebody_first(row: Notification) -> Stale:
    return Stale(who=row.changed_by_name, what=f"notification_{row.state}", at=row.changed_at)


def _move(
    actor: Actor, row: Notification, move: NotificationMove, now: datetime, *, version: int, **changes: Any
) -> None:
    try:
        state = rules.notification_moved(NotificationState(row.state), move)
    except IllegalMove:
        raise _somebody_first(row) from None
    if row.version != version:
        raise _somebody_first(row)
    change(row, by_name=actor.name, at=now, state=state, **changes)


def _record(actor: Actor, action: str, row: Notification, now: datetime, **details: Any) -> None:
    audit.record(actor, action, row, at=now, child_id=row.child_id, details=details)
