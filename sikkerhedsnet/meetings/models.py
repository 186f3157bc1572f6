"""Collaboration meeting: who sits at the table, what was said, what was agreed."""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import (
    OWED_FIELDS,
    Institution,
    Owed,
    OwedQuerySet,
    owed_constraint,
)
from sikkerhedsnet.people.models import Child, Guardian, NetworkMember, own_family

from .states import OPEN, Becomes, InvitedHow, Kind, Manner, Outcome, Role, State, Topic


class MeetingQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """Meetings this person leads, was told is late, or sits in while she works with the child; a leader also sees
        those held in her own institution, but a meeting on a suspicion is only for those at the table."""
        if not actor.has(Permission.MEETING_SEE):
            return self.none()
        seated = Q(Exists(Participant.objects.filter(meeting_id=OuterRef("pk"), user_id=actor.id)))
        return self.filter(
            Q(owner_id=actor.id)
            | Q(escalated_to_id=actor.id)
            | Q(child__in=Child.objects.visible_to(actor))
            & (seated | Q(institution_id__in=actor.led_institution_ids, suspicion=False)),
            child__municipality_id=actor.municipality_id,
        ).exclude(child_id__in=own_family(actor))


class Meeting(Keyed, Owed, DomainModel):
    """Da: samarbejdsmøde. The family and the professions meet on the child's home ground.

    `calendar_id` is the same in every calendar it ever lands in, and `moves` counts how often its time changed.
    """

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="meetings")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="meetings")
    suspicion = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.PLANNED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="meetings")
    place = models.CharField(max_length=200)
    interpreter = models.CharField(max_length=60, blank=True)
    called_at = models.DateTimeField()
    parents_asked_on = models.DateField(null=True)
    began_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    next_on = models.DateField(null=True)
    no_plan_because = models.TextField(blank=True)
    cancelled_because = models.TextField(blank=True)
    kind = models.CharField(max_length=15, choices=[(k, k) for k in Kind], default=Kind.COLLABORATION)
    outcome = models.CharField(max_length=15, choices=[(o, o) for o in Outcome], blank=True)
    calendar_id = models.UUIDField(default=uuid.uuid4, editable=False)
    moves = models.PositiveSmallIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()
    told_place = ""
    """Where it is, in the words its reader may have; `queries.with_places` says it, and until then it is not said."""
    told_kind = ""
    """What it is called; `queries.with_places` says it."""

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "state", "concern", "suspicion", "called_at", "began_at", "concluded_at", "kind",
            "calendar_id", "moves", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child", "interpreter"),
        PrivacyClass.PROTECTED: ("institution", "place", "starts_at", "ends_at", "next_on"),
        PrivacyClass.SENSITIVE: ("no_plan_because", "cancelled_because", "parents_asked_on", "outcome"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "interpreter", "no_plan_because", "cancelled_because", "parents_asked_on", "outcome"),
        Piece.HOUR: ("starts_at", "ends_at", "next_on"),
        Piece.SUSPICION: ("suspicion",),
    }

    class Meta:
        constraints = [
            owed_constraint("meeting_owed", OPEN),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.UniqueConstraint(
                fields=["concern"], condition=Q(state__in=OPEN), name="one_open_meeting_per_concern"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(state=State.CANCELLED), name="meeting_outcome_when_not_held"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], condition=Q(state__in=OPEN), name="meeting_ahead")]


class Participant(DomainModel):
    """Da: mødedeltager. One person at the table; the scale is each one's own, never averaged."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="participants")
    role = models.CharField(max_length=15, choices=[(r, r) for r in Role])
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    network_member = models.ForeignKey(NetworkMember, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)
    title = models.CharField(max_length=100, blank=True)
    invited_how = models.CharField(max_length=10, choices=[(i, i) for i in InvitedHow])
    invited_on = models.DateField()
    came = models.BooleanField(null=True)
    scale_now = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(10)])
    scale_good = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(10)])
    order = models.PositiveSmallIntegerField(default=0)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "order"),
        PrivacyClass.IDENTITY: ("role", "guardian", "network_member", "name", "title"),
        PrivacyClass.STAFF: ("user",),
        PrivacyClass.WELLBEING: ("invited_how", "invited_on", "came", "scale_now", "scale_good"),
    }
    redaction = {
        Piece.OPEN: ("role", "guardian", "network_member", "name", "title", "invited_how", "invited_on", "came"),
        Piece.TABLE_WORDS: ("scale_now", "scale_good"),
    }

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(scale_now=None) | Q(scale_now__lte=10)) & (Q(scale_good=None) | Q(scale_good__lte=10)),
                name="participant_scale_0_to_10",
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False), name="user_invited_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "guardian"], condition=Q(guardian__isnull=False), name="guardian_invited_once"
            ),
        ]


class MinutesEntry(Keyed, Versioned, DomainModel):
    """Da: linje i referatet. What one participant said, in that person's own words; disagreement is marked, never smoothed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="entries")
    topic = models.CharField(max_length=10, choices=[(t, t) for t in Topic])
    said_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="entries")
    text = models.TextField()
    disagrees = models.BooleanField(default=False)
    manner = models.CharField(max_length=14, choices=[(m, m) for m in Manner], blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_aloud_at = models.DateTimeField(null=True)
    """The family heard its own words read and they stand: the database lets nobody change them after that."""

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "meeting", "idempotency_key", "topic", "written_at", "version", "changed_at", "changed_by_name",
            "read_aloud_at",
        ),
        PrivacyClass.STAFF: ("written_by",),
        PrivacyClass.SENSITIVE: ("said_by", "text", "disagrees", "manner"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("said_by", "manner"),
        Piece.TABLE_WORDS: ("text", "disagrees"),
    }

    class Meta:
        ordering = ["written_at", "id"]


class Wording(Keyed, DomainModel):
    """Da: tidligere ordlyd. What a line said before it was changed, or what somebody wrote at the same time and let go:
    nobody's text vanishes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="wordings")
    entry = models.ForeignKey(MinutesEntry, on_delete=models.PROTECT, related_name="wordings")
    text = models.TextField()
    said_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    disagrees = models.BooleanField(default=False)
    manner = models.CharField(max_length=14, choices=[(m, m) for m in Manner], blank=True)
    stood = models.BooleanField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "entry", "idempotency_key", "stood", "at"),
        PrivacyClass.STAFF: ("by_name",),
        PrivacyClass.SENSITIVE: ("said_by", "text", "disagrees", "manner"),
    }
    redaction = {
        Piece.OPEN: ("said_by", "manner"),
        Piece.TABLE_WORDS: ("text", "disagrees"),
    }

    class Meta:
        ordering = ["at", "id"]


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Actor) -> DraftQuerySet:
        """A draft is its writer's alone, and only while she sees the meeting."""
        return self.filter(writer_id=actor.id, meeting__in=Meeting.objects.visible_to(actor))


class Draft(Versioned, DomainModel):
    """Da: kladde. What one writer has typed at one place of the minutes and not put in yet; emptied when it is put in."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="drafts")
    writer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10)
    entry = models.ForeignKey(MinutesEntry, on_delete=models.PROTECT, null=True, related_name="drafts")
    said_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    disagrees = models.BooleanField(default=False)
    manner = models.CharField(max_length=14, choices=[(m, m) for m in Manner], blank=True)

    objects = DraftQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "entry", "part", "version", "changed_at", "changed_by_name"),
        PrivacyClass.STAFF: ("writer",),
        PrivacyClass.SENSITIVE: ("said_by", "text", "disagrees", "manner"),
    }
    redaction = {
        Piece.OPEN: ("said_by", "manner"),
        Piece.TABLE_WORDS: ("text", "disagrees"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "writer", "part"], condition=Q(entry__isnull=True), name="one_draft_per_part"
            ),
            models.UniqueConstraint(
                fields=["entry", "writer"], condition=Q(entry__isnull=False), name="one_draft_per_line"
            ),
        ]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def standing(self) -> AgreementQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn=False)

    def for_the_plan(self) -> AgreementQuerySet:
        """Those a plan has to follow up: everything that has not become something else already."""
        return self.standing().filter(settled_at=None)


class Agreement(Keyed, DomainModel):
    """Da: aftale. A small step: one owner (a parent or the child too) and one date."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agreements")
    what = models.TextField()
    who = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="agreements")
    due_on = models.DateField()
    withdrawn = models.BooleanField(default=False)
    becomes = models.CharField(max_length=10, choices=[(b, b) for b in Becomes], default=Becomes.STEP)
    settled_at = models.DateTimeField(null=True)
    """When it became what it was to become; what has not, the plan takes as a step, so nothing agreed is lost."""

    objects = AgreementQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "idempotency_key", "withdrawn", "settled_at"),
        PrivacyClass.SENSITIVE: ("what", "who", "due_on", "becomes"),
    }
    redaction = {Piece.OPEN: ("what", "who", "due_on", "becomes")}

    class Meta:
        ordering = ["id"]
