"""A joint assessment on paper for the parents: the position in words, what works, and what the adults do (PDF/UA-1).

It is made from the joint assessment alone: what each rater saw alone is the professionals', and whether anything is feared
changes nothing in it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import kept_from_families
from sikkerhedsnet.web.letter import Part, letter
from sikkerhedsnet.web.words import day_words

from .labels import POSITION_TO_FAMILY
from .models import WellbeingAssessment
from .states import Position

NO_YEAR = date.min


def can_be_given(row: WellbeingAssessment) -> bool:
    """Whether there is a joint position to tell of."""
    return row.settled_on is not None and bool(row.position)


def family_pdf(row: WellbeingAssessment, today: date) -> bytes:
    """The paper; a place that is kept secret is named by nobody's words."""
    with translation.override("da"):
        words = kept_from_families(row.child, today, [row.institution])
        title, lead, parts = redaction.scrubbed(_whole(row, protected=bool(words)), words)
        author = row.child.municipality.name
        footer = f"{author} · {day_words(today, NO_YEAR)}"
        return letter(title, author, footer, lead, [Part(heading, lines) for heading, lines in parts])


def _whole(row: WellbeingAssessment, *, protected: bool) -> list[Any]:
    assert row.settled_on is not None and row.settled_by is not None
    day = day_words(row.settled_on, NO_YEAR)
    place = "" if protected else row.institution.name
    seen = _("Sådan så vi det %(day)s.") if protected else _("Sådan så vi det i %(place)s %(day)s.")
    asked = _("Spørg den, der har givet jer papiret.") if protected else row.settled_by.name
    if row.settled_by.phone and not protected:
        asked = _("%(who)s, telefon %(phone)s") % {"who": asked, "phone": row.settled_by.phone}
    lead = [
        seen % {"day": day, "place": place},
        _("Vurderingen siger, hvordan %(name)s har det her og nu. Den siger ikke, hvordan %(name)s er.")
        % {"name": row.child.first_name},
    ]
    parts = [
        [
            _("Det ser vi"),
            [str(POSITION_TO_FAMILY[Position(row.position)]) % {"name": row.child.first_name}, row.comment],
        ],
        [_("Det fungerer"), [row.what_works]],
        [_("Fokuspunkt"), [row.focus_point]],
        [_("Det ændrer vi voksne"), [row.adults_change]],
        [_("Spørg, hvis I er i tvivl"), [asked]],
    ]
    return [_("Trivselsvurdering af %(name)s") % {"name": row.child.name}, lead, parts]
