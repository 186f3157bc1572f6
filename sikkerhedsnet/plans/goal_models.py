"""What shows that a goal comes nearer, and under which headings the parts of a plan stand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.meetings.models import MinutesEntry, Participant


class Sign(Keyed, DomainModel):
    """Da: tegn. What everybody will see when it goes better."""

    goal = models.ForeignKey("plans.Goal", on_delete=models.PROTECT, related_name="signs")
    text = models.TextField()
    added_at = models.DateTimeField()

    privacy = {PrivacyClass.TECHNICAL: ("id", "idempotency_key", "goal", "added_at"), PrivacyClass.SENSITIVE: ("text",)}
    redaction = {Piece.OPEN: ("text",)}

    class Meta:
        ordering = ["id"]


class Sighting(Keyed, DomainModel):
    """Da: set tegn. On which day the sign was seen, and by whom; without `seen_by` it was the one who wrote it."""

    sign = models.ForeignKey(Sign, on_delete=models.PROTECT, related_name="sightings")
    on = models.DateField()
    seen_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "sign", "written_at"),
        PrivacyClass.STAFF: ("written_by",),
        PrivacyClass.SENSITIVE: ("on", "seen_by", "note"),
    }
    redaction = {Piece.OPEN: ("on", "seen_by"), Piece.WORDS: ("note",)}

    class Meta:
        ordering = ["on", "id"]


class Tag(DomainModel):
    """Da: overskrift på en del af planen. One heading of one version of the triangle on a goal, a step or a line of the minutes."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="tags")
    goal = models.ForeignKey("plans.Goal", on_delete=models.PROTECT, null=True, related_name="tags")
    step = models.ForeignKey("plans.Step", on_delete=models.PROTECT, null=True, related_name="tags")
    entry = models.ForeignKey(MinutesEntry, on_delete=models.PROTECT, null=True, related_name="+")
    scheme = models.CharField(max_length=20)
    heading = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "plan", "goal", "step", "entry", "scheme", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("heading",),
    }
    redaction = {Piece.OPEN: ("heading",)}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, step=None, entry=None)
                | Q(goal=None, step__isnull=False, entry=None)
                | Q(goal=None, step=None, entry__isnull=False),
                name="tag_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["goal", "step", "entry", "plan", "scheme", "heading"], name="tag_once", nulls_distinct=False
            ),
        ]
