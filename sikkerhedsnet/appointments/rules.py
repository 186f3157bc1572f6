"""Times offered, overlaps, when an interpreter must have said yes, and what an agenda begins with; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.meetings import rules as meeting_rules

from .kinds import GOALS, STEPS, WORRY
from .states import Booking

FEWEST, MOST = 2, 4
MOST_LINES = 30
CLOCKS_DIFFER = timedelta(minutes=1)
"""What a screen's clock may be ahead of ours."""
Span = tuple[datetime, datetime]


def check_offered(times: Sequence[Span], answer_by: date, now: datetime) -> None:
    """Raises Invalid unless there are two to four different times ahead, and the answer is asked for before the first."""
    if not FEWEST <= len(times) <= MOST:
        raise Invalid({"times": "how_many"})
    if len({starts for starts, _ends in times}) < len(times):
        raise Invalid({"times": "twice"})
    for starts, ends in times:
        meeting_rules.check_times(starts, ends, now)
    if answer_by < clock.day_of(now):
        raise Invalid({"answer_by": "past"})
    if answer_by > min(clock.day_of(starts) for starts, _ends in times):
        raise Invalid({"answer_by": "after_the_first"})


def overlap(one: Span, other: Span) -> bool:
    """Whether the two touch; one that ends as the other begins does not."""
    return one[0] < other[1] and other[0] < one[1]


def check_answered(answered_on: date, offered_on: date, today: date) -> None:
    """Raises Invalid for an answer given tomorrow, or before anybody was asked."""
    if answered_on > today:
        raise Invalid({"answered_on": "future"})
    if answered_on < offered_on:
        raise Invalid({"answered_on": "before_offered"})


def interpreter_by(starts_on: date, days: int) -> date:
    """The last day on which the interpreter may say yes: so many working days before the meeting."""
    return calendar.add_working_days(starts_on, -days)


def booking(
    *, needed: bool, ordered_on: date | None = None, confirmed_on: date | None = None, came: bool | None = None
) -> Booking:
    """How far the interpreter is; what happened last counts."""
    if not needed:
        return Booking.NOT_NEEDED
    if came is not None:
        return Booking.CAME if came else Booking.STAYED_AWAY
    if confirmed_on is not None:
        return Booking.CONFIRMED
    return Booking.ORDERED if ordered_on is not None else Booking.NOT_ORDERED


def may_be_missed(starts_at: datetime, now: datetime) -> bool:
    """Whether anybody can have stayed away: not before the meeting was to begin."""
    return starts_at <= now + CLOCKS_DIFFER


def missing(state: Booking) -> bool:
    """Whether an interpreter is needed and nobody has said yes."""
    return state in (Booking.NOT_ORDERED, Booking.ORDERED)


def check_interpreter(
    *, needed: bool, language: str, ordered_on: date | None, confirmed_on: date | None, came: bool | None, begun: bool,
    today: date,
) -> None:  # fmt: skip
    """Raises Invalid when the language is missing, a date lies ahead or in the wrong order, or nobody can have come yet."""
    if needed and not language.strip():
        raise Invalid({"language": "language_required"})
    for field, day in (("ordered_on", ordered_on), ("confirmed_on", confirmed_on)):
        if day is not None and day > today:
            raise Invalid({field: "future_day"})
    if ordered_on and confirmed_on and confirmed_on < ordered_on:
        raise Invalid({"confirmed_on": "before_ordered"})
    if came is not None and not begun:
        raise Invalid({"came": "not_yet"})


@dataclass(frozen=True)
class Draft:
    """One point before anybody has changed it; `raiser` says that whoever raised the worry asked for it."""

    text: str
    raiser: bool = False


def drafts(points: Iterable[str], *, goals: Sequence[str], steps: Sequence[tuple[str, str]]) -> list[Draft]:
    """The agenda to begin with: the kind's own points, the plan's open goals and steps one by one, the worry's marked."""
    found: list[Draft] = []
    for point in points:
        if GOALS in point:
            found += [Draft(_filled(point, GOALS, goal)) for goal in goals]
        elif STEPS in point:
            found += [Draft(_filled(point, STEPS, f"{what} ({who})" if who else what)) for what, who in steps]
        elif WORRY in point:
            found.append(Draft(_filled(point, WORRY, ""), raiser=True))
        elif point.strip():
            found.append(Draft(point.strip()))
    return found[:MOST_LINES]


def _filled(point: str, token: str, words: str) -> str:
    return " ".join(point.replace(token, words).split())[:500]


def check_agenda(texts: Sequence[str]) -> None:
    """Raises Invalid for an agenda without a point, or with more than anybody gets through."""
    if not any(text.strip() for text in texts):
        raise Invalid({"lines": "no_line"})
    if len(texts) > MOST_LINES:
        raise Invalid({"lines": "too_many"})
