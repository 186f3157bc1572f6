"""Data in, tagged PDF out; pure.

What a person wrote reaches the typesetter as JSON and is never read as its markup.
"""

from __future__ import annotations

import json
import struct
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent / "print"
FONTS = HERE / "fonts"
STAND_IN = "\u25a1"
"""Printed for a sign that none of our fonts can draw; a missing sign must not cost the family its paper."""
FORBIDDEN = frozenset("\ufeff\ufffe")
"""Code points PDF/UA-1 allows in no text (ISO 14289-1, 7.21.7)."""


def pdf(data: dict[str, Any], template: Path) -> bytes:
    """The paper as PDF/UA-1; a text that cannot be drawn as typed is drawn with stand-ins, and `data` never fails."""
    for keep in (_as_typed, _drawable):
        shown, replaced = _every_text(data, keep)
        try:
            return _compile({**shown, "unprintable": replaced}, template)
        except typst.TypstError:
            continue
    shown, replaced = _every_text(data, _plain)
    return _compile({**shown, "unprintable": replaced}, template)


def _compile(data: dict[str, Any], template: Path) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        pdf_standards="ua-1",
    )


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Ours and the typesetter's own; what a machine happens to have installed changes nothing."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _every_text(data: Any, keep: Callable[[str], str]) -> tuple[Any, bool]:
    """The data with every text passed through `keep`, and whether that changed a visible sign."""
    replaced = False

    def walk(value: Any) -> Any:
        nonlocal replaced
        if isinstance(value, str):
            kept = keep(value)
            replaced = replaced or kept.count(STAND_IN) > value.count(STAND_IN)
            return kept
        if isinstance(value, dict):
            return {name: walk(part) for name, part in value.items()}
        if isinstance(value, list):
            return [walk(part) for part in value]
        return value

    return walk(data), replaced


def _as_typed(text: str) -> str:
    """Only what is no sign at all is left out: control characters, halves of a pair, and marks the standard forbids."""
    kept = (c for c in text.replace("\t", " ") if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(c for c in kept if c not in FORBIDDEN)


def _drawable(text: str) -> str:
    """Signs outside our fonts become a stand-in."""
    ours = drawn_by(*sorted(FONTS.glob("*-Regular.ttf")))
    return "".join(c if _invisible(c) or ord(c) in ours else STAND_IN for c in _as_typed(text))


def _plain(text: str) -> str:
    """Signs outside the one text font become a stand-in, marks and joiners are left out."""
    ours = drawn_by(FONTS / "IBMPlexSans-Regular.ttf")
    return "".join(c if ord(c) in ours or c in " \n" else "" if _invisible(c) else STAND_IN for c in _as_typed(text))


def _invisible(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


@lru_cache(maxsize=8)
def drawn_by(*fonts: Path) -> frozenset[int]:
    """Every code point at least one of the fonts has a sign for, read from the fonts themselves."""
    return frozenset(code for font in fonts for code in _mapped(font.read_bytes()))


def _mapped(font: bytes) -> set[int]:
    """The code points of a TrueType font's character map (formats 4 and 12 of the OpenType `cmap` table)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    at = next(
        struct.unpack_from(">L", font, 12 + 16 * n + 8)[0] for n in range(tables) if font[12 + 16 * n :][:4] == b"cmap"
    )
    found: set[int] = set()
    for n in range(struct.unpack_from(">H", font, at + 2)[0]):
        start = at + struct.unpack_from(">L", font, at + 4 + 8 * n + 4)[0]
        kind = struct.unpack_from(">H", font, start)[0]
        if kind == 12:
            for group in range(struct.unpack_from(">L", font, start + 12)[0]):
                first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * group)
                found.update(range(first, last + 1))
        elif kind == 4:
            count = struct.unpack_from(">H", font, start + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", font, start + 14)
            starts = struct.unpack_from(f">{count}H", font, start + 16 + 2 * count)
            for first, last in zip(starts, ends, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}
