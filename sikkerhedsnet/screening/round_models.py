"""How often a kind of institution has rounds, the municipality's own choices about them, and why a child is left out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian

from .cadence import Window, windows_from
from .states import NOT_ENDED, NOT_OPEN, NotState, Reason


class RoundPlan(Versioned, DomainModel):
    """Da: rundeplan. How many rounds a year a kind of institution has and when; opens nothing before it is decided."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="round_plans")
    kind = models.CharField(max_length=30, choices=[(k, k) for k in InstitutionKind])
    windows = models.JSONField()
    """One to four windows, each the first and the last day as ["MM-DD", "MM-DD"]."""
    reminder_days = models.PositiveSmallIntegerField(default=7)
    raters = models.PositiveSmallIntegerField(null=True)
    """How many rate alone before they talk; empty for as many as the municipality asks elsewhere."""
    from_months = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "kind", "windows", "reminder_days", "raters", "from_months", "source", "decided_on",
            "reason",
        ),
        PrivacyClass.STAFF: ("decided_by", "changed_by_name"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
    }  # fmt: skip

    @property
    def periods(self) -> tuple[Window, ...]:
        """The windows, the first of the year first."""
        return windows_from(self.windows)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind"], name="round_plan_once"),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_by__isnull=False), name="round_plan_decided_by_somebody"
            ),
            models.CheckConstraint(condition=Q(raters=None) | Q(raters__gte=1), name="round_plan_somebody_rates"),
        ]


class RoundChoices(Versioned, DomainModel):
    """Da: kommunens valg om runder. A municipality without a row has the strictest defaults."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="round_choices")
    fewest = models.PositiveSmallIntegerField(default=5)
    """The smallest number of children an overview without persons shows."""
    objection_respected = models.BooleanField(default=True)
    """Whether the parents' objection holds until the leader has decided."""
    new_weeks = models.PositiveSmallIntegerField(default=4)
    """For how many weeks "newly started" is a reason."""

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "fewest", "objection_respected", "new_weeks"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fewest__gte=3), name="overview_shows_three_at_least"),
        ]


class NotAssessedQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> NotAssessedQuerySet:
        """Those about the children this person works with, when the function reads assessments."""
        if not actor.has(Permission.ASSESSMENT_SEE):
            return self.none()
        return self.filter(child__in=Child.objects.visible_to(actor))

    def standing(self) -> NotAssessedQuerySet:
        """Those that nobody has taken back or decided against."""
        return self.exclude(state__in=NOT_ENDED)

    def holding(self) -> NotAssessedQuerySet:
        """Those because of which a child is not assessed now."""
        return self.standing().filter(holds=True)


class NotAssessed(Keyed, Owed, DomainModel):
    """Da: ikke vurderet. Why one child is not assessed in one round; an objection waits for the leader's decision.

    The duty to follow children's wellbeing in day care does not rest on consent (Datatilsynet 21 November 2019,
    Hvidovre; dagtilbudsloven § 1, stk. 1, databeskyttelsesloven § 7, stk. 4; bør kontrolleres), so an objection is
    recorded and talked about, and the leader decides and writes why.
    """

    OPEN = NOT_OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="not_assessed")
    assessment = models.ForeignKey(
        "screening.WellbeingAssessment", on_delete=models.PROTECT, related_name="not_assessed"
    )
    state = models.CharField(max_length=10, choices=[(s, s) for s in NotState])
    holds = models.BooleanField()
    reason = models.CharField(max_length=10, choices=[(r, r) for r in Reason])
    words = models.TextField(blank=True)
    said_on = models.DateField(null=True)
    said_by = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    back_at = models.DateTimeField(null=True)

    objects = NotAssessedQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "assessment", "state", "holds", "recorded_at", "back_at", *OWED_FIELDS),
        PrivacyClass.IDENTITY: ("child", "said_by"),
        PrivacyClass.STAFF: ("recorded_by", "decided_by", "back_by"),
        PrivacyClass.SENSITIVE: ("reason", "words", "said_on", "decision", "decided_at"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "reason", "decision", "decided_at", "said_on", "said_by"),
        Piece.WORDS: ("words",),
    }

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            owed_constraint("not_assessed_owed", NOT_OPEN),
            models.UniqueConstraint(
                fields=["assessment"], condition=~Q(state__in=NOT_ENDED), name="one_reason_per_assessment"
            ),
            models.CheckConstraint(
                condition=Q(holds=False) | ~Q(state__in=NOT_ENDED), name="an_ended_reason_holds_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.OBJECTION) | Q(said_on__isnull=False), name="objection_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | (Q(decided_by__isnull=False) & ~Q(decision="")),
                name="objection_decided_with_words",
            ),
            models.CheckConstraint(condition=~Q(reason=Reason.OTHER) | ~Q(words=""), name="other_reason_has_words"),
        ]

    @property
    def institution(self) -> Institution:
        """Where the child would have been assessed."""
        return self.assessment.institution
