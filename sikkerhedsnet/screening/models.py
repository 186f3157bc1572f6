"""Rounds and wellbeing assessments (TOPI): own ratings, the joint one, and what the parents know."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import (
    OWED_FIELDS,
    Group,
    Institution,
    Owed,
    OwedQuerySet,
    owed_constraint,
)
from sikkerhedsnet.people.models import Child, Guardian
from sikkerhedsnet.web.hooks import hook

from .group_focus_models import GroupFocus, GroupFocusLook
from .notice_models import NoticeGiven, ParentsNotice
from .round_models import NotAssessed, NotAssessedQuerySet, RoundChoices, RoundPlan
from .states import KEPT_OPEN, OPEN, KeptState, Position, State, ToldHow

__all__ = [
    "AssessmentFollowUp", "AssessmentQuerySet", "AssessmentRound", "GroupFocus", "GroupFocusLook", "KeptQuerySet",
    "KeptRating", "NotAssessed", "NotAssessedQuerySet", "NoticeGiven", "OwnAssessment", "ParentsNotice", "ParentsTold",
    "RoundChoices", "RoundKept", "RoundPlan", "RoundQuerySet", "WellbeingAssessment",
]  # fmt: skip

POSITIONS = [(p, p) for p in Position]


class RoundQuerySet(models.QuerySet["AssessmentRound"]):
    def visible_to(self, actor: Actor) -> RoundQuerySet:
        """The rounds of the institutions where this person works; of the whole municipality for those who follow it."""
        if not actor.has(Permission.ROUND_SEE):
            return self.none()
        rounds = self.filter(municipality_id=actor.municipality_id)
        if any(not post.institution_id for post in actor.posts_with(Permission.ROUND_SEE)):
            return rounds
        there = AssessmentRound.institutions.through.objects.filter(
            institution_id__in=actor.institution_ids(Permission.ROUND_SEE)
        )
        return rounds.filter(pk__in=there.values("assessmentround_id"))


class AssessmentRound(Keyed, DomainModel):
    """Da: trivselsrunde. A period in which every child of some institutions is assessed."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=100)
    opens_on = models.DateField()
    closes_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty when the round opened by itself, after the municipality's plan."""
    opened_at = models.DateTimeField()
    reminded_soon_at = models.DateTimeField(null=True)
    reminded_last_at = models.DateTimeField(null=True)
    told_over_at = models.DateTimeField(null=True)
    institutions = models.ManyToManyField(Institution, related_name="rounds")

    objects = RoundQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "name", "opens_on", "closes_on", "institutions", "opened_at"),
        PrivacyClass.STAFF: ("opened_by",),
        PrivacyClass.TECHNICAL: ("idempotency_key", "reminded_soon_at", "reminded_last_at", "told_over_at"),
    }

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_closes_after_opening"),
        ]


class AssessmentQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> AssessmentQuerySet:
        """Assessments of the children this person works with, when the function reads assessments; what was made where
        the child goes no more is left there (`handover.staying`, lent by the composition root)."""
        if not actor.has(Permission.ASSESSMENT_SEE):
            return self.none()
        stays = hook("SIKKERHEDSNET_ASSESSMENTS_STAY")(actor)
        return self.filter(~stays, child__in=Child.objects.visible_to(actor))


class WellbeingAssessment(Keyed, Owed, DomainModel):
    """Da: trivselsvurdering. One child in one setting in one round (or at one visit); ends in a joint position."""

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assessments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="assessments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="assessments")
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, null=True, related_name="assessments")
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.OWN)
    raters_required = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=10, choices=POSITIONS, blank=True)
    comment = models.TextField(blank=True)
    what_works = models.TextField(blank=True)
    focus_point = models.TextField(blank=True)
    adults_change = models.TextField(blank=True)
    tell_parents_how = models.CharField(max_length=10, choices=[(t, t) for t in ToldHow], blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "state", "raters_required", "round", "institution", "group", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("settled_by",),
        PrivacyClass.SENSITIVE: (
            "position", "comment", "what_works", "focus_point", "adults_change", "tell_parents_how", "settled_on",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "child", "position", "comment", "what_works", "focus_point", "adults_change", "tell_parents_how", "settled_on",
        ),
        Piece.PLACE: ("round", "institution", "group"),
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "child", "institution"],
                condition=Q(round__isnull=False),
                name="one_assessment_per_round_and_setting",
            ),
            owed_constraint("assessment_owed", OPEN),
            models.CheckConstraint(
                condition=Q(settled_on=None) | (~Q(position="") & Q(settled_by__isnull=False)),
                name="assessment_settled_has_position",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WATCHED)
                | (Q(position__in=[Position.YELLOW, Position.RED]) & ~Q(focus_point="") & ~Q(tell_parents_how="")),
                name="watched_has_focus_point_and_parents",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="assessment_due"),
            models.Index(fields=["child", "settled_on"], name="assessment_by_child"),
        ]


class OwnAssessment(DomainModel):
    """Da: egen vurdering. One professional's rating made alone; a draft until `handed_in_at` is set."""

    assessment = models.ForeignKey(WellbeingAssessment, on_delete=models.PROTECT, related_name="own")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=10, choices=POSITIONS, blank=True)
    comment = models.TextField(blank=True)
    what_works = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "assessment", "saved_at", "handed_in_at"),
        PrivacyClass.STAFF: ("rater",),
        PrivacyClass.SENSITIVE: ("position", "comment", "what_works"),
    }
    redaction = {Piece.INTERNAL: ("rater", "saved_at", "position", "comment", "what_works")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "rater"], name="one_own_per_rater"),
            models.CheckConstraint(condition=Q(handed_in_at=None) | ~Q(position=""), name="handed_in_has_position"),
        ]


class KeptQuerySet(models.QuerySet["KeptRating"]):
    def visible_to(self, actor: Actor) -> KeptQuerySet:
        """The rater's own, as long as she works with the child; the leader decides without reading them."""
        return self.filter(rater_id=actor.id, assessment__in=WellbeingAssessment.objects.visible_to(actor))


class KeptRating(Versioned, DomainModel):
    """Da: eftersendt vurdering. A rating that was kept on a device without a network, by the key the device gave it.

    What was put in at once keeps no words here; what could not be keeps them until somebody has decided. It is part of
    the assessment, which has an owner and a date.
    """

    key = models.UUIDField(unique=True)
    assessment = models.ForeignKey(WellbeingAssessment, on_delete=models.PROTECT, related_name="kept")
    rater = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s) for s in KeptState])
    position = models.CharField(max_length=10, choices=POSITIONS, blank=True)
    comment = models.TextField(blank=True)
    what_works = models.TextField(blank=True)
    hand_in = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()
    why = models.TextField(blank=True)

    objects = KeptQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "key", "assessment", "state", "hand_in", "written_at", "received_at",
            "version", "changed_at", "changed_by_name",
        ),
        PrivacyClass.STAFF: ("rater",),
        PrivacyClass.SENSITIVE: ("position", "comment", "what_works", "why"),
    }  # fmt: skip
    redaction = {Piece.INTERNAL: ("rater", "written_at", "position", "comment", "what_works", "why")}

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [models.Index(fields=["rater"], condition=Q(state__in=KEPT_OPEN), name="kept_rating_open")]


class ParentsTold(Keyed, DomainModel):
    """Da: forældrene er orienteret. Proof that the parents know: when, how, by whom, and what they said."""

    assessment = models.ForeignKey(WellbeingAssessment, on_delete=models.PROTECT, related_name="told")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    told_on = models.DateField()
    how = models.CharField(max_length=10, choices=[(t, t) for t in ToldHow])
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    parents_said = models.TextField(blank=True)
    recorded_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "assessment", "idempotency_key", "recorded_at"),
        PrivacyClass.IDENTITY: ("guardian",),
        PrivacyClass.STAFF: ("told_by",),
        PrivacyClass.WELLBEING: ("told_on", "how", "parents_said"),
    }
    redaction = {
        Piece.OPEN: ("guardian", "told_on", "how"),
        Piece.WORDS: ("parents_said",),
    }

    class Meta:
        ordering = ["told_on", "id"]


class AssessmentFollowUp(Keyed, DomainModel):
    """Da: opfølgning på en gul eller rød position. What was seen on the agreed date, and the next date or the end."""

    assessment = models.ForeignKey(WellbeingAssessment, on_delete=models.PROTECT, related_name="follow_ups")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen = models.TextField()
    next_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "assessment", "idempotency_key", "at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("seen", "next_on"),
    }
    redaction = {Piece.OPEN: ("seen", "next_on")}

    class Meta:
        ordering = ["at", "id"]


class RoundKept(DomainModel):
    """Da: rundens tal efter sletning. What a round's figures said in one institution when the first of its assessments
    was erased, and how many have gone since with which position; numbers alone, no child."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="kept")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    enrolled = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    settled = models.PositiveIntegerField()
    erased = models.PositiveIntegerField(default=0)
    green = models.PositiveIntegerField(default=0)
    yellow = models.PositiveIntegerField(default=0)
    red = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=dict)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "round", "institution"),
        PrivacyClass.TECHNICAL: ("enrolled", "rated", "settled", "erased", "green", "yellow", "red", "reasons"),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "institution"], name="round_kept_once")]
