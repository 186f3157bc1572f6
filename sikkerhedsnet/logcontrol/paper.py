"""The month's report on paper: a tagged PDF (PDF/UA-1), counts alone, no name of anybody."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import day_words

from .queries import Report

TEMPLATE = Path(__file__).parent / "print" / "report.typ"
NO_YEAR = date.min


def report_pdf(report: Report, municipality: str, *, now: datetime) -> bytes:
    """The report in Danish, whatever the reader's language."""
    with translation.override("da"):
        drawing = report.drawing
        title = _("Kontrol af opslag i %(month)s") % {"month": date_format(drawing.month, "F Y")}
        data: dict[str, Any] = {
            "title": title,
            "author": municipality,
            "footer": f"{municipality} · {day_words(clock.day_of(now), NO_YEAR)}",
            "lead": [
                _("%(drawn)s af %(all)s opslag er udtrukket: %(chance)s tilfældigt, og %(flagged)s pegede en regel på.")
                % {
                    "drawn": drawing.drawn,
                    "all": drawing.population,
                    "chance": drawing.by_chance,
                    "flagged": drawing.flagged,
                },
                _("Et opslag er én ansats opslag på ét barn på én dag."),
            ],
            "tables": [
                _table(_("Hvor langt er det?"), [_("Status"), _("Antal")],
                       [*report.by_state, (_("Heraf over tiden"), report.late), (_("Slettet siden"), report.erased)]),
                _table(_("Regler, der peger på opslag"), [_("Regel"), _("Antal")], report.by_flag),
                _table(_("Hvorfor barnet var inden for rækkevidde"), [_("Grund"), _("Alle"), _("Udtrukket")],
                       [(share.what, share.all, share.drawn) for share in report.by_basis]),
            ],
            "seed": _("Frø: %(seed)s") % {"seed": drawing.seed},
            "words": {
                "description": title,
                "page": _("Side"),
                "of": _("af"),
                "again": _("Trækningen kan gøres om med frøet, loggen og månedens tal. Frøet blev lavet, da måneden var slut."),
            },
        }  # fmt: skip
    return typeset.pdf(data, TEMPLATE)


def file_name(report: Report) -> str:
    """`Kontrol af opslag 2026-10.pdf`."""
    return f"Kontrol af opslag {report.drawing.month:%Y-%m}.pdf"


def _table(title: str, header: list[str], rows: Any) -> dict[str, Any]:
    return {"title": title, "header": header, "rows": [[str(cell) for cell in row] for row in rows]}
