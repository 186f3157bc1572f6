"""A notification (underretning): written beside a worry, sent once to a family adviser, received by name."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian, own_family

from .states import NOTIFICATION_OPEN, ContactHow, NotificationState

TEXTS = ("worry", "other_knowledge", "efforts")


def writers_of(actor: Actor) -> Q:
    """Of the worries within reach, those a notification of which is this person's to write: the sender's, the adviser's,
    and the leader's who leads the place it came from; of a suspicion only a leader who was told, while she works with the
    child."""
    named = Q(raised_by_id=actor.id) | Q(owner_id=actor.id)
    told = Q(leader_told_id=actor.id, child__in=Child.objects.visible_to(actor))
    return named | told | Q(suspicion=False, institution_id__in=actor.led_institution_ids)


class NotificationQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> NotificationQuerySet:
        """For those who may write it, for the family adviser it was sent to, and for whoever was told of a passed date;
        never about one's own family."""
        worries = apps.get_model("concerns", "Concern").objects.visible_to(actor).filter(writers_of(actor))
        own = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id) | Q(concern_id__in=worries.values("pk"))
        found = self.filter(own, child__municipality_id=actor.municipality_id)
        return found.exclude(child_id__in=own_family(actor))


class Notification(Keyed, Owed, DomainModel):
    """Da: underretning. What the family department is told of a child (barnets lov § 133); sent, it never changes.

    The parents' addresses are not copied here: each reader is shown what she may see of them on the day she reads.
    """

    OPEN = NOTIFICATION_OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="notifications")
    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="notifications")
    state = models.CharField(
        max_length=12, choices=[(s, s) for s in NotificationState], default=NotificationState.DRAFT
    )
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    relation = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    interpreter = models.BooleanField(default=False)
    language = models.CharField(max_length=60, blank=True)
    worry = models.TextField(blank=True)
    other_knowledge = models.TextField(blank=True)
    efforts = models.TextField(blank=True)
    gone_through_on = models.DateField(null=True)
    gone_through_how = models.CharField(max_length=12, choices=[(c, c) for c in ContactHow], blank=True)
    not_gone_through = models.TextField(blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    dropped_because = models.TextField(blank=True)

    objects = NotificationQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "concern", "place", "begun_at", "sent_at", "acknowledged_at", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child", "language"),
        PrivacyClass.STAFF: ("begun_by", "sent_by", "acknowledged_by"),
        PrivacyClass.SENSITIVE: (
            "state", "relation", "interpreter", *TEXTS, "gone_through_on", "gone_through_how", "not_gone_through",
            "dropped_because",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "state", "language", "interpreter", *TEXTS, "gone_through_on", "gone_through_how"),
        Piece.PLACE: ("place",),
        Piece.SENDER: ("begun_by", "sent_by", "relation"),
        Piece.INTERNAL: ("not_gone_through", "dropped_because"),
    }

    class Meta:
        constraints = [
            owed_constraint("notification_owed", NOTIFICATION_OPEN),
            models.UniqueConstraint(
                fields=["concern"], condition=Q(state=NotificationState.DRAFT), name="one_draft_of_a_notification"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NotificationState.DRAFT, NotificationState.DROPPED])
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(worry="")),
                name="notification_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=NotificationState.ACKNOWLEDGED)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="notification_received_by_name",
            ),
        ]
        indexes = [
            models.Index(fields=["child"], name="notification_by_child"),
            models.Index(fields=["owner"], condition=Q(state__in=NOTIFICATION_OPEN), name="notification_owner"),
        ]


class NotificationTalk(DomainModel):
    """Da: kontakt med en forælder om underretningen. When one parent was spoken with, and how they took it."""

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="talks")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(null=True)
    reaction = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "notification"),
        PrivacyClass.IDENTITY: ("guardian",),
        PrivacyClass.SENSITIVE: ("on", "reaction"),
    }
    redaction = {
        Piece.OPEN: ("guardian", "on"),
        Piece.WORDS: ("reaction",),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["notification", "guardian"], name="one_talk_with_each_parent"),
        ]
