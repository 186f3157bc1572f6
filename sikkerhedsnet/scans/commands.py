"""What people ask for around papers, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from .states import About


@dataclass(frozen=True)
class Thing:
    """What a scan belongs to: `course_id` is the worry it goes with when things are erased, `row` what a look at it is
    logged on, so that a look at a paper about a suspicion is kept as quiet as the suspicion, `owner_id` who answers for it."""

    about: About
    pk: int
    child_id: int
    title: str
    page: str
    row: Any
    course_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class Paper:
    """A sheet somebody has written or drawn on: whose words, from which day, what can be seen on it, and the file."""

    said_by: str
    on: date
    description: str
    content: bytes
    key: UUID | None = None


@dataclass(frozen=True)
class Withdraw:
    """A paper that should never have lain there, and why."""

    scan_id: int
    because: str
