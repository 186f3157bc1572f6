"""Nothing that is hidden can be worked out from what is shown: an attacker adds and subtracts all of it."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from sikkerhedsnet.screening import suppression
from sikkerhedsnet.screening.suppression import Counts, Detail, Sum, add, parts

FEWEST = 5
SIZES = st.tuples(st.sampled_from([0, 1, 4, 5, 9, 40]), st.sampled_from([0, 1, 4, 5, 7]), st.sampled_from([0, 0, 1, 5]))
World = tuple[dict[str, Counts], list[Sum], dict[str, frozenset[str]]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Institutions with a district and a kind each, and the same children by age: the sums of a real overview.

    The last part says which smallest cells each row is made of, so that the attacker knows what adds up to what.
    """
    places = {f"i{n}": draw(SIZES) for n in range(draw(st.integers(1, 6)))}
    rows, sums, made_of = dict(places), [], {name: frozenset({name}) for name in places}
    for prefix, choices in (("d", "AB"), ("k", "XYZ")):
        cut: dict[str, list[str]] = {}
        for name in places:
            cut.setdefault(prefix + draw(st.sampled_from(choices)), []).append(name)
        for key, of in cut.items():
            rows[key], made_of[key] = add(places[name] for name in of), frozenset(of)
            sums.append(Sum(key, tuple(of)))
        sums.append(Sum("all", tuple(cut)))
    rows["all"], made_of["all"] = add(places.values()), frozenset(places)
    sums.append(Sum("all", tuple(places)))
    return rows, sums, made_of


def known(rows: dict[str, Counts], shown: dict[str, Detail], made_of: dict[str, frozenset[str]]) -> dict[Detail, dict]:
    """What the attacker reads: for each way of cutting, the parts of sets of institutions."""
    return {
        detail: {made_of[name]: parts(rows[name], detail) for name in rows if shown[name] >= detail}
        for detail in (Detail.TOTAL, Detail.GREEN_AND_OTHERS, Detail.POSITIONS)
    }


def attack(read: dict[frozenset[str], tuple[int, ...]]) -> dict[frozenset[str], tuple[int, ...]]:
    """Everything that follows from it by taking sets from each other and putting them together, until nothing is new."""
    found = dict(read)
    while True:
        new: dict[frozenset[str], tuple[int, ...]] = {}
        for one, other in combinations(list(found), 2):
            for a, b in ((one, other), (other, one)):
                if b < a and a - b not in found:
                    new[a - b] = tuple(x - y for x, y in zip(found[a], found[b], strict=True))
            if not one & other and one | other not in found:
                new[one | other] = tuple(x + y for x, y in zip(found[one], found[other], strict=True))
        if not new:
            return found
        found |= new


@settings(max_examples=400, deadline=None)
@given(worlds())
def test_no_hidden_number_is_worked_out_by_adding_and_subtracting(world: World) -> None:
    rows, sums, made_of = world
    shown = suppression.details(rows, sums, FEWEST)
    for detail, read in known(rows, shown, made_of).items():
        for places, numbers in attack(read).items():
            for name, whole in made_of.items():
                if places == whole and sum(rows[name]) and shown[name] < detail:
                    assert min(numbers) >= FEWEST, (name, detail, numbers)


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_what_is_shown_is_never_smaller_than_the_fewest(world: World) -> None:
    rows, sums, _made_of = world
    shown = suppression.details(rows, sums, FEWEST)
    for name, detail in shown.items():
        assert all(number >= FEWEST for number in parts(rows[name], detail)), name


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_what_is_left_of_a_sum_is_never_small_either(world: World) -> None:
    rows, sums, _made_of = world
    shown = suppression.details(rows, sums, FEWEST)
    for sum_ in sums:
        for detail in (Detail.TOTAL, Detail.GREEN_AND_OTHERS, Detail.POSITIONS):
            hidden = [name for name in sum_.of if shown[name] < detail and sum(rows[name])]
            if shown[sum_.whole] >= detail and hidden:
                assert min(parts(add(rows[name] for name in hidden), detail)) >= FEWEST


def test_large_numbers_are_shown_whole() -> None:
    rows = {"a": (50, 9, 6), "b": (40, 8, 5), "all": (90, 17, 11)}
    assert set(suppression.details(rows, [Sum("all", ("a", "b"))], FEWEST).values()) == {Detail.POSITIONS}


def test_one_small_neighbour_takes_another_with_it() -> None:
    rows = {"a": (50, 9, 6), "b": (40, 8, 5), "c": (20, 5, 1), "all": (110, 22, 12)}
    shown = suppression.details(rows, [Sum("all", ("a", "b", "c"))], FEWEST)
    assert shown == {
        "a": Detail.POSITIONS,
        "b": Detail.GREEN_AND_OTHERS,
        "c": Detail.GREEN_AND_OTHERS,
        "all": Detail.POSITIONS,
    }


def test_an_equation_over_districts_and_kinds_is_found() -> None:
    """Two hidden circles with a bridge between them: no single sum tells the bridge, all of them together do."""
    hidden = {"a": (9, 0, 0), "b": (9, 0, 0), "c": (9, 0, 0), "d": (9, 0, 0), "e": (3, 0, 0), "f": (9, 0, 0)}
    hidden |= {"g": (9, 0, 0), "h": (9, 0, 0), "i": (9, 0, 0)}
    by_row = {"r1": "ab", "r2": "cde", "r3": "fg", "r4": "hi"}
    by_column = {"c1": "ac", "c2": "bd", "c3": "efh", "c4": "gi"}
    sums = [Sum(key, tuple(of)) for key, of in (by_row | by_column).items()]
    rows = hidden | {s.whole: add(hidden[name] for name in s.of) for s in sums}
    everything_but = suppression._solved(rows, sums, lambda name: name not in hidden)
    assert "e" in everything_but and "a" not in everything_but
    shown = suppression.details(rows, sums, FEWEST)
    assert shown["e"] is Detail.NOTHING
    assert "e" not in suppression._solved(rows, sums, lambda name: shown[name] >= Detail.TOTAL)
