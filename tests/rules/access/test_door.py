"""What is asked at the door, and how long to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.devices import device
from sikkerhedsnet.access.rules import (
    FEW_CODES,
    LONG,
    MANY_CODES,
    SOON,
    TOTP_SECONDS,
    Door,
    Lapse,
    Next,
    after_password,
    halfway_is_over,
    lapse,
    may_be_last,
    time_steps,
    wait_until,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENTS = st.lists(st.integers(0, 200_000).map(lambda seconds: NOW - timedelta(seconds=seconds)), max_size=40)
DOORS = [Door(*each) for each in product(UserKind, (True, False), (True, False), (True, False))]


def test_a_demo_never_asks_and_elsewhere_whoever_has_one_is_asked() -> None:
    for door in DOORS:
        following = after_password(door)
        if door.demo:
            assert following is Next.ENTER
        elif door.has_factor:
            assert following is Next.ASK
        else:
            assert (following is Next.SET_UP) == (door.required and door.kind is UserKind.STAFF)


def test_only_staff_who_must_have_one_keep_the_last() -> None:
    for door in DOORS:
        assert may_be_last(door, 1)
        assert may_be_last(door, 0) == (door.demo or not door.required or door.kind is not UserKind.STAFF)


@given(MOMENTS)
def test_waiting_ends_and_begins_where_the_limits_say(wrong: list[datetime]) -> None:
    until = wait_until(wrong, NOW)
    soon = sum(moment > NOW - SOON for moment in wrong)
    day = sum(moment > NOW - LONG for moment in wrong)
    assert (until is not None) == (soon >= FEW_CODES or day >= MANY_CODES)
    if until is not None:
        assert NOW < until <= NOW + LONG
        assert wait_until(wrong, until) is None
        assert wait_until(wrong, until - timedelta(seconds=1)) is not None


@given(MOMENTS, st.integers(0, 100_000))
def test_one_more_wrong_code_never_shortens_the_wait(wrong: list[datetime], ago: int) -> None:
    before, after = wait_until(wrong, NOW), wait_until([*wrong, NOW - timedelta(seconds=ago)], NOW)
    assert before is None or (after is not None and after >= before)


@given(st.integers(0, 4_000_000_000), st.one_of(st.none(), st.integers(0, 200_000_000)))
def test_a_time_step_is_taken_once_and_near_now(seconds: int, used: int | None) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    steps = time_steps(moment, used)
    assert all(abs(step - seconds // TOTP_SECONDS) <= 1 for step in steps)
    assert used is None or all(step > used for step in steps)


def test_a_session_ends_when_idle_or_old_and_not_a_second_before() -> None:
    idle, longest = timedelta(minutes=60), timedelta(hours=10)
    second = timedelta(seconds=1)

    def over(seen: timedelta, began: timedelta) -> Lapse | None:
        return lapse(NOW, began_at=NOW - began, seen_at=NOW - seen, idle=idle, longest=longest)

    assert over(idle, longest) is None
    assert over(idle + second, idle + second) is Lapse.IDLE
    assert over(timedelta(), longest + second) is Lapse.AGE


def test_half_a_sign_in_is_short_and_never_from_the_future() -> None:
    assert not halfway_is_over(NOW, NOW + timedelta(minutes=15))
    assert halfway_is_over(NOW, NOW + timedelta(minutes=15, seconds=1))
    assert halfway_is_over(NOW + timedelta(seconds=1), NOW)


def test_a_browser_is_told_in_the_words_people_use() -> None:
    chrome = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    assert device(chrome) == ("Chrome", "Android")
    assert device(chrome + " Edg/1") == ("Edge", "Android")
    assert device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == ("Firefox", "Linux")
    assert device("") == device("<script>") == ("", "")
