"""What the municipality's own rows hold for a delivery, read for many children in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.people.models import Child, Custody, Guardian
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.visits.models import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    Visit,
    VisitGuardian,
    VisitHelp,
)
from sikkerhedsnet.visits.states import VisitState

from .models import DeliveredReport, HeldBack
from .rules import LATE_DAYS, Period
from .states import Held

FACTS = (IndicatorObservation, GrowthMeasurement, FeedingObservation, ExamFinding)
AT_A_TIME = 500
"""Children read at once."""


@dataclass
class ChildRows:
    """Everything of one child that a report may hold."""

    child: Child
    guardians: dict[int, Guardian] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    present: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    helps: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    facts: list[Any] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    positions: list[WellbeingAssessment] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    """The fingerprint each thing was last sent with, by its kind and id."""
    waiting_since: date | None = None
    """From when the child waits for a number, when it did at the last delivery."""
    waiting_why: str = ""


def days_of(row: Any) -> tuple[date | None, ...]:
    """The Danish days on which something was written in the row."""
    moments = (getattr(row, name, None) for name in ("saved_at", "recorded_at", "entered_at", "wrong_at", "settled_on"))
    return tuple(clock.day_of(moment) for moment in moments if moment is not None)


def children_with_something(municipality_id: int, period: Period, last_run_id: int | None) -> list[int]:
    """The children of whom something was written in the period, whose two days ran out in it, or who waited for a number."""
    first, after = _from(period.first), _to(period.last)
    inside = Q(child__municipality_id=municipality_id)

    def written(*names: str) -> Q:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__gte": first, f"{name}__lt": after})
        return inside & found

    late = Q(starts_at__gte=_from(period.first - LATE_DAYS), starts_at__lt=_to(period.last - LATE_DAYS))
    asked: list[QuerySet[Any]] = [
        Visit.objects.filter(written("saved_at", "wrong_at") | (inside & late)).exclude(state=VisitState.DRAFT),
        *(model.objects.filter(written("recorded_at", "wrong_at")) for model in FACTS),
        Intervention.objects.filter(inside),
        Response.objects.filter(written("entered_at")),
        WellbeingAssessment.objects.filter(
            inside, round=None, settled_on__gte=period.first, settled_on__lte=period.last
        ).exclude(position=""),
    ]
    if last_run_id is not None:
        asked.append(HeldBack.objects.filter(run_id=last_run_id).exclude(why=Held.MISSING))
    found: set[int] = set()
    for rows in asked:
        found.update(rows.values_list("child_id", flat=True))
    return sorted(found)


def rows_of(child_ids: list[int], last_run_id: int | None) -> Iterator[ChildRows]:
    """The rows of these children, some hundred children at a time."""
    for start in range(0, len(child_ids), AT_A_TIME):
        yield from _rows(child_ids[start : start + AT_A_TIME], last_run_id)


def _rows(child_ids: list[int], last_run_id: int | None) -> Iterable[ChildRows]:
    found = {child.pk: ChildRows(child) for child in Child.objects.filter(pk__in=child_ids).order_by("pk")}
    for custody in Custody.objects.filter(child_id__in=child_ids).select_related("guardian").order_by("start_on", "pk"):
        found[custody.child_id].guardians.setdefault(custody.guardian_id, custody.guardian)
    visits = Visit.objects.filter(child_id__in=child_ids).exclude(state=VisitState.DRAFT)
    for visit in visits.select_related("guardian", "school").order_by("starts_at", "pk"):
        found[visit.child_id].visits.append(visit)
        if visit.guardian is not None:
            found[visit.child_id].guardians.setdefault(visit.guardian.pk, visit.guardian)
    present = VisitGuardian.objects.filter(visit__child_id__in=child_ids).order_by("pk")
    for visit_id, child_id, guardian_id in present.values_list("visit_id", "visit__child_id", "guardian_id"):
        found[child_id].present[visit_id].append(guardian_id)
    helps = VisitHelp.objects.filter(visit__child_id__in=child_ids).order_by("pk")
    for visit_id, child_id, help_id in helps.values_list("visit_id", "visit__child_id", "help_id"):
        found[child_id].helps[visit_id].append(help_id)
    for model in FACTS:
        for fact in model.objects.filter(child_id__in=child_ids).order_by("pk"):
            found[fact.child_id].facts.append(fact)
    for plan in Intervention.objects.filter(child_id__in=child_ids).order_by("start_on", "pk"):
        found[plan.child_id].interventions.append(plan)
    responses = Response.objects.filter(child_id__in=child_ids).select_related("form", "corrected_by")
    for response in responses.order_by("answered_on", "pk"):
        found[response.child_id].responses.append(response)
    alone = WellbeingAssessment.objects.filter(child_id__in=child_ids, round=None, settled_on__isnull=False)
    for assessment in alone.exclude(position="").order_by("settled_on", "pk"):
        found[assessment.child_id].positions.append(assessment)
    for child_id, resources in (
        DeliveredReport.objects.filter(child_id__in=child_ids).order_by("pk").values_list("child_id", "resources")
    ):
        found[child_id].sent.update(resources)
    waiting = HeldBack.objects.filter(run_id=last_run_id, child_id__in=child_ids).exclude(why=Held.MISSING)
    for child_id, since, why in waiting.order_by("-since_on").values_list("child_id", "since_on", "why"):
        found[child_id].waiting_since, found[child_id].waiting_why = since, why
    return found.values()


def _from(day: date) -> datetime:
    return clock.at(day, 0)


def _to(day: date) -> datetime:
    """The first moment after the day."""
    return clock.at(date.fromordinal(day.toordinal() + 1), 0)
