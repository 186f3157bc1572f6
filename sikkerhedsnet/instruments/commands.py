"""What the actions are asked to do, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from .states import Answered


@dataclass(frozen=True)
class Filled:
    """A filled-in form, from the screen or from paper; `edition` is the version the page showed."""

    answers: Mapping[str, Any]
    answered_on: date
    informant: Answered
    edition: str
    guardian_id: int | None = None
    described: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class Correct:
    """What it should have said, and why."""

    response_id: int
    filled: Filled
    why: str


@dataclass(frozen=True)
class Act:
    """What was done about an answer."""

    follow_up_id: int
    version: int
    action: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edit:
    """A municipality's own version as it is typed; `version` is the row's, as the page showed it."""

    form_id: int
    version: int
    text: str


@dataclass(frozen=True)
class Decide:
    """The second person's yes or no to a version."""

    form_id: int
    version: int
    yes: bool
    why: str = ""
