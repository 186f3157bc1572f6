"""A look at what one person has access to, and what the leader did about it."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint

from . import rules
from .states import OPEN, State


class AccessReviewQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> AccessReviewQuerySet:
        """Those this person wrote or answers for."""
        return self.filter(models.Q(owner_id=actor.id) | models.Q(by_id=actor.id))


class AccessReview(Keyed, Owed, DomainModel):
    """Da: gennemgang af adgang. What stood there that day in numbers, what was said of it, and what the leader did."""

    OPEN = OPEN

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="access_reviews")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_reviews")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=[(s, s) for s in State])
    remark = models.TextField(blank=True)
    children = models.PositiveIntegerField()
    old = models.PositiveIntegerField()
    note = models.TextField(blank=True)

    objects = AccessReviewQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "state", *OWED_FIELDS),
        PrivacyClass.STAFF: ("municipality", "person", "by", "at", "remark", "children", "old", "note"),
    }

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [owed_constraint("access_review_owed", OPEN)]
        indexes = [models.Index(fields=["person", "-at"], name="access_review_by_person")]


class OversightSettings(Versioned, DomainModel):
    """Da: kommunens frist for gennemgang af adgang. A municipality without a row has the default."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="oversight_settings")
    recertify_months = models.PositiveSmallIntegerField(default=rules.RECERTIFY_MONTHS)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "recertify_months"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }
