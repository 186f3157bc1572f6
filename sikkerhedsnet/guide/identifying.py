"""What in a text could tell which child it is about: numbers, dates, places, names; pure.

Rather one question too many than a child who can be found: what cannot be anything else than a number, an address or a
known name is refused, and what only looks like a name is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .name_words import FIRST_NAMES, NEVER_NAMES, SHORT_FORMS


class Kind(StrEnum):
    """What was found that may not be stored at all."""

    CPR = "cpr"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    INITIALS = "initials"
    FULL_NAME = "full_name"


@dataclass(frozen=True)
class Known:
    """The name of somebody the writer works with, and the name of a group."""

    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What may not be stored, and the words that have to be said to be no names."""

    refused: tuple[Kind, ...]
    words: tuple[str, ...]

    def unsaid(self, not_names: Collection[str]) -> tuple[str, ...]:
        """The words nobody has said are no names."""
        said = {fold(word) for word in not_names}
        return tuple(word for word in self.words if fold(word) not in said)


def look_through(text: str, known: Known) -> Found:
    """Everything in the text that could tell which child it is about."""
    clean = plain(text)
    tokens = list(_tokens(clean))
    other = RUN.sub(lambda run: " " if has_cpr(run[0]) else run[0], clean)  # a CPR number is told of as one thing
    checks = (
        (Kind.CPR, has_cpr(clean)),
        (Kind.BIRTH_DATE, has_date(other)),
        (Kind.PHONE, has_phone(other)),
        (Kind.EMAIL, bool(EMAIL.search(clean))),
        (Kind.ADDRESS, has_address(clean)),
        (Kind.INITIALS, has_initials(clean, known.groups)),
        (Kind.FULL_NAME, _has_full_name(tokens, known.people)),
    )
    return Found(tuple(kind for kind, there in checks if there), _names_asked_about(clean, tokens, known.people))


def plain(text: str) -> str:
    """The text with every digit as 0-9, every dash as one, and without signs that cannot be seen."""
    parts = []
    for sign in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(sign)
        if kind == "Cf":
            continue
        digit = unicodedata.decimal(sign, None)
        parts.append(str(digit) if digit is not None else "-" if kind == "Pd" or sign == "\u2212" else sign)
    return "".join(parts)


# Numbers

RUN = re.compile(r"\d(?:[\W_]*\d)*")
DAYS_IN = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def has_cpr(clean: str) -> bool:
    """Ten digits with nothing but signs between them, of which the first six are a day, also one with 60 added."""
    for run in RUN.findall(clean):
        digits = "".join(sign for sign in run if sign.isdigit())
        if any(_is_day(digits[at : at + 6], replaced=True) for at in range(len(digits) - 9)):
            return True
    return bool(LETTERED.search(clean))


LETTERED = re.compile(r"(?<!\d)(?:[0-3]\d|[6-9]\d)[01]\d\d\d[\W_]?(?=[A-Z0-9]{4}\b)(?=\w*[A-Z])")
"""A replacement number may have letters among its last four."""


def _is_day(six: str, *, replaced: bool = False) -> bool:
    day, month = int(six[:2]), int(six[2:4])
    if replaced and 61 <= day <= 91:
        day -= 60
    return 1 <= month <= 12 and 1 <= day <= DAYS_IN.get(month, 31)


MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|january|february|march|may|june|"
    "july|october|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|oct|nov|dec"
)
NUMBER_DATE = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:([./\- ])\s*(\d{1,2})\s*\2|(/)\s*(\d{1,2})\s*[\- ])\s*(\d{4}|\d{2})(?!\d)"
)
ISO_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)")
WORD_DATE = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:\.|st|nd|rd|th)?\s*(?:{MONTHS})\b\.?,?\s*(?:'?\d{{2}}|\d{{4}})(?!\d)", re.I
)
ENGLISH_DATE = re.compile(rf"\b(?:{MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}(?!\d)", re.I)
BORN = re.compile(
    rf"\b(?:født|fødselsdag|fødselsdato|f\.|fylder|born|birthday)\W+(?:\w+\W+){{0,4}}?\d{{1,2}}(?:\.\s?\d|/\s?\d|\.?\s*(?:{MONTHS})\b)",
    re.I,
)
TIGHT = re.compile(r"(?<!\d)(\d{6}|\d{8})(?!\d)")


def has_date(clean: str) -> bool:
    """A whole date with its year, or a birthday without one; six or eight digits in a row that are a date."""
    for found in NUMBER_DATE.finditer(clean):
        day, month = int(found[1]), int(found[3] or found[5])
        if _day_exists(day, month):
            return True
    if any(_day_exists(int(found[2]), int(found[1])) for found in ISO_DATE.finditer(clean)):
        return True
    if any(pattern.search(clean) for pattern in (WORD_DATE, ENGLISH_DATE, BORN)):
        return True
    return any(_is_tight_date(found[1]) for found in TIGHT.finditer(clean))


def _day_exists(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= DAYS_IN.get(month, 31)


def _is_tight_date(digits: str) -> bool:
    if len(digits) == 6:
        return _is_day(digits, replaced=True)
    day_first = _day_exists(int(digits[:2]), int(digits[2:4])) and digits[4:6] in ("19", "20")
    year_first = digits[:2] in ("19", "20") and _day_exists(int(digits[6:]), int(digits[4:6]))
    return day_first or year_first


PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)\d{2}[ .\-]?)?\d(?:[ .\-/]?\d){7}(?!\d)")
ABROAD = re.compile(r"(?:\+|(?<!\d)00)\d{1,3}(?:[ .\-]?\d){6,}")
TWO_YEARS = re.compile(r"(?:19|20)\d\d\s?[-/ .]\s?(?:19|20)\d\d")


def has_phone(clean: str) -> bool:
    """Eight digits together or in groups, or a number with a country's; two years beside each other are none."""
    found = (match[0].strip() for match in PHONE.finditer(clean))
    return any(not TWO_YEARS.fullmatch(text) for text in found) or bool(ABROAD.search(clean))


EMAIL = re.compile(r"\w\s?@\s?\w|\w\s?(?:\(at\)|\[at\]|\bsnabel-?a\b)\s?\w", re.I)

STREET = (
    r"\w{2,}(?:vej|vejen|gade|gaden|allé|allé|alle|alléen|vænge|vænget|stræde|strædet|boulevard|boulevarden|torvet|pladsen|"
    r"plads|svinget|toften|vangen|ageren|kæret|brinken|krogen|hegnet|ledet)"
)
MAYBE_STREET = r"[A-ZÆØÅ]\w+(?:parken|park|haven|marken|engen|skoven|lunden|bakken|højen|høj|stien|sti|broen|bro|gården|gård|kajen|kaj|torv|dal|dalen)"
LONE_STREET = r"(?:Vej|Gade|Allé|Alle|Plads|Torv|Boulevard|Stræde|Vænge|Park)"
NUMBERED = r"\s*,?\s*(?:nr\.?|nummer)?\s*\d{1,3}\s?[a-zA-Z]?\b"
ADDRESSES = (
    re.compile(rf"\b(?:{STREET}){NUMBERED}", re.I),
    re.compile(rf"\b(?:{MAYBE_STREET}|{LONE_STREET}){NUMBERED}"),
    re.compile(r"\b(?:st|kld?|\d{1,2})\.?,?\s*(?:tv|th|mf)\b\.?", re.I),
    re.compile(r"\bDK\s?-\s?\d{4}\b"),
    re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d)[1-9]\d{3}\s+[A-ZÆØÅ][a-zæøå]{2,}"),
    re.compile(r"(?<![\d.,])(?:19|20)\d\d\s+(?:København|Frederiksberg|Kbh|Herlev|Holmegaard)", re.I),
)


def has_address(clean: str) -> bool:
    """A street with a number, a floor, or a postcode with its town."""
    return any(pattern.search(clean) for pattern in ADDRESSES)


# Names

TOKEN = re.compile(r"[^\W\d_]+(?:['’´`\-][^\W\d_]+)*")
GROUP = re.compile(
    r"\b(?:\w*stue[n]?|\w*grupp?en?|\w*klassen?|\w*hold(?:et)?|\w*spor(?:et)?)\b|\b\d{1,2}\s?\.?\s?[a-zA-ZæøåÆØÅ]\b(?!\.)",
    re.I,
)
DOTTED = re.compile(r"(?<![\w.])[A-ZÆØÅ]\.\s?(?:[A-ZÆØÅ]\.?\s?)?[A-ZÆØÅ]\b\.?")
CAPITALS = re.compile(r"(?<![\w.])[A-ZÆØÅ]{2,3}(?:s|'s)?(?![\w])")
ONE_LETTER = re.compile(r"(?<![\w.])(?!I\b)[A-ZÆØÅ](?:\.(?!\w)|\b(?![.\-]))")
NEAR = 60


def has_initials(clean: str, groups: Iterable[str] = ()) -> bool:
    """Initials in the neighbourhood of a group or a class."""
    spans = [found.span() for found in GROUP.finditer(clean)]
    for name in groups:
        spans += [found.span() for found in re.finditer(rf"\b{re.escape(plain(name))}\b", clean, re.I)]
    if not spans:
        return False
    initials = [found.span() for pattern in (DOTTED, ONE_LETTER) for found in pattern.finditer(clean)]
    initials += [
        found.span() for found in CAPITALS.finditer(clean) if found[0].rstrip("s'").casefold() not in SHORT_FORMS
    ]
    return any(
        (end <= first and first - end <= NEAR) or (last <= start and start - last <= NEAR)
        for start, end in initials
        for first, last in spans
    )


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def keys(self) -> frozenset[str]:
        """The word, and what it is a genitive of."""
        key = fold(self.text)
        return frozenset({key, key.removesuffix("s")}) - {""}


def _tokens(clean: str) -> Iterator[_Token]:
    return (_Token(found[0], *found.span()) for found in TOKEN.finditer(clean))


LETTERS = str.maketrans({"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa"})


def fold(word: str) -> str:
    """A word as it is compared: without case, accents and signs, `å` as `aa`."""
    small = unicodedata.normalize("NFC", word.casefold()).translate(LETTERS)
    return "".join(sign for sign in unicodedata.normalize("NFKD", small) if sign.isalpha())


def _parts(name: str) -> list[str]:
    return [key for key in (fold(part) for part in re.split(r"[\s\-,]+", plain(name))) if len(key) > 1]


REACH = 3
"""How many words may stand between a first and a last name of one person, and they are still taken together."""


def _has_full_name(tokens: list[_Token], people: Iterable[str]) -> bool:
    """A first and a last name of one known person, in either order, near each other."""
    where: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        for part in re.split(r"-", token.text):
            for key in _Token(part, 0, 0).keys:
                where.setdefault(key, []).append(number)
    for name in people:
        parts = _parts(name)
        if len(parts) < 2:
            continue
        family = where.get(parts[-1], ())
        for given in parts[:-1]:
            if any(0 < abs(a - b) <= REACH for a in where.get(given, ()) for b in family):
                return True
    return False


ENDS = re.compile(r"[.!?…:\n\r;|•*]")
INSIDE = frozenset(
    {"a", "bl", "eks", "f", "fx", "ca", "kl", "nr", "mht", "dvs", "pga", "ifm", "hr", "fr", "dr", "inkl", "evt"}
)
"""Words whose full stop ends no sentence."""


def _names_asked_about(clean: str, tokens: list[_Token], people: Iterable[str]) -> tuple[str, ...]:
    """Words with a capital inside a sentence; anywhere, those that are part of a known name or a common first name."""
    of_known = frozenset(key for name in people for key in _parts(name))
    found: dict[str, str] = {}
    before: _Token | None = None
    for token in tokens:
        first, key = token.text[0], fold(token.text)
        shouted = len(token.text) > 1 and token.text.isupper()
        capital = first.isupper() or (first.isalpha() and not first.islower() and first != first.lower())
        if capital and key not in NEVER_NAMES:
            known = bool(token.keys & (of_known | FIRST_NAMES))
            inside = before is not None and not _ends(clean[before.end : token.start], before)
            if known or (inside and not shouted and len(token.text) > 1):
                found.setdefault(key, token.text)
        before = token
    return tuple(found.values())


def _ends(between: str, before: _Token) -> bool:
    """Whether a sentence ends between two words."""
    if not ENDS.search(between):
        return False
    return not (between.strip() == "." and fold(before.text) in INSIDE)
