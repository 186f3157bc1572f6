"""The list of looks on paper: a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import clock_words, day_words

from .looks import Visit

TEMPLATE = Path(__file__).parent / "print" / "looks.typ"
NO_YEAR = date.min


def looks_pdf(child: Child, visits: list[Visit], *, now: datetime) -> bytes:
    """The whole list in Danish, whatever the reader's language."""
    with translation.override("da"):
        title = _("Hvem har set sagerne om %(child)s") % {"child": child.name}
        data = {
            "title": title,
            "author": child.municipality.name,
            "footer": f"{child.municipality.name} · {day_words(clock.day_of(now), NO_YEAR)}",
            "lead": [_("Hver gang nogen åbner noget om barnet, bliver det skrevet ned. Det nyeste står først.")],
            "rows": [_row(visit) for visit in visits],
            "words": {
                "description": title,
                "page": _("Side"),
                "of": _("af"),
                "when": _("Hvornår"),
                "who": _("Hvem"),
                "what": _("Hvad"),
                "why": _("Hvorfor"),
                "nothing": _("Ingen har slået barnet op."),
                "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
            },
        }
    return typeset.pdf(data, TEMPLATE)


def file_name(child: Child, now: datetime) -> str:
    """`Opslag 2026-11-23, Freja.pdf`."""
    first = "".join(c for c in child.first_name if c.isalnum() or c in " -'")[:40].strip()
    return f"Opslag {clock.day_of(now).isoformat()}{', ' if first else ''}{first}.pdf"


def _row(visit: Visit) -> dict[str, list[str]]:
    hours = clock_words(visit.first)
    if clock_words(visit.last) != hours:
        hours = f"{hours}-{clock_words(visit.last)}"
    return {
        "when": [day_words(visit.day, NO_YEAR), _("kl. %(hours)s") % {"hours": hours}],
        "who": [text for text in (visit.name, visit.function, visit.unit) if text],
        "what": list(visit.what),
        "why": list(visit.why),
    }
