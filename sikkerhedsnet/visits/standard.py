"""KLChildren/FBU 2.1.0 as values: visit types, classes, indicators, measurements and code lists; pure.

Source: the national guide for health visitors' data, read from `standard.yaml` once. Keys are ours, codes the guide's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("standard.yaml")


class Service(StrEnum):
    """Whose visit it is: the health visitors of small children, or of the school."""

    SMALL = "small"
    SCHOOL = "school"


class Level(StrEnum):
    """How an indicator's value is read; our reading of the guide's scales, not the guide's own word."""

    NORMAL = "normal"
    SOME_SIGNS = "some_signs"
    PROBLEM = "problem"


class Duty(StrEnum):
    """Where the duty to hold an observation at a visit is said: in the guide's text, its machine rule, or both."""

    BOTH = "both"
    TEXT = "text"
    MACHINE = "machine"


@dataclass(frozen=True)
class Code:
    """One word of a code list; `group` is the heading it stands under, empty when there is none."""

    code: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class VisitType:
    """One of the 14 kinds of visit; `mandatory` maps what must be observed face to face to where that is said."""

    key: str
    name: str
    code: str
    service: Service
    mandatory: dict[str, Duty]


@dataclass(frozen=True)
class VisitClass:
    """Where a visit is held; only face to face triggers the mandatory observations."""

    key: str
    name: str
    system: str
    code: str
    face_to_face: bool


@dataclass(frozen=True)
class Value:
    """One answer to an indicator; `reason` when the code may be the reason for an intervention."""

    level: Level
    name: str
    code: str
    reason: bool


@dataclass(frozen=True)
class Indicator:
    """One of the 14 indicators, who it is about ("child" or "parent"), and its possible values."""

    key: str
    name: str
    code: str
    profile: str
    ages: frozenset[Service]
    about: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Growth:
    """A measurement; `snomed` maps how it was taken ("" when there is one way) to its code, `units` are UCUM codes."""

    key: str
    name: str
    loinc: str
    snomed: dict[str, str]
    units: tuple[str, ...]
    profile: str


@dataclass(frozen=True)
class Standard:
    """The guide's lists, in its own order; maps are by our key."""

    visit_types: dict[str, VisitType]
    classes: dict[str, VisitClass]
    indicators: dict[str, Indicator]
    growth: dict[str, Growth]
    feeding: dict[str, Code]
    informants: dict[str, Code]
    exam_results: tuple[Code, ...]
    interventions: tuple[Code, ...]
    reasons: tuple[Code, ...]
    """Reasons for an intervention beside the exam results; four good self-ratings among those are no reasons."""


@cache
def standard() -> Standard:
    """The lists, read once."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Standard(
        visit_types={t["key"]: _visit_type(t) for t in raw["visit_types"]},
        classes={c["key"]: VisitClass(**c) for c in raw["classes"]},
        indicators={i["key"]: _indicator(i) for i in raw["indicators"]},
        growth={g["key"]: Growth(**{**g, "units": tuple(g["units"])}) for g in raw["growth"]},
        feeding={f["key"]: Code(f["code"], f["name"]) for f in raw["feeding"]},
        informants={f["key"]: Code(f["code"], f["name"]) for f in raw["informants"]},
        exam_results=tuple(Code(r["code"], r["name"], r["area"]) for r in raw["exam_results"]),
        interventions=tuple(Code(r["code"], r["name"], r["group"]) for r in raw["interventions"]),
        reasons=tuple(Code(r["code"], r["name"], r["area"]) for r in raw["reasons"]),
    )


def _visit_type(raw: dict[str, Any]) -> VisitType:
    mandatory = {key: Duty(duty) for key, duty in raw["mandatory"].items()}
    return VisitType(raw["key"], raw["name"], raw["code"], Service(raw["service"]), mandatory)


def _indicator(raw: dict[str, Any]) -> Indicator:
    return Indicator(
        key=raw["key"],
        name=raw["name"],
        code=raw["code"],
        profile=raw["profile"],
        ages=frozenset(Service(age) for age in raw["ages"]),
        about=raw["about"],
        values=tuple(Value(Level(v["level"]), v["name"], v["code"], v["reason"]) for v in raw["values"]),
    )
