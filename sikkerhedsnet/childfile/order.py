"""In which order what happened is told: by moment, and on one day the cause before what it led to; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event

CHAIN = (
    "visits", "screening", "instruments", "concerns.raised", "concerns.level", "concerns.taken", "concerns.contact",
    "concerns", "sharing", "appointments.offered", "appointments", "meetings.called", "voices", "meetings.cancelled",
    "meetings", "measures.started", "plans.agreed", "plans.level", "plans.step_done", "plans.step_dropped",
    "measures", "plans.review", "plans.extended", "plans.closed", "concerns.closed", "plans", "handover",
)  # fmt: skip
"""What leads to what: a kind of event, or all those of a step that are not named."""
_RANK = {kind: rank for rank, kind in enumerate(CHAIN)}


def rank_of(kind: str) -> int:
    """How far along the chain a kind of event stands; one nobody has placed comes last."""
    return _RANK.get(kind, _RANK.get(kind.partition(".")[0], len(CHAIN)))


def in_order(events: Iterable[Event]) -> list[Event]:
    """The oldest first. One without an hour stands after everything of its day that may have led to it."""
    rows = list(events)
    timed: dict[date, list[tuple[int, datetime]]] = defaultdict(list)
    for event in rows:
        if event.at is not None:
            timed[event.on].append((rank_of(event.kind), event.at))

    def place(event: Event) -> tuple[date, datetime, int]:
        rank = rank_of(event.kind)
        before = (at for other, at in timed[event.on] if other < rank)
        return event.on, event.at or max(before, default=clock.at(event.on, 0)), rank

    return sorted(rows, key=place)
