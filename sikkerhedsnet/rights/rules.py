"""When a request for access must be answered, how long it may be put off, and what an asker may read; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import JUDGED, Because, Kind, State

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


@dataclass(frozen=True)
class Reader:
    """Who will read the copy, and what the municipality's practice says of it.

    `sat_at` are the meetings this reader sat at. `place_kept` says that the child's address is protected from this
    reader, and with it every place that would give it away.
    """

    guardian_id: int | None = None
    is_child: bool = False
    other_parents: bool = False
    place_kept: bool = False
    sat_at: frozenset[int] = frozenset()
    internal_open: bool = False
    sender_open: bool = False


def reader_may(reader: Reader, because: Because | None, *, let_in: bool = False) -> Because | None:
    """None when this reader may have it; a reason that leaves no room stands whatever the employee chose."""
    return None if because is None or (let_in and because in JUDGED) else because


def other_parents(reader: Reader, guardian_id: int | None) -> Because | None:
    """One parent's number and contact data are never the other's (databeskyttelsesforordningen art. 15, stk. 4)."""
    return Because.OTHER_PARENT if guardian_id is not None and guardian_id != reader.guardian_id else None


def others_words(reader: Reader, guardian_id: int | None) -> Because | None:
    """What one parent has said alone; to be weighed before the other, or the child, reads it."""
    return Because.OTHER_WORDS if guardian_id is not None and guardian_id != reader.guardian_id else None


def either_parents(reader: Reader) -> Because | None:
    """Words of the parents where nobody wrote whose: kept back when there is another parent whose they may be."""
    return Because.OTHER_WORDS if reader.other_parents and not reader.is_child else None


def said_at_table(reader: Reader, meeting_id: int, guardian_id: int | None) -> Because | None:
    """A parent's words at a meeting are open to the other parent who sat there too."""
    return None if meeting_id in reader.sat_at or reader.is_child else others_words(reader, guardian_id)


def place(reader: Reader) -> Because | None:
    """Where the child lives, goes and meets, when the address is protected from this reader."""
    return Because.PROTECTED if reader.place_kept else None


def internal(reader: Reader) -> Because | None:
    """A colleague's working note (forvaltningsloven § 12); whether it is kept back is the municipality's practice,
    and for data access it should be checked."""
    return None if reader.internal_open else Because.INTERNAL


def sender(reader: Reader, *, parents_know: bool) -> Because | None:
    """Who wrote the worry, unless the sender has told the parents; to be weighed for each, and should be checked."""
    return None if parents_know or reader.sender_open else Because.SENDER
