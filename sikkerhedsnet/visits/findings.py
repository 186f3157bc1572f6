"""What was seen, measured and decided at a visit: coded, one fact a row, corrected by a mark and never by deletion."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child, Guardian

from .standard import Level, standard
from .states import Absent, HelpState


def in_the_journal(actor: Actor) -> Q:
    """The children whose health journal this person keeps: worked with for a lasting reason, never by broken glass."""
    if not actor.has(Permission.VISIT_SEE):
        return Q(pk__in=[])
    return Q(child__in=Child.objects.worked_with(actor))


class FindingQuerySet(models.QuerySet[Any]):
    """Coded facts."""

    def visible_to(self, actor: Actor) -> FindingQuerySet:
        return self.filter(in_the_journal(actor))

    def right(self) -> FindingQuerySet:
        """Those nobody has marked as wrong."""
        return self.filter(wrong_at=None)


FINDING = ("id", "uid", "visit", "recorded_at", "wrong_at")
FINDING_STAFF = ("recorded_by", "wrong_by")


class Finding(models.Model):
    """One coded fact about the child or one named parent; `at` is the time of the contact.

    A fact about a parent hangs on the visit as well, though the national delivery never says so.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="%(class)ss")
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, null=True, related_name="%(class)ss")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    wrong_at = models.DateTimeField(null=True)
    wrong_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    wrong_because = models.TextField(blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        abstract = True


class IndicatorObservation(Finding, DomainModel):
    """Da: indikator. One of the 14, with a value out of its own list or the reason why there is none."""

    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    indicator = models.CharField(max_length=40)
    value = models.CharField(max_length=36, blank=True)
    absent = models.CharField(max_length=20, choices=[(a, a) for a in Absent], blank=True)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: FINDING,
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: FINDING_STAFF,
        PrivacyClass.SENSITIVE: ("indicator", "value", "absent", "at", "wrong_because"),
    }
    redaction = {
        Piece.OPEN: ("child",),
        Piece.PARENT: ("guardian", "indicator", "value", "absent", "at", "wrong_because"),
    }

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(value="") & Q(absent="")) | (Q(value="") & ~Q(absent="")),
                name="indicator_value_or_reason",
            ),
            models.UniqueConstraint(
                fields=["visit", "indicator", "guardian"],
                condition=Q(wrong_at=None, visit__isnull=False),
                nulls_distinct=False,
                name="indicator_once_per_visit",
            ),
        ]
        indexes = [models.Index(fields=["child", "at"], name="indicator_by_child")]

    @property
    def level(self) -> Level | None:
        """How the value is read; None without a value."""
        values = standard().indicators[self.indicator].values
        return next((value.level for value in values if value.code == self.value), None)


class GrowthMeasurement(Finding, DomainModel):
    """Da: måling. A number with the unit it was read in; grams and kilograms are never guessed from each other."""

    kind = models.CharField(max_length=10)
    value = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    unit = models.CharField(max_length=4)
    how = models.CharField(max_length=10, blank=True)
    absent = models.CharField(max_length=20, choices=[(a, a) for a in Absent], blank=True)
    seen_as_unusual = models.BooleanField(default=False)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: FINDING,
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: FINDING_STAFF,
        PrivacyClass.SENSITIVE: ("kind", "value", "unit", "how", "absent", "seen_as_unusual", "at", "wrong_because"),
    }
    redaction = {
        Piece.OPEN: ("child", "kind", "value", "unit", "how", "absent", "seen_as_unusual", "at", "wrong_because")
    }

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, absent="") | (Q(value=None) & ~Q(absent="")),
                name="growth_value_or_reason",
            ),
            models.UniqueConstraint(
                fields=["visit", "kind"],
                condition=Q(wrong_at=None, visit__isnull=False),
                name="measured_once_per_visit",
            ),
        ]
        indexes = [models.Index(fields=["child", "kind", "at"], name="growth_by_child")]


class FeedingObservation(Finding, DomainModel):
    """Da: ernæring. What the child is fed on a day (`at`), or a period in which a method was used (`from_on`, `to_on`)."""

    value = models.CharField(max_length=30, blank=True)
    absent = models.CharField(max_length=20, choices=[(a, a) for a in Absent], blank=True)
    at = models.DateTimeField(null=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: FINDING,
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: FINDING_STAFF,
        PrivacyClass.SENSITIVE: ("value", "absent", "at", "from_on", "to_on", "wrong_because"),
    }
    redaction = {Piece.OPEN: ("child", "value", "absent", "at", "from_on", "to_on", "wrong_because")}

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(value="") & Q(absent="")) | (Q(value="") & ~Q(absent="")), name="feeding_value_or_reason"
            ),
            models.CheckConstraint(
                condition=Q(at__isnull=False, from_on=None, to_on=None) | Q(at=None, from_on__isnull=False),
                name="feeding_on_a_day_or_a_period",
            ),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="feeding_ends_later"),
        ]


class ExamFinding(Finding, DomainModel):
    """Da: undersøgelsesfund. A code out of the national list, only when something is unusual; about child or parent."""

    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=36)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: FINDING,
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: FINDING_STAFF,
        PrivacyClass.SENSITIVE: ("code", "at", "wrong_because"),
    }
    redaction = {Piece.OPEN: ("child",), Piece.PARENT: ("guardian", "code", "at", "wrong_because")}

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "code", "guardian"],
                condition=Q(wrong_at=None, visit__isnull=False),
                nulls_distinct=False,
                name="exam_finding_once_per_visit",
            ),
        ]


class Intervention(Keyed, Finding, DomainModel):
    """Da: behovsindsats. Help beyond the standard programme: what, why, from when to when, for the child or one parent."""

    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=36)
    reasons = ArrayField(models.CharField(max_length=36), default=list)
    state = models.CharField(max_length=10, choices=[(s, s) for s in HelpState], default=HelpState.ACTIVE)
    activity = models.CharField(max_length=20, blank=True)
    start_on = models.DateField()
    end_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("idempotency_key", *FINDING),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: FINDING_STAFF,
        PrivacyClass.SENSITIVE: ("code", "reasons", "state", "activity", "start_on", "end_on", "wrong_because"),
    }
    redaction = {
        Piece.OPEN: ("child",),
        Piece.PARENT: ("guardian", "code", "reasons", "state", "activity", "start_on", "end_on", "wrong_because"),
    }

    class Meta:
        ordering = ["start_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="help_ends_later"),
        ]
        indexes = [models.Index(fields=["child", "state"], name="help_by_child")]
