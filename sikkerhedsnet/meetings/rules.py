"""When a meeting may be, who must be asked, in which order people speak, and when it can end; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.errors import Invalid

from .commands import Guests, Scale
from .states import TABLE, Becomes, Kind, Manner, Move, Role, State, Topic

GRACE = timedelta(minutes=15)
"""A meeting called while people are sitting down counts as being on time."""
FURTHEST = timedelta(weeks=26)
"""Assumption: a meeting further off than half a year is not help; local setting later."""
LONGEST = timedelta(hours=6)
FURTHEST_STEP = timedelta(weeks=52)
SETTLED_WITHIN = {Becomes.MEASURE: timedelta(weeks=2), Becomes.CONSENT: timedelta(weeks=1)}
"""Assumption: how long what was agreed may wait to be begun or written down, when nobody said a day."""

AGENDA: tuple[Topic, ...] = tuple(Topic)
"""The solution-focused order: what is hoped for and what works come before what is hard."""

FAMILY = (Role.PARENT, Role.CHILD, Role.NETWORK)
_RANK = {Role.PARENT: 0, Role.CHILD: 1, Role.NETWORK: 2, Role.PROFESSIONAL: 3}


@dataclass(frozen=True)
class Begun:
    """Help that was started from the table: what and what for, who does it, from when, and when it is looked at again."""

    what: str
    why: str
    who: str
    from_on: date
    look_on: date | None


def moved(state: State, move: Move) -> State:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(TABLE, state, move)


def seat_order(role: Role, *, chair: bool = False) -> int:
    """Where somebody stands in every list: parents, child, network, professionals, and the chair last."""
    return _RANK[role] * 10 + (5 if chair else 0)


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises Invalid when the meeting has been, is too far off, or ends before it starts."""
    if starts_at + GRACE < now:
        raise Invalid({"day": "past"})
    if starts_at > now + FURTHEST:
        raise Invalid({"day": "too_far"})
    if ends_at <= starts_at:
        raise Invalid({"ends": "before_start"})
    if ends_at - starts_at > LONGEST:
        raise Invalid({"ends": "too_long"})


def odd_day(day: date) -> str:
    """Why people may not be at work that day: a holiday's name, `weekend`, `closed`, or nothing."""
    if calendar.is_working_day(day):
        return ""
    return calendar.holiday_name(day) or ("weekend" if day.weekday() >= 5 else "closed")


def check_guests(
    guests: Guests,
    *,
    custody_ids: Collection[int],
    suspicion: bool,
    today: date,
    kind: Kind = Kind.COLLABORATION,
) -> None:
    """Raises Invalid unless the parents are asked before the meeting is fixed; on a suspicion nobody of the family is.

    `custody_ids` are the guardians who hold custody; a child without any is met without them. A sparring about a named
    child takes the parents' yes, not their presence (instruments.md 12.1: consent, parents present, or anonymous).
    """
    check_family(guests, suspicion=suspicion, today=today)
    if kind is Kind.CONSULTATION and custody_ids and not suspicion:
        check_asked(guests.asked_on, today)
        return
    if not suspicion and custody_ids and not set(guests.guardian_ids) & set(custody_ids):
        raise Invalid({"guardians": "no_parent"})


def check_family(guests: Guests, *, suspicion: bool, today: date) -> None:
    """Raises Invalid when a parent is invited without having been asked, or anybody of the family on a suspicion."""
    if suspicion and guests.family:
        raise Invalid({"guardians": "suspicion"})
    if guests.guardian_ids:
        check_asked(guests.asked_on, today)


def check_place_is_kept(guardian_ids: Collection[int], *, against: Collection[int], gives_away: bool) -> None:
    """Raises Invalid when a parent the address is protected against is invited to where the child spends its day."""
    if gives_away and set(guardian_ids) & set(against):
        raise Invalid({"guardians": "shut_out"})


def check_asked(asked_on: date | None, today: date) -> None:
    """Raises Invalid unless the parents have been asked, today or before."""
    if asked_on is None:
        raise Invalid({"asked_on": "asked_required"})
    if asked_on > today:
        raise Invalid({"asked_on": "future"})


def check_begin(starts_on: date, today: date) -> None:
    """Raises Invalid before the day the family was invited to."""
    if today < starts_on:
        raise Invalid({"begin": "too_early"})


def check_scale(scale: Scale) -> None:
    """Raises Invalid unless each number is left open or lies from 0 to 10."""
    for field, number in (("scale_now", scale.now), ("scale_good", scale.good)):
        if number is not None and not 0 <= number <= 10:
            raise Invalid({field: "scale"})


def check_step(due_on: date, today: date) -> None:
    """Raises Invalid unless the step's date is from today and within a year."""
    if due_on < today:
        raise Invalid({"due_on": "past"})
    if due_on > today + FURTHEST_STEP:
        raise Invalid({"due_on": "step_too_far"})


def settled_by(becomes: Becomes, today: date) -> date | None:
    """The day for an agreement on which nobody said one; a step and a next meeting need a day of their own."""
    wait = SETTLED_WITHIN.get(becomes)
    return today + wait if wait else None


def check_next(next_on: date, today: date) -> None:
    """Raises Invalid unless the next meeting is after today and within half a year."""
    if next_on <= today:
        raise Invalid({"due_on": "next_past"})
    if next_on > today + FURTHEST:
        raise Invalid({"due_on": "too_far"})


def check_withdraw(settled: bool, becomes: Becomes) -> None:
    """Raises Invalid for what has become a measure or a consent: that is ended or taken back where it is kept."""
    if settled and becomes is not Becomes.NEXT:
        raise Invalid({"what": "settled"})


def manner_of(role: Role | None, manner: Manner | None) -> str:
    """How the line is marked: a professional says whether she saw it or takes it to be so; nobody else is asked.

    Raises Invalid when a professional's line says neither.
    """
    if role is not Role.PROFESSIONAL:
        return ""
    if manner is None:
        raise Invalid({"manner": "manner"})
    return manner.value


def parents_first(
    role: Role | None, *, present: Collection[Role], heard: Collection[Role], professionals_before: bool
) -> bool:
    """Whether to ask, before a professional's words go in: a parent or the child is here and none of the family has been
    heard on this point. It asks once: after the first professional's line the question has been answered."""
    here = Role.PARENT in present or Role.CHILD in present
    return role is Role.PROFESSIONAL and here and not professionals_before and not set(heard) & set(FAMILY)


def check_open(read_aloud: bool) -> None:
    """Raises Invalid for the family's words that were read aloud to them: what is to be added is a line of its own."""
    if read_aloud:
        raise Invalid({"text": "read_aloud"})


def check_no_plan(open_agreements: int) -> None:
    """Raises Invalid while something is agreed: an agreement needs a plan that follows it up."""
    if open_agreements:
        raise Invalid({"because": "open_agreements"})


def may_be_over(due_on: date | None, now: datetime) -> bool:
    """Whether the meeting's day has gone by without its being held."""
    return due_on is not None and due_on < clock.day_of(now)
