"""What a child's hand-overs give: what was sent as it was sent, the talks with the family, and how it went."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.handover.labels import KIND, MOVE, STATE, TALK_HOW
from sikkerhedsnet.handover.models import HandOver, HandOverPart, HandOverTalk, HandOverTurn, SentPart
from sikkerhedsnet.people.redaction import About
from sikkerhedsnet.sharing.queries import basis_words

from .copy import Column, Table

HANDED: tuple[Table, ...] = (
    Table(
        "handovers", _("Overgange"), _("Overgang"), HandOver,
        lambda child, reader: HandOver.objects.filter(child=child)
        .select_related("from_institution", "to_institution", "receiver", "owner", "sent_by", "chosen", "leader")
        .order_by("begun_at", "id"),
        (
            Column("kind", _("Hvad"), KIND), Column("state", _("Hvor langt"), STATE),
            Column("from_institution", _("Fra")), Column("to_institution", _("Til")),
            Column("to_municipality", _("Til kommune")), Column("to_place", _("Sted der")),
            Column("to_person", _("Hvem der")), Column("receiver", _("Sendt til")),
            Column("sent_by", _("Sendt af")), Column("occasion_on", _("Begynder")),
            Column("purpose", _("Hvad det skal bruges til")), Column("begun_at", _("Begyndt")),
            Column("no_parents_because", _("Hvorfor ingen i familien så det")),
            Column("sent_at", _("Sendt")), Column("readable_until", _("Kan læses til")),
            Column("accepted_at", _("Taget imod")), Column("accepted_by_name", _("Taget imod af")),
            Column("receipt_note", _("Kvittering")), Column("ended_at", _("Slut")),
            Column("ending", _("Sådan endte det")), Column("owner", _("Ansvarlig")),
        ),
        not_given={
            "child": "the child of the copy", "chosen": "told as who it was sent to",
            "leader": "whoever leads the place it went to; told by the place",
        },
    ),
    Table(
        "handover_parts", _("Delene, som de er skrevet"), _("Del"), HandOverPart,
        lambda child, reader: HandOverPart.objects.filter(handover__child=child)
        .select_related("kind", "basis").order_by("handover_id", "kind__order", "id"),
        (
            Column("kind", _("Del"), get=lambda row: row.kind.name), Column("text", _("Tekst")),
            Column("basis", _("Grundlag"), get=lambda row: basis_words(row.basis) if row.basis else ""),
            Column("note", _("Hvorfor det var nødvendigt")), Column("declined_by", _("Sagt nej af")),
            Column("declined_on", _("Sagt nej den")),
        ),
        of=("handover_id", HandOver),
    ),
    Table(
        "handover_talks", _("Gennemgange med familien"), _("Gennemgang"), HandOverTalk,
        lambda child, reader: HandOverTalk.objects.filter(handover__child=child)
        .select_related("guardian", "by").order_by("on", "id"),
        (
            Column("on", _("Dato")), Column("how", _("Hvordan"), TALK_HOW), Column("guardian", _("Hvem")),
            Column("together", _("Alle sammen")), Column("young", _("Barnet selv")),
            Column("words", _("Deres ord")), Column("corrected", _("Rettet")), Column("disagrees", _("Er uenig")),
            Column("pass_on", _("Skal med til det nye sted")), Column("by", _("Skrevet af")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        of=("handover_id", HandOver),
    ),
    Table(
        "handover_sent", _("Det, der blev sendt"), _("Del"), SentPart,
        lambda child, reader: SentPart.objects.filter(handover__child=child)
        .select_related("basis", "read_by").order_by("handover_id", "edition", "order", "id"),
        (
            Column("edition", _("Udgave")), Column("title", _("Del")), Column("text", _("Tekst")),
            Column("basis", _("Grundlag"), get=lambda row: basis_words(row.basis)),
            Column("usable_until", _("Kunne læses til")), Column("must_read", _("Modtageren kvitterer")),
            Column("read_by", _("Læst af")), Column("read_at", _("Læst")),
        ),
        of=("handover_id", HandOver),
    ),
    Table(
        "handover_turns", _("Hvad der skete med overgangen"), _("Skridt"), HandOverTurn,
        lambda child, reader: HandOverTurn.objects.filter(handover__child=child).order_by("at", "id"),
        (
            Column("at", _("Dato")), Column("move", _("Hvad"), MOVE), Column("because", _("Hvorfor")),
            Column("by_name", _("Skrevet af")),
        ),
        of=("handover_id", HandOver),
    ),
)  # fmt: skip
