"""Everybody's own numbers over time, as small drawings with the same scale; never put together.

Shape and words carry it, not colour: what is now is a filled dot with its number on a whole line, good enough an open
square on a broken one. The same stands in words for whoever hears the page, and in the table below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sikkerhedsnet.web.words import day_words

from .picture import PlanPicture, ScaleRow

WIDTH, HEIGHT, LEFT, TOP, FLOOR = 320, 140, 26, 22, 112
MOST = 10


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    number: int
    label_y: int


@dataclass(frozen=True)
class Chart:
    """One participant's drawing: the points of both numbers, the lines through them, and all of it in words."""

    who: str
    now: tuple[Point, ...]
    good: tuple[Point, ...]
    now_line: str
    good_line: str
    said: str
    first: date
    last: date
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = FLOOR
    top: int = TOP


def charts_of(plan: PlanPicture) -> list[Chart]:
    """For each who has given numbers on two days or more."""
    if len(plan.scale_days) < 2:
        return []
    first, last = plan.scale_days[0], plan.scale_days[-1]
    return [_chart(row, first, last) for row in plan.scale if len(row.readings) > 1]


def _chart(row: ScaleRow, first: date, last: date) -> Chart:
    days = max((last - first).days, 1)

    def x(on: date) -> int:
        return LEFT + 12 + round((on - first).days * (WIDTH - LEFT - 30) / days)

    now = [(x(r.on), r.now) for r in row.readings if r.now is not None]
    good = [(x(r.on), r.good_enough) for r in row.readings if r.good_enough is not None]
    now_at, good_at = dict(now), dict(good)
    points = _points(now, below=lambda x, number: good_at.get(x, number) >= number)
    goods = _points(good, below=lambda x, number: now_at.get(x, -1) > number)
    return Chart(row.who, points, goods, _line(points), _line(goods), _said(row), first, last)


def _y(number: int) -> int:
    return FLOOR - round(number * (FLOOR - TOP) / MOST)


def _points(numbers: list[tuple[int, int]], *, below: Callable[[int, int], bool]) -> tuple[Point, ...]:
    """Each with its number on the side where the other line is not."""
    return tuple(
        Point(x, _y(number), number, _y(number) + 18 if below(x, number) and number > 1 else _y(number) - 9)
        for x, number in numbers
    )


def _line(points: tuple[Point, ...]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)


def _said(row: ScaleRow) -> str:
    parts = []
    for reading in row.readings:
        words = [day_words(reading.on)]
        if reading.now is not None:
            words.append(_("nu %(n)s") % {"n": reading.now})
        if reading.good_enough is not None:
            words.append(_("godt nok %(n)s") % {"n": reading.good_enough})
        parts.append(", ".join(words))
    return _("%(who)s: %(numbers)s.") % {"who": row.who, "numbers": "; ".join(parts)}
