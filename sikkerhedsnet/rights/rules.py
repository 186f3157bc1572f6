"""When a request for access must be answered, how long it may be put off; pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import Kind, State

DATA_ACCESS = DeadlineRule(
    "data_access",
    "databeskyttelsesforordningen art. 12, stk. 3",
    "Datatilsynet 2019 (svar uden unødig forsinkelse)",
    months=1,
)
FILE_ACCESS = DeadlineRule(
    "file_access", "forvaltningsloven § 16, stk. 2", "Lejre Kommune, om aktindsigt", working_days=7
)
RULES = {Kind.DATA_ACCESS: DATA_ACCESS, Kind.FILE_ACCESS: FILE_ACCESS}
LONGEST_MONTHS = 3
"""One month and two more: databeskyttelsesforordningen art. 12, stk. 3."""
OLDEST = timedelta(days=366)
OWN_VOICE_FROM = 10
"""Assumption, to be checked: below this age a child's own request comes through a custody holder. Barnets lov § 3 makes
a child of 10 a party in the listed cases; the data-protection regulation names no age."""


def due(kind: Kind, received: date, closing: Collection[str] = calendar.DEFAULT_CLOSING_DAYS) -> date:
    """The last day to answer.

    A request for file access by a party is decided within 7 working days, or the asker is told why not and when
    (forvaltningsloven § 16, stk. 2); one for data access within a month (databeskyttelsesforordningen art. 12, stk. 3).
    The day it came is not counted.
    """
    return RULES[kind].due(received, frozenset(closing))


def latest(kind: Kind, received: date) -> date | None:
    """The last day an extension may reach: three months in all for data access, no fixed day for file access."""
    return calendar.add_months(received, LONGEST_MONTHS) if kind is Kind.DATA_ACCESS else None


def check_received(received: date, today: date) -> None:
    """Not in the future, and not longer ago than a year."""
    if received > today:
        raise Invalid({"received_on": "future"})
    if received < today - OLDEST:
        raise Invalid({"received_on": "too_early"})


def check_extension(kind: Kind, received: date, until: date, told_on: date, *, due_on: date, today: date) -> None:
    """Later than the date that stands, within what the law allows, and told to the asker no later than today."""
    if until <= max(due_on, today):
        raise Invalid({"until": "not_later"})
    end = latest(kind, received)
    if end is not None and until > end:
        raise Invalid({"until": "beyond_law"})
    if told_on > today:
        raise Invalid({"told_on": "future"})
    if told_on < received:
        raise Invalid({"told_on": "before_received"})


def may_ask_alone(born: date | None, today: date) -> bool:
    """Whether the child's own request is taken as it is (see `OWN_VOICE_FROM`)."""
    return born is not None and calendar.add_months(born, 12 * OWN_VOICE_FROM) <= today


def answered_as(left_out: Collection[object]) -> State:
    """An answer that leaves something out is a refusal in part, and needs its reason."""
    return State.PARTLY_REFUSED if left_out else State.ANSWERED
