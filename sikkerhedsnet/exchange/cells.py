"""Reads the cells of one row one at a time and remembers everything that was wrong with them; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sikkerhedsnet.core.cpr import CprError, parse_cpr
from sikkerhedsnet.core.names import normalise_text

from . import words
from .problems import Problem, Reason, problem
from .reading import Record

EARLIEST = date(1900, 1, 1)
LOST = re.compile("(?<=\\w)\\?|\\?(?=\\w)|\ufffd|[\x80-\x9f]|Ã[^\\sA-Za-z]")
"""What an export leaves where it could not write a letter: `Nguy?n`, the replacement mark, or UTF-8 read wrongly."""

_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")

V = TypeVar("V")
R = TypeVar("R")


@dataclass(frozen=True)
class Parsed(Generic[R]):
    """The value, or none and at least one rejection."""

    row: R | None
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def tidy(written: str) -> str:
    """`normalise_text`, in a tenth of the time for the ordinary cell, which has nothing to be removed."""
    if written.isprintable() and unicodedata.is_normalized("NFC", written):
        return " ".join(written.split())
    return normalise_text(written)


class Cells:
    """The row's cells; each reader gives a harmless value when it had to reject, so that every fault is found."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.rejected: list[Problem] = []
        self.warnings: list[Problem] = []

    def raw(self, column: str) -> str:
        return self.record.cells.get(column, "")

    def reject(self, column: str, reason: Reason, **args: object) -> None:
        self.rejected.append(problem(self.record.line, column, self.raw(column), reason, **args))

    def warn(self, column: str, reason: Reason, **args: object) -> None:
        self.warnings.append(problem(self.record.line, column, self.raw(column), reason, **args))

    def done(self, make: Callable[[], R]) -> Parsed[R]:
        """The row made by `make`, unless something rejected it."""
        row = None if self.rejected else make()
        return Parsed(row, tuple(self.rejected), tuple(self.warnings))

    @staticmethod
    def sure(value: V | None) -> V:
        """A value that is only missing when the row was rejected."""
        if value is None:
            raise ValueError("asked for a value of a rejected row")
        return value

    def text(self, column: str, longest: int, *, required: bool = True) -> str:
        """The cell on one line, without stray blanks and invisible marks."""
        value = tidy(self.raw(column))
        if not value and required:
            self.reject(column, Reason.MISSING)
        if len(value) > longest:
            self.reject(column, Reason.TOO_LONG, most=longest)
            return ""
        return value

    def name(self, column: str, longest: int, *, required: bool = True) -> str:
        """Like `text`, and says so when a letter was lost on the way."""
        value = self.text(column, longest, required=required)
        if value and LOST.search(self.raw(column)):
            self.warn(column, Reason.CHARACTER_LOST)
        return value

    def word(self, column: str, meanings: Mapping[str, V], unknown: Reason) -> V | None:
        """What the word means here."""
        written = self.text(column, 200)
        found = meanings.get(words.plain(written))
        if written and found is None:
            self.reject(column, unknown)
        return found

    def day(self, column: str, *, required: bool = True) -> date | None:
        """A day as dd-mm-yyyy (also with dots or slashes) or yyyy-mm-dd."""
        written = self.raw(column).strip()
        if not written:
            if required:
                self.reject(column, Reason.MISSING)
            return None
        if found := _DAY_FIRST.fullmatch(written):
            day, month, year = (int(part) for part in found.groups())
        elif found := _YEAR_FIRST.fullmatch(written):
            year, month, day = (int(part) for part in found.groups())
        else:
            self.reject(column, Reason.NOT_A_DATE)
            return None
        try:
            value = date(year, month, day)
        except ValueError:
            self.reject(column, Reason.DATE_IMPOSSIBLE)
            return None
        if value < EARLIEST:
            self.reject(column, Reason.DATE_TOO_EARLY)
            return None
        return value

    def yes_or_no(self, column: str) -> bool | None:
        """1 or 0 (ja or nej); nothing is no answer, since guessing could give an address away."""
        value = words.YES_NO.get(self.raw(column).strip().casefold())
        if value is None:
            self.reject(column, Reason.NOT_YES_OR_NO)
        return value

    def cpr(self, column: str) -> str:
        """Ten digits, or nothing when the cell is empty; hyphen and blanks are no fault."""
        written = self.raw(column).strip()
        if not written:
            return ""
        try:
            return parse_cpr(written).digits
        except CprError as error:
            reasons = {"length": Reason.CPR_LENGTH, "characters": Reason.CPR_CHARACTERS, "date": Reason.CPR_DATE}
            self.reject(column, reasons[error.reason])
            return ""

    def email(self, column: str) -> str:
        """The address in small letters, or nothing with a remark when it cannot be one."""
        written = tidy(self.raw(column)).casefold()
        if written and (len(written) > 254 or not _EMAIL.fullmatch(written)):
            self.warn(column, Reason.EMAIL_UNREADABLE)
            return ""
        return written
