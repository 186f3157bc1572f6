"""What people are asked, as data; which words stood on the form is kept with the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from .states import Audience

FILE = Path(__file__).parent / "questions.yaml"


@dataclass(frozen=True)
class Question:
    """One question: its key stays when the words change."""

    key: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class Questions:
    """The questions of one version."""

    version: str
    family: tuple[Question, ...]
    professional: tuple[Question, ...]
    houses: tuple[Question, ...]

    def of(self, audience: Audience) -> tuple[Question, ...]:
        return self.family if audience is Audience.FAMILY else self.professional


GROUPS = ("family", "professional", "houses")


def own(shipped: Questions, texts: Mapping[str, Sequence[str]], number: int) -> Questions:
    """The shipped questions in a municipality's own words: `group.key` leads to text and help, a missing one stays."""
    groups = {
        group: tuple(
            Question(one.key, *texts.get(f"{group}.{one.key}", (one.text, one.help))) for one in getattr(shipped, group)
        )
        for group in GROUPS
    }
    return Questions(f"{shipped.version}, egne ord {number}", **groups)


@lru_cache(maxsize=1)
def shipped() -> Questions:
    """The questions the project comes with."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    named = {name: tuple(Question(**one) for one in found[name]) for name in GROUPS}
    return Questions(version=str(found["version"]), **named)
