"""Which advice fits, which version is in force, and by when a sparring is answered; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import TABLE, VERSION_TABLE, YEARS, AgeBand, Move, State, VersionMove, VersionState

LOCAL_PROMISE = "Lokalt løfte"
LONGEST_AHEAD = timedelta(days=366)
"""Assumption: nobody plans a guide more than a year ahead."""


class Entry(Protocol):
    """What is asked of a piece of advice; an empty axis fits everybody."""

    @property
    def signs(self) -> Collection[str]: ...
    @property
    def levels(self) -> Collection[int]: ...
    @property
    def ages(self) -> Collection[str]: ...
    @property
    def functions(self) -> Collection[str]: ...
    @property
    def position(self) -> int: ...


E = TypeVar("E", bound=Entry)


def fits(entry: Entry, signs: Collection[str], level: int | None, age: str | None, profession: str | None) -> bool:
    """Whether the advice is for this: one of its signs was seen, or it is for the level, and neither age nor profession
    speaks against it.

    Advice with neither sign nor level is for every worry. An age or a profession nobody told leaves nothing out.
    """
    if age and entry.ages and age not in entry.ages:
        return False
    if profession and entry.functions and profession not in entry.functions:
        return False
    if not entry.signs and not entry.levels:
        return True
    return any(sign in entry.signs for sign in signs) or (level is not None and level in entry.levels)


def narrowness(entry: Entry, signs: Collection[str], level: int | None) -> tuple[int, ...]:
    """How specific the advice is here: by a sign before a level before neither, then the shorter list on each axis."""
    by_sign = any(sign in entry.signs for sign in signs)
    by_level = level is not None and level in entry.levels
    return (
        0 if by_sign else 1 if by_level else 2,
        -sum(sign in entry.signs for sign in signs),
        *(len(axis) or 100 for axis in (entry.functions, entry.ages, entry.signs, entry.levels)),
    )


def matching(
    entries: Iterable[E], signs: Collection[str], level: int | None, age: str | None, profession: str | None
) -> list[E]:
    """Every piece of advice that fits, the most specific first; equals stand in the guide's own order."""
    seen = frozenset(signs)
    found = [entry for entry in entries if fits(entry, seen, level, age, profession)]
    return sorted(found, key=lambda entry: (narrowness(entry, seen, level), entry.position))


def age_band(born: date | None, today: date) -> AgeBand | None:
    """The band of a child born that day; None when the day is not known, or the child is grown up."""
    if born is None:
        return None
    if born > today:
        return AgeBand.UNBORN
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return next((band for band, (first, last) in YEARS.items() if first <= years <= last), None)


class Approved(Protocol):
    """A version somebody has approved."""

    @property
    def in_force_on(self) -> date | None: ...
    @property
    def number(self) -> int: ...


A = TypeVar("A", bound=Approved)


def in_force(approved: Iterable[A], today: date) -> A | None:
    """The version that counts today: of those whose day has come the latest, and of one day's the last made."""
    begun = [(row.in_force_on, row.number, row) for row in approved if row.in_force_on and row.in_force_on <= today]
    return max(begun, key=lambda found: found[:2])[2] if begun else None


def periods(approved: Iterable[A]) -> list[tuple[A, date, date | None]]:
    """Each version with its first day and its last (None: until further notice), oldest first.

    A version that was replaced on its own first day never counted, and has no period.
    """
    days: dict[date, A] = {}
    for row in sorted(approved, key=lambda row: row.number):
        if row.in_force_on:
            days[row.in_force_on] = row
    starts = sorted(days)
    ends = [*(day - timedelta(days=1) for day in starts[1:]), None]
    return [(days[day], day, end) for day, end in zip(starts, ends, strict=False)]


def begins_on(wanted: date, decided_on: date) -> date:
    """A guide is never in force before it was approved."""
    return max(wanted, decided_on)


def check_begins(wanted: date, today: date) -> None:
    """Raises Invalid unless the first day is from today and within a year."""
    if wanted < today:
        raise Invalid({"in_force_on": "past"})
    if wanted > today + LONGEST_AHEAD:
        raise Invalid({"in_force_on": "too_far"})


def version_moved(state: VersionState, move: VersionMove) -> VersionState:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(VERSION_TABLE, state, move)


def moved(state: State, move: Move) -> State:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(TABLE, state, move)


def answer_due(asked_on: date, answer_days: int) -> date:
    """The last day for the adviser's answer: the municipality's own promise, as for a worry."""
    rule = DeadlineRule("sparring_answer", LOCAL_PROMISE, "kommunens egen frist", working_days=max(answer_days, 1))
    return rule.due(asked_on)


def receiver(advisers: Sequence[int], stand_ins: Sequence[int], *, sender: int) -> int | None:
    """Who answers: the first adviser who did not ask, else a stand-in (a chief); None when there is nobody."""
    for candidates in (advisers, stand_ins):
        others = [user for user in candidates if user != sender]
        if others:
            return others[0]
    return None
