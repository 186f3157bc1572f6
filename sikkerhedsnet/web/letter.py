"""A short paper for a family: a title, a few lines, and parts with a heading each, as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import typeset

TEMPLATE = typeset.HERE / "letter.typ"


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it; without a line the part is left out."""

    title: str
    lines: Sequence[str]


def letter(title: str, author: str, footer: str, lead: Sequence[str], parts: Sequence[Part], banner: str = "") -> bytes:
    """The paper; what a person wrote with line breaks keeps them as paragraphs."""
    data = {
        "title": title,
        "author": author,
        "footer": footer,
        "banner": banner,
        "lead": [line for line in lead if line],
        "parts": [
            {"title": part.title, "lines": [line for text in part.lines for line in text.splitlines() if line.strip()]}
            for part in parts
            if any(text.strip() for text in part.lines)
        ],
        "words": {
            "description": title,
            "page": _("Side"),
            "of": _("af"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }
    return typeset.pdf(data, TEMPLATE)
