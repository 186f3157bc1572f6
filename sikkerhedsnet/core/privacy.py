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
    WELLBEING = "wellbeing"
    """Ordinary personal facts about how a child is doing (GDPR article 6)."""
    SENSITIVE = "sensitive"
    """Health, social difficulties, suspicion (GDPR articles 9 and 10, databeskyttelsesloven § 8)."""
    TECHNICAL = "technical"
    """Keys, versions and timestamps that say nothing about a person by themselves."""


PrivacyMap: TypeAlias = Mapping[PrivacyClass, tuple[str, ...]]


def missing_and_double(fields: Iterable[str], privacy: PrivacyMap) -> tuple[list[str], list[str]]:
    """The fields without a class and the fields named more than once, each list in alphabetical order."""
    named = Counter(name for names in privacy.values() for name in names)
    missing = sorted(set(fields) - named.keys())
    double = sorted(name for name, times in named.items() if times > 1)
    return missing, double


def unknown(fields: Iterable[str], privacy: PrivacyMap) -> list[str]:
    """The names in the map that are no field any more, in alphabetical order."""
    return sorted({name for names in privacy.values() for name in names} - set(fields))
