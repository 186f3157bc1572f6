"""When a kind of institution has its rounds, who is old enough, and when somebody is reminded; pure.

How often and when is a local choice, not law: once to four times a year (the municipalities' own pages: Syddjurs 2,
København 2, Slagelse 2, Skive 4, Aalborg 2 for the youngest and 1 for 3-6 years, Esbjerg at least 1). From nine months
is local too (Fredensborg: the first rating at 8-10 months).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.kinds import ONE_RATER, InstitutionKind

MOST_WINDOWS = 4
MOST_DAYS = 183
MOST_RATERS = 5
MOST_REMINDER_DAYS = 60


@dataclass(frozen=True, order=True)
class Window:
    """A round's first and last day of the year as (month, day); one that ends before it begins ends the year after."""

    opens: tuple[int, int]
    closes: tuple[int, int]

    @property
    def over_new_year(self) -> bool:
        return self.closes < self.opens

    def in_year(self, year: int) -> tuple[date, date]:
        """The first and the last day of the window that opens in `year`; 29 February is 28 in a common year."""
        return _day(year, self.opens), _day(year + self.over_new_year, self.closes)

    def stored(self) -> list[str]:
        return [f"{month:02}-{day:02}" for month, day in (self.opens, self.closes)]


def _day(year: int, month_day: tuple[int, int]) -> date:
    month, day = month_day
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def month_day(text: str) -> tuple[int, int]:
    """`15/4`, `15-4` or `15.4` as (4, 15); ValueError when there is no such day."""
    parts = [part for part in text.strip().replace("-", "/").replace(".", "/").split("/") if part.strip()]
    if len(parts) != 2 or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        raise ValueError(f"no day: {text}")
    found = date(2024, int(parts[1]), int(parts[0]))  # a leap year, so that 29 February can be written
    return found.month, found.day


def windows_from(stored: Iterable[Sequence[str]]) -> tuple[Window, ...]:
    """The windows as they lie in the plan, the first of the year first."""

    def read(text: str) -> tuple[int, int]:
        month, day = text.split("-")
        return int(month), int(day)

    return tuple(sorted(Window(read(opens), read(closes)) for opens, closes in stored))


def occurrences(windows: Iterable[Window], first: date, last: date) -> list[tuple[date, date]]:
    """The rounds, as first and last day, that have a day between `first` and `last`, in order."""
    found = [window.in_year(year) for window in windows for year in range(first.year - 1, last.year + 1)]
    return sorted(days for days in found if days[0] <= last and days[1] >= first)


def open_on(windows: Iterable[Window], today: date) -> tuple[date, date] | None:
    """The round that is open today by the plan, if there is one."""
    return next(iter(occurrences(windows, today, today)), None)


def check_plan(
    kind: InstitutionKind, windows: Sequence[Window], *, reminder_days: int, raters: int | None, reason: str
) -> None:
    """One to four windows that do not meet, each of at most half a year; two who rate, but for childminders; a reason."""
    errors: dict[str, str] = {}
    if not 1 <= len(windows) <= MOST_WINDOWS:
        errors["windows"] = "windows_number"
    else:
        days = occurrences(windows, date(2025, 1, 1), date(2027, 12, 31))
        if any((closes - opens).days >= MOST_DAYS for opens, closes in days):
            errors["windows"] = "window_too_long"
        elif any(later[0] <= earlier[1] for earlier, later in pairwise(days)):
            errors["windows"] = "windows_meet"
    if not 0 <= reminder_days <= MOST_REMINDER_DAYS:
        errors["reminder_days"] = "reminder_days"
    if raters is not None and not (1 if kind in ONE_RATER else 2) <= raters <= MOST_RATERS:
        errors["raters"] = "raters_number"
    if not reason.strip():
        errors["reason"] = "plan_reason"
    if errors:
        raise Invalid(errors)


@dataclass(frozen=True)
class Cadence:
    """What the plans say of one municipality's kinds of institution, for whoever counts or opens."""

    usual: int
    raters: Mapping[str, int] = field(default_factory=dict)
    from_months: Mapping[str, int] = field(default_factory=dict)

    def required(self, kind: str) -> int:
        """How many rate alone there before they talk."""
        return self.raters.get(kind) or (1 if kind in ONE_RATER else self.usual)

    def old_enough(self, kind: str, born: date | None, day: date) -> bool:
        """Whether a child in such a place is asked about on `day`; one that is not born is not."""
        return born is not None and born <= self.latest_birth(kind, day)

    def latest_birth(self, kind: str, day: date) -> date:
        """The last birthday of those who are old enough on `day`."""
        return calendar.add_months(day, -self.from_months.get(kind, 0))


class Occasion(StrEnum):
    """When a round makes itself heard."""

    SOON = "soon"
    LAST = "last"
    OVER = "over"


OVER_FOR = timedelta(days=14)
"""For how long after the last day a leader is still told that the round is over."""


def occasion(closes_on: date, reminder_days: int, today: date) -> Occasion | None:
    """What today is for a round: some days before the close, the last day, or shortly after; None for any other day."""
    if today == closes_on:
        return Occasion.LAST
    if today > closes_on:
        return Occasion.OVER if today <= closes_on + OVER_FOR else None
    return Occasion.SOON if reminder_days and today >= closes_on - timedelta(days=reminder_days) else None
