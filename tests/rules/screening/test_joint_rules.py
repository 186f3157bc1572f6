"""How far apart, in which order, what is too small to tell, and what a group's focus point may hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.screening import joint_rules as rules
from sikkerhedsnet.screening.joint_rules import FEWEST_PAIRS, Agreement
from sikkerhedsnet.screening.states import Position

G, Y, R = Position.GREEN, Position.YELLOW, Position.RED
TODAY = date(2026, 11, 23)
positions = st.lists(st.sampled_from(list(Position)), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("seen", "apart"), [((G, G), 0), ((G, Y), 1), ((Y, R), 1), ((G, R), 2), ((G, Y, R), 2), ((R,), 0), ((), 0)]
)
def test_steps_are_counted_from_end_to_end(seen: Sequence[Position], apart: int) -> None:
    assert rules.steps_apart(seen) == apart


@given(st.lists(positions, max_size=12))
def test_the_talk_begins_where_colleagues_see_most_differently(seen: list[list[Position]]) -> None:
    apart = [rules.steps_apart(one) for one in sorted(seen, key=rules.talk_turn)]
    assert apart == sorted(apart, reverse=True)


@given(st.lists(positions, max_size=40))
def test_every_child_with_two_raters_is_counted_once_and_the_parts_make_the_whole(seen: list[list[Position]]) -> None:
    whole = rules.agreement(seen)
    assert whole.pairs == sum(len(one) > 1 for one in seen)
    half = len(seen) // 2
    assert rules.agreement(seen[:half]) + rules.agreement(seen[half:]) == whole


@given(st.lists(st.integers(0, 30), max_size=8))
def test_a_hidden_unit_cannot_be_worked_out_from_the_others(sizes: list[int]) -> None:
    parts = [Agreement(alike=size) for size in sizes]
    shown = rules.told(parts)
    assert all(part.pairs >= FEWEST_PAIRS for part, told in zip(parts, shown, strict=True) if told)
    hidden = [part for part, told in zip(parts, shown, strict=True) if not told and part.pairs]
    assert len(hidden) != 1 or not any(shown)


@given(st.sampled_from(["", *Position]), st.sampled_from(["", *Position]), st.booleans())
def test_only_a_child_without_earlier_worry_choice_or_words_is_among_the_rest(last: str, own: str, words: bool) -> None:
    may = rules.may_join_the_rest(last, own_position=own, words=words)
    assert may == (not own and not words and last not in ("yellow", "red"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Vi hjælper Freja i gang", ["Freja"]),
        ("FREJAS plads", ["Freja"]),
        ("freja", ["Freja"]),
        ("Frejas og Øjvinds morgen", ["Freja", "Øjvind"]),
        ("Vi er ude i al slags vejr", []),
        ("Fre ja", []),
        ("Anne-Lise", ["Anne-Lise"]),
    ],
)
def test_a_childs_name_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert rules.names_in(text, ["Freja", "Øjvind", "Anne-Lise"]) == found


def check(**changes: object) -> dict[str, str]:
    asked = {"attention": "Larm", "adults_change": "Vi deler os", "begins_on": TODAY, "look_on": TODAY, "today": TODAY,
             "owner_id": 1, "owners": [1], "names": []} | changes  # fmt: skip
    try:
        rules.check_group_focus(**asked)  # type: ignore[arg-type]
    except Invalid as problem:
        return problem.errors
    return {}


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_a_focus_point_is_looked_at_after_it_begins_and_within_half_a_year(begins: int, looks: int) -> None:
    begins_on, look_on = TODAY + timedelta(days=begins), TODAY + timedelta(days=looks)
    first = max(begins_on, TODAY)
    good = first <= look_on <= first + rules.LONGEST_FOCUS
    assert (check(begins_on=begins_on, look_on=look_on) == {}) == good


def test_a_focus_point_lacks_nothing() -> None:
    assert check() == {}
    assert check(owner_id=2) == {"owner_id": "owner"}
    assert check(attention=" ") == {"attention": "group_attention"}
    assert check(adults_change="\n") == {"adults_change": "group_adults_change"}
    assert check(look_on=None) == {"look_on": "next_on"}


def test_an_evaluation_says_what_changed_and_what_now() -> None:
    def errors(**changes: object) -> dict[str, str]:
        asked = {"changed": "Roligere", "ends": False, "next_on": TODAY, "today": TODAY, "names": ["Ida"]} | changes
        try:
            rules.check_focus_look(**asked)  # type: ignore[arg-type]
        except Invalid as problem:
            return problem.errors
        return {}

    assert errors() == errors(ends=True, next_on=None) == {}
    assert errors(changed="") == {"changed": "changed"}
    assert errors(changed="Ida er glad") == {"changed": "names_a_child"}
    assert errors(next_on=None) == {"next_on": "next_on"}
    assert errors(next_on=TODAY - timedelta(days=1)) == {"next_on": "next_on_in_the_past"}
    assert errors(next_on=TODAY + timedelta(days=400)) == {"next_on": "next_on_too_late"}


@given(st.integers(1, 6), st.lists(st.integers(1, 6), unique=True))
def test_a_focus_point_is_given_on_only_when_its_owner_is_away_and_somebody_is_there(
    owner: int, there: list[int]
) -> None:
    heir = rules.focus_heir(owner, there)
    assert (heir is None) == (owner in there or not there)
    assert heir is None or heir == there[0]
