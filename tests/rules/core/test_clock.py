"""The clock stands still when told to, runs on when told to, and reads Danish walls."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import clock

NEW_YEARS_EVE_LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_demo_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.ENVIRONMENT_VARIABLE, raising=False)


def test_now_is_aware_and_close_to_the_machine() -> None:
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_today_is_the_date_in_denmark_not_in_greenwich() -> None:
    with clock.fixed(NEW_YEARS_EVE_LATE):
        assert clock.today() == date(2027, 1, 1)


def test_a_fixed_clock_stands_still_in_every_thread_and_is_let_go_afterwards() -> None:
    seen: list[datetime] = []
    with clock.fixed(NEW_YEARS_EVE_LATE):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NEW_YEARS_EVE_LATE]
    assert clock.now() != NEW_YEARS_EVE_LATE


def test_the_innermost_fixed_clock_counts() -> None:
    earlier = NEW_YEARS_EVE_LATE - timedelta(days=3)
    with clock.fixed(NEW_YEARS_EVE_LATE):
        with clock.fixed(earlier):
            assert clock.now() == earlier
        assert clock.now() == NEW_YEARS_EVE_LATE


def test_a_fixed_clock_is_let_go_when_the_block_fails() -> None:
    with pytest.raises(RuntimeError), clock.fixed(NEW_YEARS_EVE_LATE):
        raise RuntimeError
    assert clock.now() != NEW_YEARS_EVE_LATE


def test_a_moment_without_time_zone_is_refused() -> None:
    naive = datetime(2026, 1, 1, 12, 0)
    with pytest.raises(ValueError, match="time zone"):
        clock.local(naive)
    with pytest.raises(ValueError, match="time zone"), clock.fixed(naive):
        pass


def test_a_demo_clock_starts_where_it_is_told_and_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.ENVIRONMENT_VARIABLE, "2026-11-30T08:00:00+01:00")
    monkeypatch.setattr(clock, "_started", None)
    ticks = iter([100.0, 100.0, 160.0])
    monkeypatch.setattr("time.monotonic", lambda: next(ticks))
    assert clock.now() == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert clock.now() == datetime(2026, 11, 30, 7, 1, tzinfo=UTC)


def test_a_demo_clock_without_time_zone_is_danish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.ENVIRONMENT_VARIABLE, "2026-07-01T08:00")
    monkeypatch.setattr(clock, "_started", None)
    assert clock.local(clock.now()).strftime("%Y-%m-%d %H:%M") == "2026-07-01 08:00"
    assert clock.now().tzinfo is UTC


def test_a_demo_clock_nobody_can_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.ENVIRONMENT_VARIABLE, "i morgen")
    with pytest.raises(ValueError, match="SIKKERHEDSNET_NOW"):
        clock.now()


def test_a_fixed_clock_wins_over_the_demo_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.ENVIRONMENT_VARIABLE, "2026-07-01T08:00")
    with clock.fixed(NEW_YEARS_EVE_LATE):
        assert clock.now() == NEW_YEARS_EVE_LATE


def test_the_skipped_hour_in_spring_has_moved_on() -> None:
    assert clock.at(date(2026, 3, 29), 2, 30).isoformat() == "2026-03-29T03:30:00+02:00"


def test_of_the_hour_that_comes_twice_in_autumn_it_is_the_first() -> None:
    assert clock.at(date(2026, 10, 25), 2, 30).isoformat() == "2026-10-25T02:30:00+02:00"


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(4, 23), st.integers(0, 59))
def test_outside_the_night_a_wall_clock_reads_what_was_asked(day: date, hh: int, mm: int) -> None:
    moment = clock.at(day, hh, mm)
    assert (moment.date(), moment.hour, moment.minute) == (day, hh, mm)
    assert clock.day_of(moment.astimezone(timezone(timedelta(hours=-9)))) == day


@given(st.dates())
def test_the_day_of_a_date_is_the_date(day: date) -> None:
    assert clock.day_of(day) == day
