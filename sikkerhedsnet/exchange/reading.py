"""From bytes to rows of named cells, whatever program wrote the file; pure. Raises nothing but Unusable."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sikkerhedsnet.core.delimited import NoText, Unreadable, decoded, rows_of

from .layouts import COLUMNS, RegisterFile, file_with
from .problems import Fault, Problem, Reason, Unusable, problem

LARGEST_MB = 50
LARGEST = LARGEST_MB * 1024 * 1024
SEPARATORS = {";": "semikolon", "\t": "tabulator", ",": "komma"}

_WHY = {NoText.SPREADSHEET: Fault.SPREADSHEET, NoText.BINARY: Fault.BINARY, NoText.BROKEN: Fault.NOT_TEXT}
_MOST_SHOWN = 30


@dataclass(frozen=True)
class Record:
    """One row: the physical line it begins on, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A file that can be used: its rows, the rows whose shape is wrong, and what to look at in the file."""

    file: RegisterFile
    encoding: str
    separator: str
    records: tuple[Record, ...]
    broken: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_table(data: bytes, file: RegisterFile) -> Table:
    """The file's rows; raises Unusable when it is empty, too large, no text, or has not the columns it should."""
    if len(data) > LARGEST:
        raise Unusable(file, Fault.TOO_LARGE, most=LARGEST_MB)
    try:
        text, encoding = decoded(data)
    except Unreadable as error:
        raise Unusable(file, _WHY[error.why]) from error
    if not text.strip():
        raise Unusable(file, Fault.EMPTY)
    reader, separator, said = rows_of(text)
    try:
        return _table(reader, file, encoding, separator, skip_first=said)
    except csv.Error as error:
        raise Unusable(file, Fault.TOO_WIDE, line=reader.line_num) from error


def _table(reader: Any, file: RegisterFile, encoding: str, separator: str, *, skip_first: bool) -> Table:
    names: tuple[str, ...] = ()
    records: list[Record] = []
    broken: list[Problem] = []
    warnings: list[Problem] = []
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if skip_first:
            skip_first = False
        elif not names:
            names = _header(cells, file)
            warnings.extend(_about_header(names, file, line, separator))
        elif wrong := _wrong_shape(cells, len(names), line, reader.line_num):
            broken.append(wrong)
        else:
            records.append(Record(line, dict(zip(names, cells, strict=False))))
    if not names:
        raise Unusable(file, Fault.EMPTY)
    if not records and not broken:
        warnings.append(problem(0, "", "", Reason.NO_ROWS))
    return Table(file, encoding, separator, tuple(records), tuple(broken), tuple(warnings))


def _header(cells: list[str], file: RegisterFile) -> tuple[str, ...]:
    """Column names in small letters; raises Unusable naming what is missing and what was found instead."""
    while cells and not cells[-1].strip():
        cells.pop()
    names = tuple(cell.strip().strip("\ufeff").strip().casefold() for cell in cells)
    wanted = COLUMNS[file]
    missing = [name for name in wanted if name not in names]
    if missing:
        other = file_with(set(names))
        if other not in (None, file) and (len(COLUMNS[other]) >= 4 or set(names) == set(COLUMNS[other])):
            raise Unusable(file, Fault.OTHER_FILE, other=other)
        found = [name[:40] for name in names if name and name not in wanted]
        if len(missing) == len(wanted):
            raise Unusable(file, Fault.NO_COLUMNS, wanted=", ".join(wanted), found=_listed(found))
        fault = Fault.MISSING_COLUMNS if found else Fault.MISSING_COLUMNS_ONLY
        raise Unusable(file, fault, missing=", ".join(missing), found=_listed(found))
    other = file_with(set(names))
    if other is not None and other is not file and len(COLUMNS[other]) > len(wanted):
        raise Unusable(file, Fault.OTHER_FILE, other=other)
    twice = [name for name, times in Counter(names).items() if times > 1 and name in wanted]
    if twice:
        raise Unusable(file, Fault.COLUMN_TWICE, columns=", ".join(twice))
    return names


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_SHOWN])


def _about_header(names: tuple[str, ...], file: RegisterFile, line: int, separator: str) -> list[Problem]:
    extra = [name for name in names if name and name not in COLUMNS[file]]
    about = [problem(line, name, "", Reason.COLUMN_IGNORED) for name in extra[:_MOST_SHOWN]]
    if separator != ";":
        about.append(problem(line, "", separator, Reason.SEPARATOR, mark=SEPARATORS.get(separator, separator)))
    return about


def _wrong_shape(cells: list[str], wanted: int, first: int, last: int) -> Problem | None:
    while len(cells) > wanted and not cells[-1].strip():
        cells.pop()
    if len(cells) == wanted:
        return None
    if last > first:
        return problem(first, "", cells[0], Reason.QUOTE_OPEN, first=first, last=last)
    reason = Reason.CELLS_MISSING if len(cells) < wanted else Reason.CELLS_OVER
    return problem(first, "", cells[0], reason, found=len(cells), wanted=wanted)
