"""Child, custody holder, custody, enrolment, network, and who works with the child."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.names import person_sort_key
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import Dated, District, Group, Institution

from .conflicts import own_family
from .flat import Conflict, Grant, GrantCheck
from .states import Source
from .ties import Person, Persona, Tie, TieChild, TieKind

__all__ = [
    "HOME",
    "BrokenGlass",
    "Child",
    "Conflict",
    "Custody",
    "Enrolment",
    "Grant",
    "GrantCheck",
    "Guardian",
    "Home",
    "NetworkMember",
    "Person",
    "Persona",
    "Relation",
    "Tie",
    "TieChild",
    "TieKind",
    "own_family",
]


class Home(Func):
    """An address and a postcode as one word without case and blanks, so that the same place is the same word."""

    function = "net_home"
    output_field = models.TextField()


HOME = Home("address", "postcode")


class ChildQuerySet(models.QuerySet["Child"]):
    """Children, narrowed to those somebody works with now."""

    def visible_to(self, actor: Actor, today: date | None = None, *, glass: bool = True) -> ChildQuerySet:
        """The children this person works with today; never her own, and never another municipality's.

        Without `glass` not those she sees for the moment because she has broken the glass.
        """
        if not actor.has(Permission.CHILD_SEE):
            return self.none()
        day = today or clock.today()
        enrolled = Enrolment.objects.on(day)
        behind_glass = (
            BrokenGlass.objects.on_now(actor) if actor.has(Permission.GLASS_BREAK) else BrokenGlass.objects.none()
        )
        if not glass:
            behind_glass = behind_glass.none()
        # each set of children is found once, not once a child: whatever the planner knows, the page stays quick
        return self.filter(
            Q(pk__in=Relation.objects.on(day).filter(user_id=actor.id).values("child_id"))
            | Q(pk__in=enrolled.filter(institution_id__in=actor.whole_institution_ids).values("child_id"))
            | Q(pk__in=enrolled.filter(group_id__in=actor.group_ids).values("child_id"))
            | Q(district_id__in=actor.district_ids, left_on=None)
            | Q(pk__in=behind_glass.values("child_id")),
            municipality_id=actor.municipality_id,
        ).exclude(pk__in=own_family(actor, day))

    def worked_with(self, actor: Actor, today: date | None = None) -> ChildQuerySet:
        """Those she has a lasting reason to work with: broken glass opens no health journal."""
        return self.visible_to(actor, today, glass=False)

    def living_here(self) -> ChildQuerySet:
        return self.filter(left_on=None)


class Child(Versioned, DomainModel):
    """Da: barn. Anyone from before birth to 17 years; a CPR number is a help to recognise, never a condition."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="children")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="children")
    cpr_number = models.CharField(max_length=10, blank=True)
    first_name = models.CharField(max_length=200)
    last_name = models.CharField(max_length=200, blank=True)
    sort_key = models.CharField(max_length=800, db_collation="C", editable=False)
    birth_date = models.DateField(null=True)
    expected_on = models.DateField(null=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=100, blank=True)
    protected_address = models.BooleanField(default=False)
    language = models.CharField(max_length=60, blank=True)
    left_on = models.DateField(null=True)

    objects = ChildQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "sort_key", "version", "changed_at", "changed_by_name"),
        PrivacyClass.IDENTITY: (
            "municipality", "district", "cpr_number", "first_name", "last_name", "birth_date", "expected_on",
            "language", "left_on",
        ),
        PrivacyClass.CONTACT: ("address", "postcode", "city"),
        PrivacyClass.PROTECTED: ("protected_address",),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "municipality",
            "cpr_number",
            "first_name",
            "last_name",
            "birth_date",
            "expected_on",
            "language",
            "left_on",
        ),
        Piece.PLACE: ("district",),
        Piece.ADDRESS: ("address", "postcode", "city", "protected_address"),
    }

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "cpr_number"], condition=~Q(cpr_number=""), name="child_cpr_once"
            ),
            models.CheckConstraint(
                condition=Q(birth_date__isnull=False) | Q(expected_on__isnull=False), name="child_born_or_expected"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "sort_key"], name="child_by_name"),
            models.Index(HOME, condition=~Q(address=""), name="child_by_home"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = person_sort_key(self.first_name, self.last_name)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def __str__(self) -> str:
        return self.name


class Guardian(Versioned, DomainModel):
    """Da: forælder eller anden forældremyndighedsindehaver; with or without custody of each child."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="guardians")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="guardian")
    cpr_number = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=800, db_collation="C", editable=False)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    protected_address = models.BooleanField(default=False)
    needs_interpreter = models.BooleanField(default=False)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "sort_key", "user", "version", "changed_at", "changed_by_name"),
        PrivacyClass.IDENTITY: ("municipality", "cpr_number", "name", "needs_interpreter"),
        PrivacyClass.CONTACT: ("phone", "email", "address"),
        PrivacyClass.PROTECTED: ("protected_address",),
    }
    redaction = {
        Piece.OPEN: ("municipality", "name"),
        Piece.CONTACT: ("cpr_number", "phone", "email", "address", "protected_address", "needs_interpreter"),
    }

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "cpr_number"], condition=~Q(cpr_number=""), name="guardian_cpr_once"
            ),
        ]
        indexes = [models.Index(fields=["cpr_number"], condition=~Q(cpr_number=""), name="guardian_by_number")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = person_sort_key(self.name, "")
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class Custody(Dated, DomainModel):
    """Da: forældremyndighed. A parent of the child, with custody or not, at the same address or not."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="custodies")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="custodies")
    has_custody = models.BooleanField()
    same_address = models.BooleanField()

    privacy = {
        PrivacyClass.IDENTITY: ("id", "child", "guardian", "has_custody", "start_on", "end_on"),
        PrivacyClass.CONTACT: ("same_address",),
    }
    redaction = {
        Piece.OPEN: ("id", "child", "guardian", "has_custody", "start_on", "end_on"),
        Piece.PLACE: ("same_address",),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "guardian"], condition=Q(end_on=None), name="one_custody_relation_at_a_time"
            ),
        ]


def _at_same_place(field: str) -> Func:
    """A one-point range, so that a plain GiST index can compare a number for equality."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class Enrolment(Dated, DomainModel):
    """Da: plads i institutionen. Where the child spends its day, from when to when; history is kept."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="enrolments")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="enrolments")

    privacy = {PrivacyClass.IDENTITY: ("id", "child", "institution", "group", "start_on", "end_on")}
    redaction = {
        Piece.OPEN: ("id", "child", "start_on", "end_on"),
        Piece.PLACE: ("institution", "group"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_on=None) | Q(end_on__gte=F("start_on")), name="enrolment_ends_after_start"
            ),
            ExclusionConstraint(
                name="one_place_per_institution_at_a_time",
                expressions=[
                    (_at_same_place("child_id"), RangeOperators.OVERLAPS),
                    (_at_same_place("institution_id"), RangeOperators.OVERLAPS),
                    (
                        Func(F("start_on"), F("end_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "group"], name="enrolment_by_group"),
        ]


class ProtectionQuerySet(models.QuerySet["Protection"]):
    """Protections."""

    def standing(self) -> ProtectionQuerySet:
        """Those that have not been lifted."""
        return self.filter(lifted_at=None)

    def visible_to(self, actor: Actor, today: date | None = None) -> ProtectionQuerySet:
        return self.filter(child__in=Child.objects.visible_to(actor, today))


class Protection(Keyed, DomainModel):
    """Da: adressebeskyttelse. Where the child lives, goes and is met is kept secret; `against` names one parent above all.

    Set at once by one person; lifted only when a second person says so too. No register takes it away.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="protections")
    against = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=[(s, s) for s in Source])
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    why = models.TextField(blank=True)
    lift_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lift_asked_at = models.DateTimeField(null=True)
    lift_because = models.TextField(blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = ProtectionQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "set_at", "lift_asked_at", "lifted_at"),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("set_by", "lift_asked_by", "lifted_by"),
        PrivacyClass.PROTECTED: ("against", "source", "why", "lift_because"),
    }
    redaction = {Piece.OPEN: ("child",)}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "against"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="one_protection_against_each",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lift_asked_by__isnull=False)
                & ~Q(lifted_by=F("lift_asked_by")),
                name="protection_lifted_by_two",
            ),
        ]
        indexes = [models.Index(fields=["child"], name="protection_by_child")]


class NetworkMember(DomainModel):
    """Da: netværksperson. Somebody in the family's private network who takes part."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="network")
    name = models.CharField(max_length=200)
    tie = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)

    privacy = {
        PrivacyClass.IDENTITY: ("id", "child", "name", "tie"),
        PrivacyClass.CONTACT: ("phone",),
    }
    redaction = {
        Piece.OPEN: ("id", "child", "name", "tie"),
        Piece.THIRD_PERSON: ("phone",),
    }


class Relation(Dated, DomainModel):
    """Da: tilknytning. A dated reason why one employee may see one child; it runs out by itself."""

    class Kind(models.TextChoices):
        ADVISER = "adviser"
        PARTICIPANT = "participant"
        STEP_OWNER = "step_owner"
        OWNER = "owner"
        COVER = "cover"

    class Quiet(models.TextChoices):
        """The same reasons when a suspicion alone gives them: as good as the others, shown to those who see it alone."""

        ADVISER = "quiet_adviser"
        PARTICIPANT = "quiet_participant"
        STEP_OWNER = "quiet_step_owner"
        OWNER = "quiet_owner"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="relations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=120)

    privacy = {
        PrivacyClass.IDENTITY: ("id", "child", "user", "kind", "start_on", "end_on"),
        PrivacyClass.TECHNICAL: ("source",),
    }
    redaction = {Piece.OPEN: ("id", "child", "user", "kind", "start_on", "end_on")}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "user", "kind"], name="one_relation_of_a_kind"),
            models.CheckConstraint(condition=Q(end_on__isnull=False), name="every_relation_ends"),
        ]
        indexes = [models.Index(fields=["user", "child"], name="relation_by_user")]


class BrokenGlassQuerySet(models.QuerySet["BrokenGlass"]):
    """Times the glass was broken."""

    def on_now(self, actor: Actor) -> BrokenGlassQuerySet:
        """Those this person has broken that have neither run out nor been ended."""
        return self.filter(user_id=actor.id, ended_at=None, ends_at__gt=clock.now())

    def visible_to(self, actor: Actor) -> BrokenGlassQuerySet:
        """A person's own; who looks them over gets to them through her review."""
        return self.filter(user_id=actor.id)


class BrokenGlass(Keyed, DomainModel):
    """Da: nødadgang. One person opened one child's file without a reason in the system, for a short while and in writing."""

    class Reason(models.TextChoices):
        DANGER = "danger"
        CALLED = "called"
        COLLEAGUE_AWAY = "colleague_away"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="broken_glass")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="broken_glass")
    function = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    why = models.TextField()
    broken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = BrokenGlassQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "broken_at", "ends_at", "ended_at"),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("user", "function"),
        PrivacyClass.SENSITIVE: ("reason", "why"),
    }
    redaction = {
        Piece.OPEN: ("child", "reason"),
        Piece.INTERNAL: ("why",),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("broken_at")), name="glass_ends_after_it_was_broken"),
            models.UniqueConstraint(fields=["user", "child"], condition=Q(ended_at=None), name="one_glass_at_a_time"),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="glass_by_user")]
