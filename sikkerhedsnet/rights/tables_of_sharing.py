"""What consents, what was passed on and a broken glass give of a child; of a suspicion nothing, and nothing is missed."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.glass.labels import REASON
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import BrokenGlass, Child, Custody
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.sharing.labels import FORM, SERVICE, TOLD, TOPIC, TURN, WHAT
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, ConsentVoice, Disclosure, DisclosureTurn
from sikkerhedsnet.sharing.queries import basis_words
from sikkerhedsnet.sharing.states import Service, Told, Topic, What

from . import rules
from .copy import Column, Table
from .rules import Reader
from .states import Because


def _place(row: Any, reader: Reader) -> Because | None:
    return rules.place(reader)


def _by(row: Disclosure, reader: Reader) -> Because | None:
    """Who passed a worry on is who wrote it."""
    return rules.sender(reader, parents_know=row.told == Told.TOLD) if row.what == What.CONCERN else None


def _internal(row: Any, reader: Reader) -> Because | None:
    return rules.internal(reader)


def _own_yes(row: ConsentVoice, reader: Reader) -> Because | None:
    return None if reader.is_child else rules.others_words(reader, row.guardian_id)


def _own(row: Any, reader: Reader) -> Because | None:
    return None if reader.is_child or row.readers_own else Because.OTHER_WORDS


def _last_day(row: Disclosure, reader: Reader) -> Because | None:
    """What crosses with a meeting ends some days after it, so the day tells when they meet."""
    return None if row.about_label == MEETING and row.about_id in reader.sat_at else rules.place(reader)


def _turned_to(row: DisclosureTurn, reader: Reader) -> Because | None:
    return _last_day(row.disclosure, reader)


MEETING = Meeting._meta.label_lower
PLAN = Plan._meta.label_lower


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
            Column("external_name", _("Uden for kommunen"), unless=_place),
            Column("topics", _("Om hvad"), get=lambda row: [str(TOPIC[Topic(key)]) for key in row.topics]),
            Column("purpose", _("Hvad det skal bruges til")), Column("expires_on", _("Gælder til")),
            Column("lapses", _("Løber ud uden at blive fornyet")), Column("withdrawn_on", _("Trukket tilbage")),
            Column("withdrawn_by", _("Trukket tilbage af")),
            Column("withdrawn_because", _("Hvorfor trukket tilbage"), unless=_own),
        ),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "consent_voices", _("Hvem der har sagt ja"), _("Ja"), ConsentVoice,
        lambda child, reader: ConsentVoice.objects.filter(consent__child=child)
        .select_related("recorded_by").order_by("on", "id"),
        (
            Column("name", _("Hvem")), Column("on", _("Dato"), unless=_own_yes),
            Column("form", _("Hvordan"), FORM, unless=_own_yes), Column("witness", _("Vidne"), unless=_own_yes),
            Column("recorded_by", _("Skrevet af")),
        ),
        of=("consent_id", Consent),
        not_given={"guardian": "told by name"},
    ),
    Table(
        "consent_papers", _("Underskrevne papirer"), _("Papir"), ConsentPaper, _sheets,
        (
            Column("name", _("Fil"), unless=_own), Column("content_type", _("Type")),
            Column("size", _("Størrelse i byte")),
        ),
        of=("consent_id", Consent),
        not_given={"content": "a scan with names and signatures; handed out by itself by who answers the request"},
    ),
    Table(
        "disclosures", _("Oplysninger, der er givet videre"), _("Videregivelse"), Disclosure, _passed_on,
        (
            Column("on", _("Dato")), Column("what", _("Hvordan"), WHAT), Column("content", _("Hvad")),
            Column("to_name", _("Til hvem"), unless=_place), Column("to_service", _("Tjeneste"), SERVICE),
            Column("purpose", _("Hvad det skal bruges til")),
            Column("basis", _("Grundlag"), get=lambda row: basis_words(row.basis)),
            Column("note", _("Hvorfor det var nødvendigt"), unless=_internal),
            Column("special_reason", _("Det særlige ved mødet"), unless=_internal),
            Column("decided_by", _("Afgjort af")), Column("decided_on", _("Afgjort den")),
            Column("told", _("Ved forældrene det?"), TOLD), Column("told_on", _("Fortalt")),
            Column("not_told_because", _("Hvorfor ikke fortalt"), unless=_internal),
            Column("until", _("Til"), unless=_last_day), Column("by", _("Givet videre af"), unless=_by),
        ),
        not_given={"child": "the child of the copy", "suspicion": "no row of the copy has it"},
    ),
    Table(
        "disclosure_turns", _("Hvad der siden skete"), _("Ændring"), DisclosureTurn,
        lambda child, reader: DisclosureTurn.objects.filter(disclosure__child=child)
        .select_related("disclosure").order_by("at", "id"),
        (
            Column("turn", _("Hvad"), TURN), Column("at", _("Dato")),
            Column("until", _("Til"), unless=_turned_to), Column("because", _("Hvorfor")),
            Column("by_name", _("Skrevet af")),
        ),
        of=("disclosure_id", Disclosure),
    ),
    Table(
        "broken_glass", _("Nødadgang til sagerne"), _("Nødadgang"), BrokenGlass,
        lambda child, reader: BrokenGlass.objects.filter(child=child).order_by("broken_at", "id"),
        (
            Column("function", _("Funktion"), FUNCTION), Column("reason", _("Hvorfor"), REASON),
            Column("why", _("Begrundelsen"), unless=_internal), Column("broken_at", _("Fra")),
            Column("ends_at", _("Højst til")), Column("ended_at", _("Sluttet")),
        ),
        not_given={"child": "the child of the copy", "user": "told by function; a name takes a decision of its own"},
    ),
)  # fmt: skip
