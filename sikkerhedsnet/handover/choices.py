"""What a municipality decides about hand-overs: the parts of a record, and its local rules with the strictest as default."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.sharing.states import Topic

from . import rules
from .states import OnLeaving, Source


class PartKindQuerySet(models.QuerySet["PartKind"]):
    def on(self, day: date) -> PartKindQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class PartKind(Keyed, DomainModel):
    """Da: slags del. One subject of a record in the municipality's own words; the database makes the first list.

    `consent_only`: told with consent alone, whatever other basis there is.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="handover_parts")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    help = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=20, choices=[(t, t) for t in Topic])
    sources = ArrayField(models.CharField(max_length=12, choices=[(s, s) for s in Source]), default=list)
    must_read = models.BooleanField(default=False)
    consent_only = models.BooleanField(default=False)
    source_mark = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = PartKindQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "key", "name", "help", "topic", "sources", "must_read", "consent_only", "source_mark",
            "order", "valid_from", "valid_to",
        ),
        PrivacyClass.TECHNICAL: ("idempotency_key",),
    }  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """The wording as somebody had it on the screen."""
        shown = (self.name, self.help, self.topic, *self.sources, self.must_read, self.consent_only, self.source_mark)
        return rules.digest(shown)

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "key"], condition=Q(valid_to=None), name="one_part_kind_in_force"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="part_kind_ends_after_start"
            ),
        ]


class HandoverSettings(Versioned, DomainModel):
    """Da: kommunens regler for overgange. A municipality without a row has the defaults, which are the strictest."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="handover_settings")
    assessments_follow = models.BooleanField(default=False)
    health_needs_consent = models.BooleanField(default=True)
    on_leaving = models.CharField(max_length=12, choices=[(o, o) for o in OnLeaving], default=OnLeaving.DELETED)
    keep_months = models.PositiveSmallIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=rules.ROUNDS)
    begin_days = models.PositiveSmallIntegerField(default=rules.BEGIN_DAYS)
    answer_days = models.PositiveSmallIntegerField(default=rules.ANSWER_DAYS)
    follow_up_days = models.PositiveSmallIntegerField(default=rules.FOLLOW_UP_DAYS)
    read_months = models.PositiveSmallIntegerField(default=rules.READ_MONTHS)
    school_age = models.PositiveSmallIntegerField(default=rules.SCHOOL_AGE)
    because = models.TextField(blank=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "assessments_follow", "health_needs_consent", "on_leaving", "keep_months", "rounds",
            "begin_days", "answer_days", "follow_up_days", "read_months", "school_age", "because",
        ),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip


def settings_of(municipality_id: int) -> HandoverSettings:
    """The municipality's own rules, or the strictest (not saved) when it has chosen none."""
    found = HandoverSettings.objects.filter(municipality_id=municipality_id).first()
    return found or HandoverSettings(municipality_id=municipality_id, version=0)
