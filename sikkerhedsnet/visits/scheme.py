"""The municipality's own schedule and choices: which visits it gives, when, and what is asked at them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core.db import DomainModel, Versioned
from sikkerhedsnet.core.privacy import PrivacyClass

from .rules import Span, Unit


class VisitScheme(Versioned, DomainModel):
    """Da: besøgsplan. One standard visit as this municipality gives it: from, by and until which age.

    The national guide gives names and contents, but almost no ages: `source_mark` says where a row's numbers come from.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="visit_schemes")
    visit_type = models.CharField(max_length=40)
    offered = models.BooleanField(default=True)
    first_child_only = models.BooleanField(default=False)
    unit = models.CharField(max_length=5, choices=[(u, u) for u in Unit])
    earliest = models.PositiveSmallIntegerField()
    aim = models.PositiveSmallIntegerField()
    latest = models.PositiveSmallIntegerField()
    instruments = ArrayField(models.CharField(max_length=40), default=list)
    source_mark = models.CharField(max_length=200, blank=True)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "visit_type", "offered", "first_child_only", "unit", "earliest", "aim", "latest",
            "instruments", "source_mark",
        ),
        PrivacyClass.TECHNICAL: ("version", "changed_at", "changed_by_name"),
    }  # fmt: skip

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "visit_type"], name="one_scheme_row_per_visit"),
            models.CheckConstraint(
                condition=Q(earliest__lte=F("aim"), aim__lte=F("latest")), name="scheme_window_in_order"
            ),
        ]

    @property
    def span(self) -> Span:
        return Span(Unit(self.unit), self.earliest, self.aim, self.latest)


class VisitChoices(Versioned, DomainModel):
    """Da: kommunens valg om besøg. Local numbers, each with where it comes from in `MARKS` beside the rules."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="visit_choices")
    documentation_days = models.PositiveSmallIntegerField(default=2)
    need_visits_before_talk = models.PositiveSmallIntegerField(default=3)
    talks_before_closing = models.PositiveSmallIntegerField(default=2)
    ranges = models.JSONField(default=dict)
    recall_first_months = models.PositiveSmallIntegerField(default=18)
    recall_next_months = models.PositiveSmallIntegerField(default=12)
    recall_until_years = models.PositiveSmallIntegerField(default=18)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "documentation_days", "need_visits_before_talk", "talks_before_closing", "ranges",
            "recall_first_months", "recall_next_months", "recall_until_years",
        ),
        PrivacyClass.TECHNICAL: ("version", "changed_at", "changed_by_name"),
    }  # fmt: skip
