"""When a request must be answered, and what an asker may read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.rights import rules
from sikkerhedsnet.rights.rules import Reader
from sikkerhedsnet.rights.states import JUDGED, OPEN, TABLE, Because, Kind, Move, State

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


READERS = st.builds(
    Reader,
    guardian_id=st.sampled_from([1, 2]),
    is_child=st.just(False),
    other_parents=st.booleans(),
    place_kept=st.booleans(),
    sat_at=st.frozensets(st.integers(1, 3)),
    internal_open=st.booleans(),
    sender_open=st.booleans(),
)


@given(READERS, st.sampled_from([1, 2, 3]), st.integers(1, 3))
def test_one_parents_own_is_never_the_others(reader: Reader, guardian: int, meeting: int) -> None:
    assert (rules.other_parents(reader, guardian) is None) is (guardian == reader.guardian_id)
    assert (rules.others_words(reader, guardian) is None) is (guardian == reader.guardian_id)
    assert Because.OTHER_PARENT not in JUDGED
    if rules.said_at_table(reader, meeting, guardian) is None:
        assert guardian == reader.guardian_id or meeting in reader.sat_at


@given(READERS, st.sampled_from(list(Because)), st.booleans())
def test_an_employee_lets_in_only_what_may_be_weighed(reader: Reader, because: Because, let_in: bool) -> None:
    assert (rules.reader_may(reader, because, let_in=let_in) is None) is (let_in and because in JUDGED)
    assert rules.reader_may(reader, None) is None


@given(READERS)
def test_a_protected_place_leaves_no_room(reader: Reader) -> None:
    assert rules.place(reader) is (Because.PROTECTED if reader.place_kept else None)
    assert Because.PROTECTED not in JUDGED and Because.THIRD_PERSON not in JUDGED


@given(st.lists(st.sampled_from(list(Because))))
def test_what_leaves_something_out_is_an_answer_in_part(left_out: list[Because]) -> None:
    assert rules.answered_as(left_out) is (State.PARTLY_REFUSED if left_out else State.ANSWERED)


@pytest.mark.parametrize(("born", "alone"), [(date(2016, 11, 23), True), (date(2016, 11, 24), False), (None, False)])
def test_a_child_of_ten_asks_for_itself(born: date | None, alone: bool) -> None:
    assert rules.may_ask_alone(born, date(2026, 11, 23)) is alone
