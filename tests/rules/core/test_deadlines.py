"""Deadlines: hours are real hours, months are Danish dates, and a municipality is never laxer than the law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.deadlines import ClockState, DeadlineRule, StricterRule, clock_state, stricter

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))
UNITS = ("days", "working_days", "hverdage", "weeks", "months")
ASSESS = DeadlineRule("assess", "barnets lov § 136", "law", hours=24)
FOLLOW_UP = DeadlineRule("first_followup", "barnets lov § 95, stk. 2", "law", months=3)
RECEIPT = DeadlineRule("receipt", "barnets lov § 138", "law", hverdage=6)


def rules(units: tuple[str, ...] = UNITS) -> st.SearchStrategy[DeadlineRule]:
    return st.builds(
        lambda unit, amount: DeadlineRule("k", "§", "s", **{unit: amount}),
        st.sampled_from(units),
        st.integers(1, 12),
    )


def test_twenty_four_hours_are_real_hours_when_the_clock_changes() -> None:
    evening_before_summer_time = clock.at(date(2026, 3, 28), 20, 0)
    due = clock.local(ASSESS.due_at(evening_before_summer_time))
    assert due.strftime("%d %H:%M") == "29 21:00"


@given(MOMENTS, st.integers(1, 100))
def test_hours_run_on_through_nights_and_weekends(began: datetime, hours: int) -> None:
    rule = DeadlineRule("k", "§", "s", hours=hours)
    assert rule.due_at(clock.local(began)) - began == timedelta(hours=hours)
    assert rule.due(began) == clock.local(began + timedelta(hours=hours)).date()


def test_hours_cannot_be_counted_from_a_bare_date() -> None:
    with pytest.raises(ValueError, match="moment"):
        ASSESS.due(date(2026, 11, 2))


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ASSESS.due_at(datetime(2026, 11, 2, 8, 0))


def test_months_are_danish_dates_counted_from_the_danish_day() -> None:
    late_in_greenwich = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    assert FOLLOW_UP.due(late_in_greenwich) == date(2027, 2, 28)


def test_six_hverdage_count_saturday_but_no_holiday() -> None:
    assert RECEIPT.due(date(2026, 3, 31)) == date(2026, 4, 10)


def test_a_rule_without_unit_is_due_the_same_day() -> None:
    assert DeadlineRule("now", "§", "s").due(date(2026, 11, 2)) == date(2026, 11, 2)


@given(rules(), DAYS)
def test_a_deadline_is_never_before_it_began(rule: DeadlineRule, began: date) -> None:
    assert rule.due(began) > began


@given(rules(), MOMENTS)
def test_a_deadline_in_days_lasts_until_the_danish_midnight_that_ends_its_date(
    rule: DeadlineRule, began: datetime
) -> None:
    end = rule.due_at(began)
    assert clock.local(end - timedelta(seconds=1)).date() == rule.due(began)
    assert clock.local(end).date() == rule.due(began) + timedelta(days=1)


def test_two_units_at_once_or_a_deadline_backwards_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="one unit"):
        DeadlineRule("k", "§", "s", days=1, months=1)
    with pytest.raises(ValueError, match="backwards"):
        DeadlineRule("k", "§", "s", days=-1)


@given(rules(), rules(), DAYS)
def test_a_local_promise_is_never_laxer_than_the_law(law: DeadlineRule, local: DeadlineRule, began: date) -> None:
    both = stricter(law, local)
    assert both.due(began) == min(law.due(began), local.due(began))
    assert isinstance(both, StricterRule)
    assert both.governing(began).due(began) == both.due(began)
    assert both.key == law.key


@given(rules((*UNITS, "hours")), rules((*UNITS, "hours")), MOMENTS)
def test_the_earlier_moment_counts_also_when_hours_meet_days(
    law: DeadlineRule, local: DeadlineRule, began: datetime
) -> None:
    both = stricter(law, local)
    assert both.due_at(began) == min(law.due_at(began), local.due_at(began))
    assert both.due(began) <= law.due(began)


def test_the_law_is_named_when_the_local_rule_would_be_laxer() -> None:
    local = DeadlineRule("first_followup", "lokal aftale", "council", months=4)
    both = stricter(FOLLOW_UP, local)
    assert isinstance(both, StricterRule)
    assert both.governing(date(2026, 11, 2)) is FOLLOW_UP


def test_without_a_local_rule_the_law_stands_alone() -> None:
    assert stricter(FOLLOW_UP, None) is FOLLOW_UP


@given(DAYS, st.integers(-30, 30))
def test_a_clock_is_overdue_soon_or_in_good_time(today: date, distance: int) -> None:
    due_on = today + timedelta(days=distance)
    state = clock_state(due_on, today)
    assert (state is ClockState.OVERDUE) == (distance < 0)
    if state is ClockState.SOON:
        assert calendar.working_days_between(today, due_on) <= 2
    if state is ClockState.GOOD_TIME:
        assert due_on > calendar.add_working_days(today, 2)


def test_on_a_friday_soon_reaches_tuesday() -> None:
    friday = date(2026, 11, 6)
    assert clock_state(date(2026, 11, 10), friday) is ClockState.SOON
    assert clock_state(date(2026, 11, 11), friday) is ClockState.GOOD_TIME
