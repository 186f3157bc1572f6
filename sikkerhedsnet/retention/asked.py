"""What is asked of each kind of data, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from . import rules
from .kinds import Event, Kind

GONE = ("child__left_on", "child__birth_date")


@dataclass(frozen=True)
class Thing:
    """One thing of a kind: its number, its child's, and the day its clock began; `bound` while something else needs it."""

    kind: Kind
    root: int
    child: int
    began: date
    bound: bool = False


@dataclass(frozen=True)
class Asked:
    """Whose things, what starts their clock, and which one alone when it is one."""

    municipality_id: int
    event: Event
    today: date
    only: int | None

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if self.only is None else rows.filter(pk=self.only)

    def gone(self, left: date | None, born: date | None) -> date | None:
        """The day the child left or came of age, when it has."""
        day = left if self.event is Event.CHILD_LEFT else rules.turns_18(born) if born else None
        return day if day is not None and day <= self.today else None
