"""What the evaluations' actions are asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from .states import About, Statement


@dataclass(frozen=True)
class Ask:
    """A link for one family; it says nothing of which."""

    about: About
    district_id: int | None
    key: UUID | None = None


@dataclass(frozen=True)
class Said:
    """What a family answered: 5 to 1, or 0; and a line of their own."""

    answers: Mapping[Statement, int]
    remark: str = ""


@dataclass(frozen=True)
class Enter:
    """A slip of paper."""

    about: About
    district_id: int | None
    said: Said
    key: UUID | None = None
