"""When a request must be answered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.people.redaction import Because
from sikkerhedsnet.rights import rules
from sikkerhedsnet.rights.states import OPEN, TABLE, Kind, Move, State

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@given(DAYS)
def test_file_access_is_seven_working_days_and_none_of_them_is_a_holiday(received: date) -> None:
    due = rules.due(Kind.FILE_ACCESS, received)
    assert calendar.working_days_between(received, due) == 7
    assert calendar.is_working_day(due)


def test_christmas_does_not_count() -> None:
    assert rules.due(Kind.FILE_ACCESS, date(2026, 12, 18)) == date(2027, 1, 4)


@given(DAYS)
def test_data_access_is_one_month_and_three_at_most(received: date) -> None:
    due, last = rules.due(Kind.DATA_ACCESS, received), rules.latest(Kind.DATA_ACCESS, received)
    assert last is not None and received + timedelta(days=28) <= due < last <= received + timedelta(days=92)


@given(DAYS, st.integers(1, 200), st.integers(-40, 40))
def test_an_extension_is_later_within_the_law_and_told(received: date, days: int, told: int) -> None:
    due = rules.due(Kind.DATA_ACCESS, received)
    until, told_on = due + timedelta(days=days), received + timedelta(days=told)
    last = rules.latest(Kind.DATA_ACCESS, received)
    assert last is not None
    fits = until <= last and received <= told_on <= received
    try:
        rules.check_extension(Kind.DATA_ACCESS, received, until, told_on, due_on=due, today=received)
    except Invalid:
        assert not fits
    else:
        assert fits


def test_file_access_can_be_put_off_without_a_last_day() -> None:
    assert rules.latest(Kind.FILE_ACCESS, date(2026, 11, 23)) is None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_every_move_from_an_open_state_and_none_from_an_ended_one(state: State, move: Move) -> None:
    assert ((state, move) in TABLE) is (state in OPEN)


@given(st.lists(st.sampled_from(list(Because))))
def test_what_leaves_something_out_is_an_answer_in_part(left_out: list[Because]) -> None:
    assert rules.answered_as(left_out) is (State.PARTLY_REFUSED if left_out else State.ANSWERED)


@pytest.mark.parametrize(("born", "alone"), [(date(2016, 11, 23), True), (date(2016, 11, 24), False), (None, False)])
def test_a_child_of_ten_asks_for_itself(born: date | None, alone: bool) -> None:
    assert rules.may_ask_alone(born, date(2026, 11, 23)) is alone
