"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .states import Kind


@dataclass(frozen=True)
class Register:
    """A request for access. `guardian_id` none: the child or young person asks for itself.

    `representative` is somebody else who asks on their behalf, with a power of attorney seen on `power_seen_on`.
    """

    child_id: int
    kind: Kind
    received_on: date
    guardian_id: int | None
    representative: str = ""
    power_seen_on: date | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Extend:
    """It takes longer: until when, why, and on which day the asker was told."""

    request_id: int
    version: int
    until: date
    because: str
    told_on: date


@dataclass(frozen=True)
class Weigh:
    """What the employee lets in or keeps out after reading the copy; `because` says why something is kept out."""

    request_id: int
    version: int
    let_in: tuple[str, ...]
    keep_out: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True)
class Release:
    """The copy is handed over; `because` tells the asker why something is left out."""

    request_id: int
    version: int
    because: str = ""


@dataclass(frozen=True)
class Withdraw:
    """The asker no longer wants it."""

    request_id: int
    version: int
    note: str


@dataclass(frozen=True)
class MakeStatement:
    """A party's words about one text."""

    whole: str
    whole_id: int
    row: str
    row_id: int
    field: str
    guardian_id: int | None
    representative: str
    said_on: date
    text: str
    key: UUID | None = None


@dataclass(frozen=True)
class SetPractice:
    """What the municipality gives out where the law leaves a choice."""

    internal_in_file_access: bool
    internal_in_data_access: bool
    sender_named: bool
