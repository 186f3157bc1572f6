"""Which numbers of an overview may be shown, so that none of the hidden ones can be worked out; pure.

Fewest five: the ministry's rule for public figures (Børne- og Undervisningsministeriets datavarehus: fewer than 5 hidden;
Danmarks Statistik: at least 3); a municipality may ask for more, never for fewer than 3.

A row of an overview (an institution, a district, an age) shows its children either by all three positions, or as those
who thrive and the others, or only how many they are, or nothing. It shows only parts of at least `fewest`, and what is
left when the shown rows are taken from their sum is at least `fewest` in each part as well. What an equation of several
rows would give away (institutions are summed both by district and by kind) is looked for by solving them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

Counts = tuple[int, int, int]
"""Children by position: green, yellow, red."""


class Detail(IntEnum):
    """How much a row shows; each shows what the one before it does, cut finer."""

    NOTHING = 0
    TOTAL = 1
    GREEN_AND_OTHERS = 2
    POSITIONS = 3


PARTS: Mapping[Detail, tuple[tuple[int, ...], ...]] = {
    Detail.NOTHING: (),
    Detail.TOTAL: ((0, 1, 2),),
    Detail.GREEN_AND_OTHERS: ((0,), (1, 2)),
    Detail.POSITIONS: ((0,), (1,), (2,)),
}


@dataclass(frozen=True)
class Sum:
    """The rows `of` add up to the row `whole`."""

    whole: str
    of: tuple[str, ...]


def parts(counts: Counts, detail: Detail) -> tuple[int, ...]:
    """The numbers shown of a row at this detail."""
    return tuple(sum(counts[i] for i in part) for part in PARTS[detail])


def add(rows: Iterable[Counts]) -> Counts:
    """The rows together."""
    green = yellow = red = 0
    for row in rows:
        green, yellow, red = green + row[0], yellow + row[1], red + row[2]
    return green, yellow, red


def details(rows: Mapping[str, Counts], sums: Sequence[Sum], fewest: int) -> dict[str, Detail]:
    """How much each row shows. `sums` names every way in which rows add up; a row in none of them stands alone."""
    shown = {name: _alone(counts, fewest) for name, counts in rows.items()}
    while True:
        lowered = _leftovers(rows, sums, shown, fewest) or _equations(rows, sums, shown, fewest)
        if lowered is None:
            return shown
        shown[lowered] = Detail(shown[lowered] - 1)


def _alone(counts: Counts, fewest: int) -> Detail:
    """The most a row shows by itself: the finest cut whose every part is large enough."""
    return next(
        (detail for detail in reversed(Detail) if detail and min(parts(counts, detail)) >= fewest), Detail.NOTHING
    )


def _leftovers(rows: Mapping[str, Counts], sums: Sequence[Sum], shown: Mapping[str, Detail], fewest: int) -> str | None:
    """A row that shows too much beside its neighbours: what is left of the whole without it would be too small."""
    for sum_ in sums:
        for detail in (Detail.TOTAL, Detail.GREEN_AND_OTHERS, Detail.POSITIONS):
            if shown[sum_.whole] < detail:
                continue
            hidden = [name for name in sum_.of if shown[name] < detail and any(rows[name])]
            if not hidden or min(parts(add(rows[name] for name in hidden), detail)) >= fewest:
                continue
            return _smallest(rows, [name for name in sum_.of if shown[name] >= detail], sum_.whole)
    return None


def _smallest(rows: Mapping[str, Counts], names: Sequence[str], whole: str) -> str:
    """Of the neighbours the one with fewest children joins the hidden ones; without any the sum itself says less."""
    return min(names, key=lambda name: (sum(rows[name]), name)) if names else whole


def _equations(rows: Mapping[str, Counts], sums: Sequence[Sum], shown: Mapping[str, Detail], fewest: int) -> str | None:
    """A row to lower because the shown rows together tell a part that is hidden for being too small."""
    for detail in (Detail.TOTAL, Detail.GREEN_AND_OTHERS, Detail.POSITIONS):
        told = _solved(rows, sums, lambda name, detail=detail: shown[name] >= detail)  # type: ignore[misc]
        for name in sorted(rows):
            if name in told and shown[name] < detail and min(parts(rows[name], detail)) < fewest and any(rows[name]):
                return _beside(rows, sums, shown, name, detail)
    return None


def _beside(
    rows: Mapping[str, Counts], sums: Sequence[Sum], shown: Mapping[str, Detail], name: str, detail: Detail
) -> str:
    """The smallest shown row in a sum with this one; else a shown sum it is part of; else any shown row at all."""
    near = [s for s in sums if name in s.of]
    siblings = [other for s in near for other in s.of if shown[other] >= detail]
    wholes = [s.whole for s in near if shown[s.whole] >= detail]
    anything = [other for other in rows if shown[other] >= detail]
    return _smallest(rows, siblings or wholes or anything, name)


def _solved(rows: Mapping[str, Counts], sums: Sequence[Sum], is_shown: Callable[[str], bool]) -> set[str]:
    """The rows whose number follows from the shown ones by adding and subtracting (Gauss, in whole numbers modulo a
    prime: every sum has ones alone, so nothing is lost but by a chance of one in two billion)."""
    prime = 2_147_483_647
    unknown = {name: column for column, name in enumerate(name for name in rows if not is_shown(name))}
    matrix: list[dict[int, int]] = []
    for sum_ in sums:
        line: dict[int, int] = {}
        for name, sign in [(sum_.whole, prime - 1), *((name, 1) for name in sum_.of)]:
            if name in unknown:
                line[unknown[name]] = (line.get(unknown[name], 0) + sign) % prime
        matrix.append({column: value for column, value in line.items() if value})
    reduced: dict[int, dict[int, int]] = {}
    for line in matrix:
        for column, pivot in reduced.items():
            line = _without(line, column, pivot, prime)
        if not line:
            continue
        column = min(line)
        inverse = pow(line[column], prime - 2, prime)
        line = {key: value * inverse % prime for key, value in line.items()}
        reduced = {key: _without(other, column, line, prime) for key, other in reduced.items()}
        reduced[column] = line
    names = {column: name for name, column in unknown.items()}
    return {names[column] for column, line in reduced.items() if len(line) == 1}


def _without(line: dict[int, int], column: int, pivot: Mapping[int, int], prime: int) -> dict[int, int]:
    """The line with the pivot's column cleared."""
    times = line.get(column, 0)
    if not times:
        return line
    left = {key: (line.get(key, 0) - times * pivot.get(key, 0)) % prime for key in line.keys() | pivot.keys()}
    return {key: value for key, value in left.items() if value}
