"""The one place the time comes from, so that tests stand still and a demo can start on any day."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ENVIRONMENT_VARIABLE = "SIKKERHEDSNET_NOW"

_lock = threading.Lock()
_fixed: list[tuple[object, datetime]] = []
_started: tuple[str, datetime, float] | None = None


def now() -> datetime:
    """The moment it is, aware and in UTC; a fixed clock wins over the environment, which wins over the machine."""
    with _lock:
        if _fixed:
            return _fixed[-1][1]
        wanted = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
        if wanted:
            return _running_from(wanted)
    return datetime.now(UTC)


def today() -> date:
    """The date on a wall calendar in Denmark right now."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a Danish clock; a naive moment is refused with ValueError."""
    return _aware(moment).astimezone(COPENHAGEN)


def day_of(moment: date | datetime) -> date:
    """The Danish date of a moment; a date comes back as it is."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def at(day: date, hh: int, mm: int = 0) -> datetime:
    """The aware moment a Danish wall clock shows `hh:mm` on `day`.

    In the hour that is skipped in spring the clock has moved on (02:30 becomes 03:30); of the hour that comes twice
    in autumn it is the first.
    """
    wall = datetime(day.year, day.month, day.day, hh, mm, tzinfo=COPENHAGEN)
    return wall.astimezone(UTC).astimezone(COPENHAGEN)


@contextmanager
def fixed(moment: datetime) -> Iterator[datetime]:
    """Stops the clock at `moment` for every thread until the block ends; blocks may be nested, the innermost counts."""
    mark = object()
    stopped = _aware(moment).astimezone(UTC)
    with _lock:
        _fixed.append((mark, stopped))
    try:
        yield stopped
    finally:
        with _lock:
            _fixed[:] = [entry for entry in _fixed if entry[0] is not mark]


def _running_from(wanted: str) -> datetime:
    """Starts at the wanted moment on first use in this process and runs on from there at ordinary speed."""
    global _started
    if _started is None or _started[0] != wanted:
        try:
            start = datetime.fromisoformat(wanted)
        except ValueError as problem:
            raise ValueError(f"{ENVIRONMENT_VARIABLE} is not an ISO date and time: {wanted!r}") from problem
        if start.tzinfo is None:
            start = start.replace(tzinfo=COPENHAGEN)
        _started = (wanted, start.astimezone(UTC), time.monotonic())
    _, start, began = _started
    return start + timedelta(seconds=time.monotonic() - began)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment
