"""How a worry is followed: the municipality's own promises, what an adviser must read first, and a standstill told of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass

from . import rules


class ConcernSettings(Versioned, DomainModel):
    """Da: kommunens løfter om bekymringer. A municipality without a row has the defaults."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="concern_settings")
    meeting_days = models.PositiveSmallIntegerField(default=rules.MEETING_DAYS)
    stall_days = models.PositiveSmallIntegerField(default=rules.STALL_DAYS)
    source_mark = models.CharField(max_length=200, blank=True, default=rules.SETTINGS_MARK)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "meeting_days", "stall_days", "source_mark"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(meeting_days__gte=1, stall_days__gte=1), name="promises_are_of_days")
        ]


class EarlierRead(DomainModel):
    """Da: læst. An adviser has read an earlier worry about the child or a sibling before she acted on this one.

    The earlier one by its number alone, so that it can be erased in its own time.
    """

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="earlier_read")
    earlier_number = models.BigIntegerField()
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "concern", "earlier_number", "read_at"),
        PrivacyClass.STAFF: ("reader",),
    }
    redaction = {Piece.INTERNAL: ("reader",)}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concern", "earlier_number", "reader"], name="read_once"),
            models.CheckConstraint(condition=~Q(concern=F("earlier_number")), name="reads_another"),
        ]


class StallTold(DomainModel):
    """Da: besked om stilstand. Nothing had happened since that day, and somebody was told; the worry's dates stand."""

    concern = models.ForeignKey("concerns.Concern", on_delete=models.PROTECT, related_name="stalls")
    since = models.DateField()
    told = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "concern", "since", "told_at"),
        PrivacyClass.STAFF: ("told",),
    }
    redaction = {Piece.INTERNAL: ("told",)}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["concern", "since"], name="stall_told_once")]
