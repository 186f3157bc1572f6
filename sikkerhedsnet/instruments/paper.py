"""Forms on paper, empty and filled in: tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import day_words

from .definition import Definition, Item
from .labels import MARK
from .picture import Picture
from .states import Shape, Takes

TEMPLATE = Path(__file__).parent / "print" / "form.typ"
NO_YEAR = date.min


def empty(form: Definition, municipality: str) -> bytes:
    """The form with boxes to tick, in Danish."""
    with translation.override("da"):
        head = [_("Navn"), _("Født"), _("Dato"), _("Udfyldt af")]
        return typeset.pdf(
            {**_frame(form, municipality), "head": [[name, ""] for name in head], "rows": _empty_rows(form)}, TEMPLATE
        )


def _frame(form: Definition, municipality: str) -> dict[str, Any]:
    return {
        "title": form.title,
        "author": municipality,
        "footer": f"{municipality} · {form.title} · " + _("udgave %(n)d") % {"n": form.version},
        "lead": [part for part in (form.long_title, form.intro) if part],
        "notes": [f"{MARK[note.mark]}: {note.words}" for note in form.notes],
        "rights": form.rights,
        "result": [],
        "words": {
            "description": form.title,
            "page": _("Side"),
            "of": _("af"),
            "question": _("Spørgsmål"),
            "answer": _("Svar"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _empty_rows(form: Definition) -> list[list[Any]]:
    if form.shape is Shape.POSITION:
        words = (_("Trives"), _("Opmærksomhed"), _("Bekymring"))
        return [
            [_("Position"), [f"\u25a1 {word}" for word in words]],
            [_("Hvad ser du?"), ["____________________________"]],
            [_("Hvad fungerer?"), ["____________________________"]],
        ] + [
            [
                theme.name,
                [f"{word}: {text}" for word, text in zip(words, (theme.green, theme.yellow, theme.red), strict=True)],
            ]
            for theme in form.themes
        ]
    return [[item.words, _boxes(item)] for item in form.items]


def _boxes(item: Item) -> list[str]:
    match item.takes:
        case Takes.CHOICE:
            return [f"\u25a1 {option.words}" for option in item.options]
        case Takes.YES_NO:
            return ["\u25a1 " + _("Ja"), "\u25a1 " + _("Nej")]
        case Takes.NUMBER:
            return [f"______ {item.unit}".strip()]
    return ["____________________________"]


def filled(picture: Picture, *, now: datetime) -> bytes:
    """The answers in words, with the version they were given on and the result."""
    with translation.override("da"):
        row, form = picture.response, picture.form
        head = [
            [_("Navn"), row.child.name],
            [_("Dato"), day_words(row.answered_on, NO_YEAR)],
            [_("Svaret af"), picture.who],
            [_("Skrevet ind af"), f"{row.entered_by.name}, {day_words(clock.day_of(row.entered_at), NO_YEAR)}"],
        ]
        if row.guardian:
            head.insert(1, [_("Om"), row.guardian.name])
        if not picture.stands:
            head.append([_("Bemærk"), _("Svaret er rettet senere.")])
        band = picture.result.band
        result = [_("Sum: %(sum)s") % {"sum": picture.summed}] if picture.summed else []
        result += [f"{band.name}. {band.words}"] if band else []
        result += [": ".join(filter(None, part[:2])) + (f", {part[2]}" if part[2] else "") for part in picture.parts]
        result += [_("Norm: %(name)s") % {"name": picture.norms}] if picture.norms else []
        result += [row.described] if row.described else []
        frame = _frame(form, row.child.municipality.name)
        frame["footer"] += f" · {day_words(clock.day_of(now), NO_YEAR)}"
        rows = [[line.item.words, [", ".join(filter(None, (line.words, line.band)))]] for line in picture.lines]
        return typeset.pdf({**frame, "head": head, "rows": rows, "result": result}, TEMPLATE)
