"""The languages a handout can be had in: its headings and fixed sentences as data; nothing a person wrote is translated."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import dateformat, translation

from sikkerhedsnet.core import clock

HERE = Path(__file__).parent / "languages"
FIRST = "da"
ORDER = (FIRST, "en", "ar", "tr", "pl", "uk")


@dataclass(frozen=True)
class Language:
    """One language: what the headings are called, and whether a professional has read it (`verify` says who should).

    `titles` are the functions and family ties by their Danish word.
    """

    code: str
    name: str
    known_as: tuple[str, ...]
    direction: str
    script: str
    verify: str
    day_as: str
    clock_as: str
    words: Mapping[str, str]
    topics: Mapping[str, str]
    roles: Mapping[str, str]
    becomes: Mapping[str, str]
    titles: Mapping[str, str]

    @property
    def rtl(self) -> bool:
        return self.direction == "rtl"

    def word(self, key: str) -> str:
        return self.words[key]

    def say(self, key: str, **named: str) -> str:
        return self.words[key].format(**named)

    def title(self, danish: str) -> str | None:
        """What the Danish title is called here; None for one that is printed as it was written."""
        return self.titles.get(danish)

    def language(self, written: str) -> str | None:
        """The language's own name when just that was written (`arabisk`); None for anything else."""
        return self.name if written.strip().casefold() in {name.casefold() for name in self.known_as} else None

    def day(self, day: date) -> str:
        """`mandag 23. november 2026`, as this language writes a day."""
        with translation.override(self.code):
            return dateformat.format(day, self.day_as)

    def clock(self, moment: datetime) -> str:
        return dateformat.format(clock.local(moment), self.clock_as)


def read(text: str) -> Language:
    """One language from its file."""
    data: dict[str, Any] = yaml.safe_load(text)
    return Language(**{**data, "known_as": tuple(data["known_as"])})


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """All of them, by code, in the order they are offered."""
    return {code: read((HERE / f"{code}.yaml").read_text(encoding="utf-8")) for code in ORDER}


def chosen(code: str | None) -> Language:
    """The language with that code; Danish when there is none."""
    return languages().get(code or FIRST) or languages()[FIRST]


def spoken(words: str) -> Language | None:
    """The language somebody wrote the name of (`Arabisk, syrisk dialekt`), when the handout can be had in it."""
    said = {part.strip(".,;:()/").casefold() for part in words.replace("/", " ").split()}
    return next((one for one in languages().values() if said & {name.casefold() for name in one.known_as}), None)


def written_in(text: str, family: Language | None = None) -> str:
    """The language of what somebody wrote, told by its letters; Danish unless they say otherwise.

    Two languages with the same letters are told apart by what the family speaks, as far as we know it.
    """
    letters = (unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha())
    script = next(iter(letters), "LATIN")
    if script == "LATIN":
        return FIRST
    fitting = [one for one in languages().values() if one.script == script]
    if family in fitting:
        return family.code
    return fitting[0].code if fitting else FIRST


def runs_right_to_left(text: str) -> bool:
    """By the first letter that has a direction."""
    return next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L") != "L"
