"""Who reaches whom, flattened for the database's policies, and the night's look at whether it is what its sources say."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import Piece, PrivacyClass


class Grant(DomainModel):
    """Who reaches which child, worked out beforehand so that row-level security is quick.

    Triggers keep it from employments, enrolments, relations and the rows a person has of her own; the application
    can only read it. Without a first day: for as long as the row it comes from is there.
    """

    user_id = models.BigIntegerField()
    child_id = models.BigIntegerField()
    why = models.CharField(max_length=20)
    via = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    until = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "why", "via", "source_id", "until"),
        PrivacyClass.IDENTITY: ("user_id", "child_id", "start_on", "end_on"),
    }
    redaction = {Piece.OPEN: ("user_id", "child_id", "start_on", "end_on")}

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "why", "child_id"], name="grant_by_user"),
            models.Index(fields=["child_id"], name="grant_by_child"),
            models.Index(fields=["why", "source_id"], name="grant_by_source"),
        ]


class Conflict(DomainModel):
    """Whose own child, household or tie the child is: never opened by any grant. Kept by triggers, as `Grant` is.

    Without a first day: for ever, as custody counts.
    """

    user_id = models.BigIntegerField()
    child_id = models.BigIntegerField()
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id",),
        PrivacyClass.IDENTITY: ("user_id", "child_id", "start_on", "end_on"),
    }
    redaction = {Piece.OPEN: ("user_id", "child_id", "start_on", "end_on")}

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "child_id"], name="conflict_by_user"),
            models.Index(fields=["child_id"], name="conflict_by_child"),
        ]


class GrantCheck(DomainModel):
    """Da: nattens eftersyn. How many rows differed from their sources, and were mended, on that day."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    wrong = models.PositiveIntegerField(default=0)

    privacy = {PrivacyClass.TECHNICAL: ("id", "day", "at", "wrong")}

    class Meta:
        ordering = ["-day"]
