"""The ladder in force on a day: the municipality's own newest, or the proposal it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from .labels import LADDER
from .models import Ladder
from .states import LEVELS


@dataclass(frozen=True)
class Rung:
    """One level: its number, what it is called here, and what it means."""

    level: int
    name: str
    meaning: str


@dataclass(frozen=True)
class Rungs:
    """All of them; a `proposal` nobody here has decided on yet."""

    rungs: tuple[Rung, ...]
    proposal: bool = False
    from_on: date | None = None
    written_by_name: str = ""
    number: int = 0


def proposed() -> Rungs:
    """What is shipped, in the reader's language."""
    return Rungs(tuple(Rung(n, str(LADDER[n][0]), str(LADDER[n][1])) for n in LEVELS), proposal=True)


def ladder_on(municipality_id: int, day: date) -> Rungs:
    """The newest of the municipality's own in force on the day, else the proposal; one query."""
    row = (
        Ladder.objects.filter(municipality_id=municipality_id, from_on__lte=day).order_by("-from_on", "-number").first()
    )
    return rungs_of(row) if row else proposed()


def rungs_of(row: Any) -> Rungs:
    pairs = zip(row.names, row.meanings, strict=True)
    rungs = tuple(Rung(n, name, meaning) for n, (name, meaning) in enumerate(pairs))
    return Rungs(rungs, False, row.from_on, row.written_by_name, row.number)
