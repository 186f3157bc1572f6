"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID


@dataclass(frozen=True)
class SetCourse:
    """A course as the municipality offers it; without a number it is a new one."""

    course_id: int | None
    version: int
    short: str
    name: str
    certificate: str
    months: int | None
    warn_weeks: int
    mark: str
    provider: str
    note: str
    functions: tuple[str, ...]
    is_offered: bool
    key: UUID


@dataclass(frozen=True)
class SetDate:
    """When and where a course is held; without a number it is a new date."""

    course_id: int
    date_id: int | None
    version: int
    on: date
    begins_at: time | None
    place: str
    teacher: str
    seats: int | None
    key: UUID


@dataclass(frozen=True)
class SignUp:
    """Colleagues get a place on a course date."""

    date_id: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True)
class Settle:
    """Who came."""

    date_id: int
    version: int
    came: tuple[int, ...]
    """Numbers of the participations."""


@dataclass(frozen=True)
class Give:
    """A certificate written in by hand; `expires_on` only when it stands on the paper itself."""

    user_id: int
    course_id: int
    completed_on: date
    expires_on: date | None
    key: UUID


@dataclass(frozen=True)
class Revoke:
    """A certificate is taken back."""

    certificate_id: int
    version: int
    why: str
