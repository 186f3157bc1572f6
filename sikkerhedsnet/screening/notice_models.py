"""What parents are told of the ratings before and while they are made: the municipality's own text, and who was given it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child, Guardian

from .states import GivenHow, NoticeState

NOTICE_TEXTS = ("purpose", "basis", "who_sees", "kept", "rights")


class ParentsNotice(Keyed, Versioned, DomainModel):
    """Da: oplysning til forældrene. One version of the text (GDPR articles 13 and 14); once approved it never changes."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="parents_notices")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in NoticeState], default=NoticeState.DRAFT)
    purpose = models.TextField()
    basis = models.TextField()
    who_sees = models.TextField()
    kept = models.TextField()
    rights = models.TextField()
    from_on = models.DateField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "number", "state", *NOTICE_TEXTS, "from_on"),
        PrivacyClass.STAFF: ("written_by", "written_at", "approved_by", "approved_at", "changed_by_name"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
    }

    class Meta:
        ordering = ["-from_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="one_notice_of_each_number"),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.APPROVED)
                | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False) & ~Q(approved_by=F("written_by"))),
                name="notice_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def as_given(self) -> str:
        """The whole text, as a custody holder got it."""
        return "\n\n".join(getattr(self, name) for name in NOTICE_TEXTS)


class NoticeGivenQuerySet(models.QuerySet["NoticeGiven"]):
    def visible_to(self, actor: Actor) -> NoticeGivenQuerySet:
        """Those about the children this person works with, when the function reads assessments."""
        if not actor.has(Permission.ASSESSMENT_SEE):
            return self.none()
        return self.filter(child__in=Child.objects.visible_to(actor))


class NoticeGiven(DomainModel):
    """Da: given oplysning. One custody holder was given one version: when, how and by whom; it is never changed."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="notices")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="notices")
    notice = models.ForeignKey(ParentsNotice, on_delete=models.PROTECT, related_name="given")
    given_on = models.DateField()
    how = models.CharField(max_length=10, choices=[(g, g) for g in GivenHow])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = NoticeGivenQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "notice", "recorded_at"),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.WELLBEING: ("given_on", "how"),
    }
    redaction = {Piece.OPEN: ("child", "guardian", "given_on", "how")}

    class Meta:
        ordering = ["given_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["child", "guardian", "notice"], name="notice_given_once"),
        ]
        indexes = [models.Index(fields=["child", "notice"], name="notice_by_child")]
