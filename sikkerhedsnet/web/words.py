"""Days, hours and ages as people say them; pure but for the active language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.calendar import working_days_between

SOON = 2


class Clock(StrEnum):
    """How a promise stands against its date."""

    GOOD = "good"
    SOON = "soon"
    TODAY = "today"
    OVER = "over"


def wall_clock(value: datetime) -> datetime:
    """The moment as a Danish clock shows it; one without a zone is taken to be Danish already."""
    return clock.local(value) if value.tzinfo else value


def day_of(value: date | datetime) -> date:
    """The Danish day of a day or a moment."""
    return wall_clock(value).date() if isinstance(value, datetime) else value


def day_words(value: date | datetime, today_is: date | None = None) -> str:
    """`onsdag 2. december`; the year is added when it is not this year's."""
    day = day_of(value)
    this_year = (today_is or clock.today()).year
    parts = {
        "weekday": WEEKDAYS[day.weekday()],
        "day": day.day,
        "month": MONTHS[day.month],
        "year": day.year,
    }
    if day.year == this_year:
        return pgettext("dag uden år", "%(weekday)s %(day)d. %(month)s") % parts
    return pgettext("dag med år", "%(weekday)s %(day)d. %(month)s %(year)d") % parts


def clock_words(value: datetime | time) -> str:
    """`13.00`."""
    value = wall_clock(value) if isinstance(value, datetime) else value
    return value.strftime("%H.%M")


def relative_words(value: date | datetime, today_is: date | None = None) -> str:
    """`i dag`, `i morgen`, `om 3 arbejdsdage`, `for 2 dage siden`."""
    day, now = day_of(value), today_is or clock.today()
    days = (day - now).days
    if days in (-1, 0, 1):
        return {-1: _("i går"), 0: _("i dag"), 1: _("i morgen")}[days]
    if days < 0:
        return _since(-days)
    workdays = working_days_between(now, day) if days <= 21 else 0
    if workdays:
        return ngettext("om %(n)d arbejdsdag", "om %(n)d arbejdsdage", workdays) % {"n": workdays}
    if days <= 21:
        return ngettext("om %(n)d dag", "om %(n)d dage", days) % {"n": days}
    if days < 60:
        return ngettext("om %(n)d uge", "om %(n)d uger", days // 7) % {"n": days // 7}
    return ngettext("om %(n)d måned", "om %(n)d måneder", days // 30) % {"n": days // 30}


def _since(days: int) -> str:
    if days < 14:
        return ngettext("for %(n)d dag siden", "for %(n)d dage siden", days) % {"n": days}
    if days < 60:
        return ngettext("for %(n)d uge siden", "for %(n)d uger siden", days // 7) % {"n": days // 7}
    if days < 730:
        return ngettext("for %(n)d måned siden", "for %(n)d måneder siden", days // 30) % {"n": days // 30}
    return ngettext("for %(n)d år siden", "for %(n)d år siden", days // 365) % {"n": days // 365}


def clock_state(due: date | datetime, today_is: date | None = None, soon: int = SOON) -> Clock:
    """Over its date, on the day itself, at most `soon` working days from it, or in good time."""
    day, now = day_of(due), today_is or clock.today()
    if day <= now:
        return Clock.OVER if day < now else Clock.TODAY
    return Clock.SOON if working_days_between(now, min(day, now + timedelta(days=60))) <= soon else Clock.GOOD


def age_words(born: date | None, today_is: date | None = None) -> str:
    """`12 dage`, `7 mdr.`, `4 år 7 mdr.`; whole years from seven on; before birth `ikke født endnu`."""
    if born is None:
        return ""
    now = today_is or clock.today()
    if born > now:
        return _("ikke født endnu")
    months = (now.year - born.year) * 12 + now.month - born.month - (now.day < born.day)
    years, rest = divmod(months, 12)
    if months == 0:
        days = (now - born).days
        return ngettext("%(n)d dag", "%(n)d dage", days) % {"n": days}
    if years == 0:
        return ngettext("%(n)d md.", "%(n)d mdr.", months) % {"n": months}
    in_years = ngettext("%(n)d år", "%(n)d år", years) % {"n": years}
    if years >= 7 or rest == 0:
        return in_years
    return in_years + " " + ngettext("%(n)d md.", "%(n)d mdr.", rest) % {"n": rest}
