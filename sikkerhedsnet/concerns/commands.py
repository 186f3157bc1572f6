"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .states import CloseReason, ContactHow, ParentsKnow


@dataclass(frozen=True)
class ToldBy:
    """Somebody who does not work here and has told the sender; all of it is empty when they would not say who they are."""

    name: str = ""
    tie: str = ""
    reach: str = ""


@dataclass(frozen=True)
class RaiseConcern:
    """A worry about one child, from somebody who works with it."""

    child_id: int
    observation: str
    parents_know: ParentsKnow
    key: UUID | None = None
    signs: tuple[str, ...] = ()
    works: str = ""
    tried: str = ""
    parents_know_note: str = ""
    suspicion: bool = False
    assessment_id: int | None = None
    told_by: ToldBy | None = None


@dataclass(frozen=True)
class Seen:
    """A concern in the version somebody had on the screen."""

    concern_id: int
    version: int


@dataclass(frozen=True)
class Offer:
    """Ask another adviser to take over; the owner stays responsible until she accepts."""

    concern_id: int
    version: int
    to_id: int
    note: str = ""


@dataclass(frozen=True)
class NoteContact:
    """A talk with the parents, and the date of what comes next."""

    concern_id: int
    version: int
    on: date
    how: ContactHow
    next_on: date
    said: str = ""
    guardian_id: int | None = None
    private: bool = False
    key: UUID | None = None


@dataclass(frozen=True)
class Close:
    """How it ended, with an answer the sender can read."""

    concern_id: int
    version: int
    reason: CloseReason
    answer: str
