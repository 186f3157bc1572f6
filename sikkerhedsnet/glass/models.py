"""The look that each reviewer gives a broken glass; the glass itself stands with the child's other reasons in `people`."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import BrokenGlass, Child, own_family

from .states import OPEN, State


class ReviewQuerySet(OwedQuerySet):
    """Reviews."""

    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """Those this person was given, whoever the child is, unless it is her own."""
        return self.filter(owner_id=actor.id).exclude(child_id__in=own_family(actor))


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

    class Meta:
        constraints = [
            owed_constraint("glass_review_owed", OPEN),
            models.UniqueConstraint(fields=["glass", "owner"], name="one_review_each"),
        ]
