"""What a party says about a text: the text stays, and the words stand with it wherever it is shown."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child, Guardian

from .states import Capacity, Whole


class Statement(Keyed, DomainModel):
    """Da: partens udtalelse (berigtigelse, databeskyttelsesforordningen art. 16). Verbatim, never changed.

    `whole` is the thing whose readers see it; `row` and `field` name the very text it is about. Numbers and not foreign
    keys, because the texts belong to steps above this one.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="statements")
    whole = models.CharField(max_length=40, choices=[(w, w) for w in Whole])
    whole_id = models.BigIntegerField()
    row = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=300)
    capacity = models.CharField(max_length=20, choices=[(c, c) for c in Capacity])
    said_on = models.DateField()
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "whole", "whole_id", "row", "row_id", "field", "written_at"),
        PrivacyClass.IDENTITY: ("child", "guardian", "by_name", "capacity"),
        PrivacyClass.STAFF: ("written_by",),
        PrivacyClass.SENSITIVE: ("said_on", "text"),
    }
    redaction = {
        Piece.OPEN: ("child", "guardian", "by_name", "capacity", "said_on"),
        Piece.STATEMENT: ("text",),
    }

    class Meta:
        ordering = ["said_on", "id"]
        indexes = [
            models.Index(fields=["whole", "whole_id"], name="statement_by_whole"),
            models.Index(fields=["child"], name="statement_by_child"),
        ]
