"""The Danish calendar: public holidays, working days and hverdage.

Two units that are often mixed up:

* *arbejdsdag* (`working_day`): Monday to Friday, no public holiday, and no day the municipality keeps closed.
  Used for local promises and forvaltningsloven § 16, stk. 2 (7 arbejdsdage).
* *hverdag*: Monday to Saturday, no public holiday; closing days count, which gives the earlier and safer date.
  Used for the receipt to a notifier (6 hverdage, serviceloven § 155 b, now barnets lov § 138). That Saturday counts
  is the usual reading of the word, not looked up in a judgment.

Store bededag is an ordinary day from 2024 (lov om konsekvenser ved afskaffelsen af store bededag som helligdag, 2023).
"""

from __future__ import annotations

import calendar as months
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import holidays

DEFAULT_CLOSING_DAYS: frozenset[str] = frozenset({"06-05", "12-24", "12-31"})
"""Assumption: days a town hall keeps closed without their being public holidays (Grundlovsdag, Christmas Eve, New
Year's Eve), written "MM-DD". They are data; a municipality with other agreements passes its own set."""

_ONE_DAY = timedelta(days=1)


def holiday_name(day: date) -> str | None:
    """The Danish name of the public holiday on `day`, or None; closing days have no name here."""
    return _holidays(day.year).get(day)


def is_public_holiday(day: date) -> bool:
    """True on a Danish public holiday (helligdag), whichever weekday it falls on."""
    return day in _holidays(day.year)


def is_working_day(day: date, closing: frozenset[str] = DEFAULT_CLOSING_DAYS) -> bool:
    """True from Monday to Friday when it is neither a public holiday nor one of the `closing` days."""
    return day.weekday() < 5 and not is_public_holiday(day) and day.strftime("%m-%d") not in closing


def is_hverdag(day: date) -> bool:
    """True from Monday to Saturday when it is no public holiday."""
    return day.weekday() < 6 and not is_public_holiday(day)


def add_working_days(day: date, n: int, closing: frozenset[str] = DEFAULT_CLOSING_DAYS) -> date:
    """The n-th working day after `day`, before it when `n` is negative; `day` is not counted, and 0 gives it back."""
    return _count_on(day, n, lambda candidate: is_working_day(candidate, closing))


def add_hverdage(day: date, n: int) -> date:
    """The n-th hverdag after `day`, before it when `n` is negative; `day` is not counted, and 0 gives it back."""
    return _count_on(day, n, is_hverdag)


def working_days_between(a: date, b: date, closing: frozenset[str] = DEFAULT_CLOSING_DAYS) -> int:
    """How many working days one counts from `a` (left out) to `b` (included); negative when `b` is the earlier day."""
    first, last = min(a, b), max(a, b)
    counted = sum(is_working_day(first + timedelta(days=i), closing) for i in range(1, (last - first).days + 1))
    return counted if a <= b else -counted


def next_working_day(day: date, closing: frozenset[str] = DEFAULT_CLOSING_DAYS) -> date:
    """The first working day strictly after `day`."""
    return add_working_days(day, 1, closing)


def working_day_from(day: date, closing: frozenset[str] = DEFAULT_CLOSING_DAYS) -> date:
    """`day` itself when it is a working day, else the first one after it."""
    return day if is_working_day(day, closing) else next_working_day(day, closing)


def add_months(day: date, n: int) -> date:
    """The same day of the month `n` months on (or back); the month's last day when that day does not exist there."""
    month_index = day.year * 12 + (day.month - 1) + n
    year, month = divmod(month_index, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _count_on(day: date, n: int, counts: Callable[[date], bool]) -> date:
    direction = _ONE_DAY if n >= 0 else -_ONE_DAY
    left = abs(n)
    while left:
        day += direction
        left -= counts(day)
    return day


@lru_cache(maxsize=256)
def _holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("DK", years=year, expand=False, language="da").items())
