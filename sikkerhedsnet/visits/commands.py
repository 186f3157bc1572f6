"""What the actions of this step are asked to do, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .rules import Range
from .states import NotHeld, RecallTurn


@dataclass(frozen=True)
class Agree:
    """A day and hour with the family."""

    planned_id: int
    version: int
    starts_at: datetime
    note: str = ""


@dataclass(frozen=True)
class Miss:
    """Nobody was there, or it was put off: a new last day."""

    planned_id: int
    version: int
    reason: NotHeld
    new_on: date
    note: str = ""


@dataclass(frozen=True)
class GiveUp:
    """The visit is not held at all, and why."""

    planned_id: int
    version: int
    reason: NotHeld
    note: str = ""


@dataclass(frozen=True)
class PlanNeed:
    """A visit because of a need: by when, and what for."""

    child_id: int
    visit_type: str
    due_on: date
    note: str
    help_id: int | None = None
    guardian_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class About:
    """The visit itself: of which kind, where, when, and for whom it was."""

    child_id: int
    visit_type: str
    visit_class: str
    starts_at: datetime
    ends_at: datetime | None = None
    planned_id: int | None = None
    guardian_id: int | None = None


@dataclass(frozen=True)
class Seen:
    """One indicator: about the child, or about one parent; a value or the reason why there is none."""

    indicator: str
    guardian_id: int | None = None
    value: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Measured:
    """One measurement; `sure` says that an unusual number has been looked at again and is right."""

    kind: str
    unit: str
    value: Decimal | None = None
    how: str = ""
    absent: str = ""
    sure: bool = False


@dataclass(frozen=True)
class Fed:
    """What the child is fed at the visit (no dates), or a period in which a method was used."""

    value: str = ""
    absent: str = ""
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Found:
    """One unusual finding."""

    code: str
    guardian_id: int | None = None


@dataclass(frozen=True)
class NewHelp:
    """A need-based intervention that begins."""

    code: str
    reasons: tuple[str, ...]
    start_on: date
    end_on: date | None = None
    guardian_id: int | None = None


@dataclass(frozen=True)
class SaveDraft:
    """What has been typed so far, as it was typed."""

    about: About
    typed: Mapping[str, Any]
    visit_id: int | None = None
    version: int = 0
    key: UUID | None = None


@dataclass(frozen=True)
class SaveVisit:
    """A visit that is written to the end."""

    about: About
    present: frozenset[int] = frozenset()
    seen: tuple[Seen, ...] = ()
    measured: tuple[Measured, ...] = ()
    fed: tuple[Fed, ...] = ()
    found: tuple[Found, ...] = ()
    helps: frozenset[int] = frozenset()
    new_help: NewHelp | None = None
    next_need: PlanNeed | None = None
    notes: str = ""
    told_parents: str = ""
    visit_id: int | None = None
    version: int = 0
    key: UUID | None = None


@dataclass(frozen=True)
class Fill:
    """What was lacking, now given."""

    visit_id: int
    version: int
    seen: tuple[Seen, ...] = ()
    measured: tuple[Measured, ...] = ()
    fed: tuple[Fed, ...] = ()


@dataclass(frozen=True)
class MarkWrong:
    """A row that should never have been there, and why; `what` is the row's kind, "visit" for the whole visit."""

    what: str
    pk: int
    because: str


@dataclass(frozen=True)
class EndHelp:
    """An intervention that has ended."""

    help_id: int
    end_on: date
    state: str


@dataclass(frozen=True)
class TakeTurn:
    """One step of a recall."""

    recall_id: int
    version: int
    turn: RecallTurn
    on: date
    note: str = ""
    next_on: date | None = None
    to_whom: str = ""
    needs_treatment: bool | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class TalkAbout:
    """Somebody of another service is told why the child stays away; `ground` is the basis with what it asks for.

    `told_on` is when the parents were told, `not_told_because` why they were not; a consent says so by itself.
    """

    recall_id: int
    version: int
    service: str
    to_name: str
    content: str
    on: date
    ground: Mapping[str, Any]
    told_on: date | None = None
    not_told_because: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class SeeChild:
    """The child has been seen; when it is called again is the dentist's decision about this child."""

    recall_id: int
    version: int
    on: date
    months: int
    because: str = ""
    needs_treatment: bool = False
    note: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class SetChoices:
    """The municipality's own numbers, by the name of the field."""

    version: int
    numbers: Mapping[str, int]


@dataclass(frozen=True)
class SetRanges:
    """Between which numbers a measurement raises no question, from a day, and where they come from."""

    version: int
    from_on: date
    source: str
    rows: tuple[Range, ...]


@dataclass(frozen=True)
class SetScheme:
    """One standard visit as the municipality wants it."""

    visit_type: str
    version: int
    offered: bool
    unit: str
    earliest: int
    aim: int
    latest: int
    instruments: tuple[str, ...] = field(default=())
    first_child_only: bool = False
    source_mark: str = ""
