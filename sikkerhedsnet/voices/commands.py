"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sikkerhedsnet.scans.commands import Paper

from .states import How, Keep


@dataclass(frozen=True)
class Prepare:
    """One participant's answers before a meeting; `version` is 0 for the first time."""

    participant_id: int
    answers: Mapping[str, str]
    on: date
    how: How
    helped_by: str = ""
    version: int = 0
    paper: Paper | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Tell:
    """What a child has said, shown or drawn."""

    child_id: int
    on: date
    how: How
    words: Mapping[str, str] = field(default_factory=dict)
    face: int | None = None
    drawing_words: str = ""
    helped_by: str = ""
    meeting_id: int | None = None
    harm: bool = False
    keep_asked: bool = False
    keep_from: str = ""
    paper: Paper | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class KeepQuestions:
    """Text and help of every question, by `group.key`; `number` is the version the page showed, 0 for the shipped."""

    texts: Mapping[str, tuple[str, str]]
    number: int
    key: UUID | None = None


@dataclass(frozen=True)
class Decide:
    """Whether a child's words that it asked to have kept may be shown to its parents."""

    voice_id: int
    version: int
    keep: Keep
    because: str
