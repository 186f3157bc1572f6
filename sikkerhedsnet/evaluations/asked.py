"""What parents are asked, as versioned text in six languages; read from the files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .states import About, Statement

FILES = Path(__file__).parent / "questions"
DANISH = "da"


@dataclass(frozen=True)
class Words:
    """The form in one language; `answers` are from strongly agree to strongly disagree."""

    code: str
    name: str
    rtl: bool
    said: dict[str, Any]

    def __getitem__(self, key: str) -> str:
        return str(self.said[key])

    def title(self, about: About) -> str:
        return str(self.said["titles"][about])

    def statements(self, about: About) -> list[tuple[Statement, str]]:
        return [(one, str(self.said["statements"][about][one])) for one in Statement]

    def choices(self) -> list[tuple[str, str]]:
        """5 to 1, and 0 for those who do not know."""
        numbered = zip(range(5, 0, -1), self.said["answers"], strict=True)
        return [*((str(n), str(words)) for n, words in numbered), ("0", self["dont_know"])]


@cache
def versions() -> dict[int, dict[str, Words]]:
    """Every version there has been, in each of its languages."""
    found = {}
    for file in sorted(FILES.glob("*.yaml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        found[int(document["version"])] = {
            code: Words(code, said["name"], bool(said.get("rtl")), said) for code, said in document["languages"].items()
        }
    return found


def newest() -> int:
    """The version that is asked now."""
    return max(versions())


def words(language: str) -> Words:
    """The newest version in this language; in Danish when it has not been put into it."""
    languages = versions()[newest()]
    return languages.get(language, languages[DANISH])


def languages() -> list[Words]:
    """Every language of the newest version, Danish first."""
    return list(versions()[newest()].values())
