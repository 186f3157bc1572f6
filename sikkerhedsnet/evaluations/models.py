"""Parents' evaluations: links that have not been used, answers in a box, and slips typed in. None is about a child.

No row points at a child, a meeting or another of these rows. An answer holds the quarter, not the day; its number is
random, and with each one that is dropped into the box the whole quarter's are laid anew, so that neither number nor order nor
what the database notes of its rows says when it came (ADR 33).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import District

from .states import About

SCORE = Q(heard__lte=5, involved__lte=5, difference__lte=5, pace__lte=5)


class Ticket(Keyed, DomainModel):
    """Da: link til en evaluering. Used once and then gone, so that nothing says who has answered; only its mark is kept."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=10, choices=[(a, a) for a in About])
    mark = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()

    privacy = {
        PrivacyClass.PUBLIC: ("municipality", "district", "about"),
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "mark", "expires_on"),
    }


class InTheBox(DomainModel):
    """Where and when, no finer than it is shown."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    quarter = models.DateField()
    about = models.CharField(max_length=10, choices=[(a, a) for a in About])

    class Meta:
        abstract = True


class Answer(InTheBox):
    """Da: svar på en evaluering. Four numbers from 5 (strongly agree) to 1, or 0 for those who did not say."""

    form_version = models.PositiveSmallIntegerField()
    heard = models.PositiveSmallIntegerField()
    involved = models.PositiveSmallIntegerField()
    difference = models.PositiveSmallIntegerField()
    pace = models.PositiveSmallIntegerField()

    privacy = {
        PrivacyClass.PUBLIC: ("municipality", "district", "quarter", "about", "form_version"),
        PrivacyClass.TECHNICAL: ("id",),
        PrivacyClass.WELLBEING: ("heard", "involved", "difference", "pace"),
    }
    redaction = {Piece.INTERNAL: ("heard", "involved", "difference", "pace")}

    class Meta:
        constraints = [models.CheckConstraint(condition=SCORE, name="evaluation_is_0_to_5")]
        indexes = [models.Index(fields=["municipality", "about", "quarter"], name="evaluation_by_quarter")]


class Remark(InTheBox):
    """Da: forældrenes egen linje. In a box of its own, beside no numbers."""

    text = models.TextField()

    privacy = {
        PrivacyClass.PUBLIC: ("municipality", "district", "quarter", "about"),
        PrivacyClass.TECHNICAL: ("id",),
        PrivacyClass.SENSITIVE: ("text",),
    }
    redaction = {Piece.INTERNAL: ("text",)}


class SlipEntered(Keyed, DomainModel):
    """Da: indtastet seddel. Who typed a slip in, and when; not what stood on it."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=[(a, a) for a in About])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.PUBLIC: ("municipality", "about"),
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "at"),
        PrivacyClass.STAFF: ("by",),
    }
    redaction = {Piece.INTERNAL: ("by",)}
