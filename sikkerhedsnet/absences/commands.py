"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Register:
    """Somebody is away from one day to another, and who covers."""

    user_id: int
    start_on: date
    end_on: date
    cover_id: int | None
    note: str
    key: UUID


@dataclass(frozen=True)
class End:
    """She is back, or it never came to be."""

    absence_id: int
    version: int
