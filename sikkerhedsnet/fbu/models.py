"""What was delivered and held back, the ids our rows keep for life, and what other municipalities delivered to us."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child, Guardian, own_family
from sikkerhedsnet.visits.models import Visit, in_the_journal

from .states import FileState, Held


class DelivererQuerySet(models.QuerySet[Any]):
    """Rows for whoever answers for the municipality's delivery."""

    def visible_to(self, actor: Actor) -> DelivererQuerySet:
        if not actor.has(Permission.FBU_DELIVER):
            return self.none()
        return self.filter(municipality_id=actor.municipality_id)


class OfRunQuerySet(models.QuerySet[Any]):
    """What a delivery said of children."""

    def visible_to(self, actor: Actor) -> OfRunQuerySet:
        """For whoever answers for the delivery, but for her own family."""
        if not actor.has(Permission.FBU_DELIVER):
            return self.none()
        return self.filter(run__municipality_id=actor.municipality_id).exclude(child_id__in=own_family(actor))


class HeldQuerySet(OfRunQuerySet):
    """What waits: for whoever delivers, but for her own family, and for those who keep the child's health journal and can write what lacks."""

    def visible_to(self, actor: Actor) -> HeldQuerySet:
        delivers = Q(run__municipality_id=actor.municipality_id) if actor.has(Permission.FBU_DELIVER) else Q(pk__in=[])
        return self.filter(delivers | in_the_journal(actor)).exclude(child_id__in=own_family(actor))


class Sender(Versioned, DomainModel):
    """Da: kommunens SOR-kode. Who we say we are in a delivery; nothing is delivered before somebody has filled it in."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="fbu_sender")
    sor = models.CharField(max_length=20)

    objects = DelivererQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "sor"),
        PrivacyClass.TECHNICAL: ("version", "changed_at", "changed_by_name"),
    }


class ResourceId(DomainModel):
    """The id something of ours has in every delivery: minted once, kept for life.

    `part` tells apart what one row is the reason for several of: what a visit lacked, and a parent in one child's reports.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    part = models.CharField(max_length=60, blank=True)
    uid = models.UUIDField(default=uuid4, editable=False)

    privacy = {PrivacyClass.TECHNICAL: ("id", "row", "row_id", "part", "uid"), PrivacyClass.IDENTITY: ("child",)}
    redaction = {Piece.INTERNAL: ("child",)}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "row", "row_id", "part"], name="fbu_id_minted_once"),
        ]


class DeliveryRun(DomainModel):
    """Da: leverance. One making of a delivery: which days it covers, who made it, how many children's reports it holds."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="fbu_deliveries")
    from_on = models.DateField()
    to_on = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    reports = models.PositiveIntegerField(default=0)
    demo_numbers = models.BooleanField(default=False)

    objects = DelivererQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "municipality", "from_on", "to_on", "made_at", "reports", "demo_numbers"),
        PrivacyClass.STAFF: ("by", "by_name"),
    }

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="delivery_days_in_order")]


class DeliveredReport(DomainModel):
    """Da: indberetning i en leverance. Which things of a child went out, each with a fingerprint of what it said."""

    run = models.ForeignKey(DeliveryRun, on_delete=models.PROTECT, related_name="delivered")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="fbu_reports")
    uid = models.UUIDField(default=uuid4, editable=False)
    resources = models.JSONField(default=dict)

    objects = OfRunQuerySet.as_manager()

    privacy = {PrivacyClass.TECHNICAL: ("id", "run", "uid", "resources"), PrivacyClass.IDENTITY: ("child",)}
    redaction = {Piece.OPEN: ("child",)}

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "child"], name="one_report_of_a_child_per_delivery")]
        indexes = [models.Index(fields=["child"], name="fbu_report_by_child")]


class HeldBack(DomainModel):
    """Da: holdt tilbage. What was not in a delivery, and why; `since_on` is from when it waits."""

    run = models.ForeignKey(DeliveryRun, on_delete=models.PROTECT, related_name="held")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=20, choices=[(h, h) for h in Held])
    lacks = ArrayField(models.CharField(max_length=60), default=list)
    since_on = models.DateField()

    objects = HeldQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "run", "since_on"),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.SENSITIVE: ("visit", "why", "lacks"),
    }
    redaction = {Piece.OPEN: ("child",), Piece.INTERNAL: ("visit", "why", "lacks")}

    class Meta:
        ordering = ["since_on", "id"]


class ReceivedFile(Keyed, DomainModel):
    """Da: modtaget leverance. The file lies here between preview and answer, never longer than a day; what was wrong with
    it is emptied after some weeks."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="fbu_files")
    state = models.CharField(max_length=10, choices=[(s, s) for s in FileState], default=FileState.PREVIEW)
    name = models.CharField(max_length=200)
    content: Any = models.BinaryField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)

    objects = DelivererQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "municipality", "state", "uploaded_at", "finished_at"),
        PrivacyClass.STAFF: ("by", "by_name"),
        PrivacyClass.PROTECTED: ("name", "content", "report"),
    }

    class Meta:
        ordering = ["-uploaded_at", "-id"]


class ReceivedQuerySet(models.QuerySet["ReceivedItem"]):
    """What other municipalities delivered."""

    def visible_to(self, actor: Actor) -> ReceivedQuerySet:
        """For those who keep the child's health journal, as our own visits are; broken glass opens no journal."""
        return self.filter(in_the_journal(actor))

    def right(self) -> ReceivedQuerySet:
        """What the sender has not taken back."""
        return self.filter(in_error=False)


class ReceivedItem(DomainModel):
    """Da: modtaget fra en anden kommune. One visit, observation, intervention or answer, as its sender last told it.

    The latest report's word stands, whatever order they came in; what the sender took back is hidden, and kept. What it
    said before stands in `earlier`, the oldest first, each with when the sender said it.
    `about_parent` with no `guardian`: a parent we do not know, so it is nobody's to be given but the journal's.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="fbu_received")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    about_parent = models.BooleanField(default=False)
    sender = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)
    resource_id = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    at = models.DateField()
    value = models.JSONField()
    in_error = models.BooleanField(default=False)
    earlier = models.JSONField(default=list)
    received_at = models.DateTimeField()

    objects = ReceivedQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "sender", "kind", "resource_id", "reported_at", "received_at"),
        PrivacyClass.IDENTITY: ("child", "guardian", "about_parent"),
        PrivacyClass.SENSITIVE: ("at", "value", "in_error", "earlier"),
    }
    redaction = {
        Piece.OPEN: ("child",),
        Piece.PARENT: ("guardian", "about_parent", "at", "value", "in_error", "earlier"),
    }

    class Meta:
        ordering = ["-at", "sender", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["child", "sender", "kind", "resource_id"], name="received_once"),
        ]
        indexes = [models.Index(fields=["sender", "kind", "resource_id"], name="received_by_key")]
