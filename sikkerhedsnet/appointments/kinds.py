"""What a kind of meeting is like: how long, who usually comes, and what it talks about; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sikkerhedsnet.meetings.states import Kind

INTERPRETER_DAYS = 2
"""Working days before the meeting by which an interpreter must have said yes; the municipality's own choice."""
SHORTEST, LONGEST = 15, 240
WORRY, GOALS, STEPS = "{bekymring}", "{mål}", "{skridt}"


@dataclass(frozen=True)
class Way:
    """One kind of meeting as it usually is: minutes, functions, points."""

    minutes: int
    usual: tuple[str, ...]
    agenda: tuple[str, ...]


@lru_cache(maxsize=1)
def _proposal() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8"))
    return found


def mark() -> str:
    """What has to be checked about the proposal."""
    return str(_proposal()["mark"])


def ways(chosen: Mapping[str, Mapping[str, Any]] | None = None) -> dict[Kind, Way]:
    """Every kind as the municipality has chosen it, and as proposed where it has not."""
    return {kind: _way((chosen or {}).get(kind.value) or _proposal()[kind.value]) for kind in Kind}


def _way(told: Mapping[str, Any]) -> Way:
    return Way(int(told["minutes"]), tuple(told["usual"]), tuple(told["agenda"]))
