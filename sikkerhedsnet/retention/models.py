"""How long each kind of data is kept, what must not be erased, and what has been."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import District

from .kinds import Event, Kind
from .states import KeptBecause, RuleState, State


class RetentionRule(Keyed, DomainModel):
    """Da: slettefrist. One municipality's period for one kind of data; a new version replaces it, none is changed."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="retention_rules")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in Kind])
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=20, choices=[(e, e) for e in Event])
    period = models.CharField(max_length=20)
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=[(s, s) for s in RuleState], default=RuleState.PROPOSED)
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "kind", "number", "event", "period", "source", "state", "written_at", "confirmed_at",
        ),
        PrivacyClass.STAFF: ("confirmed_by",),
        PrivacyClass.TECHNICAL: ("idempotency_key",),
    }  # fmt: skip

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "number"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["municipality", "kind"],
                condition=Q(state=RuleState.CONFIRMED),
                name="one_confirmed_rule_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=RuleState.PROPOSED) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_somebody",
            ),
        ]


class Hold(Keyed, DomainModel):
    """Da: slettestop. Nothing about the child is erased while it stands; without a child: nothing about anybody."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    child_number = models.BigIntegerField(null=True)
    reason = models.TextField()
    until = models.DateField(null=True)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "municipality", "placed_at", "lifted_at"),
        PrivacyClass.IDENTITY: ("child_number", "until"),
        PrivacyClass.STAFF: ("placed_by", "lifted_by"),
        PrivacyClass.SENSITIVE: ("reason", "lifted_because"),
    }
    redaction = {
        Piece.OPEN: ("child_number", "until"),
        Piece.INTERNAL: ("reason", "lifted_because"),
    }

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at=None) | (Q(lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="hold_lifted_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["child_number"], condition=Q(lifted_at=None), name="hold_standing")]


class Erasure(Keyed, Versioned, DomainModel):
    """Da: sletning. A list somebody asked to have erased, and the second person who said yes.

    `by_clock`: put forward by itself by the setting's own rule; `proposed_by` is then whoever confirmed that rule.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    by_clock = models.BooleanField(default=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "municipality", "state", "proposed_at", "by_clock", "approved_at", "finished_at",
            "version", "changed_at",
        ),
        PrivacyClass.STAFF: ("proposed_by", "approved_by", "changed_by_name"),
    }  # fmt: skip

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.DONE])
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=models.F("proposed_by"))),
                name="erasure_approved_by_another",
            ),
        ]


class ErasureItem(DomainModel):
    """One thing on the list: what kind, whose by number alone, and what became of it."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="items")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(RetentionRule, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in Kind])
    child_number = models.BigIntegerField()
    root_number = models.BigIntegerField()
    due_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    kept_because = models.CharField(max_length=10, choices=[(k, k) for k in KeptBecause], blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "erasure", "municipality", "rule", "kind", "root_number", "due_on", "ended_at", "rows", "kept_because",
        ),
        PrivacyClass.IDENTITY: ("child_number",),
    }  # fmt: skip
    redaction = {Piece.OPEN: ("child_number",)}

    class Meta:
        ordering = ["child_number", "id"]
        constraints = [models.UniqueConstraint(fields=["erasure", "kind", "root_number"], name="erased_once")]
        indexes = [models.Index(fields=["kind", "root_number"], condition=Q(ended_at=None), name="item_waiting")]


class KeptFigure(DomainModel):
    """Da: tal efter sletning. How many closed courses and plans have been erased, by year, district and how they ended."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    ended_as = models.CharField(max_length=20)
    number = models.PositiveIntegerField()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "district"),
        PrivacyClass.TECHNICAL: ("what", "year", "ended_as", "number"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "what", "year", "district", "ended_as"],
                name="kept_figure_once",
                nulls_distinct=False,
            ),
        ]
