"""When something may be erased, and what counts as a period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.retention import rules
from sikkerhedsnet.retention.kinds import EVENTS, ORDER, PROPOSALS, Event, Kind
from sikkerhedsnet.retention.states import TABLE, Move, State

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(1, 50))
def test_years_are_calendar_years_also_from_a_leap_day(day: date, years: int) -> None:
    due = rules.due_on(day, f"P{years}Y")
    assert due is not None and due.year == day.year + years
    if (day.month, day.day) == (2, 29):
        assert (due.month, due.day) in ((2, 29), (2, 28))
    else:
        assert (due.month, due.day) == (day.month, day.day)


@given(DAYS, st.integers(1, 240))
def test_months_end_on_the_same_day_or_the_months_last(day: date, months: int) -> None:
    due = rules.due_on(day, f"P{months}M")
    assert due is not None
    assert (due.year * 12 + due.month) - (day.year * 12 + day.month) == months
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(1, 2000))
def test_days_and_weeks_are_added_as_they_are(day: date, number: int) -> None:
    assert rules.due_on(day, f"P{number}D") == day + timedelta(days=number) or f"P{number}D" in rules.KLE_CODES
    assert rules.due_on(day, f"P{min(number, 900)}W") == day + timedelta(weeks=min(number, 900))


@given(DAYS, DAYS, st.integers(0, 20), st.integers(0, 11), st.integers(1, 30))
def test_what_began_later_is_never_due_sooner(first: date, other: date, years: int, months: int, days: int) -> None:
    period = f"P{years}Y{months}M{days}D"
    early, late = rules.due_on(min(first, other), period), rules.due_on(max(first, other), period)
    assert early is not None and late is not None
    assert min(first, other) < early <= late


def test_the_codes_of_kle_mean_calendar_years_and_for_good() -> None:
    assert rules.due_on(date(2020, 2, 29), "P1825D") == date(2025, 2, 28)
    assert rules.due_on(date(2020, 2, 29), "P18250D") is None


@pytest.mark.parametrize(
    "text", ["", "P", "5Y", "P5", "PY", "P-5Y", "P5Y3", "P0Y", "P0D", "P151Y", "P1.5Y", "P٥Y", "PT5H"]
)
def test_what_is_no_period_is_told(text: str) -> None:
    with pytest.raises(Invalid):
        rules.check_period(text)


@given(DAYS)
def test_eighteen_is_the_birthday(born: date) -> None:
    day = rules.turns_18(born)
    assert day.year == born.year + 18
    assert (day.month, day.day) == (born.month, born.day) or ((born.month, born.day), (day.month, day.day)) == (
        (2, 29),
        (2, 28),
    )


def test_every_kind_is_shipped_with_a_proposal_its_clock_can_follow() -> None:
    assert set(PROPOSALS) == set(Kind) == set(ORDER) == set(EVENTS)
    for kind, proposal in PROPOSALS.items():
        rules.check_event(kind, proposal.event)
        rules.check_period(proposal.period)
        assert "bør kontrolleres" in proposal.source
    with pytest.raises(Invalid):
        rules.check_event(Kind.MESSAGE, Event.CHILD_18)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_nothing_is_finished_that_was_not_approved(state: State, move: Move) -> None:
    allowed = {
        (State.PROPOSED, Move.APPROVE),
        (State.PROPOSED, Move.CALL_OFF),
        (State.APPROVED, Move.CALL_OFF),
        (State.APPROVED, Move.FINISH),
    }
    assert ((state, move) in TABLE) is ((state, move) in allowed)
