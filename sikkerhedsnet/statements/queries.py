"""The statements on what somebody has open; who may see the whole sees them, so the caller has asked for it first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sikkerhedsnet.core.tasks import Event

from .labels import CAPACITY
from .models import Statement
from .states import Capacity, Whole


@dataclass(frozen=True)
class Said:
    """One statement as it is shown: who, in which capacity, on which day, and the words themselves."""

    who: str
    capacity: str
    on: date
    text: str


Text = tuple[str, int, str]


@dataclass(frozen=True)
class Pins:
    """The statements on some texts, found by the table, the row's number and the field."""

    by_text: dict[Text, tuple[Said, ...]] = field(default_factory=dict)

    def of(self, row: str, row_id: int, name: str) -> tuple[Said, ...]:
        return self.by_text.get((row, row_id, name), ())


def pinned(whole: Whole, *whole_ids: int) -> Pins:
    """What is said about the texts of these things; one query, none when there are no things."""
    if not whole_ids:
        return Pins()
    return _pins(Statement.objects.filter(whole=whole, whole_id__in=whole_ids))


def with_said(events: Iterable[Event], child_id: int) -> list[Event]:
    """The events, each with what is said about the texts it shows; one query."""
    pins = _pins(Statement.objects.filter(child_id=child_id))
    return [
        replace(event, said=found) if (found := tuple(s for text in event.texts for s in pins.of(*text))) else event
        for event in events
    ]


def _pins(rows: Iterable[Statement]) -> Pins:
    found: dict[Text, list[Said]] = defaultdict(list)
    for row in rows:
        words = Said(row.by_name, str(CAPACITY[Capacity(row.capacity)]), row.said_on, row.text)
        found[row.row, row.row_id, row.field].append(words)
    return Pins({text: tuple(said) for text, said in found.items()})
