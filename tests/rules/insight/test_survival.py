"""Kaplan-Meier and log-rank against published numbers, and against what must always hold."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.insight.rules import Course, Wait, about, spread, wait_for, weekly
from sikkerhedsnet.insight.states import Milestone
from sikkerhedsnet.insight.survival import curve, left_at, log_rank, quantile

DAY = date(2026, 8, 3)

# Freireich et al. 1963 (Gehan 1965): weeks in remission of 42 children, 21 in each group.
SIX_MP = [
    (6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0), (20, 0),
    (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0),
]  # fmt: skip
PLACEBO = [(weeks, 1) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def columns(rows: list[tuple[int, int]]) -> tuple[list[float], list[bool]]:
    return [float(weeks) for weeks, _event in rows], [bool(event) for _weeks, event in rows]


def test_the_published_curve_of_those_who_had_the_medicine() -> None:
    drops = curve(*columns(SIX_MP))
    assert [drop.time for drop in drops] == [6, 7, 10, 13, 16, 22, 23]
    assert [drop.survival for drop in drops] == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5
    )
    assert [drop.se for drop in drops] == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5
    )
    assert quantile(drops, 0.5) == 23


def test_the_published_curve_of_the_others_and_nobody_left_has_no_spread() -> None:
    drops = curve(*columns(PLACEBO))
    found = {drop.time: drop.survival for drop in drops}
    assert [found[weeks] for weeks in (1, 2, 3, 4, 5, 8)] == pytest.approx(
        [0.9048, 0.8095, 0.7619, 0.6667, 0.5714, 0.3810], abs=5e-5
    )
    assert (drops[-1].survival, drops[-1].se, quantile(drops, 0.5)) == (0, None, 8)


def test_the_published_difference_between_them() -> None:
    durations, happened = columns(SIX_MP + PLACEBO)
    found = log_rank(durations, happened, ["6-MP"] * 21 + ["placebo"] * 21)
    assert found is not None
    assert (found.chi2, found.p) == pytest.approx((16.793, 4.17e-5), rel=1e-3)


def test_with_one_group_or_nothing_that_happened_there_is_nothing_to_hold_against() -> None:
    assert log_rank([1, 2], [True, True], ["a", "a"]) is None
    assert log_rank([1, 2], [False, False], ["a", "b"]) is None
    assert curve([3, 4], [False, False]) == () and quantile((), 0.5) is None and left_at((), 9) == 1


waits = st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1, max_size=40)


@given(waits)
def test_when_everybody_was_seen_to_the_end_it_is_the_plain_share(rows: list[tuple[int, bool]]) -> None:
    days = [n for n, _happened in rows]
    drops = curve(days, [True] * len(days))
    for day in {*days, 0, 250}:
        assert left_at(drops, day) == pytest.approx(sum(n > day for n in days) / len(days))
    median = quantile(drops, 0.5)
    assert median is not None and median == sorted(days)[(len(days) + 1) // 2 - 1]


@given(waits)
def test_the_curve_only_falls_and_the_quartiles_stand_in_order(rows: list[tuple[int, bool]]) -> None:
    drops = curve(*map(list, zip(*rows, strict=True)))  # type: ignore[arg-type]
    shares = [1.0, *(drop.survival for drop in drops)]
    assert all(0 <= later < earlier for earlier, later in pairwise(shares))
    found = spread([Wait(n, happened) for n, happened in rows])
    known = [days for days in (found.quarter, found.median, found.three_quarters) if days is not None]
    assert known == sorted(known)


@given(waits, st.integers(0, 60))
def test_waiting_longer_never_makes_the_number_look_better(rows: list[tuple[int, bool]], more: int) -> None:
    """Those not finished, seen a while longer and still not finished: no quantile comes earlier than before."""
    before = spread([Wait(n, happened) for n, happened in rows])
    after = spread([Wait(n if happened else n + more, happened) for n, happened in rows])
    for one, other in zip(vars(before).values(), vars(after).values(), strict=True):
        assert other is None or (one is not None and one <= other)


def course(ended: int | None = None, **days: int) -> Course:
    reached = {Milestone(name): DAY + timedelta(days=n) for name, n in days.items()}
    return Course(DAY, reached, DAY + timedelta(days=ended) if ended is not None else None)


def at(day: int) -> date:
    return DAY + timedelta(days=day)


def test_days_are_calendar_days_and_time_is_an_argument() -> None:
    one = course(answer=2, meeting=20)
    assert wait_for(one, Milestone.ANSWER, at(30)) == Wait(2, True)
    assert wait_for(one, Milestone.MEETING, at(19)) == Wait(19, False, waiting=True)
    assert wait_for(one, Milestone.MEETING, at(20)) == Wait(20, True)


def test_a_later_step_has_the_earlier_ones_behind_it() -> None:
    assert wait_for(course(answer=2, meeting=20), Milestone.CONTACT, at(30)) == Wait(20, True)
    assert wait_for(course(meeting=5, contact=9), Milestone.CONTACT, at(30)) == Wait(5, True)


def test_a_worry_that_ended_waits_no_more_and_counts_until_then() -> None:
    assert wait_for(course(answer=2, ended=11), Milestone.MEETING, at(30)) == Wait(11, False)
    assert wait_for(course(answer=2, ended=11), Milestone.MEETING, at(10)) == Wait(10, False, waiting=True)


def test_a_talk_from_before_the_worry_was_written_took_no_days() -> None:
    assert wait_for(course(contact=-4), Milestone.CONTACT, at(30)) == Wait(0, True)


courses = st.builds(
    lambda ended, days: course(ended, **{m.value: n for m, n in days.items()}),
    st.none() | st.integers(0, 90),
    st.dictionaries(st.sampled_from(list(Milestone)), st.integers(-5, 90)),
)


@given(courses, st.integers(0, 120))
def test_every_worry_is_reached_or_ended_or_waiting_and_the_road_is_in_order(one: Course, day: int) -> None:
    found = [wait_for(one, milestone, at(day)) for milestone in Milestone]
    assert all(0 <= wait.days <= day for wait in found)
    assert not any(wait.reached and wait.waiting for wait in found)
    reached = [wait.reached for wait in found]
    assert reached == sorted(reached, reverse=True)
    days = [wait.days for wait in found if wait.reached]
    assert days == sorted(days)


@given(st.integers(0, 1000), st.integers(3, 20))
def test_a_rounded_number_is_the_nearest(number: int, unit: int) -> None:
    assert about(number, unit) % unit == 0 and abs(about(number, unit) - number) * 2 <= unit


def test_a_curve_of_few_is_not_drawn_and_one_of_many_tells_no_single_family() -> None:
    some = [Wait(n, True) for n in range(19)]
    assert weekly(some, 5) == ()
    drawn = weekly([*some, Wait(70, False, waiting=True)], 5)
    assert drawn[0] == (0, 95) and drawn[-1][1] == 5
    assert all(per_cent % 5 == 0 for _week, per_cent in drawn)
