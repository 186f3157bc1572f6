"""What consents, what was passed on and a broken glass give of a child; of a suspicion nothing, and nothing is missed."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.glass.labels import REASON
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import BrokenGlass, Child, Custody
from sikkerhedsnet.people.redaction import About, Reader
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.sharing.labels import FORM, SERVICE, TOLD, TOPIC, TURN, WHAT
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, ConsentVoice, Disclosure, DisclosureTurn
from sikkerhedsnet.sharing.queries import basis_words
from sikkerhedsnet.sharing.states import Service, Told, Topic, What

from .copy import Column, Table

MEETING = Meeting._meta.label_lower
PLAN = Plan._meta.label_lower


def _met(row: Disclosure) -> About:
    """What crosses with a meeting ends some days after it, so the day tells when they meet; who passed a worry on is who
    wrote it."""
    return About(
        meeting_id=row.about_id if row.about_label == MEETING else None,
        parents_know=row.what != What.CONCERN or row.told == Told.TOLD,
    )


def _consents(child: Child, reader: Reader) -> Any:
    """With whether it was this reader, and certainly nobody else, who took it back."""
    named = Custody.objects.filter(child=child, guardian__name=OuterRef("withdrawn_by"))
    readers = Q(guardian_id=reader.guardian_id)
    mine, others = named.filter(readers), named.exclude(readers)
    rows = Consent.objects.filter(child=child).select_related("owner")
    return rows.annotate(readers_own=Exists(mine) & ~Exists(others)).order_by("recorded_at", "id")


def _sheets(child: Child, reader: Reader) -> Any:
    """With whether this reader has signed it; never the scan itself."""
    signed = ConsentVoice.objects.filter(Q(guardian_id=reader.guardian_id), paper_id=OuterRef("pk"))
    rows = ConsentPaper.objects.filter(consent__child=child).defer("content")
    return rows.annotate(readers_own=Exists(signed)).order_by("id")


def _passed_on(child: Child, reader: Reader) -> Any:
    """Nothing that is, was or has become about a suspicion, whichever of the rows says so."""
    meetings = Meeting.objects.filter(child=child, suspicion=True).values("pk")
    plans = Plan.objects.filter(child=child, suspicion=True).values("pk")
    quiet = Q(about_label=MEETING, about_id__in=meetings) | Q(about_label=PLAN, about_id__in=plans)
    rows = Disclosure.objects.filter(Q(concern=None) | Q(concern__suspicion=False), child=child, suspicion=False)
    rows = rows.exclude(told=Told.SUSPICION).exclude(Q(about_id__isnull=False) & quiet)
    return rows.select_related("basis", "by").order_by("on", "id")


SHARING: tuple[Table, ...] = (
    Table(
        "consents", _("Samtykker"), _("Samtykke"), Consent, _consents,
        (
            Column("recorded_at", _("Skrevet")), Column("owner", _("Skrevet af")),
            Column("receivers", _("Hvem der må få noget at vide"),
                   get=lambda row: [str(SERVICE[Service(key)]) for key in row.receivers]),
            Column("external_name", _("Uden for kommunen")),
            Column("topics", _("Om hvad"), get=lambda row: [str(TOPIC[Topic(key)]) for key in row.topics]),
            Column("purpose", _("Hvad det skal bruges til")), Column("expires_on", _("Gælder til")),
            Column("lapses", _("Løber ud uden at blive fornyet")), Column("withdrawn_on", _("Trukket tilbage")),
            Column("withdrawn_by", _("Trukket tilbage af")),
            Column("withdrawn_because", _("Hvorfor trukket tilbage")),
        ),
        about=lambda row: About(readers_own=row.readers_own),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "consent_voices", _("Hvem der har sagt ja"), _("Ja"), ConsentVoice,
        lambda child, reader: ConsentVoice.objects.filter(consent__child=child)
        .select_related("recorded_by").order_by("on", "id"),
        (
            Column("name", _("Hvem")), Column("on", _("Dato")),
            Column("form", _("Hvordan"), FORM), Column("witness", _("Vidne")),
            Column("recorded_by", _("Skrevet af")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id, readers_own=row.guardian_id is None),
        of=("consent_id", Consent),
        not_given={"guardian": "told by name"},
    ),
    Table(
        "consent_papers", _("Underskrevne papirer"), _("Papir"), ConsentPaper, _sheets,
        (
            Column("name", _("Fil")), Column("content_type", _("Type")),
            Column("size", _("Størrelse i byte")),
        ),
        about=lambda row: About(readers_own=row.readers_own),
        of=("consent_id", Consent),
        not_given={"content": "a scan with names and signatures; handed out by itself by who answers the request"},
    ),
    Table(
        "disclosures", _("Oplysninger, der er givet videre"), _("Videregivelse"), Disclosure, _passed_on,
        (
            Column("on", _("Dato")), Column("what", _("Hvordan"), WHAT), Column("content", _("Hvad")),
            Column("to_name", _("Til hvem")), Column("to_service", _("Tjeneste"), SERVICE),
            Column("purpose", _("Hvad det skal bruges til")),
            Column("basis", _("Grundlag"), get=lambda row: basis_words(row.basis)),
            Column("note", _("Hvorfor det var nødvendigt")),
            Column("special_reason", _("Det særlige ved mødet")),
            Column("decided_by", _("Afgjort af")), Column("decided_on", _("Afgjort den")),
            Column("told", _("Ved forældrene det?"), TOLD), Column("told_on", _("Fortalt")),
            Column("not_told_because", _("Hvorfor ikke fortalt")),
            Column("until", _("Til")), Column("by", _("Givet videre af")),
        ),
        about=_met,
        not_given={"child": "the child of the copy", "suspicion": "no row of the copy has it"},
    ),
    Table(
        "disclosure_turns", _("Hvad der siden skete"), _("Ændring"), DisclosureTurn,
        lambda child, reader: DisclosureTurn.objects.filter(disclosure__child=child)
        .select_related("disclosure").order_by("at", "id"),
        (
            Column("turn", _("Hvad"), TURN), Column("at", _("Dato")),
            Column("until", _("Til")), Column("because", _("Hvorfor")),
            Column("by_name", _("Skrevet af")),
        ),
        about=lambda row: _met(row.disclosure),
        of=("disclosure_id", Disclosure),
    ),
    Table(
        "broken_glass", _("Nødadgang til sagerne"), _("Nødadgang"), BrokenGlass,
        lambda child, reader: BrokenGlass.objects.filter(child=child).order_by("broken_at", "id"),
        (
            Column("function", _("Funktion"), FUNCTION), Column("reason", _("Hvorfor"), REASON),
            Column("why", _("Begrundelsen")), Column("broken_at", _("Fra")),
            Column("ends_at", _("Højst til")), Column("ended_at", _("Sluttet")),
        ),
        not_given={"child": "the child of the copy", "user": "told by function; a name takes a decision of its own"},
    ),
)  # fmt: skip
