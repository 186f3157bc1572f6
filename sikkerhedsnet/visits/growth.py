"""A child's measurements over time, as words, as a table and as a small drawing whose numbers can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child

from .labels import GROWTH
from .models import GrowthMeasurement

WIDTH, HEIGHT, EDGE = 320, 120, 16


@dataclass(frozen=True)
class Point:
    """One measurement, and where it stands in the drawing."""

    on: date
    value: Decimal
    unit: str
    x: int
    y: int
    unusual: bool


@dataclass(frozen=True)
class Curve:
    """One kind of measurement in one unit: grams and kilograms are never drawn on one line."""

    kind: str
    name: str
    unit: str
    points: list[Point]

    @property
    def line(self) -> str:
        """The drawing's line as SVG wants it."""
        return " ".join(f"{p.x},{p.y}" for p in self.points)

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def last(self) -> Point:
        return self.points[-1]


def curves(actor: Actor, child: Child) -> list[Curve]:
    """The child's measurements by kind and unit, the oldest first; what was marked as wrong is left out."""
    rows = list(
        GrowthMeasurement.objects.visible_to(actor)
        .right()
        .filter(child=child, value__isnull=False)
        .order_by("at", "id")
    )
    found = []
    for kind in GROWTH:
        for unit in sorted({row.unit for row in rows if row.kind == kind}):
            mine = [row for row in rows if row.kind == kind and row.unit == unit]
            found.append(Curve(kind, str(GROWTH[kind]), unit, _points(mine)))
    return found


def _points(rows: Sequence[GrowthMeasurement]) -> list[Point]:
    days = [clock.day_of(row.at) for row in rows]
    values = [row.value for row in rows if row.value is not None]
    first, span = min(days), max((max(days) - min(days)).days, 1)
    low, high = min(values), max(values)
    height = (high - low) or Decimal(1)
    return [
        Point(
            on=day,
            value=value,
            unit=row.unit,
            x=EDGE + round((day - first).days / span * (WIDTH - 2 * EDGE)),
            y=HEIGHT - EDGE - round(float((value - low) / height) * (HEIGHT - 2 * EDGE)),
            unusual=row.seen_as_unusual,
        )
        for row, day, value in zip(rows, days, values, strict=True)
    ]
