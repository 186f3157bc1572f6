"""When something may be erased; pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid

from .kinds import EVENTS, Event, Kind

PERIOD = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,3})W)?(?:([0-9]{1,5})D)?")
KLE_CODES = {"P365D": "P1Y", "P1825D": "P5Y", "P2190D": "P6Y", "P3285D": "P9Y", "P3650D": "P10Y"}
"""KLE-Online's codes, which count a year as 365 days and mean calendar years."""
UNLIMITED = "P18250D"
"""KLE-Online's code for what is kept for good."""
LONGEST_YEARS = 150
GROWN_UP_MONTHS = 12 * 18


def check_period(period: str) -> str:
    """The period as it is stored; Invalid when it is not an ISO 8601 duration in years, months, weeks and days."""
    text = KLE_CODES.get(period.strip().upper(), period.strip().upper())
    found = PERIOD.fullmatch(text)
    if text == UNLIMITED:
        return text
    if found is None or not any(found.groups()):
        raise Invalid({"period": "not_a_period"})
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    whole = years + months / 12 + weeks / 52 + days / 365
    if not whole:
        raise Invalid({"period": "no_time"})
    if whole > LONGEST_YEARS:
        raise Invalid({"period": "too_long"})
    return text


def check_event(kind: Kind, event: Event) -> None:
    """Only what can be known of this kind starts its clock."""
    if event not in EVENTS[kind]:
        raise Invalid({"event": "not_its_event"})


def due_on(event_day: date, period: str) -> date | None:
    """The first day it may be erased; none when it is kept for good.

    Years and months are Danish calendar years and months (the month's last day when the day is not there: 29 February
    and one year is 28 February), then weeks and days.
    """
    text = check_period(period)
    if text == UNLIMITED:
        return None
    found = PERIOD.fullmatch(text)
    assert found is not None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return calendar.add_months(event_day, 12 * years + months) + timedelta(weeks=weeks, days=days)


def period_of(months: int) -> str:
    """The period of this many months after the day; none of them is the day after."""
    return f"P{months}M" if months else "P1D"


def turns_18(born: date) -> date:
    """The eighteenth birthday; 28 February for who was born on 29 February, when that year has none."""
    return calendar.add_months(born, GROWN_UP_MONTHS)


def check_hold(until: date | None, today: date) -> None:
    """A hold's last day is not over already; without one it holds until it is lifted."""
    if until is not None and until < today:
        raise Invalid({"until": "past"})
