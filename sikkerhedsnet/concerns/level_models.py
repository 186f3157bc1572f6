"""How worried somebody is: the municipality's own scale, the levels given on it, and the stages a worry went through."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass

from .states import LEVELS, Axis, Stage

AXES = [(a, a) for a in Axis]


class LevelScaleQuerySet(models.QuerySet["LevelScale"]):
    def visible_to(self, actor: Actor) -> LevelScaleQuerySet:
        """The versions of one's own municipality."""
        return self.filter(municipality_id=actor.municipality_id)

    def on(self, day: date) -> LevelScaleQuerySet:
        """The approved versions in force by that day, the newest first."""
        return self.filter(valid_from__lte=day).order_by("-valid_from", "-number")


class LevelScale(Keyed, DomainModel):
    """Da: bekymringsskala. One version of the municipality's words for its five levels; a used version never changes.

    The database makes every municipality's first (migration 0007), marked as a proposal for professional approval.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="level_scales")
    number = models.PositiveIntegerField(default=1)
    source_mark = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    written_by_name = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=200, blank=True)
    approved_at = models.DateTimeField(null=True)

    objects = LevelScaleQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "number", "source_mark", "valid_from"),
        PrivacyClass.STAFF: ("written_by_name", "approved_by_name"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "written_at", "approved_at"),
    }

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="level_scale_number_once")]


class LevelText(DomainModel):
    """Da: niveau. What one level on one axis is called, and how it looks in everyday life."""

    scale = models.ForeignKey(LevelScale, on_delete=models.PROTECT, related_name="texts")
    axis = models.CharField(max_length=10, choices=AXES)
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)

    privacy = {PrivacyClass.PUBLIC: ("id", "scale", "axis", "level", "name", "text")}

    class Meta:
        ordering = ["axis", "level"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "axis", "level"], name="one_text_for_a_level"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="level_text_of_five"),
        ]


class ConcernRating(Keyed, DomainModel):
    """Da: niveau på en bekymring. One person's level on one axis on one day, and why; added to and never changed.

    A level is somebody's judgement. Nothing adds, averages or compares them, and nothing begins by a level alone.
    """

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="ratings")
    axis = models.CharField(max_length=10, choices=AXES)
    level = models.PositiveSmallIntegerField()
    scale = models.ForeignKey(LevelScale, on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()
    rationale = models.TextField()
    protective = models.TextField(blank=True)
    risk = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "concern", "scale", "rated_at"),
        PrivacyClass.STAFF: ("rater",),
        PrivacyClass.SENSITIVE: ("axis", "level", "rationale", "protective", "risk"),
    }
    redaction = {
        Piece.OPEN: ("axis", "level", "rationale", "protective", "risk"),
        Piece.SENDER: ("rater",),
    }

    class Meta:
        ordering = ["rated_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="rating_level_of_five"),
            models.CheckConstraint(condition=~Q(rationale=""), name="rating_says_why"),
        ]
        indexes = [models.Index(fields=["concern"], name="rating_by_concern")]


class StageTurn(Keyed, DomainModel):
    """Da: trin i en bekymring. Which stage it was put at, by whom and why; added to and never changed."""

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=10, choices=[(s, s) for s in Stage])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    because = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "concern", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("stage", "because"),
    }
    redaction = {
        Piece.OPEN: ("stage", "because"),
        Piece.SENDER: ("by",),
    }

    class Meta:
        ordering = ["at", "id"]
