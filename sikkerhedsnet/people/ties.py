"""Who a user is as a person, and the ties to a child she or her leader has told of; exported by `models`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import Dated


class Person(DomainModel):
    """Da: personen bag. One human being behind one or more users; the number finds her among the parents."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="persons")
    cpr_number = models.CharField(max_length=10, blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id",),
        PrivacyClass.STAFF: ("municipality",),
        PrivacyClass.IDENTITY: ("cpr_number",),
    }
    redaction = {Piece.INTERNAL: ("cpr_number",)}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "cpr_number"], condition=~Q(cpr_number=""), name="person_cpr_once"
            ),
        ]


class Persona(DomainModel):
    """Da: bruger, der er den samme person. A user belongs to one person at most; who has none stands alone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="personas")
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="persona")
    linked_by_name = models.CharField(max_length=200)
    linked_at = models.DateTimeField()

    privacy = {PrivacyClass.TECHNICAL: ("id",), PrivacyClass.STAFF: ("person", "user", "linked_by_name", "linked_at")}


class TieKind(Keyed, DomainModel):
    """Da: slags bånd. The municipality's own list; the database makes every municipality's first (migration 0010)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="tie_kinds")
    name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "name", "order", "retired_on"),
        PrivacyClass.TECHNICAL: ("idempotency_key",),
    }

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], condition=Q(retired_on=None), name="one_tie_kind_of_a_name"
            ),
        ]


class Tie(Keyed, Versioned, Dated, DomainModel):
    """Da: bånd. An employee has something private to do with a child, as it was told; nothing says whether it was found.

    What was typed is kept, and looked for again when children come: a tie may be older than the child is here.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="ties")
    kind = models.ForeignKey(TieKind, on_delete=models.PROTECT, related_name="ties")
    child_cpr = models.CharField(max_length=10, blank=True)
    child_name = models.CharField(max_length=400, blank=True)
    child_born_on = models.DateField(null=True)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_because = models.TextField(blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "version", "changed_at", "changed_by_name"),
        PrivacyClass.STAFF: (
            "user", "kind", "declared_by", "declared_at", "ended_by", "ended_at", "ended_because", "start_on", "end_on",
        ),
        PrivacyClass.IDENTITY: ("child_cpr", "child_name", "child_born_on"),
    }  # fmt: skip
    redaction = {Piece.INTERNAL: ("child_cpr", "child_name", "child_born_on")}

    class Meta:
        ordering = ["-start_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(child_cpr="") | (~Q(child_name="") & Q(child_born_on__isnull=False)),
                name="tie_names_a_child",
            ),
            models.CheckConstraint(
                condition=Q(end_on=None, ended_by=None, ended_because="")
                | (Q(end_on__gte=F("start_on"), ended_by__isnull=False) & ~Q(ended_because="")),
                name="tie_ended_by_somebody_and_why",
            ),
        ]


class TieChild(DomainModel):
    """Da: det barn, et bånd er til. Several when the words fit several: too many are shut out rather than one too few."""

    tie = models.ForeignKey(Tie, on_delete=models.PROTECT, related_name="found")
    child = models.ForeignKey("people.Child", on_delete=models.PROTECT, related_name="tied")

    privacy = {PrivacyClass.TECHNICAL: ("id",), PrivacyClass.IDENTITY: ("tie", "child")}
    redaction = {Piece.INTERNAL: ("tie", "child")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tie", "child"], name="tie_to_a_child_once")]
