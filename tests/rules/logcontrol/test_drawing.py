"""What is drawn can be drawn again, follows the weights, and cannot be told without the seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.logcontrol import rules
from sikkerhedsnet.logcontrol.rules import Size, draw, how_many, weight_of
from sikkerhedsnet.logcontrol.states import Flag

keys = st.text("0123456789:-", min_size=1, max_size=12)
weighted = st.dictionaries(keys, st.integers(0, 200), max_size=40)
seeds = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(seeds, weighted, st.integers(0, 60), st.randoms())
def test_the_same_seed_draws_the_same_whatever_the_order(seed, weights, size, chance) -> None:
    shuffled = list(weights.items())
    chance.shuffle(shuffled)
    drawn = draw(seed, weights, size)
    assert drawn == draw(seed, dict(shuffled), size)
    assert len(drawn) == len(set(drawn)) == min(size, sum(weight > 0 for weight in weights.values()))
    assert all(weights[key] > 0 for key in drawn)


@given(seeds, weighted, st.integers(0, 60), st.integers(1, 500))
def test_a_heavier_look_is_never_drawn_less(seed, weights, size, more) -> None:
    for key in draw(seed, weights, size):
        assert key in draw(seed, {**weights, key: weights[key] + more}, size)


@given(seeds, weighted, st.integers(0, 40))
def test_a_larger_sample_holds_the_smaller(seed, weights, size) -> None:
    assert draw(seed, weights, size + 1)[:size] == draw(seed, weights, size)


def test_over_many_months_the_shares_follow_the_weights() -> None:
    weights = {"light": 1, "heavy": 4} | {f"other {n}": 1 for n in range(15)}
    counted = Counter(draw(f"{month:064x}", weights, 1)[0] for month in range(4000))
    assert counted["heavy"] / 4000 == pytest.approx(4 / 20, abs=0.03)
    assert counted["light"] / 4000 == pytest.approx(1 / 20, abs=0.02)


def test_another_seed_draws_something_else() -> None:
    weights = {str(n): 1 for n in range(1000)}
    one, other = draw("a" * 64, weights, 20), draw("b" * 64, weights, 20)
    assert len(set(one) & set(other)) < 5


@given(st.integers(0, 100_000), st.integers(1, 1000), st.integers(1, 100), st.integers(0, 900))
def test_the_size_keeps_its_bounds(population, permille, least, more) -> None:
    size = how_many(population, Size(permille, least, least + more))
    assert size <= population
    assert size >= min(population, least)
    assert size <= least + more


@given(st.sampled_from([*rules.WEIGHTS, "", "noget"]), st.booleans(), st.integers(1, 50))
def test_what_is_not_fresh_weighs_more_and_what_is_unknown_weighs_most(basis, fresh, factor) -> None:
    weight = weight_of(basis, fresh=fresh, weights=rules.WEIGHTS, factor=factor)
    assert weight == rules.WEIGHTS.get(basis, rules.UNKNOWN) * (1 if fresh else factor)
    for own in rules.OWN_ROWS:
        assert weight_of(own, fresh=True, weights=rules.WEIGHTS, factor=9) == rules.WEIGHTS["own_row"]
    assert weight_of("quiet_adviser", fresh=True, weights=rules.WEIGHTS, factor=9) == rules.WEIGHTS["adviser"]


@given(seeds, st.dictionaries(keys, st.lists(st.sampled_from(list(Flag)), min_size=1, unique=True), max_size=20),
       st.integers(0, 25))  # fmt: skip
def test_every_flagged_look_is_there_until_there_are_too_many_and_then_the_gravest(seed, flagged, most) -> None:
    pairs = [(key, tuple(flags)) for key, flags in flagged.items()]
    kept = rules.always(pairs, seed, most)
    assert len(kept) == min(most, len(pairs)) and set(kept) <= set(flagged)
    order = list(rules.FLAGS)
    grave = {key: min(map(order.index, flags)) for key, flags in pairs}
    if kept:
        assert all(grave[key] >= grave[kept[-1]] for key in set(flagged) - set(kept))


@pytest.mark.parametrize("note", ["", "   ", "ok ja", "a b c d e f g h i"])
def test_an_explanation_is_in_words(note: str) -> None:
    with pytest.raises(Invalid):
        rules.check_words(note)
    rules.check_words("Vi talte om barnet på mødet")
