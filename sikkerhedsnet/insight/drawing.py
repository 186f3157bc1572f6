"""The share that still waits, as a line of steps; pure. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 520, 200, 44, 12, 34


@dataclass(frozen=True)
class Tick:
    """A mark on the axis of weeks."""

    x: int
    week: int


@dataclass(frozen=True)
class Chart:
    """The line, the marks on the axes, and the level of one half."""

    line: str
    ticks: tuple[Tick, ...]
    half_y: int
    top_y: int
    floor_y: int
    left: int = LEFT
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(drawn: Sequence[tuple[int, int]]) -> Chart | None:
    """Steps down from a hundred per cent; None when there is nothing to draw."""
    if not drawn:
        return None
    weeks = max(drawn[-1][0], 1)

    def across(week: int) -> int:
        return round(LEFT + (WIDTH - LEFT - 16) * week / weeks)

    def up(per_cent: int) -> int:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - per_cent / 100))

    points = [(across(0), up(drawn[0][1]))]
    for week, per_cent in drawn[1:]:
        points += [(across(week), points[-1][1]), (across(week), up(per_cent))]
    every = 1 if weeks <= 8 else 2 if weeks <= 14 else 4
    return Chart(
        line=" ".join(f"{x},{y}" for x, y in points),
        ticks=tuple(Tick(across(week), week) for week in range(0, weeks + 1, every)),
        half_y=up(50),
        top_y=up(100),
        floor_y=up(0),
    )
