"""The log's months: opened ahead by the clock, and dropped whole by the owner alone when their time has come."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import OperationalError, connection, transaction

from sikkerhedsnet.core import clock

AHEAD = 3
"""Months that stand ready; a line of any other month goes to the rest and is never refused."""


class TooYoung(Exception):
    """The month is still kept."""


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months after the day's own."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def open_ahead(now: datetime, *, since: date | None = None) -> int:
    """Opens what is missing of the months from `since`, else the present one, and three ahead; as the system alone.

    When somebody holds the log for a moment it is left for next time: nothing is lost meanwhile.
    """
    today = clock.day_of(now)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT audit_open_months(%s, %s)", [since or today, months_after(today, AHEAD)])
            return int(cursor.fetchone()[0])
    except OperationalError:
        return 0


def youngest_to_drop(today: date) -> date:
    """The newest month whose time has come: whole, and kept as long as the setting says."""
    return months_after(today, -settings.LOG_KEPT_MONTHS - 1)


def drop(month: date, *, now: datetime) -> dict[str, int]:
    """As the owner: both logs lose the month, and the change log says so; the number of lines of each.

    The chains stand: a dropped line's link stays, and `verify_audit` counts them. Raises TooYoung.
    """
    if month > youngest_to_drop(clock.day_of(now)):
        raise TooYoung
    gone = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for log in ("read", "change"):
            cursor.execute("SELECT audit_empty_rest(%s)", [log])
            cursor.execute("SELECT to_regclass(audit_table(%s) || to_char(%s::date, '_YYYY_MM'))", [log, month])
            if cursor.fetchone()[0] is not None:
                cursor.execute("SELECT audit_drop_month(%s, %s, %s)", [log, month, now])
                gone[log] = int(cursor.fetchone()[0])
    return gone
