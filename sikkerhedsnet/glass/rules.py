"""How long broken glass stays open, how often one person may break it, and what she must write; pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sikkerhedsnet.core.errors import Invalid

LASTS = timedelta(minutes=60)
A_DAY = 3
LEAST = 20
"""Minutes, times a day and letters: assumptions of the access model, the same for every municipality."""
APPROVED_WITHIN = timedelta(hours=1)
"""How long an asking for one more waits: assumption of the access model."""
LOOKED_OVER_WITHIN = timedelta(days=0)
"""It is looked over on the day it was broken."""


def ends_at(broken_at: datetime) -> datetime:
    """The moment the file closes again."""
    return broken_at + LASTS


def review_due(broken_on: date) -> date:
    """The day the leader and the data-protection officer have looked at it."""
    return broken_on + LOOKED_OVER_WITHIN


def check_why(why: str) -> None:
    """A reason in words that somebody else can judge afterwards; Invalid when it is too short to be one."""
    if sum(not letter.isspace() for letter in why) < LEAST:
        raise Invalid({"why": "too_short"})


def needs_approval(broken_today: int) -> bool:
    """Whether the glass has been broken as often today as one person may alone."""
    return broken_today >= A_DAY


def approval_ends(asked_at: datetime) -> datetime:
    """The moment nobody can approve it any more."""
    return asked_at + APPROVED_WITHIN


def check_answer(note: str, *, escalates: bool) -> None:
    """Whoever passes it on says why; Invalid when it is left out."""
    if escalates and not note.strip():
        raise Invalid({"note": "say_why"})
