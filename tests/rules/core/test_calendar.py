"""The Danish calendar, compared with a second and independent way of working it out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import calendar

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def oracle(year: int) -> set[date]:
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=offset) for offset in (-3, -2, 0, 1, 39, 49, 50)}
    return moving | {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}


@pytest.mark.parametrize("year", range(2024, 2041))
def test_public_holidays_are_those_an_independent_calculation_finds(year: int) -> None:
    every_day = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
    assert {day for day in every_day if day.year == year and calendar.is_public_holiday(day)} == oracle(year)


@given(DAYS)
def test_a_working_day_is_monday_to_friday_without_holiday_or_closing_day(day: date) -> None:
    closed = (day.month, day.day) in {(6, 5), (12, 24), (12, 31)}
    ordinary = day.isoweekday() <= 5 and day not in oracle(day.year)
    assert calendar.is_working_day(day) == (ordinary and not closed)
    assert calendar.is_working_day(day, closing=frozenset()) == ordinary


@given(DAYS)
def test_a_hverdag_may_be_a_saturday_or_a_closing_day_but_never_a_holiday(day: date) -> None:
    assert calendar.is_hverdag(day) == (day.isoweekday() <= 6 and day not in oracle(day.year))


def test_store_bededag_is_an_ordinary_friday_from_2024() -> None:
    assert calendar.is_public_holiday(date(2023, 5, 5))
    assert calendar.is_working_day(date(2024, 4, 26))


def test_holidays_have_danish_names() -> None:
    assert calendar.holiday_name(date(2026, 4, 2)) == "Skærtorsdag"
    assert calendar.holiday_name(date(2026, 4, 7)) is None


def test_three_working_days_over_easter_go_round_the_holidays() -> None:
    wednesday_before_easter = date(2026, 4, 1)
    assert calendar.add_working_days(wednesday_before_easter, 3) == date(2026, 4, 9)


def test_a_municipality_without_closing_days_counts_christmas_eve() -> None:
    assert calendar.next_working_day(date(2026, 12, 23)) == date(2026, 12, 28)
    assert calendar.next_working_day(date(2026, 12, 23), closing=frozenset()) == date(2026, 12, 24)


def test_six_hverdage_count_the_saturday() -> None:
    assert calendar.add_hverdage(date(2026, 11, 2), 6) == date(2026, 11, 9)
    assert calendar.add_working_days(date(2026, 11, 2), 6) == date(2026, 11, 10)


@given(DAYS, st.integers(1, 60))
def test_adding_working_days_lands_on_one_and_counting_back_gives_the_number(day: date, n: int) -> None:
    landed = calendar.add_working_days(day, n)
    assert calendar.is_working_day(landed)
    assert calendar.working_days_between(day, landed) == n
    assert calendar.working_days_between(landed, day) == -n


@given(DAYS, st.integers(1, 30))
def test_going_back_and_forth_between_working_days_comes_home(day: date, n: int) -> None:
    home = calendar.working_day_from(day)
    assert calendar.add_working_days(calendar.add_working_days(home, n), -n) == home


@given(DAYS)
def test_no_working_days_is_the_same_day(day: date) -> None:
    assert calendar.add_working_days(day, 0) == day
    assert calendar.working_days_between(day, day) == 0


@given(DAYS)
def test_the_next_working_day_is_later_and_none_is_skipped(day: date) -> None:
    following = calendar.next_working_day(day)
    assert following > day
    assert calendar.is_working_day(following)
    assert not any(calendar.is_working_day(day + timedelta(days=i)) for i in range(1, (following - day).days))


@given(DAYS, st.integers(1, 30))
def test_hverdage_never_come_later_than_working_days(day: date, n: int) -> None:
    assert calendar.add_hverdage(day, n) <= calendar.add_working_days(day, n)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_clamped_to_the_last_day(day: date, n: int, expected: date) -> None:
    assert calendar.add_months(day, n) == expected


@given(DAYS, st.integers(-120, 120))
def test_adding_months_moves_exactly_that_many_calendar_months(day: date, n: int) -> None:
    moved = calendar.add_months(day, n)
    assert (moved.year - day.year) * 12 + moved.month - day.month == n
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
