"""How the demo writes dates: always seen from the day it is loaded, so that its stories never grow old; pure."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zlib import crc32

from sikkerhedsnet.core import calendar, clock

_DAY = re.compile(r"([+-]?\d+)(w?)")
_AGE = re.compile(r"(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?")
_ENOUGH = timedelta(minutes=15)


def day(text: str | int, today: date) -> date:
    """`-21` and `+4` are working days from today, `-8w` and `+6w` whole weeks moved on to a working day, `0` today."""
    match = _DAY.fullmatch(str(text))
    if match is None:
        raise ValueError(f"not a day seen from today: {text!r}")
    number = int(match[1])
    if match[2]:
        return calendar.working_day_from(today + timedelta(weeks=number))
    return calendar.add_working_days(today, number)


def moment(text: str, now: datetime) -> datetime:
    """`-21 10:15`: that hour on that day; what should have happened by now, but not at this hour, happened just now."""
    which, hour = text.split()
    hh, mm = (int(part) for part in hour.split(":"))
    today = clock.local(now).date()
    found = clock.at(day(which, today), hh, mm)
    if which.startswith("+"):
        return found
    return min(found, max(now - _ENOUGH, clock.at(today, 0)))


def born(age: str, today: date, who: str = "") -> date:
    """The birth date of somebody who is `3y4m` or `9w` today; `who` decides by how many days more."""
    match = _AGE.fullmatch(age)
    if match is None or not age:
        raise ValueError(f"not an age: {age!r}")
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    back = calendar.add_months(today, -(12 * years + months)) - timedelta(weeks=weeks, days=days)
    return back - timedelta(days=crc32(who.encode()) % 26) if "m" in age else back


def school_year(today: date) -> int:
    """The year in which the school year began that is running now; it changes on 1 August."""
    return today.year if today.month >= 8 else today.year - 1
