"""Da: beskeder på vej. A row is written with the change it tells of; sending is a separate, repeatable act."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import Piece, PrivacyClass


class Message(DomainModel):
    """A message to one user: shown on the desk, and told of by mail without any content about the child."""

    to = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=80)
    child_id = models.BigIntegerField(null=True)
    url_name = models.CharField(max_length=80, blank=True)
    url_arg = models.BigIntegerField(null=True)
    about = models.CharField(max_length=200, blank=True)
    dedup_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "kind", "url_name", "url_arg", "dedup_key", "created_at", "sent_at", "seen_at", "attempts",
            "next_try_at",
        ),
        PrivacyClass.STAFF: ("to", "about"),
        PrivacyClass.IDENTITY: ("child_id",),
    }  # fmt: skip
    redaction = {Piece.OPEN: ("child_id",)}

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(sent_at=None), name="message_unsent"),
            models.Index(fields=["to"], condition=models.Q(seen_at=None), name="message_unseen"),
        ]
