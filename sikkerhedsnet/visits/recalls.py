"""Dental recall: when a child is called again, and what was done each time nobody came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, own_family

from .states import RECALL_OPEN, RecallState, RecallTurn


class RecallQuerySet(OwedQuerySet):
    """Recalls."""

    def visible_to(self, actor: Actor) -> RecallQuerySet:
        """A dental professional's own; with them comes the child's name and birth date, and nothing else of the child."""
        if not actor.has(Permission.RECALL_KEEP):
            return self.none()
        mine = self.filter(owner_id=actor.id, child__municipality_id=actor.municipality_id)
        return mine.exclude(child_id__in=own_family(actor))


class DentalRecall(Keyed, Owed, DomainModel):
    """Da: indkaldelse til tandplejen. The dental service owes the child a look by `due_on`; who decided when, and why."""

    OPEN = RECALL_OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="recalls")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="recalls")
    state = models.CharField(max_length=10, choices=[(s, s) for s in RecallState], default=RecallState.CALLED)
    called_at = models.DateTimeField()
    months = models.PositiveSmallIntegerField()
    because = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    missed = models.PositiveSmallIntegerField(default=0)
    needs_treatment = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    objects = RecallQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "state", "called_at", *OWED_FIELDS),
        PrivacyClass.IDENTITY: ("child", "institution"),
        PrivacyClass.STAFF: ("decided_by",),
        PrivacyClass.SENSITIVE: ("months", "because", "missed", "needs_treatment", "closed_on"),
    }
    redaction = {
        Piece.OPEN: ("child", "months", "because", "missed", "needs_treatment", "closed_on"),
        Piece.PLACE: ("institution",),
    }

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            owed_constraint("recall_owed", RECALL_OPEN),
            models.UniqueConstraint(
                fields=["child"], condition=Q(state=RecallState.CALLED), name="one_open_recall_per_child"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(state=RecallState.CALLED), name="recall_by_owner")
        ]


class DentalTurn(Keyed, DomainModel):
    """Da: trin i indkaldelsen. What was done about it, added to and never changed; `ground` says on what a talk rests."""

    recall = models.ForeignKey(DentalRecall, on_delete=models.PROTECT, related_name="turns")
    turn = models.CharField(max_length=10, choices=[(t, t) for t in RecallTurn])
    on = models.DateField()
    to_whom = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    ground = models.CharField(max_length=300, blank=True)
    next_on = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "recall", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("turn", "on", "to_whom", "note", "ground", "next_on"),
    }
    redaction = {
        Piece.OPEN: ("turn", "on", "next_on"),
        Piece.INTERNAL: ("to_whom", "note", "ground"),
    }

    class Meta:
        ordering = ["at", "id"]
