"""The guide on paper: tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import day_words

from .labels import AGE, LEVEL, PROFESSION
from .queries import Advice, Sought, VersionLine
from .signs import named

TEMPLATE = Path(__file__).parent / "print" / "guide.typ"
NO_YEAR = date.min


def guide(municipality: str, line: VersionLine, advice: list[Advice], sought: Sought, today: date) -> bytes:
    """The version's advice in the reader's language, with what was sought and when it was printed."""
    title = _("Handleguide")
    version = _("udgave %(n)d") % {"n": line.row.number}
    first = _("Gælder fra %(day)s.") % {"day": day_words(line.first, NO_YEAR)} if line.first else ""
    asked = _asked(sought)
    data: dict[str, Any] = {
        "lang": "en" if (get_language() or "da").startswith("en") else "da",
        "title": title,
        "author": municipality,
        "footer": f"{municipality} · {title} · {version} · {day_words(today, NO_YEAR)}",
        "lead": [part for part in (first, _("Kun: %(what)s.") % {"what": asked} if asked else "") if part],
        "entries": [_entry(one) for one in advice],
        "words": {
            "description": title,
            "page": _("Side"),
            "of": _("af"),
            "must": _("Det skal du"),
            "may": _("Det må du"),
            "nothing": _("Ingen råd passer."),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }
    return typeset.pdf(data, TEMPLATE)


def _asked(sought: Sought) -> str:
    parts = [
        f"“{sought.text}”" if sought.text else "",
        *named([sought.sign] if sought.sign else []),
        *(str(words) for key, words in AGE.items() if key == sought.age),
        *(str(words) for key, words in PROFESSION.items() if key == sought.function),
        str(LEVEL[sought.level]) if sought.level else "",
    ]
    return ", ".join(part for part in parts if part)


def _entry(one: Advice) -> dict[str, Any]:
    about = [
        (_("Tegn"), one.signs), (_("Niveau"), one.levels), (_("Alder"), one.ages), (_("Faggruppe"), one.functions),
    ]  # fmt: skip
    return {
        "title": one.title,
        "must": list(one.must_do),
        "may": list(one.may_do),
        "facts": [list(fact) for fact in one.facts],
        "about": [[name, "; ".join(words)] for name, words in about if words],
        "mark": _("Forslag, skal godkendes fagligt") if one.is_proposal else "",
    }
