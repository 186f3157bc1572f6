"""Who should see measures, notifications, levels, the guide and sparrings, worked out with plain sets."""

from __future__ import annotations

from typing import Any

from django.db import models

from sikkerhedsnet.concerns.models import (
    Concern,
    ConcernRating,
    ConcernSettings,
    EarlierRead,
    LevelScale,
    LevelText,
    Notification,
    NotificationTalk,
    StageTurn,
    StallTold,
)
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.measures.models import Measure, MeasureKind, MeasureLook

HELPING: tuple[type[models.Model], ...] = (Measure, Notification, LevelScale, GuideVersion, Sparring)
COMMON = (LevelScale, MeasureKind, ConcernSettings)
"""The municipality's own words and choices, which hold no word of a person."""
PARTS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    MeasureLook: (Measure, "measure_id"),
    NotificationTalk: (Notification, "notification_id"),
    ConcernRating: (Concern, "concern_id"),
    StageTurn: (Concern, "concern_id"),
    EarlierRead: (Concern, "concern_id"),
    StallTold: (Concern, "concern_id"),
    LevelText: (LevelScale, "scale_id"),
    GuideEntry: (GuideVersion, "guide_id"),
}
GUARDED_HELPING: tuple[type[models.Model], ...] = (*PARTS, MeasureKind, ConcernSettings)
KEEP_GUIDE = {"district_facilitator", "chief"}

Rows = dict[type[models.Model], list[Any]]
Found = dict[type[models.Model], set[int]]


def helping_rows() -> Rows:
    return {model: list(model._base_manager.all()) for model in (*HELPING, *GUARDED_HELPING)}


def helping_seen(
    rows: Rows, user_id: int, *, here: int, functions: set[str], works: bool, mine: set[int], home: set[int],
    leads: set[int], concerns: dict[int, Any], seen_concerns: set[int],
) -> Found:  # fmt: skip
    """`works`: with children at all today; `concerns`: every one by its number, whoever sees it."""
    found: Found = {
        Measure: {
            row.pk for row in rows[Measure]
            if works and row.child_id in home and (row.child_id in mine or user_id in (row.owner_id, row.escalated_to_id))
        },
        Notification: {
            row.pk for row in rows[Notification]
            if row.child_id in home and (
                user_id in (row.owner_id, row.escalated_to_id)
                or (row.concern_id in seen_concerns and _writes(concerns[row.concern_id], user_id, mine, leads))
            )
        },
        GuideVersion: {
            row.pk for row in rows[GuideVersion]
            if row.municipality_id == here and (
                functions & KEEP_GUIDE or (works and row.state == "approved")
            )
        },
        Sparring: {
            row.pk for row in rows[Sparring]
            if row.municipality_id == here and user_id in (row.asked_by_id, row.owner_id, row.escalated_to_id)
        },
    }  # fmt: skip
    for model in COMMON:
        found[model] = {row.pk for row in rows[model] if row.municipality_id == here}
    for part, (whole, column) in PARTS.items():
        reach = seen_concerns if whole is Concern else found[whole]
        found[part] = {row.pk for row in rows[part] if getattr(row, column) in reach}
    return found


def _writes(concern: Any, user_id: int, mine: set[int], leads: set[int]) -> bool:
    """Sender and adviser; the leader who was told, while she works with the child; of no suspicion the place's leader."""
    return (
        user_id in (concern.raised_by_id, concern.owner_id)
        or (concern.leader_told_id == user_id and concern.child_id in mine)
        or (not concern.suspicion and concern.institution_id in leads)
    )


def helping_known(rows: Rows, found: Found, user_id: int) -> set[int]:
    """Children of whom somebody knows because a measure or a notification lies with her."""
    return {
        row.child_id for model in (Measure, Notification) for row in rows[model]
        if row.pk in found[model] and user_id in (row.owner_id, row.escalated_to_id)
    }  # fmt: skip
