"""From a file to rows of certificates, whatever program wrote it; pure. Raises nothing but Unusable."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.core.delimited import NoText, Unreadable, decoded, rows_of

LARGEST = 1024 * 1024
MOST_ROWS = 5000
WHO = ("brugernavn", "medarbejdernummer", "mail")
"""The columns that say who: at least one of them; the first with something in it is used."""
NEEDED = ("kursus", "gennemført")
OTHER = ("udløber", "navn")
_WHY = {NoText.SPREADSHEET: "spreadsheet", NoText.BINARY: "binary", NoText.BROKEN: "binary"}


class Unusable(Exception):
    """Nothing can be read of the file; `why` is a key with words in the labels."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Row:
    """One line: where it begins in the file, and its cells by column; `wrong` when it has another shape than the header."""

    line: int
    cells: Mapping[str, str]
    wrong: bool = False


def read_rows(data: bytes) -> list[Row]:
    """The lines of the file under its header; raises Unusable when it has none that can be used."""
    if len(data) > LARGEST:
        raise Unusable("too_large")
    try:
        text, _encoding = decoded(data)
    except Unreadable as error:
        raise Unusable(_WHY[error.why]) from None
    if not text.strip():
        raise Unusable("empty")
    reader, _separator, said = rows_of(text)
    try:
        return _under_header(list(reader), skip_first=said)
    except csv.Error:
        raise Unusable("not_lines") from None


def _under_header(lines: list[list[str]], *, skip_first: bool) -> list[Row]:
    names: list[str] = []
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if skip_first:
            skip_first = False
            continue
        if not names:
            names = [plain(cell).casefold() for cell in cells]
            _check_header(names)
            continue
        rows.append(Row(number, dict(zip(names, map(plain, cells), strict=False)), len(cells) != len(names)))
    if not rows:
        raise Unusable("empty")
    if len(rows) > MOST_ROWS:
        raise Unusable("too_many")
    return rows


def _check_header(names: list[str]) -> None:
    if not any(name in names for name in WHO):
        raise Unusable("no_who")
    if any(name not in names for name in NEEDED):
        raise Unusable("no_columns")
    known = [name for name in names if name in (*WHO, *NEEDED, *OTHER)]
    if len(known) != len(set(known)):
        raise Unusable("twice")


def plain(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from running it."""
    cell = cell.strip()
    return cell[1:].strip() if cell.startswith("'") and cell[1:].lstrip()[:1] in tuple("=+-@") else cell


def same_person(told: str, name: str) -> bool:
    """Whether the name in the file can be the colleague's: they share a part of it."""
    return not told or bool(set(told.casefold().split()) & set(name.casefold().split()))


@dataclass(frozen=True)
class Certified:
    """One line that can be taken in."""

    line: int
    user_id: int
    name: str
    course_id: int
    course: str
    completed_on: date
    expires_on: date | None


@dataclass(frozen=True)
class Problem:
    """One line that cannot, and why: a key with words in the labels, about what stood there."""

    line: int
    why: str
    value: str = ""
