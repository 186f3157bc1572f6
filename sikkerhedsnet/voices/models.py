"""What people wrote before a meeting, and what a child said, in its own words."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.people.models import Child

from .states import FROM_PARENTS, Audience, How, Keep


class QuestionsKept(Keyed, DomainModel):
    """Da: kommunens egne spørgsmål. The words of every question from one moment; a change is a new row."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="questions_kept")
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    kept_at = models.DateTimeField()
    kept_by_name = models.CharField(max_length=200)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "number", "texts"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "kept_at"),
        PrivacyClass.STAFF: ("kept_by_name",),
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="questions_numbered_once"),
        ]


class PreparationQuerySet(models.QuerySet["Preparation"]):
    def visible_to(self, actor: Actor) -> PreparationQuerySet:
        """Those for the meetings this person may see; a professional's is her own until the meeting has begun."""
        mine = Q(entered_by_id=actor.id) | Q(meeting__began_at__isnull=False)
        return self.filter(~Q(audience=Audience.PROFESSIONAL) | mine, meeting__in=Meeting.objects.visible_to(actor))


class Preparation(Keyed, Versioned, DomainModel):
    """Da: forberedelse. One participant's answers before a meeting, each with the question as it was asked."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="preparations")
    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="preparation")
    audience = models.CharField(max_length=15, choices=[(a, a) for a in Audience])
    answers = models.JSONField(default=list)
    form_version = models.CharField(max_length=40)
    on = models.DateField()
    how = models.CharField(max_length=10, choices=[(h, h) for h in How])
    helped_by = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = PreparationQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "meeting", "audience", "form_version", "entered_at", "version", "changed_at",
            "changed_by_name",
        ),
        PrivacyClass.IDENTITY: ("participant", "helped_by"),
        PrivacyClass.STAFF: ("entered_by",),
        PrivacyClass.SENSITIVE: ("answers", "on", "how"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("participant", "on", "how"),
        Piece.TABLE_WORDS: ("answers", "helped_by"),
    }

    class Meta:
        ordering = ["entered_at", "id"]


class ChildVoiceQuerySet(models.QuerySet["ChildVoice"]):
    def visible_to(self, actor: Actor) -> ChildVoiceQuerySet:
        """What the children this person works with have said; of harm only what she wrote herself, what was said for a
        meeting she may see, and that of a child whose suspicion she may see."""
        if not actor.has(Permission.PLAN_SEE):
            return self.none()
        of_meetings = Meeting.objects.visible_to(actor).values("pk")
        suspected = Concern.objects.visible_to(actor).filter(suspicion=True).values("child_id")
        told = Q(written_by_id=actor.id) | Q(meeting__in=of_meetings) | Q(child__in=suspected)
        return self.filter(Q(suspicion=False) | told, child__in=Child.objects.visible_to(actor))

    def for_the_table(self) -> ChildVoiceQuerySet:
        """What may lie where a parent sees it."""
        return self.exclude(keep__in=FROM_PARENTS)


class ChildVoice(Keyed, Versioned, DomainModel):
    """Da: barnets stemme. Three houses, a face on a scale, or a drawing with the child's own explanation; never changed.

    `keep` is the child's wish that its parents are not shown it, and what the adviser decided; `concern` is the worry it
    is erased with when it was said for a meeting.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="voices")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="voices")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="voices")
    suspicion = models.BooleanField(default=False)
    on = models.DateField()
    how = models.CharField(max_length=10, choices=[(h, h) for h in How])
    worries = models.TextField(blank=True)
    good = models.TextField(blank=True)
    dreams = models.TextField(blank=True)
    face = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    drawing_words = models.TextField(blank=True)
    helped_by = models.CharField(max_length=300, blank=True)
    keep = models.CharField(max_length=10, choices=[(k, k) for k in Keep], default=Keep.OPEN)
    keep_from = models.CharField(max_length=300, blank=True)
    keep_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = ChildVoiceQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "concern", "meeting", "written_at", "decided_at", "version", "changed_at",
            "changed_by_name",
        ),
        PrivacyClass.IDENTITY: ("child", "helped_by"),
        PrivacyClass.STAFF: ("written_by", "decided_by"),
        PrivacyClass.SENSITIVE: (
            "suspicion", "on", "how", "worries", "good", "dreams", "face", "drawing_words", "keep", "keep_from",
            "keep_because",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "helped_by", "on", "how", "worries", "good", "dreams", "face", "drawing_words"),
        Piece.OWN: ("keep", "keep_from"),
        Piece.INTERNAL: ("keep_because", "decided_by"),
        Piece.SUSPICION: ("suspicion",),
    }

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(face=None) | Q(face__gte=1, face__lte=5), name="voice_face_1_to_5"),
            models.CheckConstraint(
                condition=Q(keep__in=[Keep.OPEN, Keep.ASKED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(keep_because="")),
                name="voice_decided_by_somebody_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["child"], name="voice_by_child")]

    @property
    def kept(self) -> bool:
        """Whether no parent is shown it."""
        return Keep(self.keep) in FROM_PARENTS
