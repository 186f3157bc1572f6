"""Who coordinates a plan, who keeps an eye out when it has ended, and when it was taken up again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint

from .states import Coordinating, Found, Outcome, RoleState, WatchState


class PlanRoleQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> PlanRoleQuerySet:
        """The roles of the plans this person may see."""
        from .models import Plan

        return self.filter(plan__in=Plan.objects.visible_to(actor))


class PlanRole(Keyed, Owed, DomainModel):
    """Da: tovholder for planen. Named, asked, and hers once she has said yes; until then the one before has it.

    `owner` is `person` for as long as she is asked or has it: that is what lets her see the plan. `due_on` is when she
    should have answered.
    """

    OPEN = (RoleState.ASKED,)

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=[(c, c) for c in Coordinating])
    state = models.CharField(max_length=10, choices=[(s, s) for s in RoleState], default=RoleState.ASKED)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = PlanRoleQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "plan", "state", "asked_at", "answered_at", "ended_at", *OWED_FIELDS,
        ),
        PrivacyClass.STAFF: ("role", "person", "asked_by"),
        PrivacyClass.SENSITIVE: ("note",),
    }  # fmt: skip
    redaction = {Piece.INTERNAL: ("note", "asked_by")}

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            owed_constraint("plan_role_owed", (RoleState.ASKED,)),
            models.UniqueConstraint(
                fields=["plan", "role"], condition=Q(state=RoleState.ASKED), name="role_asked_once"
            ),
            models.UniqueConstraint(fields=["plan", "role"], condition=Q(state=RoleState.HELD), name="role_held_once"),
        ]


class LookAgainQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> LookAgainQuerySet:
        """Who keeps an eye out, of the plans this person may see."""
        from .models import Plan

        return self.filter(plan__in=Plan.objects.visible_to(actor))


class LookAgain(Keyed, Owed, DomainModel):
    """Da: at holde øje. After a plan has ended one named person looks again by a date, and writes what she found."""

    OPEN = (WatchState.WATCHING,)

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="watches")
    state = models.CharField(max_length=10, choices=[(s, s) for s in WatchState], default=WatchState.WATCHING)
    look_for = models.TextField(blank=True)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    looked_on = models.DateField(null=True)
    found = models.CharField(max_length=10, choices=[(f, f) for f in Found], blank=True)
    note = models.TextField(blank=True)

    objects = LookAgainQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "plan", "state", "named_at", *OWED_FIELDS),
        PrivacyClass.STAFF: ("named_by",),
        PrivacyClass.SENSITIVE: ("look_for", "looked_on", "found", "note"),
    }
    redaction = {Piece.OPEN: ("look_for", "looked_on", "found", "note")}

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            owed_constraint("look_again_owed", (WatchState.WATCHING,)),
            models.UniqueConstraint(fields=["plan"], condition=Q(state=WatchState.WATCHING), name="one_watches_a_plan"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="watching"), name="look_again_due")]


class Reopening(Keyed, DomainModel):
    """Da: genåbning. Why a plan was taken up again, and how it had ended; `concern` is the new worry it came from."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="reopenings")
    because = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in Outcome])
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="+")

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "plan", "at", "ended_at", "concern"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("because", "outcome"),
    }
    redaction = {Piece.OPEN: ("because", "outcome")}

    class Meta:
        ordering = ["at", "id"]
