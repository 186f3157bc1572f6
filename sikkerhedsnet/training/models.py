"""Courses, when they are held, who takes part, and the certificates that open a form."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.organisation.models import Employment, Place

from . import rules
from .states import Attendance, DateState, Source


class Course(Keyed, Versioned, Place):
    """Da: kursus. What colleagues can learn; one with a `certificate` opens the forms that ask for it.

    `months` is how long it lasts (nothing: for ever), `mark` what has to be checked before it is relied on, `functions`
    those it is meant for.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="courses")
    key = models.CharField(max_length=30)
    certificate = models.CharField(max_length=30, blank=True)
    months = models.PositiveSmallIntegerField(null=True)
    warn_weeks = models.PositiveSmallIntegerField(default=rules.WARN_WEEKS)
    mark = models.CharField(max_length=200, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    functions = models.JSONField(default=list)
    is_offered = models.BooleanField(default=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "key", "name", "sort_key", "certificate", "months", "warn_weeks", "mark", "provider",
            "note", "functions", "is_offered",
        ),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip

    class Meta(Place.Meta):
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="course_key_once"),
            models.CheckConstraint(condition=Q(months=None) | Q(months__gte=1), name="course_lasts_a_month"),
        ]


class CourseDate(Keyed, Versioned, DomainModel):
    """Da: kursusdato. When and where a course is held, for how many, and by whom."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="dates")
    on = models.DateField()
    begins_at = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    teacher = models.CharField(max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in DateState], default=DateState.PLANNED)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "course", "on", "begins_at", "place", "seats", "state"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: ("teacher", "changed_by_name"),
    }

    class Meta:
        ordering = ["on", "begins_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="course_has_a_seat")]
        indexes = [models.Index(fields=["course", "on"], name="course_date_by_day")]


class OfAColleague(models.QuerySet[Any]):
    """Rows about one employee: her own, those of whom one leads, and everybody's for those who keep or follow the register."""

    def visible_to(self, actor: Actor, today: date | None = None) -> OfAColleague:
        here = self.filter(user__municipality_id=actor.municipality_id)
        if actor.has(Permission.TRAINING_FOLLOW):
            return here
        staff = Employment.objects.on(today or clock.today()).filter(institution_id__in=actor.led_institution_ids)
        return here.filter(Q(user_id=actor.id) | Q(user_id__in=staff.values("user_id")))


class Participation(Keyed, DomainModel):
    """Da: tilmelding. One colleague's place on a course date, and whether she came."""

    date = models.ForeignKey(CourseDate, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="course_places")
    state = models.CharField(max_length=12, choices=[(a, a) for a in Attendance], default=Attendance.SIGNED_UP)
    signed_up_at = models.DateTimeField()
    signed_up_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfAColleague.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key"),
        PrivacyClass.STAFF: ("date", "user", "state", "signed_up_at", "signed_up_by"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["date", "user"], name="one_place_each")]


class CertificateQuerySet(OfAColleague):
    def standing(self, today: date) -> CertificateQuerySet:
        """Those that open something today: gained, not expired, not revoked (`rules.stands` in the database's words)."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gte=today),
            Q(revoked_on=None) | Q(revoked_on__gt=today),
            completed_on__lte=today,
        )


class Certificate(Keyed, Versioned, DomainModel):
    """Da: kursusbevis. One colleague has completed a course; it stands with her whatever post she holds.

    `by_rule`: the last day follows from the course's interval, and moves with it; one written on the paper itself stays.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="certificates")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="certificates")
    completed_on = models.DateField()
    expires_on = models.DateField(null=True)
    by_rule = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=[(s, s) for s in Source])
    revoked_on = models.DateField(null=True)
    revoked_why = models.TextField(blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CertificateQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: (
            "municipality", "user", "course", "completed_on", "expires_on", "by_rule", "source", "revoked_on",
            "revoked_why", "revoked_by", "changed_by_name",
        ),
    }  # fmt: skip

    class Meta:
        ordering = ["-completed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "completed_on"], condition=Q(revoked_on=None), name="certificate_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("completed_on")), name="certificate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoked_why=""), name="certificate_revoked_for_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["course", "user"], name="certificate_by_course")]
