"""What holds in a wellbeing round, decided without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.core.states import step
from sikkerhedsnet.screening import rules
from sikkerhedsnet.screening.rules import Coverage, Settling, Standing
from sikkerhedsnet.screening.states import TABLE, Move, Position, State, ToldHow

TODAY = date(2026, 11, 23)
YELLOW = Settling(
    position=Position.YELLOW,
    focus_point="Om han falder til ro.",
    adults_change="Vi tager imod ham om morgenen.",
    next_on=date(2026, 12, 7),
    tell_parents_how=ToldHow.TALK,
    owner_id=7,
)
ALLOWED = {
    (State.OWN, Move.SETTLE_GREEN),
    (State.OWN, Move.SETTLE_WATCH),
    (State.OWN, Move.LEAVE),
    (State.WATCHED, Move.FOLLOW_UP),
    (State.WATCHED, Move.CARRY),
    (State.WATCHED, Move.CLOSE),
    (State.WATCHED, Move.LEAVE),
    (State.DONE, Move.RETURN),
    (State.OWN, Move.SET_ASIDE),
}


def check(settling: Settling, weeks: int = 4) -> dict[str, str]:
    try:
        rules.check_settling(settling, today=TODAY, action_weeks=weeks, owners={7})
    except Invalid as problem:
        return problem.errors
    return {}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_only_the_moves_of_the_table_are_possible(state: State, move: Move) -> None:
    if (state, move) in ALLOWED:
        assert step(TABLE, state, move) in State
    else:
        with pytest.raises(IllegalMove):
            step(TABLE, state, move)


def test_a_colleagues_rating_is_closed_until_mine_and_the_required_number_are_handed_in() -> None:
    for own in (False, True):
        for others in range(3):
            seen = rules.may_see_others(is_rater=True, own_handed_in=own, handed_in=others + own, required=2)
            assert bool(seen) is (own and others >= 1)


def test_the_leader_sees_the_ratings_when_the_required_number_is_there() -> None:
    assert not rules.may_see_others(is_rater=False, own_handed_in=False, handed_in=1, required=2)
    assert rules.may_see_others(is_rater=False, own_handed_in=False, handed_in=2, required=2)


def test_a_third_colleague_rates_before_seeing_the_other_two() -> None:
    verdict = rules.may_see_others(is_rater=True, own_handed_in=False, handed_in=2, required=2)
    assert verdict.reason == "own_first"


def test_a_rating_can_be_taken_up_until_the_colleague_has_handed_in_too() -> None:
    assert rules.may_take_up(own_handed_in=True, handed_in=1, required=2, settled=False)
    assert rules.may_take_up(own_handed_in=True, handed_in=2, required=2, settled=False).reason == "locked"
    assert rules.may_take_up(own_handed_in=False, handed_in=1, required=2, settled=False).reason == "not_handed_in"
    assert rules.may_take_up(own_handed_in=True, handed_in=2, required=2, settled=True).reason == "settled"


def test_whoever_rates_alone_can_take_a_rating_up_until_it_is_settled() -> None:
    assert rules.may_take_up(own_handed_in=True, handed_in=1, required=1, settled=False)


@given(
    st.integers(2, 4),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["hand_in", "take_up", "save"])), max_size=40),
)
def test_in_any_order_of_saves_and_hand_ins_nobody_sees_another_before_both_have_handed_in(
    required: int, acts: list[tuple[int, str]]
) -> None:
    handed_in: set[int] = set()
    has_seen: set[int] = set()
    for who, act in acts:
        if act == "hand_in":
            handed_in.add(who)
        elif act == "take_up" and rules.may_take_up(
            own_handed_in=who in handed_in, handed_in=len(handed_in), required=required, settled=False
        ):
            assert who not in has_seen, "a rating may not be changed once the others' are known"
            handed_in.discard(who)
        for reader in range(4):
            if rules.may_see_others(
                is_rater=True, own_handed_in=reader in handed_in, handed_in=len(handed_in), required=required
            ):
                has_seen.add(reader)
                assert reader in handed_in and len(handed_in) >= required


def test_green_needs_nothing_more() -> None:
    assert check(Settling(position=Position.GREEN)) == {}


@pytest.mark.parametrize("position", [Position.YELLOW, Position.RED])
def test_yellow_and_red_need_focus_point_date_parents_and_owner(position: Position) -> None:
    assert check(Settling(position=position, focus_point="  \n")) == {
        "focus_point": "focus_point",
        "adults_change": "adults_change",
        "next_on": "next_on",
        "tell_parents_how": "tell_parents_how",
        "owner_id": "owner",
    }


@given(st.integers(-400, 400), st.integers(1, 12))
def test_the_next_date_is_never_in_the_past_and_never_beyond_the_local_promise(days: int, weeks: int) -> None:
    from dataclasses import replace

    day = TODAY + timedelta(days=days)
    errors = check(replace(YELLOW, next_on=day), weeks)
    first, last = rules.next_date_limits(TODAY, weeks)
    assert (errors == {}) is (first <= day <= last)


def test_somebody_who_does_not_work_there_cannot_answer_for_the_child() -> None:
    from dataclasses import replace

    assert check(replace(YELLOW, owner_id=8)) == {"owner_id": "owner"}


def test_parents_are_told_within_so_many_working_days() -> None:
    assert rules.parents_due(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert rules.parents_due(date(2026, 12, 23), 1) == date(2026, 12, 28)


def test_a_follow_up_says_what_was_seen_and_when_next() -> None:
    with pytest.raises(Invalid) as caught:
        rules.check_follow_up(seen=" ", ends=False, next_on=None, parents_told=True, today=TODAY, action_weeks=4)
    assert caught.value.errors == {"seen": "seen", "next_on": "next_on"}


def test_a_follow_up_does_not_end_before_the_parents_know() -> None:
    with pytest.raises(Invalid) as caught:
        rules.check_follow_up(
            seen="Han griner.", ends=True, next_on=None, parents_told=False, today=TODAY, action_weeks=4
        )
    assert caught.value.errors == {"ends": "parents_first"}
    rules.check_follow_up(seen="Han griner.", ends=True, next_on=None, parents_told=True, today=TODAY, action_weeks=4)


@pytest.mark.parametrize(
    ("told_on", "guardian", "errors"),
    [
        (TODAY, 1, {}),
        (TODAY, None, {}),
        (TODAY + timedelta(days=1), 1, {"told_on": "told_in_the_future"}),
        (TODAY - timedelta(days=8), 1, {"told_on": "told_before_settled"}),
        (TODAY, 99, {"guardian_id": "guardian"}),
    ],
)
def test_the_parents_were_told_on_a_day_that_can_be(
    told_on: date, guardian: int | None, errors: dict[str, str]
) -> None:
    try:
        rules.check_told(
            told_on, settled_on=TODAY - timedelta(days=7), today=TODAY, guardian_id=guardian, guardians={1, 2}
        )
    except Invalid as problem:
        assert problem.errors == errors
    else:
        assert errors == {}


@pytest.mark.parametrize(
    ("opens", "closes", "errors"),
    [
        (TODAY, TODAY, {}),
        (TODAY - timedelta(days=5), TODAY + timedelta(days=20), {}),
        (TODAY, TODAY - timedelta(days=1), {"closes_on": "closes_before_opening"}),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), {"closes_on": "closes_in_the_past"}),
        (TODAY, TODAY + timedelta(days=200), {"closes_on": "round_too_long"}),
    ],
)
def test_a_round_has_sensible_dates(opens: date, closes: date, errors: dict[str, str]) -> None:
    try:
        rules.check_round(opens_on=opens, closes_on=closes, today=TODAY)
    except Invalid as problem:
        assert problem.errors == errors
    else:
        assert errors == {}


def test_nobody_rates_before_the_round_opens_and_late_is_better_than_never() -> None:
    assert not rules.may_rate_now(TODAY + timedelta(days=1), TODAY)
    assert rules.may_rate_now(TODAY, TODAY)
    assert rules.may_rate_now(TODAY - timedelta(days=100), TODAY)


def test_a_position_lacks_action_when_it_is_older_than_the_promise_and_nothing_was_done() -> None:
    assert not rules.lacks_action(TODAY - timedelta(weeks=4), TODAY, 4, acted=False)
    assert rules.lacks_action(TODAY - timedelta(weeks=4, days=1), TODAY, 4, acted=False)
    assert not rules.lacks_action(TODAY - timedelta(weeks=9), TODAY, 4, acted=True)


def standing(handed_in: set[int], *, settled: bool = False, made: bool = True, required: int = 2) -> Standing:
    return Standing(1, 5 if made else None, State.OWN if made else None, required, settled, frozenset(handed_in))


def test_coverage_counts_each_child_once() -> None:
    found = rules.coverage(
        [standing({1, 2}), standing({1}), standing(set(), settled=True), standing(set(), made=False)]
    )
    assert found == Coverage(enrolled=4, rated=2, settled=1)
    assert (found.missing, found.done) == (3, False)
    assert (Coverage(2, 1, 1) + Coverage(3, 3, 3)) == Coverage(5, 4, 4)


def test_my_rating_is_owed_until_it_is_handed_in_or_no_longer_needed() -> None:
    assert standing({2}).owed_by(1, closed=False)
    assert not standing({1}).owed_by(1, closed=False)
    assert not standing({2}, settled=True).owed_by(1, closed=False)
    assert standing({2, 3}).owed_by(1, closed=False)
    assert not standing({2, 3}).owed_by(1, closed=True)


def test_colleagues_differ_or_agree() -> None:
    green, yellow = Position.GREEN, Position.YELLOW
    assert rules.differ([green, yellow]) and not rules.differ([yellow, yellow])
    assert rules.agreed_green([green, green]) and not rules.agreed_green([green, yellow])
    assert not rules.agreed_green([])
