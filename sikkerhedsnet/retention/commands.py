"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .kinds import Event, Kind


@dataclass(frozen=True)
class Confirm:
    """A period as it is to hold from now."""

    kind: Kind
    event: Event
    period: str
    source: str
    key: UUID | None = None


@dataclass(frozen=True)
class PlaceHold:
    """Nothing is erased about the child (none: about anybody), with why, and until when if that is known."""

    child_number: int | None
    reason: str
    until: date | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class LiftHold:
    """The hold ends, with why."""

    hold_id: int
    reason: str


@dataclass(frozen=True)
class Propose:
    """The list as it stood on the page: `seen` is how many things it had."""

    seen: int
    key: UUID | None = None
