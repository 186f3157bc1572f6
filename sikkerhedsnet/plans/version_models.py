"""How a plan stood on each date, and how much help it is on the municipality's own ladder."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass

from .states import LEVELS, Made


class PlanVersion(DomainModel):
    """Da: version af planen. The plan as it stood: goals, signs, steps with whose they are and when, coordinators, level and
    next date, as values of their own.

    Until the parents have said yes to it, it takes in what is changed; from then on the database itself lets nobody
    change it, and the next change is a new version.
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    made = models.CharField(max_length=10, choices=[(m, m) for m in Made])
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)
    content = models.JSONField()
    agreed_on = models.DateField(null=True)
    agreed_with = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "plan", "number", "made", "made_at"),
        PrivacyClass.STAFF: ("made_by_name",),
        PrivacyClass.SENSITIVE: ("content", "agreed_on", "agreed_with"),
    }
    redaction = {Piece.OPEN: ("content", "agreed_on", "agreed_with")}

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    @property
    def ended(self) -> bool:
        """The plan ended with it: there is nothing more to say yes to."""
        return not self.content["active"]


class LadderQuerySet(models.QuerySet["Ladder"]):
    """The municipality's own ladders."""

    def visible_to(self, actor: Actor) -> LadderQuerySet:
        return self.filter(municipality_id=actor.municipality_id)


class Ladder(Keyed, DomainModel):
    """Da: indsatstrappe. What the steps 0-3 are called and mean here, from a day on; one for each level, the lowest first."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    names = ArrayField(models.CharField(max_length=80), size=len(LEVELS))
    meanings = ArrayField(models.TextField(), size=len(LEVELS))
    written_by_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    objects = LadderQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "number", "from_on", "names", "meanings"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "written_at"),
        PrivacyClass.STAFF: ("written_by_name",),
    }

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="ladder_number_once")]


class PlanLevel(Keyed, DomainModel):
    """Da: trin på trappen. Up or down, by somebody, with the reason; `name` is what the level was called that day."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    because = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "plan", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("level", "name", "because"),
    }
    redaction = {Piece.OPEN: ("level", "name", "because")}

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=Q(level__in=LEVELS), name="plan_level_0_to_3")]
