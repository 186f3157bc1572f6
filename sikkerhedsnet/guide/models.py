"""The municipality's handleguide in versions, and questions that say nothing of which child they are about."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, District, Owed, OwedQuerySet, owed_constraint

from .states import OPEN, UNDER_WAY, State, VersionState


class InEnglish(Func):
    """The English words of an entry, prepared for searching."""

    template = "to_tsvector('english'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


class GuideEntry(Keyed, Versioned, DomainModel):
    """Da: råd i handleguiden. For these signs or this level, at this age, in this profession: what one may, what one must.

    An empty axis is for everybody. `is_proposal` marks what no professional of the municipality has approved.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    guide = models.ForeignKey("GuideVersion", on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    signs = ArrayField(models.CharField(max_length=60), default=list)
    sign_words = models.TextField(blank=True)
    levels = ArrayField(models.PositiveSmallIntegerField(), default=list)
    ages = ArrayField(models.CharField(max_length=10), default=list)
    functions = ArrayField(models.CharField(max_length=40), default=list)
    may_do = models.TextField(blank=True)
    must_do = models.TextField(blank=True)
    who = models.CharField(max_length=300, blank=True)
    form = models.CharField(max_length=300, blank=True)
    deadline = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    english = models.JSONField(default=dict)
    is_proposal = models.BooleanField(default=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="danish")
        + SearchVector("sign_words", weight="B", config="danish")
        + SearchVector("must_do", "may_do", weight="C", config="danish")
        + SearchVector("who", "form", "deadline", "contact", weight="D", config="danish"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    search_english = models.GeneratedField(
        expression=InEnglish("english"), output_field=SearchVectorField(), db_persist=True
    )

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "guide", "position", "title", "signs", "sign_words", "levels", "ages", "functions",
            "may_do", "must_do", "who", "form", "deadline", "contact", "english", "is_proposal", "search",
            "search_english",
        ),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["guide", "position"], name="guide_entry_in_order"),
            GinIndex(fields=["search"], name="guide_entry_search"),
            GinIndex(fields=["search_english"], name="guide_entry_english"),
        ]


class GuideVersionQuerySet(models.QuerySet["GuideVersion"]):
    """Versions of the guide."""

    def visible_to(self, actor: Actor) -> GuideVersionQuerySet:
        """Those of one's own municipality: the approved for everybody with the guide, the rest for those who write and
        approve it."""
        if not actor.has(Permission.GUIDE_SEE):
            return self.none()
        here = self.filter(municipality_id=actor.municipality_id)
        if actor.has(Permission.GUIDE_KEEP) or actor.has(Permission.GUIDE_APPROVE):
            return here
        return here.filter(state=VersionState.APPROVED)


class GuideVersion(Keyed, Versioned, DomainModel):
    """Da: udgave af handleguiden. A draft until a second person approves it; from then on never changed."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="guides")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in VersionState], default=VersionState.DRAFT)
    in_force_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    writers = ArrayField(models.BigIntegerField(), default=list)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)

    objects = GuideVersionQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: ("id", "municipality", "number", "state", "in_force_on", "note", "decision"),
        PrivacyClass.STAFF: ("writers", "prepared_by", "prepared_at", "decided_by", "decided_at", "changed_by_name"),
        PrivacyClass.TECHNICAL: ("idempotency_key", "version", "changed_at"),
    }

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="guide_number_once"),
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state__in=UNDER_WAY), name="guide_one_under_way"
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.APPROVED)
                | (
                    Q(decided_by__isnull=False)
                    & Q(in_force_on__isnull=False)
                    & (Q(prepared_by__isnull=True) | ~Q(decided_by=F("prepared_by")))
                ),
                name="guide_approved_by_a_second",
            ),
        ]


class SparringQuerySet(OwedQuerySet):
    """Questions without a child."""

    def visible_to(self, actor: Actor) -> SparringQuerySet:
        """For the one who asked, the one it lies with, and the one told of a passed date."""
        own = Q(asked_by_id=actor.id) | Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        return self.filter(own, municipality_id=actor.municipality_id)


class Sparring(Keyed, Owed, DomainModel):
    """Da: anonym sparring. What somebody has seen, and the prevention adviser's answer; there is no child in the row.

    Both texts have been looked through before they were stored (`identifying`).
    """

    OPEN = OPEN

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    signs = ArrayField(models.CharField(max_length=60), default=list)
    age = models.CharField(max_length=10, blank=True)
    function = models.CharField(max_length=40, blank=True)
    situation = models.TextField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.ASKED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = SparringQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "municipality", "district", "state", "asked_at", "answered_at", *OWED_FIELDS,
        ),
        PrivacyClass.STAFF: ("asked_by", "function"),
        PrivacyClass.WELLBEING: ("signs", "age", "situation", "answer"),
    }  # fmt: skip
    redaction = {Piece.INTERNAL: ("signs", "age", "situation", "answer")}

    class Meta:
        constraints = [
            owed_constraint("sparring_owed", OPEN),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="sparring_answered_has_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="sparring_due"),
            models.Index(fields=["owner"], condition=Q(state__in=OPEN), name="sparring_owner"),
            models.Index(fields=["asked_by"], name="sparring_by_asker"),
        ]
