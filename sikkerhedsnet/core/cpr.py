"""CPR numbers: read them, hide them, and never be stricter than the CPR office.

Modulus 11 is deliberately not checked: since 1 October 2007 numbers are issued that do not fulfil it, and they are
fully valid (CPR-kontoret, "Personnumre uden kontrolciffer (modulus 11 kontrol)"). A system must accept them.

A replacement number (erstatningspersonnummer) has 60 added to the day (CPR-kontoret, "Erstatningspersonnummer i
eksterne systemer"). The CPR office recommends the same table of centuries for it, but whoever needs such a number makes
it and nobody checks: the birth date read from it is a hint, and the register's own birth date decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_HYPHENS = "-\u2010\u2011\u2012\u2013\u2212"
_SHAPE = re.compile(rf"([0-9]*)[{_HYPHENS}]?([0-9]*)")
_REPLACEMENT_DAYS = 60


class Sex(StrEnum):
    """What the last digit says: even is female, odd is male."""

    FEMALE = "female"
    MALE = "male"


class CprError(ValueError):
    """The text is no CPR number; `reason` is `length`, `characters` or `date`; the text is never repeated."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, repr=False)
class Cpr:
    """A number whose shape and date have been read; `birth_date` is only a hint when `is_replacement`."""

    digits: str
    birth_date: date | None
    is_replacement: bool
    sex: Sex

    @property
    def masked(self) -> str:
        """The date part with the serial hidden: DDMMYY-****."""
        return f"{self.digits[:6]}-****"

    def agrees_with(self, birth_date: date) -> bool:
        """True when a known birth date fits; of a replacement number only day, month and yy are compared."""
        if self.is_replacement:
            day = int(self.digits[:2]) - _REPLACEMENT_DAYS
            return f"{day:02d}{self.digits[2:6]}" == birth_date.strftime("%d%m%y")
        return self.birth_date == birth_date

    def __repr__(self) -> str:
        return f"Cpr({self.masked})"

    def __str__(self) -> str:
        return self.masked


def parse_cpr(text: str) -> Cpr:
    """Reads ten ASCII digits, with or without hyphen and blanks; all else raises CprError, modulus 11 never does."""
    compact = "".join(text.split())
    match = _SHAPE.fullmatch(compact)
    if match is None:
        raise CprError("characters")
    before, after = match.groups()
    digits = before + after
    if len(digits) != 10:
        raise CprError("length")
    if after and len(before) != 6:
        raise CprError("characters")
    day = int(digits[:2])
    is_replacement = 61 <= day <= 91
    if is_replacement:
        day -= _REPLACEMENT_DAYS
    month, yy = int(digits[2:4]), int(digits[4:6])
    birth_date = _real_date(_century(int(digits[6]), yy) + yy, month, day)
    if birth_date is None and not (is_replacement and _exists_in_some_century(yy, month, day)):
        raise CprError("date")
    return Cpr(digits, birth_date, is_replacement, Sex.FEMALE if int(digits[9]) % 2 == 0 else Sex.MALE)


def _century(digit_7: int, yy: int) -> int:
    """The CPR office's table of digit 7 against the two-digit year ("Personnummeret i CPR-systemet")."""
    if digit_7 <= 3:
        return 1900
    if digit_7 in (4, 9):
        return 2000 if yy <= 36 else 1900
    return 2000 if yy <= 57 else 1800


def _real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _exists_in_some_century(yy: int, month: int, day: int) -> bool:
    return any(_real_date(century + yy, month, day) for century in (1800, 1900, 2000))
