"""A consent on paper: what is said yes to, to whom and until when, with lines to sign on."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf

from .labels import SERVICE, TOPIC


def blank(child: Child) -> bytes:
    """The same choices as on the page, none of them made."""
    with translation.override("da"):
        return blank_pdf(
            Blank(
                title=_("Samtykke til at dele oplysninger"),
                municipality=child.municipality.name,
                lead=[_("Sæt kryds ved det, I siger ja til. I kan altid tage jeres ja tilbage.")],
                head=[(_("Barnets navn"), child.name), (_("Gælder til"), "")],
                sections=[
                    Section(_("Hvem må få noget at vide?"), choices=tuple(SERVICE.values())),
                    Section(_("Om hvad?"), choices=tuple(TOPIC.values())),
                    Section(_("Hvad skal det bruges til?"), lines=4),
                    Section(
                        _("Underskrift og dato"), _("Hver, der har forældremyndigheden, skriver selv under."), lines=3
                    ),
                ],
            )
        )
