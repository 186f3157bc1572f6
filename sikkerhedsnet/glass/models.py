"""The look that each reviewer gives a broken glass; the glass itself stands with the child's other reasons in `people`."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import BrokenGlass, Child, own_family

from .states import OPEN, State


class ReviewQuerySet(OwedQuerySet):
    """Reviews."""

    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """Those this person was given, whoever the child is, unless it is her own."""
        return self.filter(owner_id=actor.id).exclude(child_id__in=own_family(actor))


class ApprovalQuerySet(models.QuerySet["GlassApproval"]):
    """Askings for a fourth time in a day."""

    def visible_to(self, actor: Actor) -> ApprovalQuerySet:
        """One's own, and those one was asked to approve; never about one's own family."""
        mine = models.Q(user_id=actor.id) | models.Q(askings__user_id=actor.id)
        return self.filter(mine).exclude(child_id__in=own_family(actor)).distinct()


class GlassApproval(Keyed, DomainModel):
    """Da: godkendelse af endnu en nødadgang. The fourth time in a day waits for a second person, for an hour at most."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="glass_approvals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="glass_approvals")
    reason = models.CharField(max_length=20, choices=BrokenGlass.Reason.choices)
    why = models.TextField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    glass = models.OneToOneField(BrokenGlass, on_delete=models.PROTECT, null=True, related_name="approval")

    objects = ApprovalQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "asked_at", "expires_at", "answered_at", "glass"),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("user", "answered_by"),
        PrivacyClass.SENSITIVE: ("reason", "why"),
    }
    redaction = {Piece.OPEN: ("child", "reason"), Piece.INTERNAL: ("why",)}

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="glass_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_by=None) | ~models.Q(answered_by=models.F("user")),
                name="glass_never_approved_by_oneself",
            ),
        ]


class GlassAsking(DomainModel):
    """Da: en, der er bedt om at godkende. Whoever answers first has answered for all."""

    approval = models.ForeignKey(GlassApproval, on_delete=models.PROTECT, related_name="askings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    privacy = {PrivacyClass.TECHNICAL: ("id", "approval"), PrivacyClass.STAFF: ("user",)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["approval", "user"], name="asked_once")]


class GlassReview(Owed, DomainModel):
    """Da: gennemgang af en nødadgang."""

    OPEN = OPEN

    glass = models.ForeignKey(BrokenGlass, on_delete=models.PROTECT, related_name="reviews")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="glass_reviews")
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], default=State.OPEN)
    note = models.TextField(blank=True)
    passed_on_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="passed_on")

    objects = ReviewQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "state", "glass", "passed_on_from", *OWED_FIELDS),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.SENSITIVE: ("note",),
    }
    redaction = {
        Piece.OPEN: ("child",),
        Piece.INTERNAL: ("note",),
    }

    class Meta:
        constraints = [
            owed_constraint("glass_review_owed", OPEN),
            models.UniqueConstraint(fields=["glass", "owner"], name="one_review_each"),
        ]
