"""From bytes to text and the mark that divides it, whatever program wrote the file; pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from enum import StrEnum
from typing import Any

SEPARATORS = (";", "\t", ",")

_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHER_KINDS = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"GIF8")
_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 11, 12, 13))
_DANISH_IN_UTF8 = re.compile(rb"\xc3[\xa6\xb8\xa5\x86\x98\x85\xa9]")
_SAID_SEPARATOR = re.compile(r"sep=([;,|\t])\s*$", re.IGNORECASE)


class NoText(StrEnum):
    """Why no text can be read of a file."""

    SPREADSHEET = "spreadsheet"
    BINARY = "binary"
    BROKEN = "broken"


class Unreadable(Exception):
    """Nothing can be read of the file."""

    def __init__(self, why: NoText) -> None:
        super().__init__(why.value)
        self.why = why


def decoded(data: bytes) -> tuple[str, str]:
    """The text and what it was written in: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252. A stray byte
    becomes U+FFFD. Raises Unreadable."""
    if data.startswith(_SPREADSHEETS):
        raise Unreadable(NoText.SPREADSHEET)
    if data.startswith(_OTHER_KINDS):
        raise Unreadable(NoText.BINARY)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(NoText.BROKEN) from error
        if "\x00" in text:
            raise Unreadable(NoText.BINARY)
        return text, "utf-16"
    if b"\x00" in data or len(data.translate(None, _CONTROLS)) < len(data) * 0.99:
        raise Unreadable(NoText.BINARY)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        if _DANISH_IN_UTF8.search(data):
            return data.decode("utf-8", errors="replace"), "utf-8"
    return data.decode("cp1252", errors="replace"), "windows-1252"


def rows_of(text: str) -> tuple[Any, str, bool]:
    """A csv reader of the text, the mark that divides it, and whether its first line only says the mark (`sep=;`)."""
    first = text.lstrip("\r\n \t").split("\n", 1)[0].split("\r", 1)[0]
    said = _SAID_SEPARATOR.match(first)
    separator = said.group(1) if said else _separator(first)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator), separator, bool(said)


def _separator(header: str) -> str:
    """The semicolon when the header has one, else the mark that divides it most."""
    counted = Counter({mark: header.count(mark) for mark in SEPARATORS})
    return ";" if counted[";"] or not any(counted.values()) else counted.most_common(1)[0][0]
