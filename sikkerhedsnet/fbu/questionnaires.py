"""The seven questionnaires as they travel: linkIds, kinds of answer, ranges; read from `questionnaires.yaml` once, pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("questionnaires.yaml")
CANONICAL = "http://fhir.kl.dk/children/Questionnaire/"
LONGEST_ANSWER = 30
MOST_ITEMS = 36
SCORE = "score"


class Kind(StrEnum):
    """What an answer is: a number, yes or no, one of some words, or words that come with a licence."""

    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    OPEN = "open"

    def is_of(self, answer: object) -> bool:
        """The answer is of this kind; True is no number."""
        return type(answer) is {"integer": int, "boolean": bool}.get(self.value, str)


@dataclass(frozen=True)
class Item:
    """One question; `least` and `most` only where the guide gives a range."""

    link: str
    kind: Kind
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()

    def takes(self, answer: bool | int | str) -> bool:
        """The answer is of the right kind and one the question may have."""
        if not self.kind.is_of(answer):
            return False
        if self.kind is Kind.CHOICE:
            return answer in self.choices
        if self.kind is Kind.OPEN:
            return isinstance(answer, str) and 1 <= len(answer) <= LONGEST_ANSWER
        if self.kind is Kind.INTEGER:
            assert isinstance(answer, int)
            return (self.least is None or answer >= self.least) and (self.most is None or answer <= self.most)
        return True


@dataclass(frozen=True)
class Questionnaire:
    """One form: whom it is about, and whether its score is the sum of its items."""

    key: str
    name: str
    id: str
    about: str
    summed: bool
    items: Mapping[str, Item]
    gate: str = ""
    gate_answer: str = ""
    left_out: tuple[str, ...] = ()
    """What is not asked when the gate has this answer."""

    def not_asked(self, answers: Mapping[str, object]) -> frozenset[str]:
        """The questions that are left out after what was answered."""
        return frozenset(self.left_out) if self.gate and answers.get(self.gate) == self.gate_answer else frozenset()

    @property
    def canonical(self) -> str:
        return CANONICAL + self.id

    def sum_of(self, answers: Mapping[str, object]) -> int | None:
        """What the score must be; None when it cannot be told: items are missing, or no formula is known."""
        links = [link for link in self.items if link != SCORE]
        if not self.summed or any(type(answers.get(link)) is not int for link in links):
            return None
        return sum(int(str(answers[link])) for link in links)


@cache
def questionnaires() -> Mapping[str, Questionnaire]:
    """All seven by our key, which is the guide's id without its prefix."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {key: _questionnaire(key, told) for key, told in raw.items()}


@cache
def by_canonical() -> Mapping[str, Questionnaire]:
    """All seven by the address they are referred to with."""
    return {found.canonical: found for found in questionnaires().values()}


def _questionnaire(key: str, raw: dict[str, Any]) -> Questionnaire:
    items = [
        Item(i["link"], Kind(i["kind"]), i.get("from"), i.get("to"), tuple(i.get("choices", ()))) for i in raw["items"]
    ]
    gate = raw.get("gate", {})
    at = [item.link for item in items].index(gate["item"]) + 1 if gate else 0
    return Questionnaire(
        key=key,
        name=raw["name"],
        id=raw["id"],
        about=raw["about"],
        summed=raw.get("score") == "sum",
        items={item.link: item for item in items},
        gate=gate.get("item", ""),
        gate_answer=gate.get("answer", ""),
        left_out=tuple(item.link for item in items[at : at + gate["leaves_out"]]) if gate else (),
    )
