"""What people ask for around a child's protection, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Protect:
    """Keep secret where the child lives, goes and is met; `against_id` is the parent it is kept from above all."""

    child_id: int
    against_id: int | None
    why: str
    key: UUID | None = None


@dataclass(frozen=True)
class AskToLift:
    """One person thinks it can end; without a number it is the register's own mark."""

    child_id: int
    protection_id: int | None
    because: str


@dataclass(frozen=True)
class AnswerLift:
    """The second person's yes, or anybody's no."""

    child_id: int
    protection_id: int
    lift: bool
