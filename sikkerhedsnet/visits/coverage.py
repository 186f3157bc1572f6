"""Coverage of the standard visits per district, place or group: how many were due, held in time, late, and not held
with their reasons.

Counts alone for those who follow the whole municipality; names of children who are not seen only for their own health
visitor. Districts, places and groups stand in the order of their names: they are never ranked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Min, OuterRef, Q, Subquery

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import District, Group, Institution
from sikkerhedsnet.people.models import Enrolment

from . import policy
from .labels import NOT_HELD
from .models import PlannedVisit
from .standard import Service
from .states import NotHeld, Per, PlannedState, Why

PERIOD = timedelta(days=365)


@dataclass
class Figures:
    """What became of the standard visits whose last day lay in the period."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def not_held(self) -> int:
        return sum(self.reasons.values())

    @property
    def why(self) -> list[tuple[str, int]]:
        """The reasons in words, those there are, in the order of the list."""
        return [(str(NOT_HELD[reason]), self.reasons[reason]) for reason in NotHeld if self.reasons[reason]]


@dataclass(frozen=True)
class PartFigures:
    """The figures of one district, place or group; children of none are those without a name."""

    name: str
    figures: Figures


@dataclass(frozen=True)
class NotSeen:
    """One child a visit is owed to since its last day passed, for its own health visitor."""

    planned: PlannedVisit


@dataclass(frozen=True)
class Coverage:
    """The page: the parts this reader may count, all of them together, and the children she may name."""

    since: date
    until: date
    series: str
    per: Per
    parts: list[PartFigures]
    total: Figures
    not_seen: list[NotSeen]
    whole: bool


def coverage(actor: Actor, today: date, *, series: str = "", per: str = "") -> Coverage:
    """The last twelve months up to yesterday, counted by district unless `per` is another of Per; Refused for a leader
    whose place is no health service."""
    with context.beyond_reach():
        services = Institution.objects.filter(
            municipality_id=actor.municipality_id, kind=InstitutionKind.HEALTH_VISITING
        ).values_list("pk", flat=True)
        require(policy.may_see_coverage(actor, set(services)))
    whole = actor.has(Permission.NET_SEE) or bool(actor.led_institution_ids)
    wanted = series if series in set(Service) else ""
    since = today - PERIOD
    by = Per(per) if per in set(Per) else Per.DISTRICT
    counted = _figures(actor.municipality_id, since, today, wanted, None if whole else set(actor.district_ids), by)
    total = Figures()
    for one in counted:
        _add(total, one.figures)
    return Coverage(
        since, today - timedelta(days=1), wanted, by, counted, total, _not_seen(actor, today, wanted), whole
    )


def _figures(
    municipality_id: int, since: date, today: date, series: str, district_ids: set[int] | None, per: Per
) -> list[PartFigures]:
    with context.beyond_reach():
        rows = PlannedVisit.objects.filter(
            child__municipality_id=municipality_id, why=Why.SCHEDULE, window_to__gte=since, window_to__lt=today
        ).annotate(held_at=Min("visits__starts_at"))
        if series:
            rows = rows.filter(series=series)
        if district_ids is not None:
            rows = rows.filter(child__district_id__in=district_ids)
        found: dict[int | None, Figures] = {}
        facts = rows.values_list(_part(per), "state", "not_held", "window_to", "held_at", "closed_on")
        for part_id, state, reason, window_to, held_at, closed_on in facts:
            if reason == NotHeld.MOVED and closed_on is not None and closed_on <= window_to:
                continue  # left before the visit was due: it was never owed here
            one = found.setdefault(part_id, Figures())
            one.due += 1
            if state == PlannedState.HELD:
                held_on = clock.day_of(held_at) if held_at else closed_on
                if held_on is not None and held_on <= window_to:
                    one.in_time += 1
                else:
                    one.late += 1
            elif state == PlannedState.NOT_HELD:
                one.reasons[reason] += 1
            else:
                one.overdue += 1
        names = _names(municipality_id, per)
    known = [PartFigures(name, found[pk]) for pk, name in names.items() if pk in found]
    return [*known, PartFigures("", found[None])] if None in found else known


def _part(per: Per) -> Any:
    """The district the child lives in, or where it spent its days on the visit's last day: its school rather than its
    after-school care, else the later of two."""
    if per is Per.DISTRICT:
        return F("child__district_id")
    spent = Enrolment.objects.filter(Q(end_on=None) | Q(end_on__gte=OuterRef("window_to")))
    spent = spent.filter(child_id=OuterRef("child_id"), start_on__lte=OuterRef("window_to"))
    column = "institution_id" if per is Per.PLACE else "group_id"
    after_school = ExpressionWrapper(Q(institution__kind=InstitutionKind.AFTER_SCHOOL_CARE), BooleanField())
    return Subquery(spent.order_by(after_school, "-start_on", "-id").values(column)[:1])


def _names(municipality_id: int, per: Per) -> dict[int, str]:
    """In the order of their names; a group's goes with its place's."""
    if per is Per.DISTRICT:
        return {d.pk: d.name for d in District.objects.filter(municipality_id=municipality_id)}
    if per is Per.PLACE:
        return {i.pk: i.name for i in Institution.objects.filter(municipality_id=municipality_id)}
    groups = Group.objects.filter(institution__municipality_id=municipality_id).select_related("institution")
    return {g.pk: f"{g.institution.name}, {g.name}" for g in groups.order_by("institution__sort_key", "sort_key", "pk")}


def _not_seen(actor: Actor, today: date, series: str) -> list[NotSeen]:
    if not actor.has(Permission.VISIT_SEE):
        return []
    rows = (
        PlannedVisit.objects.visible_to(actor).overdue(today).filter(why=Why.SCHEDULE).select_related("child", "owner")
    )
    if series:
        rows = rows.filter(series=series)
    return [NotSeen(row) for row in rows]


def _add(total: Figures, one: Figures) -> None:
    total.due += one.due
    total.in_time += one.in_time
    total.late += one.late
    total.overdue += one.overdue
    total.reasons.update(one.reasons)
