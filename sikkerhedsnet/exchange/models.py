"""One taking-in of register files: what was uploaded, what it would change, what it did."""

from __future__ import annotations

from typing import Any

from django.db import models

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import PrivacyClass


class RunState(models.TextChoices):
    """Where an import is."""

    PREVIEW = "preview"
    TAKING = "taking"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> ImportRunQuerySet:
        """The imports of one's own municipality, for those who may import."""
        if not actor.has(Permission.REGISTER_IMPORT):
            return self.none()
        return self.filter(municipality_id=actor.municipality_id)


class ImportRun(Keyed, DomainModel):
    """Da: import af register. The report holds what was wrong with the rows; it is emptied after some weeks."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="import_runs")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.PREVIEW)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    complete = models.BooleanField(default=False)
    report = models.JSONField(default=dict)

    objects = ImportRunQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "municipality", "state", "uploaded_at", "finished_at", "complete",
        ),
        PrivacyClass.STAFF: ("by", "by_name"),
        PrivacyClass.PROTECTED: ("report",),
    }  # fmt: skip

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        indexes = [models.Index(fields=["uploaded_at"], condition=models.Q(state="preview"), name="import_waiting")]


class UploadedFile(DomainModel):
    """Da: uploadet fil. Its bytes, kept only between preview and answer, and never longer than a day."""

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    content: Any = models.BinaryField()
    size = models.PositiveIntegerField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "run", "name", "size"),
        PrivacyClass.PROTECTED: ("content",),
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_file_of_a_name")]
