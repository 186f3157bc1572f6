"""Names as Danes write and sort them.

A sort key is ordinary text to be stored beside the name and compared byte by byte (PostgreSQL collation "C"):
first the letters without case and accents, then, after a blank, the spelling, which decides between names that are
otherwise equal. The order is that of Retskrivningsreglerne § 4 (Retskrivningsordbogen, 4. udgave). A key for one text
is at most 400 characters, for a person at most 800; beyond that, very long names may share a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# The three last letters of the alphabet become the three characters that follow z in ASCII.
_AE, _OE, _AA = "{", "|", "}"
_WORD_BREAK, _LEVEL_BREAK = "-", " "  # below every digit and letter, and the blank below the hyphen

# § 4.3: ä sorts as æ, ö as ø, ü as y, ð as d, þ as th, œ as o + e; the rest by the same thought.
_LETTERS: dict[str, str] = {
    "æ": _AE, "ä": _AE, "ǽ": _AE, "ǣ": _AE,
    "ø": _OE, "ö": _OE, "ő": _OE, "ǿ": _OE,
    "å": _AA, "ǻ": _AA,
    "ü": "y", "ű": "y",
    "œ": "oe", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "\u0131": "i", "ŧ": "t",
}  # fmt: skip
_APOSTROPHES = frozenset("'`\u00b4\u2018\u2019\u02b9\u02bb\u02bc")
_PART_LENGTH = 199  # of each part of a key; two parts and four parts with their breaks stay below 400 and 800
_NUMBER = re.compile(r"[0-9]+")

# § 4.2-4.3: of two names that differ in nothing else, the one with the ordinary Danish letter comes first.
_AFTER = "~"
_SPELLINGS: dict[str, str] = {
    "aa": f"å{_AFTER}", "Aa": f"Å{_AFTER}", "AA": f"Å{_AFTER}{_AFTER}", "aA": f"å{_AFTER}{_AFTER}",
    "ä": f"æ{_AFTER}", "Ä": f"Æ{_AFTER}", "ö": f"ø{_AFTER}", "Ö": f"Ø{_AFTER}",
}  # fmt: skip
_SPELLING = re.compile("|".join(_SPELLINGS))


def danish_sort_key(text: str) -> str:
    """A key that puts text in Danish order: case counts for nothing, Æ Ø Å come last, `aa` sorts as `å`, 2 before 10.

    A hyphen and a blank weigh the same and come before every letter; apostrophes weigh nothing. Every `aa` is read as
    `å`, also where it is two sounds (Aaron), which only a person can hear.
    """
    return _joined_key(text)


def person_sort_key(first: str, last: str) -> str:
    """A key for lists of people in the order of their first names, as in a group or a class, then their last names."""
    return _joined_key(first, last)


def normalise_text(text: str) -> str:
    """One spelling for one name: composed letters, single blanks, none around it, no control or invisible marks.

    For names and other one-line words; free text is kept as it was typed.
    """
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if character.isspace() else character
        for character in composed
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def _joined_key(*parts: str) -> str:
    clean = [normalise_text(part) for part in parts]
    levels = [*map(_primary, clean), *map(_spelling, clean)]
    return _LEVEL_BREAK.join(level[:_PART_LENGTH] for level in levels)


def _spelling(text: str) -> str:
    return _SPELLING.sub(lambda match: _SPELLINGS[match.group()], text)


def _primary(text: str) -> str:
    spelled = "".join(character for character in text if character not in _APOSTROPHES)
    letters = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", spelled).casefold())
    ascii_letters = "".join(_weigh(letters)).replace("aa", _AA)
    words = [word for word in ascii_letters.split(_WORD_BREAK) if word]
    return _WORD_BREAK.join(_NUMBER.sub(_number_with_length, word) for word in words)


def _weigh(letters: str) -> Iterable[str]:
    for character in letters:
        if character in _LETTERS:
            yield _LETTERS[character]
        else:
            for part in unicodedata.normalize("NFKD", character):
                if unicodedata.combining(part):
                    continue
                yield _plain(part)


def _plain(character: str) -> str:
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return str(decimal)
    return character if character.isalpha() else _WORD_BREAK


def _number_with_length(match: re.Match[str]) -> str:
    """Writes a number so that text order is number order: its length first, a colon for every nine digits."""
    digits = match.group().lstrip("0") or "0"
    nines, rest = divmod(len(digits), 9)
    return f"{':' * nines}{rest}{digits}"
