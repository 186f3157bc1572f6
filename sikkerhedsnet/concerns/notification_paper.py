"""The notification on paper: a tagged PDF (PDF/UA-1), with what this reader may see of addresses."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.people.queries import GuardianContact, Told
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import clock_words, day_words

from .labels import CONTACT_HOW
from .notification_queries import Sheet
from .states import ContactHow

NO_YEAR = date.min
TEMPLATE = Path(__file__).parent / "print" / "notification.typ"


def sheet_pdf(sheet: Sheet) -> bytes:
    """In Danish, whatever the reader's language; never fails on what somebody wrote."""
    with translation.override("da"):
        data = document(sheet)
    return typeset.pdf(data, TEMPLATE)


def file_name(sheet: Sheet) -> str:
    """`Underretning 2026-11-23.pdf`: no name, for a file lies about in a folder."""
    kind = "Udkast til underretning" if sheet.draft else "Underretning"
    return f"{kind} {clock.day_of(sheet.row.sent_at or sheet.row.begun_at).isoformat()}.pdf"


def document(sheet: Sheet) -> dict[str, Any]:
    """What the template prints."""
    row, child = sheet.row, sheet.row.child
    title = _("Underretning om %(child)s") % {"child": child.name}
    return {
        "title": title,
        "author": child.municipality.name,
        "footer": child.municipality.name,
        "banner": _banner(sheet),
        "lead": _lead(sheet),
        "facts": [
            (_("Barnet"), child.name),
            (_("CPR-nummer"), child.cpr_number or _("Ikke skrevet ind")),
            (_("Barnets adresse"), _said(sheet.family.address)),
            (_("Familiens sprog"), row.language or _("Ikke skrevet")),
            (_("Tolk"), _("Ja") if row.interpreter else _("Nej")),
            (_("Skrevet af"), (row.sent_by or row.begun_by).name),
            (_("For barnet er vi"), row.relation),
            (_("Underretterens adresse"), _place(sheet)),
        ],
        "parents": [{"name": parent.name, "facts": _parent(parent)} for parent in sheet.family.guardians],
        "parts": [
            {"title": heading, "text": _text(text or _("Ikke skrevet"))}
            for heading, text in (
                (_("Det er vi bekymrede for"), row.worry),
                (_("Det ved vi ellers om barnet"), row.other_knowledge),
                (_("Det er der gjort"), row.efforts),
                (_("Kontakt med forældrene"), _talks(sheet)),
            )
        ],
        "law": [
            _("Underretningen er sendt efter barnets lov § 133. Pligten er underretterens egen."),
            _("Kommunen vurderer inden 24 timer, om barnet er i fare (barnets lov § 136)."),
        ],
        "words": {
            "description": title,
            "page": _("Side"),
            "of": _("af"),
            "parents": _("Forældrene"),
            "law": _("Hvad loven siger"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _banner(sheet: Sheet) -> str:
    if sheet.draft:
        return _("Kladde. Ikke sendt.")
    if sheet.suspicion:
        return _("Der er mistanke. Forældrene må ikke se papiret eller høre om det fra os.")
    return ""


def _lead(sheet: Sheet) -> list[str]:
    row, lines = sheet.row, []
    if row.sent_at:
        to = row.owner.name if row.owner else ""
        words = {"day": day_words(row.sent_at, NO_YEAR), "at": clock_words(row.sent_at), "who": to}
        lines.append(_("Sendt %(day)s kl. %(at)s til %(who)s i familieafdelingen.") % words)
    if row.acknowledged_at and row.acknowledged_by:
        at = {"day": day_words(row.acknowledged_at, NO_YEAR), "at": clock_words(row.acknowledged_at)}
        lines.append(_("Modtaget %(day)s kl. %(at)s af %(who)s.") % {**at, "who": row.acknowledged_by.name})
    return lines


def _place(sheet: Sheet) -> str:
    place = sheet.row.place
    return ", ".join(filter(None, [place.name, place.phone])) if place else sheet.row.child.municipality.name


def _parent(parent: GuardianContact) -> list[tuple[str, str]]:
    return [
        (_("Adresse"), _said(parent.address)),
        (_("Telefon"), _said(parent.phone)),
        (_("Forældremyndighed"), _("Ja") if parent.has_custody else _("Nej")),
        (_("Brug for tolk"), _("Ja") if parent.needs_interpreter else _("Nej")),
    ]


def _said(told: Told) -> str:
    return told.text or told.instead or _("Ikke skrevet ind")


def _talks(sheet: Sheet) -> str:
    """Whom they spoke with, and how it was taken; of a suspicion why nobody was."""
    if sheet.suspicion:
        return _("Forældrene er ikke spurgt, fordi der er mistanke om vold eller overgreb.")
    row, lines = sheet.row, []
    if row.gone_through_on and row.gone_through_how:
        words = {"day": day_words(row.gone_through_on, NO_YEAR), "how": CONTACT_HOW[ContactHow(row.gone_through_how)]}
        lines.append(_("Gennemgået med forældrene %(day)s: %(how)s.") % words)
    if row.not_gone_through:
        lines.append(_("Ikke gennemgået med forældrene: %(why)s") % {"why": row.not_gone_through})
    for talk in sheet.talks:
        day = day_words(talk.on, NO_YEAR) if talk.on else _("ikke talt med")
        lines.append(f"{talk.name}, {day}. {talk.reaction}".strip())
    return "\n\n".join(lines)


def _text(text: str) -> dict[str, Any]:
    """Paragraphs of lines, and whether the text runs from right to left."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return {"rtl": strong != "L", "paragraphs": [block.split("\n") for block in text.split("\n\n")]}
