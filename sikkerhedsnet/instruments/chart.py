"""Repeated scores as a drawing of lines and words; pure. The table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .picture import Picture

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 480, 180, 34, 12, 30


@dataclass(frozen=True)
class Point:
    """One score: where it stands, what it says, and whether it lies in a band that asks for something."""

    x: int
    y: int
    score: int
    on: date
    band: str
    positive: bool


@dataclass(frozen=True)
class Chart:
    """A line through the scores, the limit of the band that asks for something, and the highest score there can be."""

    points: tuple[Point, ...]
    line: str
    limit: int | None
    limit_y: int
    highest: int
    top_y: int
    floor_y: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def chart_of(pictures: Sequence[Picture]) -> Chart:
    """The scores in the order they are given, by their days; the axis reaches the highest score seen, or the limit."""
    newest = pictures[-1].form
    limit = next((band.low for band in newest.bands if band.positive and band.low is not None), None)
    scores = [picture.result.score or 0 for picture in pictures]
    highest = min(max([*scores, (limit or 0) * 2, 4]), max(newest.highest or 4, *scores))
    first, last = pictures[0].response.answered_on, pictures[-1].response.answered_on
    days = max(1, (last - first).days)

    def up(score: int) -> int:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / max(1, highest)))

    points = tuple(
        Point(
            x=round(LEFT + 12 + (WIDTH - LEFT - 40) * (picture.response.answered_on - first).days / days),
            y=up(score),
            score=score,
            on=picture.response.answered_on,
            band=picture.result.band.name if picture.result.band else "",
            positive=picture.result.positive,
        )
        for picture, score in zip(pictures, scores, strict=True)
    )
    line = " ".join(f"{point.x},{point.y}" for point in points)
    return Chart(points, line, limit, up(limit or 0), highest, up(highest), up(0))
