"""The record on paper: a tagged PDF (PDF/UA-1) in plain Danish and large type, with lines for signatures."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import day_words

from . import queries, record, rules
from .queries import Page
from .states import State

NO_YEAR = date.min
TEMPLATE = Path(__file__).parent / "print" / "record.typ"


def record_pdf(actor: Actor, page: Page, *, now: datetime) -> bytes:
    """In Danish, whatever the reader's language; never fails on what somebody wrote."""
    with translation.override("da"):
        data = document(actor, page, now=now)
    return typeset.pdf(data, TEMPLATE)


def file_name(page: Page) -> str:
    """`Overgang 2027-08-01, Freja.pdf`; what has not gone yet says so."""
    first = "".join(c for c in page.handover.child.first_name if c.isalnum() or c in " -'")[:40].strip()
    kind = "Udkast til overgang" if page.writing else "Overgang"
    return f"{kind} {page.handover.occasion_on.isoformat()}{', ' if first else ''}{first}.pdf"


def document(actor: Actor, page: Page, *, now: datetime) -> dict[str, Any]:
    """What the template prints: the same words the receiver reads, and who has signed for what."""
    handover, today = page.handover, clock.day_of(now)
    child = handover.child
    passages = _passages(actor, page, today)
    title = _("Overgang for %(child)s") % {"child": child.name}
    with context.beyond_reach():
        parents = [c.guardian.name for c in guardians_of(child, today) if c.has_custody]
    return {
        "title": title,
        "author": child.municipality.name,
        "footer": child.municipality.name,
        "banner": _("Udkast til familien. Ikke sendt endnu.") if page.writing else "",
        "lead": [
            _("Fra %(a)s til %(b)s.") % {"a": record.from_words(handover), "b": page.to_words},
            _("%(child)s begynder %(day)s.")
            % {"child": child.first_name, "day": day_words(handover.occasion_on, NO_YEAR)},
            _("Født %(day)s.") % {"day": day_words(child.birth_date, NO_YEAR)} if child.birth_date else "",
            _("Det bruges til: %(purpose)s.") % {"purpose": handover.purpose.lower()},
        ],
        "parts": passages,
        "rights": [
            _("I kan sige nej til en del, rette den, og trække et samtykke tilbage når som helst."),
            _("Modtageren kan læse det her, men ikke andet, der er skrevet om barnet før."),
        ],
        "signatures": [*parents, _("For stedet, der sender")],
        "seal": rules.digest([[part["title"], part["plain"]] for part in passages])[:32] if handover.outside else "",
        "words": {
            "description": title,
            "page": _("Side"),
            "of": _("af"),
            "rights": _("Jeres rettigheder"),
            "signatures": _("Underskrifter"),
            "day": _("Dato"),
            "basis": _("Grundlag"),
            "seal": _("Segl"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _passages(actor: Actor, page: Page, today: date) -> list[dict[str, Any]]:
    """The sheet as it would go while it is written; afterwards exactly what went, as this reader may see it."""
    if page.writing:
        told = [
            (t.title, t.text, t.basis.name if t.basis else "") for t in queries.preview(actor, page.handover, today)
        ]
    elif page.handover.state == State.RETURNED:
        told = []
    else:
        told = [(s.title, s.text, s.basis.name) for s in page.sent if rules.usable_on(s.usable_until, today)]
    return [{"title": title, "plain": text, "text": _text(text), "basis": basis} for title, text, basis in told]


def _text(text: str) -> dict[str, Any]:
    """Paragraphs of lines, and whether the text runs from right to left."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return {"rtl": strong != "L", "paragraphs": [block.split("\n") for block in text.split("\n\n")]}
