"""When a meeting may be, who is asked first, and when it can end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.meetings import rules
from sikkerhedsnet.meetings.commands import Guests, Newcomer, Scale
from sikkerhedsnet.meetings.states import OPEN, TABLE, Move, Role, State, Topic

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
TODAY = NOW.date()
HOUR = timedelta(hours=1)

LEADS_TO = {
    (State.PLANNED, Move.MOVE_DATE): State.PLANNED,
    (State.PLANNED, Move.BEGIN): State.RUNNING,
    (State.PLANNED, Move.CANCEL): State.CANCELLED,
    (State.RUNNING, Move.CONCLUDE): State.CONCLUDED,
}


def wrong(raised: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return raised.value.errors


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_state_allows_its_own_moves_and_no_other(state: State, move: Move) -> None:
    if (state, move) in LEADS_TO:
        assert rules.moved(state, move) is LEADS_TO[state, move]
    else:
        with pytest.raises(IllegalMove):
            rules.moved(state, move)


def test_what_is_over_never_moves_again() -> None:
    over = set(State) - set(OPEN)
    assert over == {State.CONCLUDED, State.CANCELLED}
    assert not [move for state, move in TABLE if state in over]


def test_the_agenda_asks_for_hopes_and_what_works_before_worries() -> None:
    order = list(rules.AGENDA)
    assert order[:3] == [Topic.HOPES, Topic.WORKS, Topic.WORRIES]
    assert order[-1] is Topic.NEXT
    assert len(order) == len(set(order)) == 8


def test_parents_stand_first_and_the_chair_last() -> None:
    seats = [rules.seat_order(role) for role in (Role.PARENT, Role.CHILD, Role.NETWORK, Role.PROFESSIONAL)]
    assert seats == sorted(seats)
    assert rules.seat_order(Role.PROFESSIONAL, chair=True) > seats[-1]


def test_a_meeting_that_has_been_cannot_be_called() -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_times(NOW - HOUR, NOW, NOW)
    assert wrong(raised) == {"day": "past"}


def test_people_who_are_sitting_down_can_call_their_meeting_now() -> None:
    rules.check_times(NOW - timedelta(minutes=10), NOW + HOUR, NOW)


@pytest.mark.parametrize(
    ("starts", "ends", "error"),
    [
        (NOW + timedelta(weeks=27), NOW + timedelta(weeks=27, hours=1), {"day": "too_far"}),
        (NOW + HOUR, NOW + HOUR, {"ends": "before_start"}),
        (NOW + 2 * HOUR, NOW + HOUR, {"ends": "before_start"}),
        (NOW + HOUR, NOW + 8 * HOUR, {"ends": "too_long"}),
    ],
)
def test_impossible_times_are_told(starts: datetime, ends: datetime, error: dict[str, str]) -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_times(starts, ends, NOW)
    assert wrong(raised) == error


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 23), ""),
        (date(2026, 11, 28), "weekend"),
        (date(2026, 12, 24), "closed"),
        (date(2026, 12, 25), "Juledag"),
        (date(2027, 3, 25), "Skærtorsdag"),
    ],
)
def test_a_day_off_is_named(day: date, why: str) -> None:
    assert why in rules.odd_day(day)
    assert bool(rules.odd_day(day)) == bool(why)


def test_the_parents_are_asked_before_the_meeting_is_fixed() -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_guests(Guests(guardian_ids=(1,)), custody_ids={1, 2}, suspicion=False, today=TODAY)
    assert wrong(raised) == {"asked_on": "asked_required"}


def test_asking_tomorrow_is_not_having_asked() -> None:
    later = Guests(guardian_ids=(1,), asked_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid) as raised:
        rules.check_guests(later, custody_ids={1}, suspicion=False, today=TODAY)
    assert wrong(raised) == {"asked_on": "future"}


def test_no_meeting_is_held_without_a_parent_who_has_custody() -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_guests(Guests(guardian_ids=(3,), asked_on=TODAY), custody_ids={1, 2}, suspicion=False, today=TODAY)
    assert wrong(raised) == {"guardians": "no_parent"}


def test_a_child_without_custody_holders_is_met_without_them() -> None:
    rules.check_guests(Guests(staff_ids=(9,)), custody_ids=(), suspicion=False, today=TODAY)


@pytest.mark.parametrize(
    "family",
    [
        Guests(guardian_ids=(1,), asked_on=TODAY),
        Guests(child_comes=True),
        Guests(network_ids=(4,)),
        Guests(newcomers=(Newcomer("Mormor", "mormor"),)),
    ],
)
def test_on_a_suspicion_nobody_of_the_family_is_invited(family: Guests) -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_guests(family, custody_ids={1}, suspicion=True, today=TODAY)
    assert wrong(raised) == {"guardians": "suspicion"}


def test_on_a_suspicion_the_professionals_meet_alone() -> None:
    rules.check_guests(Guests(staff_ids=(5, 6)), custody_ids={1}, suspicion=True, today=TODAY)


@given(
    guardians=st.frozensets(st.integers(1, 4)),
    custody=st.frozensets(st.integers(1, 4)),
    asked=st.none() | st.integers(-30, 30).map(lambda days: TODAY + timedelta(days=days)),
    child=st.booleans(),
    suspicion=st.booleans(),
)
def test_no_combination_lets_a_parent_be_passed_over_or_let_in(
    guardians: frozenset[int], custody: frozenset[int], asked: date | None, child: bool, suspicion: bool
) -> None:
    guests = Guests(guardian_ids=tuple(guardians), asked_on=asked, child_comes=child)
    try:
        rules.check_guests(guests, custody_ids=custody, suspicion=suspicion, today=TODAY)
    except Invalid:
        return
    if suspicion:
        assert not guests.family
    else:
        assert not custody or guardians & custody
        assert not guardians or (asked is not None and asked <= TODAY)


def test_a_meeting_begins_on_its_own_day_or_later_but_not_before() -> None:
    rules.check_begin(TODAY, TODAY)
    rules.check_begin(TODAY - timedelta(days=3), TODAY)
    with pytest.raises(Invalid) as raised:
        rules.check_begin(TODAY + timedelta(days=1), TODAY)
    assert wrong(raised) == {"begin": "too_early"}


@given(now=st.none() | st.integers(-3, 14), good=st.none() | st.integers(-3, 14))
def test_a_scale_is_from_nought_to_ten_or_left_open(now: int | None, good: int | None) -> None:
    fits = all(n is None or 0 <= n <= 10 for n in (now, good))
    try:
        rules.check_scale(Scale(now, good))
    except Invalid:
        assert not fits
    else:
        assert fits


def test_an_agreement_has_a_date_one_can_still_keep() -> None:
    rules.check_step(TODAY, TODAY)
    for due, key in ((TODAY - timedelta(days=1), "past"), (TODAY + timedelta(days=366), "step_too_far")):
        with pytest.raises(Invalid) as raised:
            rules.check_step(due, TODAY)
        assert wrong(raised) == {"due_on": key}


def test_nothing_agreed_is_left_without_a_plan() -> None:
    rules.check_no_plan(0)
    with pytest.raises(Invalid):
        rules.check_no_plan(1)


def test_a_meeting_is_late_from_the_day_after() -> None:
    assert not rules.may_be_over(TODAY, NOW)
    assert rules.may_be_over(TODAY - timedelta(days=1), NOW)
    assert not rules.may_be_over(None, NOW)
