"""When a reason is old enough to be looked at again, and by when a leader answers; pure."""

from __future__ import annotations

from datetime import date, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid

from .states import Move, State

RECERTIFY_MONTHS = 6
"""Default for how long a reason stands before somebody looks at it again (the access model's assumption; local choice)."""
ANSWER_WITHIN = timedelta(days=7)
"""A week for the leader to answer: assumption, the same for every municipality."""


def is_old(since: date, today: date, months: int = RECERTIFY_MONTHS) -> bool:
    """Whether the reason has stood for the whole period without being given anew."""
    return calendar.add_months(since, months) <= today


def answer_due(today: date) -> date:
    """The day the leader has answered by."""
    return today + ANSWER_WITHIN


def check_said(state: State, remark: str) -> None:
    """Raises Invalid unless what has to be ended is said in words."""
    if state is State.TO_END and not remark.strip():
        raise Invalid({"remark": "say_what"})


def check_answer(move: Move, note: str, ended: int) -> None:
    """Raises Invalid when nothing is ended, or it is kept without a word."""
    if move is Move.END and not ended:
        raise Invalid({"relations": "nothing_ended"})
    if move is Move.KEEP and not note.strip():
        raise Invalid({"note": "say_why"})
