"""When a worry is answered, who gets it, and how it may end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.concerns import rules
from sikkerhedsnet.concerns.states import NOT_CLOSED, OPEN, TABLE, CloseReason, ContactHow, Move, State
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import IllegalMove, Invalid

MONDAY = date(2026, 11, 23)
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def test_the_day_a_worry_is_raised_is_not_counted():
    assert rules.answer_due(MONDAY, 3) == date(2026, 11, 26)


def test_a_worry_raised_before_a_weekend_is_answered_after_it():
    assert rules.answer_due(date(2026, 11, 27), 3) == date(2026, 12, 2)


def test_christmas_and_the_town_halls_closing_days_are_no_working_days():
    assert rules.answer_due(date(2026, 12, 23), 3) == date(2026, 12, 30)


def test_easter_is_no_working_time():
    assert rules.answer_due(date(2026, 4, 1), 1) == date(2026, 4, 7)


def test_a_suspicion_is_answered_on_the_next_working_day_whatever_was_promised():
    assert rules.answer_due(MONDAY, 10, suspicion=True) == date(2026, 11, 24)
    assert rules.first_contact_due(MONDAY, 10, suspicion=True) == date(2026, 11, 24)


@given(days, st.integers(1, 20))
def test_an_answer_is_due_on_a_working_day_exactly_so_many_later(raised: date, promise: int):
    due = rules.answer_due(raised, promise)
    assert due > raised
    assert calendar.is_working_day(due)
    assert calendar.working_days_between(raised, due) == promise


@given(days, st.integers(1, 20))
def test_a_suspicion_never_waits_longer_than_an_ordinary_worry(raised: date, promise: int):
    assert rules.answer_due(raised, promise, suspicion=True) <= rules.answer_due(raised, promise)


people = st.lists(st.integers(1, 6), max_size=5, unique=True)


@given(people, people, st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3))
def test_nobody_gets_a_worry_about_their_own_child(advisers, chiefs, sender, parents):
    found = rules.receiver(advisers, chiefs, sender=sender, parents=parents)
    assert found is None or found not in parents


@given(people, people, st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3))
def test_nobody_gets_their_own_worry_while_another_adviser_can_have_it(advisers, chiefs, sender, parents):
    if {*advisers} - {sender} - parents:
        assert rules.receiver(advisers, chiefs, sender=sender, parents=parents) in {*advisers} - {sender} - parents


@given(people, people, st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3))
def test_a_worry_is_only_homeless_where_nobody_could_have_it(advisers, chiefs, sender, parents):
    found = rules.receiver(advisers, chiefs, sender=sender, parents=parents)
    assert (found is None) == (not ({*advisers, *chiefs} - parents))


def test_the_districts_own_adviser_comes_first():
    assert rules.receiver([7, 8], [9], sender=1, parents=()) == 7


def test_an_adviser_who_is_alone_gets_her_own_worry():
    assert rules.receiver([7], [9], sender=7, parents=()) == 7


def test_without_an_adviser_a_chief_stands_in():
    assert rules.receiver([], [9], sender=1, parents=()) == 9


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_move_is_either_in_the_table_or_refused(state: State, move: Move):
    if (state, move) in TABLE:
        assert rules.moved(state, move) == TABLE[state, move]
    else:
        with pytest.raises(IllegalMove):
            rules.moved(state, move)


def test_nothing_leaves_a_closed_concern_but_its_plan_taken_up_again():
    assert [move for state, move in TABLE if state is State.CLOSED] == [Move.REOPEN_PLAN]


def test_every_state_can_be_reached_and_every_state_can_end():
    reached = {State.RAISED} | set(TABLE.values())
    assert reached == set(State)
    for state in NOT_CLOSED:
        onward, frontier = {state}, {state}
        while frontier:
            frontier = {to for (source, _), to in TABLE.items() if source in frontier} - onward
            onward |= frontier
        assert State.CLOSED in onward


def test_a_concern_owes_its_own_date_until_a_meeting_or_a_plan_does():
    assert set(OPEN) == {State.RAISED, State.TAKEN}


def test_a_next_date_is_neither_past_nor_far_off():
    rules.check_next_on(MONDAY, MONDAY)
    rules.check_next_on(MONDAY + rules.LONGEST_WAIT, MONDAY)
    with pytest.raises(Invalid, match="past"):
        rules.check_next_on(MONDAY - timedelta(days=1), MONDAY)
    with pytest.raises(Invalid, match="too_far"):
        rules.check_next_on(MONDAY + rules.LONGEST_WAIT + timedelta(days=1), MONDAY)


def test_a_talk_has_happened_and_not_long_before_the_worry():
    rules.check_contact_on(MONDAY, MONDAY, MONDAY)
    with pytest.raises(Invalid, match="future"):
        rules.check_contact_on(MONDAY + timedelta(days=1), MONDAY, MONDAY)
    with pytest.raises(Invalid, match="too_early"):
        rules.check_contact_on(date(2025, 1, 1), MONDAY, MONDAY)


def test_nobody_declines_before_somebody_has_talked_with_them():
    with pytest.raises(Invalid, match="nobody_asked"):
        rules.check_close(CloseReason.FAMILY_DECLINES, [], suspicion=False)
    with pytest.raises(Invalid, match="nobody_asked"):
        rules.check_close(CloseReason.FAMILY_DECLINES, [ContactHow.NO_ANSWER], suspicion=False)
    rules.check_close(CloseReason.FAMILY_DECLINES, [ContactHow.NO_ANSWER, ContactHow.PHONE], suspicion=False)


def test_only_a_plan_ends_with_nothing_changed():
    assert CloseReason.UNCHANGED not in rules.close_reasons(suspicion=False)
    with pytest.raises(Invalid, match="only_after_plan"):
        rules.check_close(CloseReason.UNCHANGED, [ContactHow.TALK], suspicion=False)


@pytest.mark.parametrize("reason", CloseReason)
def test_a_suspicion_ends_only_with_a_notification_or_as_unfounded(reason: CloseReason):
    if reason in (CloseReason.NOTIFIED, CloseReason.UNFOUNDED):
        rules.check_close(reason, [], suspicion=True)
    else:
        with pytest.raises(Invalid, match="not_for_suspicion"):
            rules.check_close(reason, [ContactHow.TALK], suspicion=True)
