"""How many days it takes from a worry to what follows, the waiting ones counted too; pure.

Kaplan-Meier: who still waits counts with the days she has waited so far, and who stopped waiting because the worry ended
counts until that day. Without them only the quick ones would be counted, and the number would look better than it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .states import Milestone
from .survival import curve, left_at, quantile

WEEK = 7
WEEKS_DRAWN = 26
CURVE_FROM = 4
"""A curve is drawn of at least four times the smallest number shown: of fewer it says nothing, and shows single families."""


@dataclass(frozen=True)
class Course:
    """One worry: the days on which something was reached, and the day on which it ended."""

    raised_on: date
    reached: Mapping[Milestone, date]
    ended_on: date | None = None


@dataclass(frozen=True)
class Wait:
    """So many calendar days; either it was reached then, or it was not until then, because it ended or still waits."""

    days: int
    reached: bool
    waiting: bool = False


@dataclass(frozen=True)
class Spread:
    """Days by which a quarter, half and three quarters had reached it; None when so many have not yet."""

    quarter: int | None
    median: int | None
    three_quarters: int | None


def wait_for(course: Course, milestone: Milestone, today: date) -> Wait:
    """How long it took, or has taken until today. What comes later has the earlier behind it: a family that came straight
    to the meeting had been spoken with by then at the latest."""
    later = list(Milestone)[list(Milestone).index(milestone) :]
    days = [course.reached[one] for one in later if one in course.reached and course.reached[one] <= today]
    if days:
        return Wait(_between(course.raised_on, min(days)), True)
    if course.ended_on is not None and course.ended_on <= today:
        return Wait(_between(course.raised_on, course.ended_on), False)
    return Wait(_between(course.raised_on, today), False, waiting=True)


def _between(first: date, last: date) -> int:
    """Calendar days; what lay before the worry was written took none."""
    return max(0, (last - first).days)


def spread(waits: Iterable[Wait]) -> Spread:
    """Median and the middle half, the unfinished counted too."""
    found = list(waits)
    drops = curve([one.days for one in found], [one.reached for one in found])
    quarter, median, three = (quantile(drops, share) for share in (0.25, 0.5, 0.75))
    return Spread(*(None if days is None else round(days) for days in (quarter, median, three)))


def about(number: int, unit: int) -> int:
    """The number to the nearest `unit`, so that no difference between two of them tells of one family."""
    return unit * ((2 * number + unit) // (2 * unit))


def weekly(waits: Sequence[Wait], unit: int) -> tuple[tuple[int, int], ...]:
    """Per cent that still wait at the end of each week, to the nearest five; nothing when they are too few to draw."""
    if len(waits) < CURVE_FROM * unit:
        return ()
    drops = curve([one.days for one in waits], [one.reached for one in waits])
    seen = min(WEEKS_DRAWN, max(one.days for one in waits) // WEEK + 1)
    return tuple((week, about(round(100 * left_at(drops, week * WEEK)), 5)) for week in range(seen + 1))
