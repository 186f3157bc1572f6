"""The slip parents fill in by hand: the same for everybody, without a name, a number or a date; tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.web import typeset

from .asked import Words
from .states import About

TEMPLATE = Path(__file__).parent / "print" / "slip.typ"


def slip(municipality: str, about: About, language: Words) -> bytes:
    """The newest version in this language, in large type."""
    data: dict[str, Any] = {
        "lang": language.code,
        "rtl": language.rtl,
        "author": municipality,
        "title": language.title(about),
        "lead": language["lead"],
        "tick": language["tick"],
        "statements": [text for _one, text in language.statements(about)],
        "answers": [text for _number, text in language.choices()],
        "remark": language["remark"],
        "remark_hint": language["remark_hint"],
        "hand_in": language["hand_in"],
        "description": _("Seddel til forældrenes evaluering"),
    }
    return typeset.pdf(data, TEMPLATE)
