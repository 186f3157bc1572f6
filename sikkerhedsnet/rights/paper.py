"""The copy as files: JSON with stable keys, and a tagged PDF (PDF/UA-1); both made when asked for, kept nowhere."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import clock_words, day_words

from .copy import NO_YEAR, Cell, Copy, Item, Part
from .labels import BECAUSE, SOURCE

FORMAT = "sikkerhedsnet.child-copy"
VERSION = 1
TEMPLATE = Path(__file__).parent / "print" / "copy.typ"


def as_data(copy: Copy) -> dict[str, Any]:
    """The shape `docs/reference/child-copy.md` describes: keys never change their meaning, new ones may come."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.local(copy.made_at).isoformat(),
        "draft": not copy.released,
        "municipality": copy.municipality,
        "child": copy.child,
        "asked_by": copy.asker,
        "right": copy.kind,
        "left_out": [
            {"reason": because, "words": str(BECAUSE[because]), "source": str(SOURCE[because])}
            for because in copy.reasons
        ],
        "left_out_because": copy.refused_because,
        "parts": {part.key: [_item(item) for item in part.items] for part in copy.parts},
    }


def _item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"ref": item.ref}
    if item.of:
        found["of"] = item.of
    found["facts"] = {cell.name: cell.value for cell in item.cells if cell.kept_back is None}
    if kept := {cell.name: cell.kept_back for cell in item.cells if cell.kept_back is not None}:
        found["left_out"] = kept
    if item.statements:
        found["statements"] = [
            {"about": s.about, "by": s.who, "capacity": s.capacity, "on": s.on, "text": s.text} for s in item.statements
        ]
    return found


def as_json(copy: Copy) -> bytes:
    """UTF-8, two spaces, in the order of the copy."""
    return json.dumps(as_data(copy), ensure_ascii=False, indent=2).encode()


def digest(copy: Copy) -> str:
    """SHA-256 of what the copy says, whenever it is made: the log can tell later which copy was released."""
    with translation.override("da"):
        said = {key: value for key, value in as_data(copy).items() if key in ("child", "asked_by", "right", "parts")}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def as_pdf(copy: Copy) -> bytes:
    """The copy to read and print; never fails on what somebody wrote."""
    return typeset.pdf(document(copy), TEMPLATE)


def document(copy: Copy) -> dict[str, Any]:
    """What the template prints, as plain data."""
    title = _("Det, kommunen har om %(child)s") % {"child": copy.child}
    moment = _("%(day)s kl. %(clock)s") % {
        "day": day_words(copy.made_at, NO_YEAR),
        "clock": clock_words(copy.made_at),
    }
    return {
        "title": title,
        "author": copy.municipality,
        "footer": f"{copy.municipality} · {moment}",
        "banner": "" if copy.released else _("Udkast. Ikke udleveret."),
        "lead": [
            _("%(right)s. Bedt om af %(who)s.") % {"right": copy.kind, "who": copy.asker},
            _("Kopien er lavet %(moment)s.") % {"moment": moment},
        ],
        "left_out": [f"{BECAUSE[because]}. {_('Regel:')} {SOURCE[because]}." for because in copy.reasons],
        "because": copy.refused_because.split("\n") if copy.refused_because else [],
        "parts": [_printed(part) for part in copy.parts],
        "words": {
            "description": title,
            "page": _("Side"),
            "of": _("af"),
            "left_out": _("Det er holdt ude af kopien"),
            "what": _("Hvad"),
            "said": _("Ord"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _printed(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "items": [
            {
                "title": f"{item.title} ({item.of_title.lower()})" if item.of_title else item.title,
                "cells": [_cell(cell) for cell in item.cells if cell.text or cell.kept_back],
                "said": [
                    {
                        "who": _("Udtalelse om “%(about)s”: %(who)s, %(capacity)s, %(day)s")
                        % {"about": s.about, "who": s.who, "capacity": s.capacity, "day": s.day},
                        "lines": s.text.split("\n"),
                    }
                    for s in item.statements
                ],
            }
            for item in part.items
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    if cell.kept_back is not None:
        return {"label": cell.label, "lines": [_("Holdt ude: %(why)s") % {"why": BECAUSE[cell.kept_back]}], "out": True}
    return {"label": cell.label, "lines": cell.text.split("\n"), "out": False}


def file_name(copy: Copy, ending: str) -> str:
    """`Kopi 2026-11-23, Freja Bæk.pdf`; a draft says so."""
    child = "".join(c for c in copy.child if c.isalnum() or c in " -'")[:60].strip()
    kind = "Kopi" if copy.released else "Udkast til kopi"
    return f"{kind} {clock.day_of(copy.made_at).isoformat()}, {child}.{ending}"
