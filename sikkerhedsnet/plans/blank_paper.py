"""A follow-up on paper: the questions of the page, with room to write by hand."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf

from .labels import MOVE
from .states import DECISIONS


def review(child: Child) -> bytes:
    """Nothing of the plan stands on it: a sheet is left lying, and goals may name a place."""
    with translation.override("da"):
        return blank_pdf(
            Blank(
                title=_("Opfølgning på planen"),
                municipality=child.municipality.name,
                lead=[_("Skriv hver jeres ord, også når I er uenige.")],
                head=[(_("Barnets navn"), child.name), (_("Hvem skriver?"), ""), (_("Dato"), "")],
                sections=[
                    Section(
                        _("Hvor er I nu? (0-10)"),
                        _("Hver sit tal. Skriv navn, tallet nu, og hvad der er godt nok."),
                        lines=5,
                    ),
                    Section(_("Hvad har skridtene gjort?"), lines=6),
                    Section(_("Hvad siger barnet?"), lines=4),
                    Section(_("Hvad siger forældrene?"), lines=5),
                    Section(_("Hvordan går I videre?"), choices=tuple(MOVE[move] for move in DECISIONS)),
                    Section(_("Hvorfor?"), lines=3),
                    Section(_("Hvornår følger I op igen?"), lines=1),
                ],
            )
        )
