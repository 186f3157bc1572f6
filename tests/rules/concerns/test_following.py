"""Promises, standstill, levels and notifications as rules."""

from __future__ import annotations

import inspect
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.concerns import leveling, rules
from sikkerhedsnet.concerns.rules import Days
from sikkerhedsnet.concerns.states import GUARDED, LEVELS, NOTIFICATION_TABLE, NotificationState, Stage
from sikkerhedsnet.core.errors import Invalid

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 1, 1))
TODAY = date(2026, 11, 23)


@given(DAYS, st.integers(1, 90), st.integers(0, 200))
def test_a_standstill_begins_the_day_after_the_last_day_that_may_pass(last: date, days: int, later: int) -> None:
    since = rules.stalled_since(last, days, last + timedelta(days=later))
    assert since == (last if later > days else None)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), min_size=1))
def test_what_happened_last_is_one_of_what_happened(moments: list[datetime]) -> None:
    assert rules.last_happened(moments) in moments
    assert all(moment <= rules.last_happened(moments) for moment in moments)


@given(DAYS, DAYS, st.integers(1, 20), st.integers(1, 20), st.integers(1, 40))
def test_every_promise_says_by_which_rule_and_of_a_suspicion_only_the_answer(
    raised: date, taken: date, answer: int, contact: int, meeting: int
) -> None:
    days = Days(answer, contact, meeting)
    found = rules.promises(raised, days, suspicion=False, taken_on=taken)
    assert [one.key for one in found] == ["answer", "contact", "meeting"]
    assert all(one.rule.paragraph and one.rule.source for one in found)
    assert [one.key for one in rules.promises(raised, days, suspicion=True, taken_on=taken)] == ["answer"]
    assert [one.key for one in rules.promises(raised, days, suspicion=False)] == ["answer"]


def test_a_promise_that_came_to_nothing_when_it_ended_is_left_out() -> None:
    found = rules.promises(TODAY, Days(3, 5), suspicion=False, taken_on=TODAY, talked_on=TODAY, ended_on=TODAY)
    assert [one.key for one in found] == ["answer", "contact"]
    assert not any(one.broken(TODAY) for one in found)


@given(st.sampled_from(Stage), st.sampled_from(Stage), st.booleans())
def test_no_stage_is_ever_moved_across_the_guard(now: Stage, to: Stage, suspicion: bool) -> None:
    reachable = rules.stages_from(now, suspicion=suspicion)
    assert all((one in GUARDED) is suspicion for one in reachable) and now not in reachable
    if to not in reachable:
        with pytest.raises(Invalid):
            rules.check_stage(to, now, "Fordi", suspicion=suspicion)


@given(st.integers(-5, 15))
def test_a_level_is_one_of_five_and_never_without_a_reason(level: int) -> None:
    with pytest.raises(Invalid):
        rules.check_level(level, " ")
    if level not in LEVELS:
        with pytest.raises(Invalid):
            rules.check_level(level, "Fordi")


def test_no_code_adds_or_averages_levels() -> None:
    for word in ("Avg(", "Sum(", "mean(", "/ len", "sum("):
        assert word not in inspect.getsource(leveling)


def test_a_notification_is_sent_once_and_received_once() -> None:
    ways = [to for (_from, _move), to in NOTIFICATION_TABLE.items()]
    assert ways.count(NotificationState.SENT) == ways.count(NotificationState.ACKNOWLEDGED) == 1


@given(st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_law_gives_24_real_hours(sent: datetime) -> None:
    assert rules.NOTIFICATION_ASSESSED.due_at(sent) - sent == timedelta(hours=24)
    assert rules.NOTIFICATION_ASSESSED.paragraph == "barnets lov § 136"


@given(st.none() | DAYS, st.sampled_from(["", "talk"]), st.sampled_from(["", "De svarer ikke"]))
def test_of_a_suspicion_nothing_is_gone_through(on: date | None, how: str, why: str) -> None:
    if on or how or why:
        with pytest.raises(Invalid):
            rules.check_gone_through(on, how, why, TODAY, TODAY, suspicion=True)


def test_without_suspicion_the_parents_come_first_or_it_is_said_why_not() -> None:
    for on, how, why in ((None, "", ""), (TODAY, "", ""), (TODAY + timedelta(days=1), "talk", "")):
        with pytest.raises(Invalid):
            rules.check_gone_through(on, how, why, TODAY, TODAY, suspicion=False)
    rules.check_gone_through(TODAY, "talk", "", TODAY, TODAY, suspicion=False)
    rules.check_gone_through(None, "", "De svarer ikke", TODAY, TODAY, suspicion=False)


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_what_is_unread_is_what_nobody_said_was_read(earlier: set[int], read: set[int]) -> None:
    assert set(rules.unread(earlier, read)) == earlier - read
