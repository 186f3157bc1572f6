"""Versions of forms, what was answered on them, and what must follow an answer."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian

from .definition import Definition
from .policy import functions_of
from .reading import read
from .states import OPEN, Answered, Do, FollowState, VersionState


class FormVersion(Keyed, Versioned, DomainModel):
    """Da: skemaudgave. One version of a form as text: a municipality's own, or a shipped one that somebody has answered.

    An approved version is never changed; what was answered on it is always shown with it.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="forms")
    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    in_force_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in VersionState], default=VersionState.DRAFT)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "key", "number", "in_force_on", "state", "text", "decision"),
        PrivacyClass.STAFF: ("prepared_by", "prepared_at", "decided_by", "decided_at"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "digest", "version", "changed_at", "changed_by_name"),
    }

    class Meta:
        ordering = ["key", "-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "key", "number"],
                condition=Q(municipality__isnull=False),
                name="own_form_number",
            ),
            models.UniqueConstraint(
                fields=["key", "number", "digest"], condition=Q(municipality__isnull=True), name="shipped_form_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.APPROVED)
                | Q(municipality__isnull=True)
                | (Q(decided_by__isnull=False) & Q(prepared_by__isnull=False) & ~Q(decided_by=F("prepared_by"))),
                name="own_form_approved_by_a_second",
            ),
        ]

    @property
    def definition(self) -> Definition:
        """The form the text says; only checked texts are stored as proposed or approved."""
        return read(self.text)


class ResponseQuerySet(models.QuerySet["Response"]):
    """Answers to forms."""

    def visible_to(self, actor: Actor) -> ResponseQuerySet:
        """Those about children this person works with, on forms whose answers are for her function; never through
        broken glass."""
        if not actor.has(Permission.INSTRUMENT_SEE):
            return self.none()
        mine = sorted(functions_of(actor))
        return self.filter(child__in=Child.objects.worked_with(actor), seen_by__overlap=mine)

    def standing(self) -> ResponseQuerySet:
        """Those that have not been corrected."""
        return self.filter(corrected_by=None)


class Response(Keyed, DomainModel):
    """Da: besvarelse. What was answered on one version of a form; never overwritten: a correction is a new row.

    `guardian` is the parent it is about (EPDS): it is no paper of the other parent's. `seen_by` is copied from the form, so
    that the database knows which functions may read it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="responses")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    form = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="responses")
    instrument = models.CharField(max_length=40)
    seen_by = ArrayField(models.CharField(max_length=40))
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    informant = models.CharField(max_length=30, choices=[(a, a) for a in Answered])
    answered_on = models.DateField()
    answers = models.JSONField()
    score = models.IntegerField(null=True)
    band = models.CharField(max_length=40, blank=True)
    positive = models.BooleanField(default=False)
    norm = models.CharField(max_length=40, blank=True)
    described = models.TextField(blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    why_corrected = models.TextField(blank=True)

    objects = ResponseQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "form", "instrument", "seen_by", "entered_at", "corrects"),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: ("institution", "entered_by"),
        PrivacyClass.SENSITIVE: (
            "informant", "answered_on", "answers", "score", "band", "positive", "norm", "described", "why_corrected",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "child",
            "guardian",
            "informant",
            "answered_on",
            "band",
            "positive",
            "norm",
            "described",
            "answers",
        ),
        Piece.PLACE: ("institution",),
        Piece.INTERNAL: ("score", "why_corrected"),
    }

    class Meta:
        ordering = ["answered_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(why_corrected=""), name="response_correction_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["child", "instrument", "answered_on"], name="response_by_child")]


class FollowUpQuerySet(OwedQuerySet):
    """What must follow answers."""

    def visible_to(self, actor: Actor) -> FollowUpQuerySet:
        return self.filter(response__in=Response.objects.visible_to(actor))


class FollowUp(Owed, DomainModel):
    """Da: det, der skal følge af et svar. Observed again, or acted on, with a responsible person and a last day."""

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="follow_ups_of_answers")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="follow_ups")
    key = models.CharField(max_length=40)
    do = models.CharField(max_length=20, choices=[(d, d) for d in Do])
    earliest_on = models.DateField()
    asked_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in FollowState], default=FollowState.OPEN)
    repeated_by = models.ForeignKey(Response, on_delete=models.PROTECT, null=True, related_name="repeats")
    action = models.TextField(blank=True)
    steps = ArrayField(models.CharField(max_length=300), default=list)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = FollowUpQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "response", "key", "do", "state", "repeated_by", *OWED_FIELDS),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("ended_by",),
        PrivacyClass.SENSITIVE: ("earliest_on", "asked_on", "action", "steps", "ended_on"),
    }
    redaction = {
        Piece.OPEN: ("child", "earliest_on", "asked_on", "steps", "ended_on"),
        Piece.INTERNAL: ("action",),
    }

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["response", "key"], name="one_follow_up_of_a_kind"),
            owed_constraint("follow_up_owed", OPEN),
            models.CheckConstraint(
                condition=~Q(state=FollowState.ACTED) | ~Q(action=""), name="acted_says_what_was_done"
            ),
            models.CheckConstraint(
                condition=~Q(state=FollowState.REPEATED) | Q(repeated_by__isnull=False), name="repeated_points_at_it"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="follow_up_due"),
            models.Index(fields=["child"], name="follow_up_by_child"),
        ]

    @property
    def institution(self) -> Institution | None:
        """The service that made the answer; whoever is told of a passed date is found from it."""
        return self.response.institution
