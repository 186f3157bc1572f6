"""A transition: the record made with the parents, what was sent of it, and who has read and accepted it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import DomainModel, Keyed, Versioned
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.organisation.models import OWED_FIELDS, Institution, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, Guardian, own_family
from sikkerhedsnet.sharing.models import Consent, LegalBasis

from .choices import HandoverSettings, PartKind
from .states import BEING_WRITTEN, OPEN, RECEIVED, THEIRS, Kind, Move, Source, State, TalkHow

__all__ = [
    "HandOver",
    "HandOverPart",
    "HandOverTalk",
    "HandOverTurn",
    "HandoverSettings",
    "LeftOut",
    "PartKind",
    "PartRow",
    "SentPart",
]


def my_places(actor: Actor) -> frozenset[int]:
    """The institutions this person works in today."""
    return frozenset(post.institution_id for post in actor.posts if post.institution_id)


class HandOverQuerySet(OwedQuerySet):
    def sent_from(self, actor: Actor, today: date | None = None) -> HandOverQuerySet:
        """Those this person is on the sending side of: she answers for it, was told of a passed date, or works with the
        child in the place it comes from."""
        if not actor.has(Permission.HANDOVER_KEEP):
            return self.none()
        hers = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        there = Q(from_institution_id__in=my_places(actor), child__in=Child.objects.visible_to(actor, today))
        rows = self.filter(
            (hers & ~Q(state__in=THEIRS)) | there, from_institution__municipality_id=actor.municipality_id
        )
        return rows.exclude(child_id__in=own_family(actor, today))

    def received_by(self, actor: Actor, today: date | None = None) -> HandOverQuerySet:
        """Those this person was sent and may read today, and, once accepted, those about the children she works with in
        the place it went to."""
        if not actor.has(Permission.HANDOVER_KEEP):
            return self.none()
        day = today or clock.today()
        named = Q(receiver_id=actor.id) | Q(leader_id=actor.id)
        answers = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        there = Q(to_institution_id__in=my_places(actor), child__in=Child.objects.visible_to(actor, day))
        rows = self.filter(
            (named & Q(state__in=RECEIVED, readable_until__gte=day))
            | (answers & Q(state=State.ACCEPTED))
            | (there & Q(state__in=THEIRS)),
            from_institution__municipality_id=actor.municipality_id,
        )
        return rows.exclude(child_id__in=own_family(actor, day))

    def visible_to(self, actor: Actor, today: date | None = None) -> HandOverQuerySet:
        """Those she is on either side of; a draft is the sending side's alone."""
        sent, received = self.sent_from(actor, today), self.received_by(actor, today)
        return self.filter(Q(pk__in=sent.values("pk")) | Q(pk__in=received.values("pk")))

    def being_written(self) -> HandOverQuerySet:
        return self.filter(state__in=BEING_WRITTEN)


class HandOver(Keyed, Owed, DomainModel):
    """Da: overgang. What follows one child to one place; the sender answers for it until a named receiver has accepted.

    `chosen` is whom it will go to; `receiver` and `leader` are set when it goes, so that nobody there knows of a draft.
    """

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=15, choices=[(k, k) for k in Kind])
    from_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    to_institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    to_municipality = models.CharField(max_length=200, blank=True)
    to_place = models.CharField(max_length=200, blank=True)
    to_person = models.CharField(max_length=200, blank=True)
    chosen = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    occasion_on = models.DateField()
    state = models.CharField(max_length=15, choices=[(s, s) for s in State], default=State.DRAFT)
    edition = models.PositiveSmallIntegerField(default=1)
    begun_at = models.DateTimeField()
    purpose = models.TextField()
    no_parents_because = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    readable_until = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by_name = models.CharField(max_length=200, blank=True)
    receipt_note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(blank=True)

    objects = HandOverQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "kind", "state", "edition", "begun_at", "sent_at", "accepted_at", "ended_at",
            *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("chosen", "receiver", "leader", "sent_by", "accepted_by_name", "to_person"),
        PrivacyClass.SENSITIVE: (
            "from_institution", "to_institution", "to_municipality", "to_place", "occasion_on", "purpose",
            "no_parents_because", "readable_until", "receipt_note", "ending",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "occasion_on", "purpose", "readable_until", "receipt_note", "ending"),
        Piece.PLACE: (
            "from_institution", "to_institution", "to_municipality", "to_place", "to_person", "chosen", "receiver",
            "leader", "sent_by", "accepted_by_name", "owner", "escalated_to", "changed_by_name",
        ),
        Piece.INTERNAL: ("no_parents_because",),
    }  # fmt: skip

    class Meta:
        ordering = ["occasion_on", "id"]
        constraints = [
            owed_constraint("handover_owed", OPEN),
            models.UniqueConstraint(
                fields=["child", "from_institution", "to_institution"],
                condition=Q(state__in=BEING_WRITTEN),
                nulls_distinct=False,
                name="one_handover_at_a_time",
            ),
            models.CheckConstraint(
                condition=(Q(to_institution__isnull=False) & Q(to_municipality=""))
                | (Q(to_institution__isnull=True) & ~Q(to_municipality="")),
                name="handover_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=THEIRS) | (Q(accepted_at__isnull=False) & ~Q(accepted_by_name="")),
                name="handover_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=RECEIVED) | Q(sent_at__isnull=False, readable_until__isnull=False),
                name="handover_sent_until",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="handover_due"),
            models.Index(fields=["child"], name="handover_by_child"),
            models.Index(fields=["from_institution", "occasion_on"], name="handover_by_place"),
        ]

    @property
    def institution(self) -> Institution | None:
        """Whose leader answers when a date passes: the place it comes from until it is accepted."""
        return self.to_institution if self.state in THEIRS else self.from_institution

    @property
    def outside(self) -> bool:
        return self.to_institution_id is None


class PartQuerySet(models.QuerySet["HandOverPart"]):
    def visible_to(self, actor: Actor) -> PartQuerySet:
        """The sending side's own sheet."""
        return self.filter(handover__in=HandOver.objects.sent_from(actor))


class HandOverPart(Versioned, DomainModel):
    """Da: del af overgangen. One subject as the sender writes it, with its own basis, or the parents' no."""

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="parts")
    kind = models.ForeignKey(PartKind, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    declined_by = models.CharField(max_length=300, blank=True)
    declined_on = models.DateField(null=True)

    objects = PartQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id",
            "handover",
            "kind",
            "basis",
            "consent",
            "version",
            "changed_at",
            "changed_by_name",
        ),
        PrivacyClass.IDENTITY: ("declined_by",),
        PrivacyClass.SENSITIVE: ("text", "note", "declined_on"),
    }
    redaction = {Piece.OPEN: ("declined_by", "declined_on"), Piece.INTERNAL: ("text", "note")}

    class Meta:
        ordering = ["kind__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "kind"], name="one_part_of_a_kind"),
            models.CheckConstraint(
                condition=Q(declined_by="", declined_on=None) | (~Q(declined_by="") & Q(declined_on__isnull=False)),
                name="part_declined_by_somebody",
            ),
        ]


class PartRow(DomainModel):
    """Da: valgt til delen. A row there is already that the part tells of; shown as it stands, frozen when it is sent."""

    part = models.ForeignKey(HandOverPart, on_delete=models.PROTECT, related_name="rows")
    source = models.CharField(max_length=12, choices=[(s, s) for s in Source])
    row_id = models.BigIntegerField()

    privacy = {PrivacyClass.TECHNICAL: ("id", "part", "source", "row_id")}

    class Meta:
        ordering = ["source", "row_id"]
        constraints = [models.UniqueConstraint(fields=["part", "source", "row_id"], name="row_chosen_once")]


class HandOverTalk(Keyed, DomainModel):
    """Da: gennemgang med forældrene. When, with whom, what they said and corrected, and whether they agree.

    Without a guardian and without `young` it was with all of them together. `pass_on` says that they want their words told.
    """

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="talks")
    edition = models.PositiveSmallIntegerField()
    on = models.DateField()
    how = models.CharField(max_length=10, choices=[(h, h) for h in TalkHow])
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, null=True, related_name="+")
    together = models.BooleanField(default=False)
    young = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    corrected = models.TextField(blank=True)
    disagrees = models.BooleanField(default=False)
    pass_on = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "handover", "edition", "recorded_at"),
        PrivacyClass.IDENTITY: ("guardian",),
        PrivacyClass.STAFF: ("by",),
        PrivacyClass.SENSITIVE: ("on", "how", "together", "young", "words", "corrected", "disagrees", "pass_on"),
    }
    redaction = {
        Piece.OPEN: ("on", "how", "guardian", "together", "young"),
        Piece.WORDS: ("words", "corrected", "disagrees", "pass_on"),
        Piece.PLACE: ("by",),
    }

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(guardian__isnull=False) | Q(together=True) | Q(young=True), name="talk_with_somebody"
            )
        ]


class LeftOut(DomainModel):
    """Da: ikke med, og hvorfor. Something relevant that is not part of the record, with the sender's reason."""

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="left_out")
    label = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    because = models.TextField()
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "handover", "label", "row_id", "at"),
        PrivacyClass.STAFF: ("by_name",),
        PrivacyClass.SENSITIVE: ("because",),
    }
    redaction = {Piece.INTERNAL: ("because",)}

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["handover", "label", "row_id"], name="left_out_once")]


class SentPartQuerySet(models.QuerySet["SentPart"]):
    def visible_to(self, actor: Actor, today: date | None = None) -> SentPartQuerySet:
        """Everything ever sent for the sending side; for the receiving side what may still be read."""
        day = today or clock.today()
        usable = Q(usable_until=None) | Q(usable_until__gte=day)
        received = HandOver.objects.received_by(actor, day).values("pk")
        return self.filter(
            Q(handover__in=HandOver.objects.sent_from(actor, day).values("pk")) | (usable & Q(handover__in=received))
        )


class SentPart(DomainModel):
    """Da: det, der er sendt. The words as they went, on which basis; a worry asks for the reader's own receipt.

    `usable_until` ends a part whose consent was taken back before it was accepted, and every part of an edition that
    came back.
    """

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="sent")
    edition = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(PartKind, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    basis = models.ForeignKey(LegalBasis, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    usable_until = models.DateField(null=True)
    must_read = models.BooleanField(default=False)
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    objects = SentPartQuerySet.as_manager()
    said_no: bool = False
    """The family took it back after it had gone; filled in by `queries`, told from what only came back."""

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "handover", "edition", "kind", "order", "basis", "consent", "usable_until", "must_read", "read_at",
        ),
        PrivacyClass.STAFF: ("read_by",),
        PrivacyClass.SENSITIVE: ("title", "text"),
    }  # fmt: skip
    redaction = {Piece.OPEN: ("title", "text"), Piece.PLACE: ("read_by",)}

    class Meta:
        ordering = ["edition", "order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_by=None, read_at=None) | Q(read_by__isnull=False, read_at__isnull=False),
                name="read_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["handover", "edition"], name="sent_by_edition")]


class HandOverTurn(DomainModel):
    """Da: hvad der skete med overgangen. Sent back and why, corrected, taken back, given to somebody else."""

    handover = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="turns")
    edition = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=12, choices=[(m, m) for m in Move])
    because = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "handover", "edition", "move", "at"),
        PrivacyClass.STAFF: ("by_name",),
        PrivacyClass.SENSITIVE: ("because",),
    }
    redaction = {Piece.INTERNAL: ("because",), Piece.PLACE: ("by_name",)}

    class Meta:
        ordering = ["at", "id"]
