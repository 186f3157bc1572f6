"""A meeting before it is held: the times offered, the interpreter, the agenda, and why it was not held."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import InvitedHow, Kind, Outcome
from sikkerhedsnet.people.models import Child, Guardian

from .kinds import INTERPRETER_DAYS
from .states import OfferState


class CourseQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> CourseQuerySet:
        """Of the worries this person may see, for those who can sit at a meeting."""
        if not actor.has(Permission.MEETING_SEE):
            return self.none()
        return self.filter(concern__in=Concern.objects.visible_to(actor))


class TableQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> TableQuerySet:
        """Of the meetings this person may see."""
        return self.filter(meeting__in=Meeting.objects.visible_to(actor))


class TimeOffer(Keyed, Versioned, DomainModel):
    """Da: tilbudte tider. Times the parents choose from; with a `meeting` it is that meeting's new time."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="time_offers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="time_offers")
    kind = models.CharField(max_length=15, choices=[(k, k) for k in Kind])
    state = models.CharField(max_length=10, choices=[(s, s) for s in OfferState], default=OfferState.OPEN)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    answer_by = models.DateField()
    answered_on = models.DateField(null=True)
    answered_how = models.CharField(max_length=10, choices=[(i, i) for i in InvitedHow], blank=True)
    answered_by = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)

    objects = CourseQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "concern", "meeting", "kind", "state", "offered_at", "version", "changed_at",
        ),
        PrivacyClass.IDENTITY: ("child", "answered_by"),
        PrivacyClass.STAFF: ("offered_by", "changed_by_name"),
        PrivacyClass.SENSITIVE: ("answer_by", "answered_on", "answered_how", "words"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "answered_by", "answer_by", "answered_on", "answered_how"),
        Piece.WORDS: ("words",),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern"], condition=Q(state="open"), name="one_open_offer_of_times"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "replaced"]) | Q(answered_on__isnull=False) & ~Q(answered_how=""),
                name="time_offer_answered_by_somebody",
            ),
        ]


class SlotQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> SlotQuerySet:
        """Of the offers this person may see."""
        return self.filter(offer__in=TimeOffer.objects.visible_to(actor))


class TimeSlot(DomainModel):
    """Da: tid. One of the times; the parents choose at most one."""

    offer = models.ForeignKey(TimeOffer, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    chosen = models.BooleanField(default=False)

    objects = SlotQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "offer"),
        PrivacyClass.PROTECTED: ("starts_at", "ends_at"),
        PrivacyClass.SENSITIVE: ("chosen",),
    }
    redaction = {Piece.HOUR: ("starts_at", "ends_at"), Piece.OPEN: ("chosen",)}

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="time_slot_ends_after_start"),
            models.UniqueConstraint(fields=["offer", "starts_at"], name="time_slot_offered_once"),
            models.UniqueConstraint(fields=["offer"], condition=Q(chosen=True), name="one_time_is_chosen"),
        ]


class Interpreter(Versioned, DomainModel):
    """Da: tolk. Whether one is needed and in which language, ordered, confirmed, who it is, and whether she came.

    `confirmed_for` is the hour she said yes to: a meeting that is moved asks her again.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="booking")
    needed = models.BooleanField()
    language = models.CharField(max_length=60, blank=True)
    ordered_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_for = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True)
    company = models.CharField(max_length=200, blank=True)
    came = models.BooleanField(null=True)

    objects = TableQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
        PrivacyClass.IDENTITY: ("needed", "language", "name", "company"),
        PrivacyClass.SENSITIVE: ("ordered_on", "confirmed_on", "came"),
        PrivacyClass.PROTECTED: ("confirmed_for",),
    }
    redaction = {
        Piece.OPEN: ("needed", "language", "name", "company", "ordered_on", "confirmed_on", "came"),
        Piece.HOUR: ("confirmed_for",),
    }


class Agenda(Versioned, DomainModel):
    """Da: dagsorden. There once somebody has changed the draft; until then it is worked out anew each time."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="own_agenda")

    objects = TableQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }


class AgendaLine(DomainModel):
    """Da: punkt på dagsordenen, and who asked for it. Written once: another agenda is other lines of a later version."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda_lines")
    version = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    asked_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TableQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "meeting", "version", "order"),
        PrivacyClass.SENSITIVE: ("text", "asked_by"),
    }
    redaction = {Piece.OPEN: ("asked_by",), Piece.TABLE_WORDS: ("text",)}

    class Meta:
        ordering = ["version", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version", "order"], name="agenda_line_in_its_place"),
        ]


class NotHeld(Keyed, DomainModel):
    """Da: ikke holdt. Nobody came, the parents did not, or they do not want to: their words, what is done instead, when.

    Only ever added to. Who answers for the child stands on the worry or the plan, as before.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="not_held")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="not_held")
    why = models.CharField(max_length=15, choices=[(o, o) for o in Outcome])
    on = models.DateField()
    how = models.CharField(max_length=10, choices=[(i, i) for i in InvitedHow])
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    instead = models.TextField()
    next_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = CourseQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "concern", "meeting", "recorded_at"),
        PrivacyClass.IDENTITY: ("child", "guardian"),
        PrivacyClass.STAFF: ("recorded_by",),
        PrivacyClass.SENSITIVE: ("why", "on", "how", "words", "instead", "next_on"),
    }
    redaction = {
        Piece.OPEN: ("child", "guardian", "why", "on", "how", "instead", "next_on"),
        Piece.WORDS: ("words",),
    }

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(meeting__isnull=False), name="meeting_not_held_once"
            ),
        ]


class MeetingWays(Versioned, DomainModel):
    """Da: valg om møder. How long each kind lasts, what it talks about, who usually comes; and when an interpreter is late."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="meeting_ways")
    interpreter_days = models.PositiveSmallIntegerField(default=INTERPRETER_DAYS, validators=[MaxValueValidator(20)])
    ways = models.JSONField(default=dict, blank=True)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "interpreter_days", "ways"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }
