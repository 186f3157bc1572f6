"""What colleagues agree to change around a group or a class; names no child."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.organisation.models import (
    OWED_FIELDS,
    Group,
    Institution,
    Owed,
    OwedQuerySet,
    owed_constraint,
)

from .states import FOCUS_OPEN, Around, FocusState


class GroupFocusQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> GroupFocusQuerySet:
        """Those of the groups this person works with, and of the place she leads."""
        here = Q(pk=None)
        for post in actor.posts_with(Permission.ASSESSMENT_SETTLE):
            whole = Q() if not post.group_ids else Q(group_id__in=post.group_ids)
            here |= Q(institution_id=post.institution_id) & whole
        return self.filter(here)


class GroupFocus(Keyed, Owed, DomainModel):
    """Da: gruppens fokuspunkt. What we pay attention to in a group, and what the adults change; looked at again."""

    OPEN = FOCUS_OPEN

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="focus_points")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="focus_points")
    round = models.ForeignKey("screening.AssessmentRound", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in FocusState], default=FocusState.RUNNING)
    attention = models.TextField()
    adults_change = models.TextField()
    around = ArrayField(models.CharField(max_length=20, choices=[(a, a) for a in Around]), default=list)
    begins_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = GroupFocusQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "state", "round", *OWED_FIELDS),
        PrivacyClass.PUBLIC: ("institution", "group"),
        PrivacyClass.STAFF: ("attention", "adults_change", "around", "begins_on", "made_by", "made_at"),
    }

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            owed_constraint("group_focus_owed", FOCUS_OPEN),
            models.CheckConstraint(
                condition=~Q(attention="") & ~Q(adults_change=""), name="group_focus_says_what_adults_change"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("begins_on")), name="group_focus_looked_at_after_it_began"
            ),
        ]


class GroupFocusLook(Keyed, DomainModel):
    """Da: evaluering af gruppens fokuspunkt. What had changed on the agreed day, and the next day or the end."""

    focus = models.ForeignKey(GroupFocus, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed = models.TextField()
    next_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "focus", "idempotency_key"),
        PrivacyClass.STAFF: ("at", "by", "changed", "next_on"),
    }

    class Meta:
        ordering = ["at", "id"]
