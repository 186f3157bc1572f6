"""A professional's worry about a child, and the answer it got."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import (
    OWED_FIELDS,
    District,
    Institution,
    Owed,
    OwedQuerySet,
    owed_constraint,
)
from sikkerhedsnet.people.models import Child, Guardian, own_family
from sikkerhedsnet.screening.models import WellbeingAssessment

from .following_models import ConcernSettings, EarlierRead, StallTold
from .level_models import ConcernRating, LevelScale, LevelScaleQuerySet, LevelText, StageTurn
from .notification_models import Notification, NotificationQuerySet, NotificationTalk, writers_of
from .states import GUARDED, OPEN, CloseReason, ContactHow, ParentsKnow, Stage, State

__all__ = [
    "Concern", "ConcernQuerySet", "ConcernRating", "ConcernSettings", "EarlierRead", "LevelScale", "LevelScaleQuerySet",
    "LevelText", "Notification", "NotificationQuerySet", "NotificationTalk", "Notifier", "NotifierQuerySet",
    "ParentContact", "StageTurn", "StallTold", "writers_of",
]  # fmt: skip


class ConcernQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> ConcernQuerySet:
        """Concerns about the children this person works with, and those that are her own to answer for.

        A suspicion is seen by its sender, its adviser, the one it is offered to, the one told of a passed date and the
        leader who was told of it (while she works with the child) alone; nobody sees a concern about her own family.
        """
        own = Q(raised_by_id=actor.id) | Q(owner_id=actor.id) | Q(offered_to_id=actor.id) | Q(escalated_to_id=actor.id)
        own |= Q(leader_told_id=actor.id, child__in=Child.objects.visible_to(actor))
        if actor.has(Permission.CONCERN_SEE):
            own |= Q(child__in=Child.objects.visible_to(actor), suspicion=False)
        return self.filter(own, child__municipality_id=actor.municipality_id).exclude(child_id__in=own_family(actor))


class Concern(Keyed, Owed, DomainModel):
    """Da: bekymring. Starts local cooperation; not a legal act. Sent = received = answered."""

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="concerns")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="concerns")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="concerns")
    assessment = models.ForeignKey(WellbeingAssessment, on_delete=models.PROTECT, null=True, related_name="concerns")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="concerns_raised")
    raised_at = models.DateTimeField()
    signs = ArrayField(models.CharField(max_length=60), default=list)
    observation = models.TextField()
    tried = models.TextField(blank=True)
    works = models.TextField(blank=True)
    parents_know = models.CharField(max_length=10, choices=[(p, p) for p in ParentsKnow])
    parents_know_note = models.TextField(blank=True)
    suspicion = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=[(s, s) for s in Stage], blank=True)
    leader_told = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=[(s, s) for s in State], default=State.RAISED)
    answer_due_on = models.DateField()
    taken_at = models.DateTimeField(null=True)
    offered_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    offered_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, choices=[(c, c) for c in CloseReason], blank=True)
    answer = models.TextField(blank=True)

    objects = ConcernQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "state", "district", "institution", "assessment", "raised_at", "answer_due_on",
            "taken_at", "closed_at", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("raised_by", "offered_to", "leader_told"),
        PrivacyClass.SENSITIVE: (
            "signs", "observation", "tried", "works", "parents_know", "parents_know_note", "suspicion",
            "stage", "offered_note", "close_reason", "answer",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "child", "signs", "observation", "tried", "works", "parents_know", "stage", "close_reason", "answer",
        ),
        Piece.PLACE: ("institution", "district"),
        Piece.SENDER: ("raised_by",),
        Piece.WORDS: ("parents_know_note",),
        Piece.INTERNAL: ("offered_to", "offered_note"),
        Piece.SUSPICION: ("suspicion", "leader_told"),
    }  # fmt: skip

    class Meta:
        constraints = [
            owed_constraint("concern_owed", OPEN),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(close_reason="") & Q(closed_at__isnull=False)),
                name="concern_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(suspicion=False) | Q(parents_know=ParentsKnow.MUST_NOT), name="suspicion_not_told"
            ),
            models.CheckConstraint(
                condition=Q(stage="")
                | Q(suspicion=True, stage__in=GUARDED)
                | (Q(suspicion=False) & ~Q(stage__in=GUARDED)),
                name="stage_and_suspicion_agree",
            ),
            models.CheckConstraint(
                condition=Q(suspicion=True) | Q(leader_told__isnull=True), name="leader_told_of_a_suspicion"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="concern_due"),
            models.Index(fields=["owner"], condition=Q(state__in=OPEN), name="concern_owner"),
            models.Index(fields=["child"], name="concern_by_child"),
        ]

    @property
    def suspicion_id(self) -> int | None:
        """The concern's number when it is a suspicion, so that what it gives access to is kept quiet."""
        return self.pk if self.suspicion else None


class ParentContact(Keyed, DomainModel):
    """Da: kontakt med forældrene. When the adviser spoke with them, how, and what they said.

    `guardian` is the one who was spoken with alone; `private` keeps what was said from the other parent whatever happens.
    """

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="contacts")
    on = models.DateField()
    how = models.CharField(max_length=12, choices=[(c, c) for c in ContactHow])
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    private = models.BooleanField(default=False)
    said = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "concern", "idempotency_key", "recorded_at"),
        PrivacyClass.IDENTITY: ("guardian",),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("on", "how", "private", "said"),
    }
    redaction = {
        Piece.OPEN: ("on", "how", "guardian", "private"),
        Piece.WORDS: ("said",),
    }

    class Meta:
        ordering = ["on", "id"]


class NotifierQuerySet(models.QuerySet["Notifier"]):
    """Who told."""

    def visible_to(self, actor: Actor) -> NotifierQuerySet:
        """For the adviser who has the concern, the one told of a passed date, and the leader of the child's place."""
        received = Q(concern__owner_id=actor.id) | Q(concern__escalated_to_id=actor.id)
        led = Q(concern__institution_id__in=actor.led_institution_ids)
        return self.filter(received | led, concern__in=Concern.objects.visible_to(actor))


class Notifier(DomainModel):
    """Da: den, der har henvendt sig. A neighbour or a relative whom the sender writes for; without a name when none was given.

    A table of its own, so that neither the sender's colleagues nor any paper for the family comes near the name.
    """

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="notifier")
    name = models.CharField(max_length=200, blank=True)
    tie = models.CharField(max_length=100, blank=True)
    reach = models.CharField(max_length=200, blank=True)

    objects = NotifierQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "concern"),
        PrivacyClass.NOTIFIER: ("name", "tie", "reach"),
    }
