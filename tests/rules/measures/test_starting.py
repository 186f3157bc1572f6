"""Who starts which measure, and when it is looked at; pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.measures import rules
from sikkerhedsnet.measures.states import Ending, Move, State, Tier

TODAY = date(2026, 11, 23)
functions = st.sets(st.sampled_from(list(Function)))
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(functions, functions)
def test_special_support_is_started_by_nobody(mine: set[Function], named: set[Function]) -> None:
    assert not rules.starts_without_asking(mine, named, Tier.SPECIAL)


@given(functions, functions, st.sampled_from([Tier.UNIVERSAL, Tier.SELECTIVE, Tier.INDICATED]))
def test_exactly_the_functions_of_the_catalogue_start_the_rest(
    mine: set[Function], named: set[Function], tier: Tier
) -> None:
    assert rules.starts_without_asking(mine, {f.value for f in named}, tier) is bool(mine & named)


@given(days, st.integers(-5, 60))
def test_the_first_look_is_on_a_working_day_within_half_a_year(start: date, weeks: int) -> None:
    due = rules.first_follow_up(start, weeks)
    assert calendar.is_working_day(due)
    assert start < due <= start + rules.LONGEST_WAIT + timedelta(days=14)


@given(days, st.one_of(st.none(), st.integers(1, 104)))
def test_a_planned_end_is_never_before_the_start(start: date, weeks: int | None) -> None:
    end = rules.planned_end(start, weeks)
    assert end is None or end > start


@given(st.integers(-400, 400), st.integers(-400, 400), st.one_of(st.none(), st.integers(-400, 400)))
def test_what_is_started_has_the_parents_yes_and_a_next_date_ahead(start: int, look: int, asked: int | None) -> None:
    start_on, look_on = TODAY + timedelta(days=start), TODAY + timedelta(days=look)
    asked_on = None if asked is None else TODAY + timedelta(days=asked)
    try:
        rules.check_start(start_on, look_on, "Ro", asked_on, TODAY)
    except Invalid as wrong:
        assert set(wrong.errors) <= {"start_on", "follow_up_on", "asked_on"}
    else:
        assert asked_on is not None
        assert asked_on <= TODAY <= look_on <= TODAY + rules.LONGEST_WAIT
        assert start_on <= look_on


@given(st.sampled_from(list(Move)))
def test_what_has_ended_stays_ended(move: Move) -> None:
    with pytest.raises(IllegalMove):
        rules.moved(State.ENDED, move)


def test_one_that_never_began_may_end_before_its_first_day() -> None:
    ahead = TODAY + timedelta(days=7)
    rules.check_end(TODAY, ahead, Ending.NEVER_BEGUN, "Familien flyttede.", TODAY)
    with pytest.raises(Invalid):
        rules.check_end(TODAY, ahead, Ending.REACHED, "Det gik godt.", TODAY)
    with pytest.raises(Invalid) as wrong:
        rules.check_end(TODAY, TODAY, None, " ", TODAY)
    assert set(wrong.value.errors) == {"ending", "what_it_did"}
