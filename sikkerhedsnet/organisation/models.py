"""District, institution, group, employment and team: where people work, from when to when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.privacy import PrivacyClass

from .kinds import ONE_RATER, InstitutionKind


class Place(DomainModel):
    """Anything with a name that is listed in Danish order."""

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C", editable=False)

    class Meta:
        abstract = True
        ordering = ["sort_key", "id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = danish_sort_key(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class District(Place):
    """Da: børnedistrikt. One school, its day care and a fixed team."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="districts")
    code = models.CharField(max_length=20)

    privacy = {PrivacyClass.PUBLIC: ("id", "municipality", "code", "name", "sort_key")}

    class Meta(Place.Meta):
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="district_code_once")]


class Institution(Place):
    """Da: institution. The day care, school or service; its name may give a protected address away."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="institutions")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="institutions")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=30, choices=[(k, k) for k in InstitutionKind])
    phone = models.CharField(max_length=30, blank=True)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "district", "code", "name", "sort_key", "kind", "phone"),
    }

    class Meta(Place.Meta):
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="institution_code_once")]

    @property
    def one_rater(self) -> bool:
        """Childminders and health visitors rate alone; everywhere else two colleagues do."""
        return self.kind in ONE_RATER


class Group(Place):
    """Da: stue eller klasse."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="groups")

    privacy = {PrivacyClass.PUBLIC: ("id", "institution", "name", "sort_key")}

    class Meta(Place.Meta):
        constraints = [models.UniqueConstraint(fields=["institution", "name"], name="group_name_once")]


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that are true from `start_on` to and with `end_on`."""

    def on(self, day: date) -> DatedQuerySet:
        return self.filter(Q(end_on=None) | Q(end_on__gte=day), start_on__lte=day)


class Dated(models.Model):
    """A fact with a first and a last day (both included; no last day: until further notice)."""

    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Employment(Dated, DomainModel):
    """Da: ansættelse. A person works in a function, in an institution or a district; access ends with it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="employments")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="employments")
    function = models.CharField(max_length=40, choices=[(f, f) for f in Function])
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="employments")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="employments")
    external_id = models.CharField(max_length=60, blank=True)

    privacy = {
        PrivacyClass.STAFF: (
            "id", "user", "municipality", "function", "institution", "district", "start_on", "end_on", "external_id",
        )
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="employment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["municipality", "external_id", "function"],
                condition=~Q(external_id=""),
                name="employment_external_once",
            ),
        ]
        indexes = [models.Index(fields=["function", "district"], name="employment_function")]


class GroupAssignment(Dated, DomainModel):
    """Da: tilknytning til stue eller klasse. Who is responsible for rating the group."""

    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="assignments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="assignments")

    privacy = {PrivacyClass.STAFF: ("id", "employment", "group", "start_on", "end_on")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employment", "group", "start_on"], name="assignment_once"),
        ]


class DistrictTeamMember(Dated, DomainModel):
    """Da: medlem af distriktsteamet."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="team")
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="teams")

    privacy = {PrivacyClass.STAFF: ("id", "district", "employment", "start_on", "end_on")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "employment", "start_on"], name="team_member_once"),
        ]


class AbsenceQuerySet(DatedQuerySet):
    """Absences that have not been called off or ended early."""

    def standing(self) -> AbsenceQuerySet:
        return self.filter(ended_at=None)


class Absence(Keyed, Versioned, DomainModel):
    """Da: fravær. From when to when an employee is away, and which colleague covers; access ends with the last day.

    Why somebody is away is not asked and not kept. `note` is for the one who covers.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="absences")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="covers")
    start_on = models.DateField()
    end_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: (
            "municipality", "user", "cover", "start_on", "end_on", "note", "registered_by", "registered_at", "ended_at",
            "changed_by_name",
        ),
    }  # fmt: skip

    class Meta:
        ordering = ["start_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(end_on__gte=F("start_on")), name="absence_days_run_forward"),
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("user")), name="nobody_covers_herself"),
        ]
        indexes = [models.Index(fields=["municipality", "end_on"], name="absence_by_municipality")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.start_on}-{self.end_on}"


class OwedQuerySet(models.QuerySet[Any]):
    """Rows that somebody owes something on."""

    def open(self) -> OwedQuerySet:
        return self.filter(state__in=self.model.OPEN)

    def overdue(self, day: date) -> OwedQuerySet:
        return self.open().filter(due_on__lt=day)


class Owed(Versioned):
    """An open thing about a child: one responsible person, one next date, and who was told when the date passed.

    A subclass has a `state` and an `OwedQuerySet`, names its open states in `OPEN`, and adds `owed_constraint(...)`.
    """

    OPEN: tuple[str, ...] = ()

    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


OWED_FIELDS = ("owner", "due_on", "escalated_at", "escalated_to", "version", "changed_at", "changed_by_name")


def owed_constraint(name: str, open_states: tuple[str, ...]) -> models.CheckConstraint:
    """The database's own promise: a row in an open state has an owner and a date."""
    return models.CheckConstraint(
        condition=~Q(state__in=open_states) | (Q(owner__isnull=False) & Q(due_on__isnull=False)), name=name
    )
