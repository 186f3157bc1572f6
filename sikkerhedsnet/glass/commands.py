"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sikkerhedsnet.people.models import BrokenGlass

from .states import Move


@dataclass(frozen=True)
class BreakGlass:
    """Open the one child that is known by number, or by whole name and birth date."""

    reason: BrokenGlass.Reason
    why: str
    key: UUID
    cpr_number: str = ""
    name: str = ""
    born_on: date | None = None


@dataclass(frozen=True)
class AnswerReview:
    """What a reviewer says about one broken glass."""

    review_id: int
    version: int
    move: Move
    note: str = ""
