"""The text to parents on paper: a tagged PDF (PDF/UA-1), in Danish whatever the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.web.letter import Part, letter
from sikkerhedsnet.web.words import day_words

from .models import ParentsNotice
from .states import NoticeState


def notice_pdf(notice: ParentsNotice) -> bytes:
    """One version with its number and day; a draft says so."""
    with translation.override("da"):
        approved = notice.state == NoticeState.APPROVED
        return letter(
            _("Når vi vurderer børns trivsel"),
            notice.municipality.name,
            f"{notice.municipality.name} · {_('tekst nr.')} {notice.number}",
            [_("Oplysning til forældre. Gælder fra %(day)s.") % {"day": day_words(notice.from_on, date.min)}],
            [
                Part(_("Hvorfor"), [notice.purpose]),
                Part(_("På hvilket grundlag"), [notice.basis]),
                Part(_("Hvem ser det"), [notice.who_sees]),
                Part(_("Hvor længe"), [notice.kept]),
                Part(_("Det kan I bede om"), [notice.rights]),
            ],
            banner="" if approved else _("Udkast, ikke godkendt"),
        )
