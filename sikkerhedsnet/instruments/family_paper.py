"""One answer on paper for the parents: what the form says they are told, and nothing else (PDF/UA-1, in Danish).

It is made from the answer alone. What was done about it, by whom, and whether anything is feared changes nothing in it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import kept_from_families
from sikkerhedsnet.web.letter import Part, letter
from sikkerhedsnet.web.words import day_words

from .labels import TO_FAMILY, WHO_ANSWERED
from .picture import Picture
from .states import Answered, Do, Takes, Told

NO_YEAR = date.min


def can_be_given(picture: Picture) -> bool:
    """Whether the form says that parents are told anything, and this answer stands and says it."""
    return picture.stands and (bool(picture.for_parents) or picture.form.parents is Told.NUMBERS)


def family_pdf(picture: Picture, today: date) -> bytes:
    """The paper; a place that is kept secret is named by nobody's words."""
    with translation.override("da"):
        row = picture.response
        words = kept_from_families(row.child, today, [row.institution] if row.institution else ())
        title, lead, parts = redaction.scrubbed(_whole(picture, protected=bool(words)), words)
        author = row.child.municipality.name
        footer = f"{author} · {day_words(today, NO_YEAR)}"
        return letter(title, author, footer, lead, [Part(heading, lines) for heading, lines in parts])


def _whole(picture: Picture, *, protected: bool) -> list[Any]:
    row, form = picture.response, picture.form
    about = row.guardian.name if row.guardian else row.child.name
    lead = [
        _("Om %(name)s.") % {"name": about},
        WHO_ANSWERED[Answered(row.informant)] % {"day": day_words(row.answered_on, NO_YEAR)},
    ]
    title = f"{form.title} ({form.long_title})" if form.long_title else form.title
    parts = [
        [_("Det siger svaret"), _told(picture)],
        [_("Det sker der nu"), _follows(picture) or [_("Svaret kræver ikke mere lige nu.")]],
        [_("Spørg, hvis I er i tvivl"), [_to_ask(picture, protected=protected)]],
    ]
    return [title, [str(line) for line in lead], parts]


def _told(picture: Picture) -> list[str]:
    """The parents' words; the answers themselves only where the form says that parents see them."""
    lines = [picture.for_parents] if picture.for_parents else []
    if picture.form.parents is Told.NUMBERS:
        answers = picture.response.answers
        lines += [f"{line.item.words} {line.words}" if line.item.takes is Takes.TEXT else f"{line.item.words}: {line.words}"
                  for line in picture.lines if answers.get(line.item.id) is not None]  # fmt: skip
    return lines


def _follows(picture: Picture) -> list[str]:
    """What the answer asked for on the day it was given; never what became of it."""
    row, found = picture.response, []
    for asked in sorted(row.follow_ups.all(), key=lambda one: one.pk):
        rule = picture.form.follow(asked.key)
        if rule is not None:
            first, last = (asked.asked_on + timedelta(days=days) for days in (rule.earliest, rule.days))
            words = {"first": day_words(first, NO_YEAR), "last": day_words(last, NO_YEAR)}
            found.append(str(TO_FAMILY[Do(asked.do)]) % words)
    return list(dict.fromkeys(found))


def _to_ask(picture: Picture, *, protected: bool) -> str:
    by = picture.response.entered_by
    if protected:
        return _("Spørg den, der har givet jer papiret.")
    if by.phone:
        return _("%(who)s, telefon %(phone)s") % {"who": by.name, "phone": by.phone}
    return by.name
