"""Legal bases, consents, and the record of what crossed from one service to another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.people.models import Child, Guardian

from . import rules
from .states import Form, Kind, Service, Told, Topic, Turn, What


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    def visible_to(self, actor: Actor) -> LegalBasisQuerySet:
        """The list of one's own municipality."""
        return self.filter(municipality_id=actor.municipality_id)

    def on(self, day: date) -> LegalBasisQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class LegalBasis(Keyed, DomainModel):
    """Da: hjemmel. One basis in one wording, from-to: what was used stands; a new wording is a new row.

    The database makes every municipality's first list (migration 0003), whoever makes the municipality.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="legal_bases")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(k, k) for k in Kind])
    name = models.CharField(max_length=120)
    paragraph = models.CharField(max_length=200, blank=True)
    source_mark = models.CharField(max_length=200, blank=True)
    needs_note = models.BooleanField(default=False)
    needs_decision = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    changed_by_name = models.CharField(max_length=200, blank=True)

    objects = LegalBasisQuerySet.as_manager()

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "key", "kind", "name", "paragraph", "source_mark", "needs_note", "needs_decision",
            "order", "valid_from", "valid_to",
        ),
        PrivacyClass.STAFF: ("changed_by_name",),
        PrivacyClass.TECHNICAL: ("idempotency_key",),
    }  # fmt: skip

    class Meta:
        ordering = ["order", "key", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="basis_ends_after_start"
            ),
            models.UniqueConstraint(fields=["municipality", "key", "valid_from"], name="one_wording_of_a_basis_a_day"),
            models.UniqueConstraint(
                fields=["municipality", "key"], condition=Q(valid_to=None), name="one_wording_of_a_basis_in_force"
            ),
        ]


class SharingSettings(Versioned, DomainModel):
    """Da: kommunens frister for deling. A municipality without a row has the defaults."""

    municipality = models.OneToOneField(Municipality, on_delete=models.PROTECT, related_name="sharing_settings")
    consent_months = models.PositiveSmallIntegerField(default=rules.CONSENT_MONTHS)
    meeting_days = models.PositiveSmallIntegerField(default=rules.MEETING_DAYS)
    remind_days = models.PositiveSmallIntegerField(default=rules.REMIND_DAYS)
    one_holder_topics = ArrayField(models.CharField(max_length=20), default=list)
    young_from_years = models.PositiveSmallIntegerField(default=rules.YOUNG_FROM)
    young_from_mark = models.CharField(max_length=200, blank=True, default=rules.YOUNG_FROM_MARK)

    privacy = {
        PrivacyClass.PUBLIC: (
            "id", "municipality", "consent_months", "meeting_days", "remind_days", "one_holder_topics",
            "young_from_years", "young_from_mark",
        ),
        PrivacyClass.TECHNICAL: ("version", "changed_at"),
        PrivacyClass.STAFF: ("changed_by_name",),
    }  # fmt: skip


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, actor: Actor) -> ConsentQuerySet:
        """Consents about the children this person works with."""
        if not actor.has(Permission.SHARING_SEE):
            return self.none()
        return self.filter(child__in=Child.objects.visible_to(actor))


class Consent(Keyed, Versioned, DomainModel):
    """Da: samtykke. A yes to telling these services about these topics, until a day or until it is taken back."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consents")
    receivers = ArrayField(models.CharField(max_length=20, choices=[(s, s) for s in Service]))
    external_name = models.CharField(max_length=200, blank=True)
    topics = ArrayField(models.CharField(max_length=20, choices=[(t, t) for t in Topic]))
    purpose = models.TextField()
    expires_on = models.DateField()
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    renews = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="renewed_by")
    lapses = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.CharField(max_length=300, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = ConsentQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "recorded_at", "renews", "version", "changed_at", "changed_by_name",
        ),
        PrivacyClass.IDENTITY: ("child", "withdrawn_by"),
        PrivacyClass.STAFF: ("owner",),
        PrivacyClass.SENSITIVE: (
            "receivers", "external_name", "topics", "purpose", "expires_on", "lapses", "withdrawn_on",
            "withdrawn_because",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "withdrawn_by", "receivers", "topics", "purpose", "expires_on", "lapses", "withdrawn_on"),
        Piece.PLACE: ("external_name",),
        Piece.OWN: ("withdrawn_because",),
    }

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by="") | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by="")),
                name="consent_taken_back_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(receivers=[]) & ~Q(topics=[]), name="consent_says_to_whom_and_what"),
        ]
        indexes = [models.Index(fields=["expires_on"], condition=Q(withdrawn_on=None), name="consent_runs_out")]


class ConsentVoice(DomainModel):
    """Da: den, der har sagt ja. One custody holder's, or the young person's own, with day and form; never changed."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="voices")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)
    on = models.DateField()
    form = models.CharField(max_length=10, choices=[(f, f) for f in Form])
    witness = models.CharField(max_length=200, blank=True)
    paper: Any = models.ForeignKey("ConsentPaper", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "consent", "paper"),
        PrivacyClass.IDENTITY: ("guardian", "name"),
        PrivacyClass.STAFF: ("recorded_by",),
        PrivacyClass.SENSITIVE: ("on", "form", "witness"),
    }
    redaction = {
        Piece.OPEN: ("guardian", "name"),
        Piece.OWN: ("on", "form", "witness"),
    }

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "guardian"], condition=Q(guardian__isnull=False), name="guardian_says_yes_once"
            ),
            models.UniqueConstraint(
                fields=["consent"], condition=Q(guardian__isnull=True), name="young_person_says_yes_once"
            ),
            models.CheckConstraint(condition=~Q(form=Form.SPOKEN) | ~Q(witness=""), name="spoken_yes_has_a_witness"),
            models.CheckConstraint(
                condition=~Q(form=Form.PAPER) | Q(paper__isnull=False), name="paper_yes_has_its_scan"
            ),
        ]


class ConsentPaper(DomainModel):
    """Da: indscannet samtykke. The sheet as it was uploaded, without what the camera wrote about place and time."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    content: Any = models.BinaryField()
    size = models.PositiveIntegerField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "consent", "content_type", "size"),
        PrivacyClass.SENSITIVE: ("name", "content"),
    }
    redaction = {Piece.OWN: ("name", "content")}


class DisclosureQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> DisclosureQuerySet:
        """What was passed on about the children this person works with; of a suspicion only what she passed on or was
        told herself, and what was passed on in a matter she answers for."""
        if not actor.has(Permission.SHARING_SEE):
            return self.none()
        own = Q(by_id=actor.id) | Q(to_user_id=actor.id) | Q(concern__owner_id=actor.id)
        return self.filter(Q(suspicion=False) | own, child__in=Child.objects.visible_to(actor))

    def told(self) -> DisclosureQuerySet:
        """Each with `ends_on`, the day it ends as things stand, and `is_off`, whether it never came to be."""
        turns = DisclosureTurn.objects.filter(disclosure_id=OuterRef("pk"))
        latest = turns.filter(until__isnull=False).order_by("-at", "-pk").values("until")[:1]
        return self.annotate(
            ends_on=Coalesce(Subquery(latest), F("until")), is_off=Exists(turns.filter(turn=Turn.CALLED_OFF))
        )

    def about(self, *rows: models.Model) -> DisclosureQuerySet:
        """What was passed on at, or with, these rows of one kind."""
        labels = {row._meta.label_lower for row in rows}
        return self.filter(about_label__in=labels, about_id__in=[row.pk for row in rows])


class Disclosure(Keyed, DomainModel):
    """Da: videregivelse. Something crossed from one service to another: what, to whom, why, on which basis, until when.

    Never changed: a new date or an end is a `DisclosureTurn`. `about_label` and `about_id` name the meeting, the plan
    or the concern it happened with; those come later on the journey, so there is no key to them.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="disclosures")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, related_name="disclosures")
    suspicion = models.BooleanField(default=False)
    what = models.CharField(max_length=15, choices=[(w, w) for w in What])
    about_label = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    content = models.TextField(blank=True)
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=300)
    to_service = models.CharField(max_length=20, choices=[(s, s) for s in Service])
    purpose = models.TextField()
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="disclosures")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="disclosures")
    note = models.TextField(blank=True)
    special_reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True)
    told = models.CharField(max_length=10, choices=[(t, t) for t in Told])
    told_on = models.DateField(null=True)
    not_told_because = models.TextField(blank=True)
    on = models.DateField()
    until = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = DisclosureQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "concern", "about_label", "about_id", "basis", "consent", "recorded_at",
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("to_user", "by", "decided_by"),
        PrivacyClass.SENSITIVE: (
            "suspicion", "what", "content", "to_name", "to_service", "purpose", "note", "special_reason", "decided_on",
            "told", "told_on", "not_told_because", "on", "until",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "what", "content", "to_service", "purpose", "decided_on", "told", "told_on", "on"),
        Piece.PLACE: ("to_name",),
        Piece.SENDER: ("by",),
        Piece.HOUR: ("until",),
        Piece.INTERNAL: ("note", "special_reason", "not_told_because"),
        Piece.SUSPICION: ("suspicion",),
    }

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="disclosure_ends_after_start"),
            models.CheckConstraint(
                condition=(Q(told=Told.TOLD) & Q(told_on__isnull=False))
                | (Q(told=Told.LATER) & ~Q(not_told_because=""))
                | Q(told__in=[Told.SUSPICION, Told.NOBODY]),
                name="disclosure_says_when_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(suspicion=False) | (Q(told=Told.SUSPICION) & Q(consent=None)), name="disclosure_kept_quiet"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(what=What.NATIONAL), name="disclosure_by_somebody_but_a_report"
            ),
        ]
        indexes = [
            models.Index(fields=["child"], name="disclosure_by_child"),
            models.Index(fields=["about_label", "about_id"], name="disclosure_by_about"),
            models.Index(fields=["on"], name="disclosure_by_day"),
        ]

    @property
    def by_name(self) -> str:
        """Who passed it on; a report that the system sends by itself has nobody."""
        return self.by.name if self.by else System().name


class DisclosureTurn(DomainModel):
    """Da: ændring af en videregivelse. Moved, ended or called off, by whom and when; never changed itself."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="turns")
    turn = models.CharField(max_length=12, choices=[(t, t) for t in Turn])
    until = models.DateField(null=True)
    because = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "disclosure", "turn", "at"),
        PrivacyClass.STAFF: ("by_name",),
        PrivacyClass.SENSITIVE: ("until", "because"),
    }
    redaction = {
        Piece.OPEN: ("because",),
        Piece.HOUR: ("until",),
    }

    class Meta:
        ordering = ["at", "id"]
