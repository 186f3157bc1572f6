"""An invitation, an agenda and a slip with times on paper; made for a reader who may leave it lying where anybody reads it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.labels import KIND, ROLE
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Kind, Role
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import as_parent, colleagues_there, guardians_of, home_of, telling_names
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import clock_words, day_words

from . import queries, telling
from .models import TimeOffer

TEMPLATE = Path(__file__).parent / "print" / "sheet.typ"
NO_YEAR = date.min


def letter_pdf(actor: Actor, meeting: Meeting, seat: Participant) -> bytes:
    """The invitation one person takes home: when, where if it may be told, who comes and what it is about."""
    with translation.override("da"):
        words = _telling(meeting, [seat.guardian_id] if seat.role == Role.PARENT else _parents(meeting))
        owner = meeting.owner
        lead = [_("Kære %(name)s") % {"name": seat.name}, _when(meeting), _place(meeting, kept=bool(words))]
        if meeting.interpreter:
            lead.append(
                _("Der kommer en tolk: %(language)s. I skal ikke selv have nogen med til at oversætte.")
                % {"language": meeting.interpreter}
            )
        data = {
            **_head(meeting.child, _("Indkaldelse: %(kind)s") % {"kind": _kind(meeting.kind)}),
            "lead": redaction.scrubbed(lead, words),
            "parts": [
                _part(_("Hvem kommer?"), redaction.scrubbed([_who(one) for one in meeting.participants.all()], words)),
                _part(_("Det taler vi om"), redaction.scrubbed(_points(actor, meeting), words), "numbered"),
                _part(
                    _("Godt at vide"),
                    [
                        _("Du taler først. Du må gerne tage en med, du er tryg ved."),
                        _("Du kan ønske et punkt på dagsordenen. Ring, eller sig det, når vi mødes."),
                        _("Du kan sige nej til mødet, og du kan få en anden tid."),
                    ],
                ),
            ],
            "call": _call(owner),
        }
        return typeset.pdf(data, TEMPLATE)


def agenda_pdf(actor: Actor, meeting: Meeting) -> bytes:
    """The agenda for the table."""
    with translation.override("da"):
        words = _telling(meeting, _parents(meeting))
        data = {
            **_head(meeting.child, _("Dagsorden: %(kind)s") % {"kind": _kind(meeting.kind)}),
            "lead": [_when(meeting), _place(meeting, kept=bool(words))],
            "parts": [
                _part(_("Punkter"), redaction.scrubbed(_points(actor, meeting), words), "numbered"),
                _part(_("Ved bordet"), redaction.scrubbed([_who(one) for one in meeting.participants.all()], words)),
            ],
            "call": _call(meeting.owner),
        }
        return typeset.pdf(data, TEMPLATE)


def slip_pdf(offer: TimeOffer) -> bytes:
    """The times on paper, to be ticked at home."""
    with translation.override("da"):
        slots = [
            _("%(day)s kl. %(from)s-%(to)s") % {
                "day": _capital(day_words(slot.starts_at, NO_YEAR)),
                "from": clock_words(slot.starts_at),
                "to": clock_words(slot.ends_at),
            }
            for slot in offer.slots.all()
        ]  # fmt: skip
        answer_by = day_words(offer.answer_by, NO_YEAR)
        data = {
            **_head(offer.child, _("Hvornår kan I mødes?")),
            "lead": [
                _("Vi vil gerne mødes med jer: %(kind)s. Sæt kryds ved den tid, der passer bedst.")
                % {"kind": _kind(offer.kind)},
                _("Aflever sedlen, eller ring senest %(day)s.") % {"day": answer_by},
            ],
            "parts": [
                _part(_("Vælg én tid"), [*slots, _("Ingen af tiderne passer. Ring til os på:")], "ticks"),
                _part(_("Skal der en tolk med?"), [_("Nej"), _("Ja, sprog:")], "ticks"),
                _part(_("Hvem har udfyldt sedlen?"), [_("Navn:"), _("Dato:")], "blanks"),
            ],
            "call": _call(offer.offered_by),
        }
        return typeset.pdf(data, TEMPLATE)


def _head(child: Child, title: str) -> dict[str, Any]:
    return {
        "title": _("%(title)s om %(child)s") % {"title": title.rstrip("?"), "child": child.first_name}
        if not title.endswith("?")
        else title,
        "author": child.municipality.name,
        "footer": child.municipality.name,
        "words": {
            "description": _("Et papir til familien fra kommunens forebyggende indsats."),
            "page": _("Side"),
            "of": _("af"),
            "call": _("Hvem kan I ringe til?"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _part(title: str, lines: list[str], kind: str = "plain") -> dict[str, Any]:
    """A heading with `plain`, `numbered` or to be `ticks` ticked lines, or `blanks` to write on."""
    return {"title": title, "lines": lines, "kind": kind}


def _kind(kind: str) -> str:
    return str(KIND[Kind(kind)]).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _when(meeting: Meeting) -> str:
    return _capital(telling.when_words(meeting))


def _place(meeting: Meeting, *, kept: bool) -> str:
    if kept:
        who = meeting.owner.name if meeting.owner else ""
        return _("Stedet får du at vide af %(who)s.") % {"who": who}
    return _("Sted: %(place)s") % {"place": meeting.place}


def _who(seat: Participant) -> str:
    return ", ".join(filter(None, [seat.name, seat.title or str(ROLE[Role(seat.role)])]))


def _points(actor: Actor, meeting: Meeting) -> list[str]:
    return [
        _("%(text)s (ønsket af %(who)s)") % {"text": point.text, "who": point.asked_by}
        if point.asked_by
        else point.text
        for point in queries.agenda_of(actor, meeting).points
    ]


def _call(owner: Any) -> list[str]:
    if owner is None:
        return []
    return [owner.name, _("Telefon %(phone)s") % {"phone": owner.phone} if owner.phone else ""]


def _parents(meeting: Meeting) -> list[int | None]:
    return list(meeting.participants.filter(role=Role.PARENT).values_list("guardian_id", flat=True))


def _telling(meeting: Meeting, readers: list[int | None]) -> list[redaction.Telling]:
    """What the paper may not say; nothing where the place is open to anybody."""
    child = meeting.child
    custodies = guardians_of(child, clock.day_of(meeting.starts_at))
    home = home_of(child, custodies)
    if redaction.where(redaction.ANYBODY, home) is None:
        return []
    names = telling_names(child, [meeting.institution] if meeting.institution else (), [meeting.place])
    if any(redaction.where(as_parent(pk, custodies, home), home) for pk in readers) or not readers:
        names |= colleagues_there(child)
    return list(redaction.telling(names, redaction.Because.PROTECTED))


def file_name(kind: str, at: datetime) -> str:
    """`Indkaldelse 2026-12-02.pdf`; no name, for it lies in a list of downloads."""
    return f"{kind} {clock.day_of(at).isoformat()}.pdf"
