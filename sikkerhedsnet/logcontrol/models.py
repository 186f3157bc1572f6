"""The month's drawing, the look-ups that were drawn, and the municipality's own numbers for both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import own_family

from . import rules
from .states import OPEN, State

NUMBERS = (
    "permille", "least", "most", "most_flagged", "explain_days", "fresh_days", "not_fresh_factor", "many_children",
    "many_minutes", "hours_from", "hours_to", "common_permille",
)  # fmt: skip


def default_weights() -> dict[str, int]:
    return dict(rules.WEIGHTS)


class ControlSettings(Versioned, DomainModel):
    """Da: kommunens valg for logkontrol. Every number is the municipality's own choice, shipped as a proposal."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="log_control")
    permille = models.PositiveSmallIntegerField(default=20)
    least = models.PositiveSmallIntegerField(default=10)
    most = models.PositiveSmallIntegerField(default=100)
    most_flagged = models.PositiveSmallIntegerField(default=50)
    explain_days = models.PositiveSmallIntegerField(default=14)
    fresh_days = models.PositiveSmallIntegerField(default=30)
    not_fresh_factor = models.PositiveSmallIntegerField(default=4)
    many_children = models.PositiveSmallIntegerField(default=20)
    many_minutes = models.PositiveSmallIntegerField(default=10)
    hours_from = models.PositiveSmallIntegerField(default=6)
    hours_to = models.PositiveSmallIntegerField(default=20)
    common_permille = models.PositiveSmallIntegerField(default=10)
    flags_off = models.JSONField(default=list)
    weights = models.JSONField(default=default_weights)
    family_sees_names = models.BooleanField(default=False)

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", *NUMBERS, "flags_off", "weights", "family_sees_names"),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }

    def limits(self, children: int) -> rules.Limits:
        """Where each flag begins among so many children."""
        return rules.Limits(
            many_children=self.many_children,
            many_minutes=self.many_minutes,
            hours_from=self.hours_from,
            hours_to=self.hours_to,
            common_surname=max(6, -(-children * self.common_permille // 1000)),
            off=frozenset(self.flags_off),
        )


class Drawing(DomainModel):
    """Da: stikprøve. One municipality's month, drawn once; with its seed and its numbers, so that it can be drawn again."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="log_drawings")
    month = models.DateField()
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    up_to = models.BigIntegerField()
    population = models.PositiveIntegerField()
    by_chance = models.PositiveIntegerField()
    flagged = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    numbers = models.JSONField()
    by_basis = models.JSONField()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "municipality", "month", "seed", "drawn_at", "up_to", "population", "by_chance", "flagged", "drawn",
            "numbers", "by_basis",
        )
    }  # fmt: skip

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["municipality", "month"], name="a_month_is_drawn_once")]


class LookQuerySet(OwedQuerySet):
    """Drawn look-ups."""

    def visible_to(self, actor: Actor) -> LookQuerySet:
        """Those this person was given, and all for who controls the log; never her own, nor about her own family."""
        own = own_family(actor)
        given = Q(owner_id=actor.id)
        if actor.has(Permission.LOG_CONTROL):
            given |= Q(municipality_id=actor.municipality_id)
        return self.filter(given).exclude(actor_id=actor.id).exclude(child_number__in=own)


class SampledLook(Owed, DomainModel):
    """Da: udtrukket opslag. One person's look-ups at one child on one day; the child by number alone, as in the log."""

    OPEN = OPEN

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="looks")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    child_number = models.BigIntegerField()
    day = models.DateField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField()
    what = models.JSONField()
    function = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    basis = models.CharField(max_length=20)
    quiet = models.BooleanField()
    fresh = models.BooleanField()
    weight = models.PositiveIntegerField()
    by_chance = models.BooleanField()
    flags = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], default=State.OPEN)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    conclusion = models.TextField(blank=True)

    objects = LookQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "drawing", "municipality", "number", "day", "first_at", "last_at", "times", "what", "weight", "by_chance",
            "fresh", "state", "answered_at", *OWED_FIELDS,
        ),
        PrivacyClass.STAFF: ("actor", "function", "unit", "basis", "flags", "answered_by"),
        PrivacyClass.IDENTITY: ("child_number",),
        PrivacyClass.SENSITIVE: ("quiet", "note", "conclusion"),
    }  # fmt: skip
    redaction = {Piece.OPEN: ("child_number",), Piece.SUSPICION: ("quiet",), Piece.INTERNAL: ("note", "conclusion")}

    class Meta:
        ordering = ["drawing_id", "number"]
        constraints = [
            owed_constraint("look_owed", OPEN),
            models.UniqueConstraint(fields=["drawing", "number"], name="look_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.EXPLAINED, State.PASSED_ON, State.CLOSED]) | ~Q(note=""),
                name="answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | ~Q(owner=models.F("actor")), name="nobody_explains_herself"
            ),
        ]
