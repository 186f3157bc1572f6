"""When a visit goes out, and with what: the guide's two days for late documentation; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LATE_DAYS = timedelta(days=2)
"""A visit that lacks something mandatory is tried again the next two days, and goes at the end of the second [T]."""


@dataclass(frozen=True)
class Period:
    """The days a delivery covers, both included."""

    first: date
    last: date

    def holds(self, days: Iterable[date | None]) -> bool:
        """One of the days is among them."""
        return any(day is not None and self.first <= day <= self.last for day in days)


def goes_out(visit_on: date, days: Iterable[date | None], period: Period, *, missing: bool) -> bool:
    """The visit is in the delivery of this period: something of it was written then, or its two days ran out then.

    A visit that lacks something mandatory waits until the period reaches the end of its second day.
    """
    if missing and period.last < visit_on + LATE_DAYS:
        return False
    return period.holds([*days, visit_on + LATE_DAYS if missing else None])


def waits(visit_on: date, days: Iterable[date | None], period: Period, *, missing: bool) -> bool:
    """The visit would be in this delivery if it were whole."""
    return missing and period.last < visit_on + LATE_DAYS and period.holds(days)


def next_period(last_delivered: date | None, today: date) -> Period:
    """Everything since the last delivery: its own last day once more, for what was written after it was made."""
    return Period(min(last_delivered or today, today), today)
