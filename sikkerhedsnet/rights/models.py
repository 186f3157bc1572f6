"""A request for access to what is kept about a child, and what the municipality has decided about such copies."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian, own_family

from .states import OPEN, RELEASED, Kind, State


class AccessRequestQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> AccessRequestQuerySet:
        """Requests this person answers for or was told are late, and those about the children she works with when she
        takes requests; never about her own child."""
        own = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        if actor.has(Permission.RIGHTS_HANDLE):
            own |= Q(child__in=Child.objects.visible_to(actor))
        return self.filter(own, child__municipality_id=actor.municipality_id).exclude(child_id__in=own_family(actor))


class AccessRequest(Keyed, Owed, DomainModel):
    """Da: anmodning om indsigt (databeskyttelsesforordningen art. 15) eller aktindsigt (forvaltningsloven § 9)."""

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="access_requests")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in Kind])
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    representative = models.CharField(max_length=200, blank=True)
    power_seen_on = models.DateField(null=True)
    received_on = models.DateField()
    first_due_on = models.DateField()
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=[(s, s) for s in State], default=State.RECEIVED)
    extended_because = models.TextField(blank=True)
    extension_told_on = models.DateField(null=True)
    let_in = ArrayField(models.CharField(max_length=100), default=list)
    keep_out = ArrayField(models.CharField(max_length=100), default=list)
    kept_out_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)
    withdrawn_note = models.TextField(blank=True)

    objects = AccessRequestQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "kind", "state", "first_due_on", "registered_at", "let_in", "keep_out", "ended_at",
            *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: (
            "child", "guardian", "representative", "power_seen_on", "received_on", "extension_told_on",
        ),
        PrivacyClass.STAFF: ("registered_by",),
        PrivacyClass.SENSITIVE: ("extended_because", "kept_out_because", "refused_because", "withdrawn_note"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "child",
            "guardian",
            "representative",
            "power_seen_on",
            "received_on",
            "extension_told_on",
            "extended_because",
            "refused_because",
            "withdrawn_note",
        ),
        Piece.INTERNAL: ("kept_out_because",),
    }

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            owed_constraint("access_request_owed", OPEN),
            models.CheckConstraint(
                condition=Q(representative="") | Q(power_seen_on__isnull=False), name="representative_has_power"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.EXTENDED) | (~Q(extended_because="") & Q(extension_told_on__isnull=False)),
                name="extension_is_told",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PARTLY_REFUSED) | ~Q(refused_because=""), name="refusal_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*RELEASED, State.WITHDRAWN]) | Q(ended_at__isnull=False),
                name="request_ended_at",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="access_request_due"),
            models.Index(fields=["child"], name="access_request_by_child"),
        ]


class Practice(Versioned, DomainModel):
    """Da: kommunens praksis for udlevering. Each a local choice where the law leaves one, to be checked by a lawyer."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="+")
    internal_in_file_access = models.BooleanField(default=False)
    internal_in_data_access = models.BooleanField(default=False)
    sender_named = models.BooleanField(default=False)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "internal_in_file_access", "internal_in_data_access", "sender_named", "version",
            "changed_at",
        ),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip
