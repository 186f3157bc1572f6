"""Which advice fits, in which order, and which version counts on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.guide import rules
from sikkerhedsnet.guide.states import VERSION_TABLE, YEARS, AgeBand, VersionMove, VersionState

SIGNS, LEVELS, AGES, FUNCTIONS = ["sad", "alone", "teeth"], [1, 3, 5], ["0", "3-5", "6-9"], ["teacher", "pedagogue"]


@dataclass(frozen=True)
class Entry:
    position: int
    signs: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    ages: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()


def some(values: list) -> st.SearchStrategy:
    return st.frozensets(st.sampled_from(values))


ENTRIES = st.lists(
    st.builds(Entry, st.integers(0, 9), some(SIGNS), some(LEVELS), some(AGES), some(FUNCTIONS)),
    max_size=8,
    unique_by=lambda entry: entry.position,
)
ASKED = st.tuples(
    some(SIGNS), st.sampled_from([None, *LEVELS]), st.sampled_from([None, *AGES]), st.sampled_from([None, *FUNCTIONS])
)


@given(ENTRIES, ASKED)
def test_what_is_shown_is_what_fits_each_once_in_the_same_order_whatever_order_it_was_kept_in(entries, asked) -> None:
    found = rules.matching(entries, *asked)
    assert len(found) == len(set(found))
    assert set(found) == {entry for entry in entries if rules.fits(entry, *asked)}
    assert rules.matching(reversed(entries), *asked) == found


@given(ENTRIES, ASKED, st.sampled_from(SIGNS))
def test_one_sign_more_never_takes_advice_away(entries, asked, sign) -> None:
    signs, *rest = asked
    assert set(rules.matching(entries, signs, *rest)) <= set(rules.matching(entries, signs | {sign}, *rest))


@given(ENTRIES, ASKED)
def test_to_say_less_of_age_and_profession_never_takes_advice_away(entries, asked) -> None:
    signs, level, age, profession = asked
    found = set(rules.matching(entries, signs, level, age, profession))
    assert found <= set(rules.matching(entries, signs, level, None, profession))
    assert found <= set(rules.matching(entries, signs, level, age, None))


@given(ENTRIES, ASKED)
def test_a_sign_comes_before_a_level_and_both_before_what_is_for_everybody(entries, asked) -> None:
    signs, level, *_ = asked

    def kind(entry: Entry) -> int:
        return 0 if entry.signs & signs else 1 if level in entry.levels else 2

    kinds = [kind(entry) for entry in rules.matching(entries, *asked)]
    assert kinds == sorted(kinds)


@given(st.sampled_from(SIGNS), st.sampled_from(AGES), st.sampled_from(FUNCTIONS))
def test_the_narrower_of_two_comes_first(sign, age, profession) -> None:
    wide = Entry(1, frozenset({sign}))
    narrow = Entry(2, frozenset({sign}), ages=frozenset({age}))
    narrowest = Entry(3, frozenset({sign}), ages=frozenset({age}), functions=frozenset({profession}))
    found = rules.matching([wide, narrow, narrowest], {sign}, None, age, profession)
    assert found == [narrowest, narrow, wide]


def test_advice_for_another_age_or_profession_is_left_out_and_an_unseen_sign_too() -> None:
    entry = Entry(1, frozenset({"sad"}), ages=frozenset({"3-5"}), functions=frozenset({"teacher"}))
    assert rules.matching([entry], {"sad"}, None, "3-5", "teacher") == [entry]
    assert rules.matching([entry], {"sad"}, None, "6-9", "teacher") == []
    assert rules.matching([entry], {"sad"}, None, "3-5", "pedagogue") == []
    assert rules.matching([entry], {"alone"}, 5, "3-5", "teacher") == []


@given(st.dates(date(2005, 1, 1), date(2030, 12, 31)), st.integers(0, 17), st.integers(0, 364))
def test_every_child_has_the_band_of_its_full_years(born, years, days) -> None:
    try:
        birthday = born.replace(year=born.year + years)
    except ValueError:
        return
    band = rules.age_band(born, birthday)
    assert band is not None and YEARS[band][0] <= years <= YEARS[band][1]
    assert rules.age_band(born, born - timedelta(days=1 + days)) is AgeBand.UNBORN
    assert rules.age_band(None, birthday) is None


@dataclass(frozen=True)
class Version:
    number: int
    in_force_on: date | None


DAY = date(2026, 1, 1)
VERSIONS = st.lists(st.integers(0, 40), max_size=8).map(
    lambda days: [Version(number, DAY + timedelta(days=day)) for number, day in enumerate(days, start=1)]
)


@given(VERSIONS, st.integers(-2, 45))
def test_one_version_counts_on_each_day_from_the_first_and_its_period_says_so(versions, ahead) -> None:
    today = DAY + timedelta(days=ahead)
    found = rules.in_force(versions, today)
    counting = [
        row for row, first, last in rules.periods(versions) if first <= today and (last is None or today <= last)
    ]
    assert counting == ([found] if found else [])
    assert (found is None) == all(row.in_force_on > today for row in versions)


def test_a_version_never_counts_before_it_was_approved() -> None:
    assert rules.begins_on(DAY, DAY + timedelta(days=3)) == DAY + timedelta(days=3)
    assert rules.begins_on(DAY + timedelta(days=3), DAY) == DAY + timedelta(days=3)
    for wrong in (DAY - timedelta(days=1), DAY + timedelta(days=400)):
        with pytest.raises(Invalid):
            rules.check_begins(wrong, DAY)


def test_what_is_approved_is_moved_by_nothing() -> None:
    assert not [move for state, move in VERSION_TABLE if state is VersionState.APPROVED]
    for move in VersionMove:
        with pytest.raises(IllegalMove):
            rules.version_moved(VersionState.APPROVED, move)


@given(st.permutations([1, 2, 3]), st.permutations([7, 8]), st.integers(1, 3))
def test_nobody_answers_her_own_question(advisers, chiefs, sender) -> None:
    assert rules.receiver(advisers, chiefs, sender=sender) == next(user for user in advisers if user != sender)
    assert rules.receiver([sender], chiefs, sender=sender) == chiefs[0]
    assert rules.receiver([sender], [], sender=sender) is None
