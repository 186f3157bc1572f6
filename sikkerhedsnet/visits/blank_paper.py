"""A visit on paper: what is asked at every visit, for a day without a tablet."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf


def visit(child: Child) -> bytes:
    """No address stands on it."""
    with translation.override("da"):
        return blank_pdf(
            Blank(
                title=_("Besøg af sundhedsplejen"),
                municipality=child.municipality.name,
                lead=[_("Skriv det ind, når du er tilbage, og læg papiret ved besøget.")],
                head=[
                    (_("Barnets navn"), child.name), (_("Dato og klokkeslæt"), ""), (_("Hvilket besøg?"), ""),
                    (_("Hvem var med?"), ""), (_("Vægt, længde, hoved"), ""),
                ],
                sections=[
                    Section(_("Hvad så du?"), _("Et indikatornavn og det, du så, på hver linje."), lines=12),
                    Section(_("Hvad sagde forældrene?"), lines=4),
                    Section(_("Hvad fik forældrene at vide?"), lines=4),
                    Section(_("Hvad sker der nu?"), lines=3),
                ],
            )
        )  # fmt: skip
