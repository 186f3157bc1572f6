"""Who may start which measure without asking, and when it is followed up; pure.

That a district team may start help at once is described by Halsnæs (2018, 2020); which function may start what is the
municipality's own decision and stands in its catalogue.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import TABLE, Ending, Move, State, Tier

LONGEST_WAIT = timedelta(weeks=26)
"""Assumption: help that nobody looks at for half a year is not followed; a local setting later."""
LONGEST_WEEKS = 104
FURTHEST_START = timedelta(weeks=12)
LONGEST_BACK = timedelta(weeks=12)
MOST_KRONER = 10_000_000


def starts_without_asking(functions: Collection[Function], starters: Collection[str], tier: Tier) -> bool:
    """Whether one of these functions may start it on its own; special support is the authority's decision alone."""
    return tier is not Tier.SPECIAL and any(function in starters for function in functions)


def follow_up_rule(weeks: int) -> DeadlineRule:
    """How soon a measure is looked at, as the municipality's catalogue says."""
    most = LONGEST_WAIT.days // 7
    return DeadlineRule("measure_follow_up", "Lokalt løfte", "kommunens eget katalog", weeks=min(max(weeks, 1), most))


def first_follow_up(start_on: date, weeks: int) -> date:
    """The day the catalogue gives, moved on to a working day."""
    return calendar.working_day_from(follow_up_rule(weeks).due(start_on))


def planned_end(start_on: date, weeks: int | None) -> date | None:
    """The last day when the catalogue gives a length, else nothing: until it has helped."""
    return start_on + timedelta(weeks=weeks) if weeks else None


def check_start(start_on: date, follow_up_on: date, purpose: str, asked_on: date | None, today: date) -> None:
    """Raises Invalid unless the parents have said yes, it is said what for, and both days are within reach."""
    errors: dict[str, str] = {}
    if not purpose.strip():
        errors["purpose"] = "missing"
    if asked_on is None:
        errors["asked_on"] = "missing"
    elif asked_on > today:
        errors["asked_on"] = "future"
    if start_on < today - LONGEST_BACK:
        errors["start_on"] = "too_early"
    elif start_on > today + FURTHEST_START:
        errors["start_on"] = "too_far"
    if wrong := _next_error(follow_up_on, today):
        errors["follow_up_on"] = wrong
    elif follow_up_on < start_on:
        errors["follow_up_on"] = "before_start"
    if errors:
        raise Invalid(errors)


def check_follow_up(on: date, start_on: date, what_it_did: str, next_on: date, today: date) -> None:
    """Raises Invalid unless something is said of what it did, on a day that has come, with a next date."""
    errors = _held(on, start_on, what_it_did, today)
    if wrong := _next_error(next_on, today):
        errors["next_on"] = wrong
    if errors:
        raise Invalid(errors)


def check_end(on: date, start_on: date, ending: Ending | None, what_it_did: str, today: date) -> None:
    """Raises Invalid unless it ends for a reason, with words, on a day that has come; one never begun may end before it starts."""
    errors = _held(on, min(start_on, on) if ending is Ending.NEVER_BEGUN else start_on, what_it_did, today)
    if ending is None:
        errors["ending"] = "missing"
    if errors:
        raise Invalid(errors)


def moved(state: State, move: Move) -> State:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(TABLE, state, move)


def check_kind(
    name: str, *, starters: Collection[str], doers: Collection[str], tier: Tier, weeks: int | None,
    follow_up_weeks: int, price: int | None,
) -> None:  # fmt: skip
    """Raises Invalid unless the catalogue's row has a name, somebody who does it, and whole numbers within reach."""
    errors: dict[str, str] = {}
    if not name.strip():
        errors["name"] = "missing"
    if not doers:
        errors["doers"] = "missing"
    if tier is Tier.SPECIAL and starters:
        errors["starters"] = "special"
    if weeks is not None and not 1 <= weeks <= LONGEST_WEEKS:
        errors["weeks"] = "weeks"
    if not 1 <= follow_up_weeks <= LONGEST_WAIT.days // 7:
        errors["follow_up_weeks"] = "follow_up_weeks"
    if price is not None and not 0 <= price <= MOST_KRONER:
        errors["price"] = "price"
    if errors:
        raise Invalid(errors)


def _next_error(on: date, today: date) -> str:
    if on < today:
        return "past"
    return "too_far" if on > today + LONGEST_WAIT else ""


def _held(on: date, start_on: date, what_it_did: str, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not what_it_did.strip():
        errors["what_it_did"] = "missing"
    if on > today:
        errors["on"] = "future"
    elif on < start_on:
        errors["on"] = "before_start"
    return errors
