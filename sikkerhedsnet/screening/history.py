"""Settled positions over rounds and settings: what each setting saw on a day, never what a child is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.labels import INSTITUTION_KIND
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import knows_place

from .models import WellbeingAssessment
from .states import Position


@dataclass(frozen=True)
class Seen:
    """One setting's position on one day, and what was agreed."""

    on: date
    setting: str
    place: str
    round: str
    position: Position
    agreed: str
    adults_change: str
    pk: int


@dataclass(frozen=True)
class Mark:
    """Where a position stands in the chart."""

    seen: Seen
    x: int
    y: int


@dataclass(frozen=True)
class Lane:
    """One setting's line in the chart."""

    setting: str
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class History:
    """A child's positions, the oldest first, and where they stand on a drawing of `width` by `height`."""

    rows: tuple[Seen, ...]
    lanes: tuple[Lane, ...]
    years: tuple[tuple[int, int], ...]
    width: int
    height: int


WIDTH, LEFT, RIGHT, TOP, LANE, APART = 640, 20, 90, 20, 80, 92


def history(actor: Actor, child: Child) -> History | None:
    """The positions this person may read, by setting and day; None when there are none, or the function reads none."""
    if not actor.has(Permission.ASSESSMENT_SEE):
        return None
    found = (
        WellbeingAssessment.objects.visible_to(actor)
        .filter(child=child, settled_on__isnull=False)
        .select_related("institution", "round")
        .order_by("settled_on", "pk")
    )
    rows = tuple(_seen(row, actor, child) for row in found)
    return drawn(rows) if rows else None


def _seen(row: WellbeingAssessment, actor: Actor, child: Child) -> Seen:
    assert row.settled_on is not None
    known = knows_place(actor, child, row.institution_id, row.group_id)
    return Seen(
        on=row.settled_on,
        setting=str(INSTITUTION_KIND[InstitutionKind(row.institution.kind)]).capitalize()
        if known
        else gettext("Et sted"),
        place=row.institution.name if known else "",
        round=row.round.name if row.round and known else "",
        position=Position(row.position),
        agreed=row.focus_point,
        adults_change=row.adults_change,
        pk=row.pk,
    )


def drawn(rows: tuple[Seen, ...]) -> History:
    """Each setting on a line of its own, days from left to right; two on nearly the same day do not cover each other."""
    first, last = rows[0].on, rows[-1].on
    days = max((last - first).days, 1)
    room = WIDTH - LEFT - RIGHT

    def x_of(day: date) -> int:
        return LEFT + round(room * (day - first).days / days)

    lanes: list[Lane] = []
    for number, setting in enumerate(dict.fromkeys(row.setting for row in rows)):
        y, x = TOP + LANE * number + 24, LEFT - APART
        marks: list[Mark] = []
        for row in (row for row in rows if row.setting == setting):
            x = max(x_of(row.on), x + APART)
            marks.append(Mark(row, x, y))
        lanes.append(Lane(setting, y, tuple(marks)))
    years = tuple(
        (year, x_of(date(year, 1, 1))) for year in range(first.year + 1, last.year + 1) if date(year, 1, 1) > first
    )
    widest = max(mark.x for lane in lanes for mark in lane.marks)
    return History(rows, tuple(lanes), years, max(WIDTH, widest + RIGHT), TOP + LANE * len(lanes) + 24)
