"""What the next steps ask of a concern: a meeting is called or called off, a plan is agreed, followed, ended, taken up again.

Each hands over the concern it has loaded.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import policy, rules
from .models import Concern
from .moving import OFFER_IS_OFF, TOLD_OF_NO_DATE, change_hands, close_with, move_to, record, tell_about
from .states import OPEN, CloseReason, Move, State


@transaction.atomic
def call_meeting(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The meeting owes the next date from now; a concern in a plan stays there and meets again."""
    return _onward(actor, concern, Move.CALL_MEETING, now, in_plan=Move.MEET_AGAIN, due_on=None)


@transaction.atomic
def cancel_meeting(actor: Actor, concern: Concern, next_on: date, *, now: datetime) -> Concern:
    """The concern owes again, by `next_on`; a concern in a plan is left to its plan."""
    rules.check_next_on(next_on, clock.local(now).date())
    if concern.state == State.IN_PLAN:
        return _onward(actor, concern, Move.MEET_AGAIN, now)
    return _onward(actor, concern, Move.CANCEL_MEETING, now, due_on=next_on)


@transaction.atomic
def agree_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The plan owes the next date from now; a plan that is extended keeps the concern where it is."""
    return _onward(actor, concern, Move.AGREE_PLAN, now, in_plan=Move.MEET_AGAIN, due_on=None)


@transaction.atomic
def close_from_meeting(actor: Actor, concern: Concern, reason: CloseReason, answer: str, *, now: datetime) -> Concern:
    """The meeting ended it without a plan."""
    _may_move_on(actor, concern)
    close_with(actor, concern, Move.CLOSE, reason, answer, now)
    return concern


@transaction.atomic
def follow_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """Whoever has taken over the plan has the concern behind it too; the plan goes on owing the next date."""
    require(policy.may_move_on(actor))
    before = concern.owner_id
    if before == actor.id:
        return concern
    move_to(actor, concern, Move.FOLLOW_PLAN, now, owner_id=actor.id)
    change_hands(actor, concern, before, now, tell=False)
    record(actor, "concern.accepted", concern, now, before=before)
    tell_about(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def close_plan(actor: Actor, concern: Concern, reason: CloseReason, answer: str, *, now: datetime) -> Concern:
    """The plan has ended, and the concern with it."""
    _may_move_on(actor, concern)
    close_with(actor, concern, Move.CLOSE_PLAN, reason, answer, now)
    return concern


@transaction.atomic
def reopen_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The plan is taken up again, and the worry behind it with it: hers who reopens it, and the plan owes the next date."""
    _may_move_on(actor, concern)
    before = concern.owner_id
    move_to(actor, concern, Move.REOPEN_PLAN, now, owner_id=actor.id, closed_at=None, close_reason="", due_on=None)
    record(actor, "concern.reopened", concern, now, before=before)
    tell_about(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def join_plan(actor: Actor, concern: Concern, answer: str, *, now: datetime) -> Concern:
    """A new worry that took an earlier plan up again is answered by that plan, which owes the next date from now.

    One that a meeting or a plan of its own has grown from is left to that.
    """
    _may_move_on(actor, concern)
    if concern.state in OPEN:
        taken_at = concern.taken_at or now
        close_with(actor, concern, Move.JOIN_PLAN, CloseReason.HELP_IN_PLACE, answer, now, taken_at=taken_at)
        if concern.owner_id != concern.raised_by_id:
            tell_about(actor, "concern.joined", concern, concern.owner_id, now)
    return concern


def _may_move_on(actor: Actor, concern: Concern) -> None:
    require(policy.may_move_on(actor))
    Concern.objects.visible_to(actor).only("pk").get(pk=concern.pk)


def _onward(
    actor: Actor, concern: Concern, move: Move, now: datetime, *, in_plan: Move | None = None, **changes: Any
) -> Concern:
    _may_move_on(actor, concern)
    if concern.state == State.IN_PLAN and in_plan is not None:
        move = in_plan
    move_to(actor, concern, move, now, **OFFER_IS_OFF, **TOLD_OF_NO_DATE, **changes)
    record(actor, f"concern.{move.value}", concern, now)
    return concern
