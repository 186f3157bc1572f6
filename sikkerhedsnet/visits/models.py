"""Planned visits, held visits, and what was seen at them; the coded facts lie apart from the words."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian

from .findings import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    in_the_journal,
)
from .recalls import DentalRecall, DentalTurn
from .scheme import VisitChoices, VisitScheme
from .states import PLANNED_OPEN, VISIT_OPEN, NotHeld, PlannedState, VisitState, Why

__all__ = [
    "DentalRecall", "DentalTurn", "ExamFinding", "FeedingObservation", "GrowthMeasurement", "IndicatorObservation",
    "Intervention", "PlannedTurn", "PlannedVisit", "Visit", "VisitChoices", "VisitGuardian", "VisitHelp",
    "VisitScheme",
]  # fmt: skip


class JournalQuerySet(OwedQuerySet):
    """Owed rows of the health visitors' journal."""

    def visible_to(self, actor: Actor) -> JournalQuerySet:
        """For health visitors, of the children they work with for a lasting reason; broken glass opens no journal."""
        return self.filter(in_the_journal(actor))


class PlannedVisit(Keyed, Owed, DomainModel):
    """Da: planlagt besøg. One health visitor owes the family a visit of a kind, by `due_on`.

    `window_from` and `window_to` are what the schedule asked for and never move; `guardian` when the contact is a parent's.
    """

    OPEN = PLANNED_OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="planned_visits")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    visit_type = models.CharField(max_length=40)
    series = models.CharField(max_length=10)
    why = models.CharField(max_length=10, choices=[(w, w) for w in Why])
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in PlannedState], default=PlannedState.PLANNED)
    window_from = models.DateField()
    window_to = models.DateField()
    starts_at = models.DateTimeField(null=True)
    help = models.ForeignKey(Intervention, on_delete=models.PROTECT, null=True, related_name="planned")
    planned_at = models.DateTimeField()
    closed_on = models.DateField(null=True)
    not_held = models.CharField(max_length=10, choices=[(n, n) for n in NotHeld], blank=True)
    not_held_note = models.TextField(blank=True)

    objects = JournalQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "state", "series", "planned_at", *OWED_FIELDS),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.SENSITIVE: (
            "visit_type", "why", "note", "window_from", "window_to", "starts_at", "help", "closed_on", "not_held",
            "not_held_note",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "visit_type", "why", "window_from", "window_to", "help", "closed_on", "not_held"),
        Piece.PARENT: ("guardian",),
        Piece.HOUR: ("starts_at",),
        Piece.INTERNAL: ("note", "not_held_note"),
    }

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            owed_constraint("planned_visit_owed", PLANNED_OPEN),
            models.UniqueConstraint(
                fields=["child", "series"],
                condition=Q(state=PlannedState.PLANNED, why=Why.SCHEDULE),
                name="one_next_visit_per_series",
            ),
            models.UniqueConstraint(
                fields=["child", "visit_type"], condition=Q(why=Why.SCHEDULE), name="standard_visit_planned_once"
            ),
            models.CheckConstraint(condition=Q(window_to__gte=F("window_from")), name="visit_window_in_order"),
            models.CheckConstraint(
                condition=~Q(state=PlannedState.NOT_HELD) | (~Q(not_held="") & Q(closed_on__isnull=False)),
                name="visit_not_held_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(state=PlannedState.PLANNED), name="planned_by_owner"),
            models.Index(fields=["child"], name="planned_by_child"),
        ]


class PlannedTurn(DomainModel):
    """Da: hvad der skete med et planlagt besøg. Added to and never changed: agreed, missed, moved, given up, handed over."""

    planned = models.ForeignKey(PlannedVisit, on_delete=models.PROTECT, related_name="turns")
    move = models.CharField(max_length=10)
    reason = models.CharField(max_length=10, choices=[(n, n) for n in NotHeld], blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "planned", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("move", "reason", "from_on", "to_on", "note"),
    }
    redaction = {Piece.OPEN: ("move", "reason", "from_on", "to_on"), Piece.INTERNAL: ("note",)}

    class Meta:
        ordering = ["at", "id"]


class Visit(Keyed, Owed, DomainModel):
    """Da: besøg. A contact that was held, of a type by what was done, not by the child's age.

    A draft keeps what was typed as it was typed; the coded rows are made when the visit is saved. `guardian` is whom the
    contact was for when it was not for the child. What is wrong is marked so, and stays.
    """

    OPEN = VISIT_OPEN

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="visits")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    planned = models.ForeignKey(PlannedVisit, on_delete=models.PROTECT, null=True, related_name="visits")
    visit_type = models.CharField(max_length=40)
    visit_class = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    school = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in VisitState], default=VisitState.DRAFT)
    draft = models.JSONField(default=dict)
    notes = models.TextField(blank=True)
    told_parents = models.TextField(blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    wrong_at = models.DateTimeField(null=True)
    wrong_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    wrong_because = models.TextField(blank=True)

    objects = JournalQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "uid", "idempotency_key", "planned", "state", "saved_at", "wrong_at", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: ("held_by", "wrong_by"),
        PrivacyClass.SENSITIVE: (
            "visit_type", "visit_class", "starts_at", "ends_at", "school", "draft", "notes", "told_parents",
            "wrong_because",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "visit_type", "visit_class", "starts_at", "ends_at", "told_parents", "wrong_because"),
        Piece.PARENT: ("guardian",),
        Piece.PLACE: ("school",),
        Piece.INTERNAL: ("notes", "draft"),
    }

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            owed_constraint("visit_owed", VISIT_OPEN),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="visit_ends_later"),
            models.CheckConstraint(condition=Q(wrong_at=None) | ~Q(wrong_because=""), name="visit_wrong_says_why"),
            models.CheckConstraint(
                condition=Q(state=VisitState.DRAFT) | Q(draft={}), name="visit_draft_goes_when_saved"
            ),
        ]
        indexes = [models.Index(fields=["child", "starts_at"], name="visit_by_child")]


class VisitGuardian(DomainModel):
    """Da: forælder, der var med."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="present")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")

    privacy = {PrivacyClass.TECHNICAL: ("id", "visit"), PrivacyClass.IDENTITY: ("guardian",)}
    redaction = {Piece.OPEN: ("guardian",)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "guardian"], name="present_once")]


class VisitHelp(DomainModel):
    """Da: besøget hører til en behovsindsats."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="helps")
    help = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="visits")

    privacy = {PrivacyClass.TECHNICAL: ("id", "visit"), PrivacyClass.SENSITIVE: ("help",)}
    redaction = {Piece.PARENT: ("help",)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "help"], name="visit_of_help_once")]
