"""The receiving side names who reads it, signs for each worry, accepts it or asks for a correction, and follows up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit.queries import was_asked
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused, require

from . import policy, queries, rules
from .commands import Answer, Choose
from .models import HandOver, SentPart
from .sending import crossed_off, shut, tell
from .states import Move, State
from .writing import NOT_LATE, moved, record, seen, stale, turned, written


def _sent_to(actor: Actor, pk: int) -> HandOver:
    """The hand-over, held; whoever had it and came too late is told so, everybody else finds nothing."""
    try:
        return queries.reached(actor, pk, lock=True)
    except HandOver.DoesNotExist:
        if not was_asked(actor.id, "handover.sent", HandOver, pk):
            raise
        with context.beyond_reach():
            gone = HandOver.objects.get(pk=pk)
        raise stale(gone, "no_longer_yours") from None


def _answers(actor: Actor, handover: HandOver, version: int) -> None:
    """Only the receiver; who was it a moment ago, when somebody else was quicker, is told so and not refused."""
    verdict = policy.may_answer(actor, queries.side_of(actor, handover))
    if not verdict and handover.version != version:
        raise stale(handover, "no_longer_yours")
    require(verdict)


@transaction.atomic
def name(actor: Actor, command: Choose, *, now: datetime) -> HandOver:
    """Somebody else there is to read it: she is away, or the leader knows better whose it is. The date stands."""
    handover = _sent_to(actor, command.handover_id)
    require(policy.may_name(actor, queries.side_of(actor, handover)))
    if handover.receiver_id == command.user_id:
        return handover
    moved(handover, Move.NAME)
    seen(handover, command.version)
    to = handover.to_institution
    if to is None or command.user_id not in {
        user.pk for user in queries.receivers(to, handover.child, clock.day_of(now))
    }:
        raise Invalid({"to": "not_there"})
    before = handover.receiver_id
    written(actor, handover, now, receiver_id=command.user_id, chosen_id=command.user_id)
    record(actor, "handover.sent", handover, now, to=command.user_id, before=before)
    with context.beyond_reach():
        turned(actor, handover, Move.NAME, now, User.objects.get(pk=command.user_id).name)
    tell(actor, "handover.sent", handover, command.user_id, now)
    return handover


@transaction.atomic
def read(actor: Actor, sent_id: int, *, now: datetime) -> SentPart:
    """The receiver's own receipt for one worry, with the time; the first stands."""
    sent: SentPart = SentPart.objects.visible_to(actor).select_for_update().get(pk=sent_id)
    handover = queries.reached(actor, sent.handover_id)
    require(policy.may_answer(actor, queries.side_of(actor, handover)))
    if handover.state != State.SENT or sent.edition != handover.edition:
        raise stale(handover, handover.state)
    if not sent.must_read:
        raise Refused("state")
    if sent.read_at is None:
        sent.read_by_id, sent.read_at = actor.id, now
        sent.save(update_fields=["read_by", "read_at"])
        record(actor, "handover.worry_read", handover, now, part=sent.pk)
    return sent


@transaction.atomic
def accept(actor: Actor, command: Answer, *, now: datetime) -> HandOver:
    """From now the receiver answers for what follows; the receipt has her name and the time.

    Every earlier worry has her receipt first.
    """
    handover = _sent_to(actor, command.handover_id)
    if handover.state == State.ACCEPTED and handover.owner_id == actor.id:
        return handover
    _answers(actor, handover, command.version)
    to = moved(handover, Move.ACCEPT)
    seen(handover, command.version)
    parts = queries.sent_now(actor, handover)
    if not parts:
        raise Invalid({"accept": "nothing_left"})
    if rules.unread((part.pk, part.read_at) for part in parts if part.must_read):
        raise Invalid({"accept": "unread"})
    today = clock.day_of(now)
    days = queries.settings_of(handover.child.municipality_id).follow_up_days
    before = handover.owner_id
    written(
        actor, handover, now, state=to, accepted_at=now, accepted_by_name=actor.name, owner_id=actor.id,
        due_on=rules.follow_up_on(handover.occasion_on, today, days), **NOT_LATE,
    )  # fmt: skip
    record(actor, "handover.accepted", handover, now, before=before, edition=handover.edition)
    with context.beyond_reach():
        turned(actor, handover, Move.ACCEPT, now)
    tell(actor, "handover.accepted", handover, before, now)
    return handover


@transaction.atomic
def send_back(actor: Actor, command: Answer, *, now: datetime) -> HandOver:
    """Something is missing or wrong: it goes back with words about what, and is not read here until it comes again."""
    handover = _sent_to(actor, command.handover_id)
    _answers(actor, handover, command.version)
    rules.check_because(command.because)
    to = moved(handover, Move.SEND_BACK)
    seen(handover, command.version)
    today = clock.day_of(now)
    shut(handover, today)
    crossed_off(actor, handover, today, now)
    with context.beyond_reach():
        turned(actor, handover, Move.SEND_BACK, now, command.because.strip())
        due = today + timedelta(days=rules.CORRECT_DAYS)
        written(actor, handover, now, state=to, receiver_id=None, leader_id=None, due_on=due, **NOT_LATE)
    record(actor, "handover.sent_back", handover, now, edition=handover.edition)
    tell(actor, "handover.sent_back", handover, handover.owner_id, now)
    return handover


@transaction.atomic
def close(actor: Actor, command: Answer, *, now: datetime) -> HandOver:
    """The family has been asked how the change went; nothing more is owed on it."""
    handover = _sent_to(actor, command.handover_id)
    require(policy.may_follow_up(actor, queries.side_of(actor, handover)))
    rules.check_because(command.because)
    to = moved(handover, Move.CLOSE)
    seen(handover, command.version)
    written(actor, handover, now, state=to, due_on=None, ended_at=now, ending=command.because.strip(), **NOT_LATE)
    record(actor, "handover.closed", handover, now)
    with context.beyond_reach():
        turned(actor, handover, Move.CLOSE, now)
    return handover
