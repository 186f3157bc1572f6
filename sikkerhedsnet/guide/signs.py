"""Signs one may have seen, as content: examples to think with, never proof and never counted together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

FILE = Path(__file__).with_name("signs.yaml")


@dataclass(frozen=True)
class Words:
    """One thing in the languages of the screen."""

    key: str
    da: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "da").startswith("en") else self.da


@dataclass(frozen=True)
class Group:
    """Signs that belong together."""

    name: Words
    signs: tuple[Words, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every sign in its group, in the order of the file."""
    return tuple(
        Group(
            Words(group["key"], group["da"], group["en"]),
            tuple(Words(sign["key"], sign["da"], sign["en"]) for sign in group["signs"]),
        )
        for group in yaml.safe_load(FILE.read_text(encoding="utf-8"))
    )


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The signs as a form's grouped choices, in the reader's language."""
    return [(str(group.name), [(sign.key, str(sign)) for sign in group.signs]) for group in groups()]


def named(keys: Iterable[str]) -> list[str]:
    """The words for stored keys in the file's order; a key the file has dropped is shown as it stands."""
    chosen = list(dict.fromkeys(keys))
    known = {sign.key: str(sign) for group in groups() for sign in group.signs}
    return [known[key] for key in known if key in chosen] + [key for key in chosen if key not in known]
