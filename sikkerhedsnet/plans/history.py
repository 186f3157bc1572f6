"""Versions as pages and papers show them: what each held and what was new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .differences import differences
from .labels import COORDINATING, DOER, MADE, STEP_STATE
from .models import Plan, PlanVersion
from .states import FAMILY, Coordinating, Doer, Made, StepState
from .wording import sentence


@dataclass(frozen=True)
class ShownStep:
    id: int
    what: str
    who: str
    kind_word: str
    gentle: bool
    open: bool
    state_word: str
    due: date | None
    done_on: date | None


@dataclass(frozen=True)
class ShownGoal:
    id: int
    text: str
    whose: str
    verbatim: bool
    signs: tuple[str, ...]
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True)
class Shown:
    """One version in ready values; `after` and `before` are its neighbours' numbers, `last_yes` what the family had
    said yes to before it."""

    row: PlanVersion
    made: str
    news: tuple[str, ...]
    goals: tuple[ShownGoal, ...]
    other_steps: tuple[ShownStep, ...]
    coordinators: tuple[tuple[str, str], ...]
    level: str
    next_on: date | None
    owner: str
    newest: bool
    before: int | None
    after: int | None
    last_yes: PlanVersion | None


def versions_of(plan: Plan) -> list[Shown]:
    """All of them, the newest first; one query."""
    rows = list(plan.versions.order_by("number"))
    found = [_shown(row, rows[:n], rows[n + 1] if n + 1 < len(rows) else None) for n, row in enumerate(rows)]
    return found[::-1]


def one_of(plan: Plan, number: int) -> Shown | None:
    return next((one for one in versions_of(plan) if one.row.number == number), None)


def _shown(row: PlanVersion, earlier: Sequence[PlanVersion], after: PlanVersion | None) -> Shown:
    content: Mapping[str, Any] = row.content
    before = earlier[-1] if earlier else None
    steps = {step["id"]: (step["goal"], _step(step)) for step in content["steps"]}
    goals = tuple(
        ShownGoal(
            goal["id"],
            goal["text"],
            goal["whose"],
            goal["verbatim"],
            tuple(sign["text"] for sign in goal["signs"]),
            tuple(step for of, step in steps.values() if of == goal["id"]),
        )
        for goal in content["goals"]
    )
    standing = {goal.id for goal in goals}
    return Shown(
        row=row,
        made=str(MADE[Made(row.made)]),
        news=tuple(sentence(change) for change in differences(before.content if before else None, content)),
        goals=goals,
        other_steps=tuple(step for of, step in steps.values() if of not in standing),
        coordinators=tuple(
            (str(COORDINATING[Coordinating(one["role"])]), one["who"]) for one in content["coordinators"]
        ),
        level=content["level_name"],
        next_on=_day(content["next_on"]),
        owner=content["owner"],
        newest=after is None,
        before=before.number if before else None,
        after=after.number if after else None,
        last_yes=next((one for one in reversed(earlier) if one.agreed_on), None),
    )


def _step(step: Mapping[str, Any]) -> ShownStep:
    state, kind = StepState(step["state"]), Doer(step["kind"])
    return ShownStep(
        step["id"],
        step["what"],
        step["who"],
        str(DOER[kind]),
        kind in FAMILY,
        state is StepState.OPEN,
        str(STEP_STATE[state]),
        _day(step["due"]),
        _day(step["done_on"]),
    )


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
