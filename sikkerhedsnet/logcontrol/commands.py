"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .states import Move


@dataclass(frozen=True)
class Answer:
    """What is said about one drawn look-up."""

    look_id: int
    version: int
    move: Move
    note: str


@dataclass(frozen=True)
class ChangeSettings:
    """How the municipality controls its log from the next drawing on."""

    version: int
    chosen: dict[str, Any]
