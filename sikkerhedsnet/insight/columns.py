"""Three columns of a file: how long, whether it happened, and which group."""

from __future__ import annotations

import csv
from math import isfinite
from pathlib import Path

DELIMITERS = (";", "\t", ",")
HAPPENED = {"1": True, "0": False, "true": True, "false": False}


class Unusable(Exception):
    """The sentence says what is wrong, and where."""


def read_waits(file: Path, duration: str, event: str, group: str) -> list[tuple[float, bool, str]]:
    """Every line of the file; a file without headings is asked for columns by their numbers, from 1."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Unusable(f"{file} kan ikke læses som tekst (UTF-8).") from None
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Unusable(f"{file} er tom.")
    sign = next((one for one in DELIMITERS if one in lines[0][1]), None)
    rows = [(n, next(csv.reader([line], delimiter=sign)) if sign else line.split()) for n, line in lines]
    first = [cell.strip() for cell in rows[0][1]]
    headed = not all(_is_number(cell) for cell in first)
    where = [_column(name, first, headed=headed) for name in (duration, event, group)]
    found = [_line(n, cells, where) for n, cells in rows[1 if headed else 0 :]]
    if not found:
        raise Unusable(f"{file} har overskrifter, men ingen linjer.")
    return found


def _column(name: str, first: list[str], *, headed: bool) -> int:
    if headed and name in first:
        return first.index(name)
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(first):
        return int(name) - 1
    told = ", ".join(first) if headed else f"1-{len(first)}; filen har ingen overskrifter"
    raise Unusable(f"Der er ingen kolonne “{name}”. Filen har: {told}.")


def _line(number: int, cells: list[str], where: list[int]) -> tuple[float, bool, str]:
    if max(where) >= len(cells):
        raise Unusable(f"Linje {number} har for få kolonner.")
    days, happened, group = (cells[column].strip() for column in where)
    if not _is_number(days) or float(days) < 0:
        raise Unusable(f"Linje {number}: “{days}” er ikke en varighed.")
    if happened.casefold() not in HAPPENED:
        raise Unusable(f"Linje {number}: “{happened}” er hverken 1 eller 0.")
    if not group:
        raise Unusable(f"Linje {number} har ingen gruppe.")
    return float(days), HAPPENED[happened.casefold()], group


def _is_number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False
