"""What people ask for before a meeting is held, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sikkerhedsnet.meetings.states import InvitedHow, Kind, Outcome


@dataclass(frozen=True)
class OfferTimes:
    """Two to four times the parents choose from, and when the answer is asked for at the latest."""

    times: tuple[tuple[datetime, datetime], ...]
    answer_by: date
    kind: Kind = Kind.COLLABORATION
    key: UUID | None = None


@dataclass(frozen=True)
class RecordAnswer:
    """Which time the parents chose (none of them without one), who said so, when and how, and their words."""

    version: int
    slot_id: int | None
    answered_on: date
    answered_how: InvitedHow
    guardian_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class BookInterpreter:
    """How it stands with the interpreter; `version` is 0 for a page shown before anything was written."""

    version: int
    needed: bool
    language: str = ""
    ordered_on: date | None = None
    confirmed_on: date | None = None
    name: str = ""
    company: str = ""
    came: bool | None = None


@dataclass(frozen=True)
class Line:
    """One point of the agenda: where it stands, the words, and the participant who asked for it."""

    order: int
    text: str
    asked_by_id: int | None = None


@dataclass(frozen=True)
class WriteAgenda:
    """The whole agenda; `version` is 0 while it was only a draft."""

    version: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class NotHeldNow:
    """Why it was not held, in the parents' own words when they said any, what is done instead, and the next date."""

    why: Outcome
    on: date
    instead: str
    words: str = ""
    how: InvitedHow = InvitedHow.TALK
    guardian_id: int | None = None
    next_on: date | None = None
    version: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class ChooseWays:
    """The municipality's own lengths, agendas and usual people, and how early an interpreter has to have said yes."""

    version: int
    interpreter_days: int
    ways: dict[str, dict[str, object]]
