"""Who should see visits, recalls, focus points of groups, notices, late ratings and deliveries, worked out with plain sets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from sikkerhedsnet.fbu.models import (
    DeliveredReport,
    DeliveryRun,
    HeldBack,
    ReceivedFile,
    ReceivedItem,
    ResourceId,
    Sender,
)
from sikkerhedsnet.screening.models import (
    GroupFocus,
    GroupFocusLook,
    KeptRating,
    NoticeGiven,
    ParentsNotice,
    RoundPlan,
)
from sikkerhedsnet.visits.models import (
    DentalRecall,
    DentalTurn,
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedTurn,
    PlannedVisit,
    Visit,
    VisitChoices,
    VisitGuardian,
    VisitHelp,
    VisitScheme,
)

JOURNAL = (
    PlannedVisit, Visit, IndicatorObservation, GrowthMeasurement, FeedingObservation, ExamFinding, Intervention,
    ReceivedItem,
)  # fmt: skip
DELIVERY = (Sender, DeliveryRun, ReceivedFile)
OF_RUN = (DeliveredReport, HeldBack)
NEWEST: tuple[type[models.Model], ...] = (
    *JOURNAL, DentalRecall, GroupFocus, NoticeGiven, KeptRating, *DELIVERY, *OF_RUN,
)  # fmt: skip
COMMON = (ParentsNotice, RoundPlan, VisitScheme, VisitChoices)
"""The municipality's own texts and choices, which hold no word of a person."""
PARTS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    PlannedTurn: (PlannedVisit, "planned_id"),
    VisitGuardian: (Visit, "visit_id"),
    VisitHelp: (Visit, "visit_id"),
    DentalTurn: (DentalRecall, "recall_id"),
    GroupFocusLook: (GroupFocus, "focus_id"),
}
"""Rows the application comes to through the row they are part of, so that the database alone is asked about them."""
GUARDED: tuple[type[models.Model], ...] = (*PARTS, *COMMON, ResourceId)

WITH_GROUPS = {"pedagogue", "childminder", "teacher"}
SETTLE = WITH_GROUPS | {"leader", "health_visitor"}
READ_ASSESSMENTS = SETTLE | {"prevention_adviser", "educational_psychologist", "family_adviser"}

Rows = dict[type[models.Model], list[Any]]
Found = dict[type[models.Model], set[int]]


def all_rows() -> Rows:
    found: Rows = {model: list(model._base_manager.all()) for model in (*NEWEST, *GUARDED)}
    found |= {model: list(model._base_manager.select_related("run")) for model in OF_RUN}
    return found


def seen_of(
    rows: Rows, user_id: int, *, here: int, functions: set[str], at_work: set[int], mine: set[int], home: set[int],
    family: set[int], assessments: set[int], works_with: list[tuple[str, int | None, set[int]]],
) -> Found:  # fmt: skip
    """`works_with`: each post of the day as its function, its institution and the groups of the day."""
    journal = at_work if "health_visitor" in functions else set()
    delivers = "chief" in functions
    found: Found = {model: {row.pk for row in rows[model] if row.child_id in journal} for model in JOURNAL}
    found[DentalRecall] = {
        row.pk for row in rows[DentalRecall]
        if "dental_professional" in functions and row.owner_id == user_id and row.child_id in home
    }  # fmt: skip
    found[GroupFocus] = {row.pk for row in rows[GroupFocus] if _works_there(row, works_with)}
    found[NoticeGiven] = {row.pk for row in rows[NoticeGiven] if functions & READ_ASSESSMENTS and row.child_id in mine}
    found[KeptRating] = {
        row.pk for row in rows[KeptRating] if row.rater_id == user_id and row.assessment_id in assessments
    }
    for model in DELIVERY:
        found[model] = {row.pk for row in rows[model] if delivers and row.municipality_id == here}
    for model in OF_RUN:
        found[model] = {
            row.pk for row in rows[model]
            if delivers and row.run.municipality_id == here and row.child_id not in family
        }  # fmt: skip
    found[HeldBack] |= {row.pk for row in rows[HeldBack] if row.child_id in journal}
    for part, (whole, column) in PARTS.items():
        found[part] = {row.pk for row in rows[part] if getattr(row, column) in found[whole]}
    for model in COMMON:
        found[model] = {row.pk for row in rows[model] if row.municipality_id == here}
    return found | {ResourceId: set()}


def _works_there(focus: Any, works_with: list[tuple[str, int | None, set[int]]]) -> bool:
    """Who leads the place answers for all of it; a health visitor posted there has no groups; others have theirs, or all."""
    return any(
        function in SETTLE and place == focus.institution_id
        and (function not in WITH_GROUPS or not groups or focus.group_id in groups)
        for function, place, groups in works_with
    )  # fmt: skip


def on(row: Any, day: date) -> bool:
    return row.start_on <= day and (row.end_on is None or row.end_on >= day)
