"""A form to write on by hand, as PDF/UA-1: large type, a label for everything, room for handwriting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from . import typeset

TEMPLATE = Path(__file__).parent / "print" / "blank.typ"


@dataclass(frozen=True)
class Section:
    """One question with lines, an empty frame `room` millimetres high, or boxes to tick."""

    title: Any
    help: Any = ""
    lines: int = 0
    room: int = 0
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Blank:
    """Everything that stands on the sheet; an empty second part of `head` is a line to write on."""

    title: Any
    municipality: str
    lead: Sequence[Any]
    head: Sequence[tuple[Any, str]]
    sections: Sequence[Section]
    faces: Sequence[tuple[str, Any]] = ()
    faces_title: Any = ""
    notes: Sequence[Any] = ()


def blank_pdf(blank: Blank) -> bytes:
    """In Danish, whatever the reader's language."""
    with translation.override("da"):
        return typeset.pdf(document(blank), TEMPLATE)


def document(blank: Blank) -> dict[str, Any]:
    """What the template prints, as plain data."""
    return {
        "title": str(blank.title),
        "author": blank.municipality,
        "footer": blank.municipality,
        "lead": [str(line) for line in blank.lead],
        "head": [[str(label), text] for label, text in blank.head],
        "sections": [
            {
                "title": str(one.title),
                "help": str(one.help),
                "lines": one.lines,
                "room": one.room,
                "choices": [str(choice) for choice in one.choices],
            }
            for one in blank.sections
        ],
        "faces": [[sign, str(word)] for sign, word in blank.faces],
        "faces_title": str(blank.faces_title),
        "notes": [str(line) for line in blank.notes],
        "words": {
            "description": str(blank.title),
            "page": _("Side"),
            "of": _("af"),
            "ring": _("Sæt ring om et ansigt."),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }
