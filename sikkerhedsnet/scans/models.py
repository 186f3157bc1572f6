"""A scanned sheet about a child, kept in the database so that backup and erasure carry it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.hooks import hook

from .states import About


class ScanQuerySet(models.QuerySet["Scan"]):
    def visible_to(self, actor: Actor) -> ScanQuerySet:
        """Those that belong to something this person may see, for a paper is about that thing's own child (the database keeps
        it so); the composition root knows who sees what."""
        seen = Q(pk=None)
        for about, ids in hook("SIKKERHEDSNET_SCANS_SEEN")(actor).items():
            seen |= Q(about=about, about_id__in=ids)
        return self.filter(seen)


class Scan(Keyed, DomainModel):
    """Da: scannet papir. A sheet or a drawing as it was uploaded, with whose it is, from when, and what can be seen on it.

    Who may see what it belongs to may see it. `about` and `about_id` name that, `course_id` the worry it is erased with;
    numbers and not foreign keys, because those belong to steps above this one. One that was taken back shows nobody what
    is on it, nor the words that were typed about it.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="scans")
    about = models.CharField(max_length=40, choices=[(a, a) for a in About])
    about_id = models.BigIntegerField()
    course_id = models.BigIntegerField(null=True)
    said_by = models.CharField(max_length=300)
    on = models.DateField()
    description = models.TextField()
    content_type = models.CharField(max_length=40)
    content: Any = models.BinaryField()
    size = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    objects = ScanQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "about", "about_id", "course_id", "content_type", "size", "uploaded_at",
            "withdrawn_at",
        ),
        PrivacyClass.IDENTITY: ("child", "said_by"),
        PrivacyClass.STAFF: ("uploaded_by", "withdrawn_by"),
        PrivacyClass.SENSITIVE: ("on", "description", "content", "withdrawn_because"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "on", "withdrawn_because"),
        Piece.OWN: ("said_by", "description", "content"),
    }

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="scan_holds_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="scan_withdrawn_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["about", "about_id"], name="scan_by_about"),
            models.Index(fields=["child"], name="scan_by_child"),
        ]

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")
