"""A scan is known by what it holds, not by its name; a picture is drawn anew and a PDF may do nothing by itself; pure.

A picture is opened and saved again, so that what the camera wrote about place and time is gone, and so that nothing
but the picture itself is kept. A PDF is looked through object by object: what runs, opens or carries something else
is refused.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from datetime import date
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from sikkerhedsnet.core.errors import Invalid

LARGEST = 4 * 1024 * 1024
MOST_PIXELS = 40_000_000
"""As many as the largest cameras in phones make; more is refused before it is unpacked."""
LONGEST_SIDE = 2400
"""An A4 sheet at some 200 points an inch; larger pictures are made smaller."""
MOST_PAGES = 60
MOST_OBJECTS = 50_000
QUALITY = 85
OLDEST = date(2000, 1, 1)

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
_STARTS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_FORMATS = {JPEG: "JPEG", PNG: "PNG"}

_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/AF"})
_ACTIVE_NAMES = frozenset({
    "/JavaScript", "/Launch", "/GoToE", "/GoToR", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound",
    "/RichMedia", "/RichMediaExecute", "/Trans", "/3D", "/Screen", "/FileAttachment", "/EmbeddedFile", "/Filespec",
})  # fmt: skip
_ACTIVE_BYTES = re.compile(rb"/(?:JavaScript|EmbeddedFile|RichMedia|Launch)\b")
"""Looked for in the bytes too, in case another reader finds objects that ours does not."""
_SAYS = ("/S", "/Subtype", "/Type")


@dataclass(frozen=True)
class Sheet:
    """What is kept of a scan."""

    content_type: str
    content: bytes


def recognised(content: bytes) -> str:
    """The content type the first bytes stand for; Invalid when it is none of the three, or too large."""
    if len(content) > LARGEST:
        raise Invalid({"paper": "paper_size"})
    for start, content_type in _STARTS:
        if content.startswith(start):
            return content_type
    raise Invalid({"paper": "paper_type"})


def cleaned(content: bytes) -> Sheet:
    """What may be kept of a file; Invalid when it is broken inside, too large, locked, or would do something by itself."""
    content_type = recognised(content)
    if content_type == PDF:
        _look_through(content)
        return Sheet(PDF, content)
    return _drawn_anew(content, content_type)


def check_paper(said_by: str, on: date | None, description: str, today: date) -> None:
    """Raises Invalid unless a paper says whose words it holds, from which day, and what can be seen on it."""
    errors = {}
    if not said_by.strip():
        errors["said_by"] = "said_by"
    if on is None or on > today or on < OLDEST:
        errors["on"] = "paper_day"
    if not description.strip():
        errors["description"] = "description"
    if errors:
        raise Invalid(errors)


def cleaned_reason(because: str) -> str:
    """Why a paper is taken back; Invalid when nothing is said."""
    if not (said := because.strip()):
        raise Invalid({"because": "because"})
    return said


def _drawn_anew(content: bytes, content_type: str) -> Sheet:
    """The picture alone, the right way up and not larger than a sheet needs; as JPEG when PNG would be too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # counted by ourselves below
            with Image.open(io.BytesIO(content), formats=(_FORMATS[content_type],)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Invalid({"paper": "paper_pixels"})
                opened.load()
                picture = _on_white(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError:
        raise Invalid({"paper": "paper_pixels"}) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError):
        raise Invalid({"paper": "paper_broken"}) from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if content_type == PNG and len(saved := _saved(picture, "PNG")) <= LARGEST:
        return Sheet(PNG, saved)
    saved = _saved(picture, "JPEG", quality=QUALITY)
    if len(saved) > LARGEST:
        raise Invalid({"paper": "paper_size"})
    return Sheet(JPEG, saved)


def _on_white(picture: Image.Image) -> Image.Image:
    """The colours alone on a new sheet, so that nothing else of the file comes along."""
    colours = picture.convert("RGBA")
    sheet = Image.new("RGB", colours.size, "white")
    sheet.paste(colours, mask=colours.getchannel("A"))
    return sheet


def _saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, kind, **how)
    return kept.getvalue()


def _look_through(content: bytes) -> None:
    """Every object of the PDF, whether a page leads to it or not."""
    if _ACTIVE_BYTES.search(content):
        raise Invalid({"paper": "paper_active"})
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise Invalid({"paper": "paper_locked"})
        if len(reader.pages) > MOST_PAGES:
            raise Invalid({"paper": "paper_pages"})
        if not reader.pages:
            raise Invalid({"paper": "paper_broken"})
        active = _is_active(reader)
    except Invalid:
        raise
    except Exception:  # whatever a broken file brings a reader of PDF to, it is refused
        raise Invalid({"paper": "paper_broken"}) from None
    if active:
        raise Invalid({"paper": "paper_active"})


def _is_active(reader: PdfReader) -> bool:
    numbers = {(number, generation) for generation, found in reader.xref.items() for number in found}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    waiting: list[Any] = [reader.trailer]
    waiting += [
        reader.get_object(IndirectObject(number, generation, reader)) for number, generation in numbers if number
    ]
    for _turn in range(MOST_OBJECTS):
        if not waiting:
            return False
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            if _ACTIVE_KEYS & found.keys() or any(found.get(says) in _ACTIVE_NAMES for says in _SAYS):
                return True
            waiting += [part for part in dict.values(found) if isinstance(part, (DictionaryObject, ArrayObject))]
        elif isinstance(found, ArrayObject):
            waiting += [part for part in list.__iter__(found) if isinstance(part, (DictionaryObject, ArrayObject))]
    raise Invalid({"paper": "paper_pages"})
