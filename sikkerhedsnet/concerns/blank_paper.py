"""A worry on paper: the questions of the page, with room to write by hand."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf

from .labels import PARENTS_KNOW, STAGE_CHOICE
from .states import ParentsKnow


def blank(municipality: Municipality) -> bytes:
    """Nobody's name stands on it before somebody writes one."""
    with translation.override("da"):
        return blank_pdf(
            Blank(
                title=_("En bekymring for et barn"),
                municipality=municipality.name,
                lead=[_("Skriv det, du har set og hørt. Giv papiret til din leder eller en kollega, der kan skrive det ind.")],
                head=[
                    (_("Barnets navn"), ""), (_("Født"), ""), (_("Hvem skriver?"), ""), (_("Dato"), ""),
                ],
                sections=[
                    Section(_("Hvad har du set?"), _("Med dage og ord. Skriv, hvad barnet selv siger."), lines=9),
                    Section(_("Hvad fungerer?"), lines=4),
                    Section(_("Hvad har I prøvet?"), _("Og hvad kom der ud af det?"), lines=4),
                    Section(_("Hvor sikker er du?"), choices=tuple(STAGE_CHOICE.values())),
                    Section(
                        _("Ved forældrene det?"),
                        choices=(PARENTS_KNOW[ParentsKnow.YES], PARENTS_KNOW[ParentsKnow.NOT_YET]),
                    ),
                    Section(_("Hvad siger de, eller hvornår taler I med dem?"), lines=3),
                ],
                notes=[
                    _("Ved mistanke om vold eller overgreb: tal ikke med forældrene, og ring til familieafdelingen nu."),
                    _("Læg ikke papiret, hvor andre kan se det."),
                ],
            )
        )  # fmt: skip
