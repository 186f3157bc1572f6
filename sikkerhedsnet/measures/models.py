"""The catalogue of early measures, and the measures children have had."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, Place, owed_constraint
from sikkerhedsnet.people.models import Child, own_family
from sikkerhedsnet.plans.models import Plan

from .states import OPEN, AskedHow, Ending, State, Tier


class MeasureKind(Keyed, Versioned, Place):
    """Da: indsats i kataloget. What can be started, by whom without asking, who does it, for how long, and what it costs.

    `starters` and `doers` are functions; `price_kr` is whole kroner for one course; the marks say what has to be checked.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="measure_kinds")
    tier = models.CharField(max_length=12, choices=[(t, t) for t in Tier])
    what = models.TextField()
    purpose = models.TextField(blank=True)
    starters = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    doers = ArrayField(models.CharField(max_length=40), default=list)
    weeks = models.PositiveSmallIntegerField(null=True)
    follow_up_weeks = models.PositiveSmallIntegerField()
    price_kr = models.PositiveIntegerField(null=True)
    price_mark = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=200, blank=True)
    is_offered = models.BooleanField(default=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "name", "sort_key", "tier", "what", "purpose", "starters", "doers", "weeks",
            "follow_up_weeks", "price_kr", "price_mark", "mark", "is_offered",
        ),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip

    class Meta(Place.Meta):
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="measure_kind_name_once"),
            models.CheckConstraint(condition=Q(follow_up_weeks__gte=1), name="measure_kind_is_followed_up"),
            models.CheckConstraint(
                condition=~Q(tier=Tier.SPECIAL) | Q(starters=[]), name="special_support_is_nobodys_to_start"
            ),
        ]


class MeasureQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> MeasureQuerySet:
        """Measures this person does or was told is late, and those of the children she works with; never her own child's."""
        if not actor.has(Permission.PLAN_SEE):
            return self.none()
        own = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        return self.filter(
            own | Q(child__in=Child.objects.visible_to(actor)), child__municipality_id=actor.municipality_id
        ).exclude(child_id__in=own_family(actor))


class Measure(Keyed, Owed, DomainModel):
    """Da: indsats. Early help that was started, with the parents' yes; never on a suspicion.

    `owner` does it. Name, tier and price stand as they were on the day it was started.
    """

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="measures")
    kind = models.ForeignKey(MeasureKind, on_delete=models.PROTECT, related_name="measures")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="measures")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="measures")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="measures")
    name = models.CharField(max_length=200)
    tier = models.CharField(max_length=12, choices=[(t, t) for t in Tier])
    price_kr = models.PositiveIntegerField(null=True)
    purpose = models.TextField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.RUNNING)
    start_on = models.DateField()
    planned_end_on = models.DateField(null=True)
    asked_on = models.DateField()
    asked_how = models.CharField(max_length=15, choices=[(a, a) for a in AskedHow])
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=15, choices=[(e, e) for e in Ending], blank=True)

    objects = MeasureQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "kind", "concern", "meeting", "plan", "state", "started_at", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("started_by",),
        PrivacyClass.SENSITIVE: (
            "name", "tier", "price_kr", "purpose", "start_on", "planned_end_on", "asked_on", "asked_how", "ended_on",
            "ending",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "child", "name", "tier", "price_kr", "purpose", "start_on", "planned_end_on", "asked_on", "asked_how",
            "ended_on", "ending",
        ),
    }  # fmt: skip

    class Meta:
        constraints = [
            owed_constraint("measure_owed", OPEN),
            models.CheckConstraint(
                condition=~Q(state=State.ENDED) | (~Q(ending="") & Q(ended_on__isnull=False)),
                name="measure_ended_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on=None) | Q(planned_end_on__gte=F("start_on")), name="measure_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="measure_due"),
            models.Index(fields=["child"], name="measure_by_child"),
        ]


class MeasureLook(Keyed, DomainModel):
    """Da: opfølgning på en indsats. What it did, seen on one day; `next_on` is empty when it ended there."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="looks")
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    what_it_did = models.TextField()
    next_on = models.DateField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "measure", "idempotency_key", "recorded_at"),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("on", "what_it_did", "next_on"),
    }
    redaction = {Piece.OPEN: ("on", "what_it_did", "next_on")}

    class Meta:
        ordering = ["on", "id"]
