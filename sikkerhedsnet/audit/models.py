"""Da: log over ændringer og opslag. Lines are added, never changed or deleted (database trigger and revoked rights)."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import Piece, PrivacyClass


class Line(DomainModel):
    """Who did what to which row, and which child it was about; plain numbers, so that no row can take it along.

    `function`, `unit` (as "institution:7") and `basis` are filled in by the database when the line is written, from what
    is true that day; `origin`, `network` and `device` are where it came from (`audit.origin`). Empty: a line from before
    lines said so.
    """

    at = models.DateTimeField()
    municipality_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    function = models.CharField(max_length=40, default="")
    unit = models.CharField(max_length=40, default="")
    basis = models.CharField(max_length=20, default="")
    origin = models.CharField(max_length=20, default="")
    network = models.CharField(max_length=45, default="")
    device = models.CharField(max_length=60, default="")

    class Meta:
        abstract = True


STAFF = ("actor_id", "actor_name", "function", "unit", "basis", "network", "device")


class ChangeLine(Line):
    """Da: ændringslog. Written in the same transaction as the change; `details` names fields and moves, never free text."""

    details = models.JSONField(default=dict)

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "at", "municipality_id", "action", "object_type", "object_id", "origin", "details",
        ),
        PrivacyClass.STAFF: STAFF,
        PrivacyClass.IDENTITY: ("child_id",),
    }  # fmt: skip
    redaction = {Piece.OPEN: ("child_id",)}

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["child_id", "id"], name="change_by_child"),
            models.Index(fields=["object_type", "object_id"], name="change_by_object"),
        ]


class ReadLine(Line):
    """Da: opslagslog. Written before the answer is sent."""

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "at", "municipality_id", "action", "object_type", "object_id", "origin"),
        PrivacyClass.STAFF: STAFF,
        PrivacyClass.IDENTITY: ("child_id",),
    }
    redaction = {Piece.OPEN: ("child_id",)}

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["child_id", "id"], name="read_by_child"),
            models.Index(fields=["municipality_id", "at"], name="read_by_day"),
        ]
