"""How close to a person a stored fact is; every field of every model has exactly one class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias


class PrivacyClass(StrEnum):
    """From facts about the organisation to the most sensitive facts about a child."""

    PUBLIC = "public"
    """About the organisation: names of institutions, districts, settings."""
    STAFF = "staff"
    """About employees and their work."""
    IDENTITY = "identity"
    """Who a child or a parent is: name, number, birth date, family ties."""
    CONTACT = "contact"
    """How to reach them: address, telephone, mail."""
    PROTECTED = "protected"
    """That an address is protected, and what would give it away."""
    NOTIFIER = "notifier"
    """Who told the municipality, when that is nobody who works there: for those who received it alone."""
    WELLBEING = "wellbeing"
    """Ordinary personal facts about how a child is doing (GDPR article 6)."""
    SENSITIVE = "sensitive"
    """Health, social difficulties, suspicion (GDPR articles 9 and 10, databeskyttelsesloven § 8)."""
    TECHNICAL = "technical"
    """Keys, versions and timestamps that say nothing about a person by themselves."""


PrivacyMap: TypeAlias = Mapping[PrivacyClass, tuple[str, ...]]


class Piece(StrEnum):
    """What a stored fact would tell a reader; `people.redaction` says to whom each may be told."""

    OPEN = "open"
    """Nothing more than the row itself: whoever is given the row is given this."""
    ADDRESS = "address"
    """Where the child lives."""
    CONTACT = "contact"
    """How to reach one parent, and what is that parent's own: number, telephone, mail, address."""
    PLACE = "place"
    """Where the child spends its day or is met, or the name of somebody who gives that away."""
    HOUR = "hour"
    """When the child is met somewhere."""
    THIRD_PERSON = "third_person"
    """How to reach somebody who is neither the child nor a parent."""
    NOTIFIER = "notifier"
    """Who told, when that is nobody who works here."""
    SUSPICION = "suspicion"
    """That there is a suspicion of violence or abuse."""
    PARENT = "parent"
    """What is known of one parent's own health and life; of nobody in particular when it is about the child."""
    WORDS = "words"
    """What one parent said alone; of nobody in particular when nobody wrote whose words they are."""
    STATEMENT = "statement"
    """What one party says about a text."""
    TABLE_WORDS = "table_words"
    """What somebody said, or put on the scale, at a table where others sat."""
    OWN = "own"
    """What is the business of the one who signed or said it, and of the child."""
    INTERNAL = "internal"
    """A colleague's working note."""
    SENDER = "sender"
    """Which employee wrote the worry."""


PieceMap: TypeAlias = Mapping[Piece, tuple[str, ...]]

BY_CLASS: Mapping[PrivacyClass, Piece] = {
    PrivacyClass.PUBLIC: Piece.OPEN,
    PrivacyClass.TECHNICAL: Piece.OPEN,
    PrivacyClass.STAFF: Piece.OPEN,
    PrivacyClass.PROTECTED: Piece.PLACE,
    PrivacyClass.NOTIFIER: Piece.NOTIFIER,
}
"""What a class decides by itself; of the other classes each field says what it would tell."""


def piece_of(name: str, privacy: PrivacyMap, redaction: PieceMap) -> Piece | None:
    """What the field would tell: by its own decision, else by its class; None when nobody has decided."""
    told = next((piece for piece, names in redaction.items() if name in names), None)
    classes = (BY_CLASS.get(kind) for kind, names in privacy.items() if name in names)
    return told or next(classes, None)


def undecided(privacy: PrivacyMap, redaction: PieceMap) -> list[str]:
    """The fields of which nobody has said what they would tell, in alphabetical order."""
    named = (name for names in privacy.values() for name in names)
    return sorted(name for name in named if piece_of(name, privacy, redaction) is None)


def missing_and_double(fields: Iterable[str], privacy: PrivacyMap) -> tuple[list[str], list[str]]:
    """The fields without a class and the fields named more than once, each list in alphabetical order."""
    named = Counter(name for names in privacy.values() for name in names)
    missing = sorted(set(fields) - named.keys())
    double = sorted(name for name, times in named.items() if times > 1)
    return missing, double


def unknown(fields: Iterable[str], privacy: PrivacyMap) -> list[str]:
    """The names in the map that are no field any more, in alphabetical order."""
    return sorted({name for names in privacy.values() for name in names} - set(fields))
