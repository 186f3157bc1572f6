"""What came of each file, as values and as the JSON that is printed or kept; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .layouts import CPR_COLUMNS, RegisterFile
from .planning import PlaceWrite, Plan
from .planning_staff import PersonWrite
from .problems import Problem, Reason
from .sifting import Sifted

MOST_KEPT = 5000


@dataclass(frozen=True)
class FileReport:
    """Counts of the things the file tells of, the rows that were left out, and what to look at."""

    new: int
    changed: int
    unchanged: int
    rejected: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    aspects: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[str, ...] = ()


Report = Mapping[RegisterFile, FileReport]


MOST_EXAMPLES = 5


def report_of(sifted: Sifted[Any], plan: Plan[Any]) -> FileReport:
    """The file's report, its remarks in the order of the lines; no example names a child."""
    return FileReport(
        new=plan.new,
        changed=plan.changed,
        unchanged=plan.unchanged,
        rejected=_in_order(sifted.rejected),
        warnings=_in_order((*sifted.warnings, *plan.warnings)),
        aspects=dict(plan.aspects),
        examples=tuple(_examples(plan)),
    )


def _examples(plan: Plan[Any]) -> Iterator[str]:
    for write in plan.writes[:MOST_EXAMPLES]:
        if isinstance(write, PlaceWrite) and "name" in write.values:
            yield f"{write.values.get('code', '')} {write.values['name']}".strip()
        elif isinstance(write, PersonWrite) and "name" in write.values:
            yield f"{write.external_id} {write.values['name']}"


def _in_order(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda told: told.line))


def as_json(report: Report, sentence: Callable[[Problem], str]) -> dict[str, Any]:
    """The printed report: values as they stand in the file, reasons as sentences."""

    def told(problem: Problem) -> dict[str, Any]:
        return {
            "line": problem.line,
            "field": problem.field,
            "value": problem.value,
            "reason": sentence(problem),
        }

    return {
        "files": {
            file.value: {
                "new": found.new,
                "changed": found.changed,
                "unchanged": found.unchanged,
                "rejected": [told(problem) for problem in found.rejected],
                "warnings": [told(problem) for problem in found.warnings],
            }
            for file, found in report.items()
        }
    }


def to_keep(report: Report) -> dict[str, Any]:
    """The stored report: reasons as keys, CPR numbers without their last four digits, and no more rows than one reads."""

    def told(problem: Problem) -> dict[str, Any]:
        return {
            "line": problem.line,
            "field": problem.field,
            "value": masked(problem),
            "reason": problem.reason.value,
            "args": problem.details,
        }

    return {
        file.value: {
            "new": found.new,
            "changed": found.changed,
            "unchanged": found.unchanged,
            "aspects": dict(found.aspects),
            "examples": list(found.examples),
            "rejected_rows": len({problem.line for problem in found.rejected}),
            "rejected": [told(problem) for problem in found.rejected[:MOST_KEPT]],
            "warned": len(found.warnings),
            "warnings": [told(problem) for problem in found.warnings[:MOST_KEPT]],
        }
        for file, found in report.items()
    }


def from_kept(kept: Mapping[str, Any]) -> Problem:
    """A stored remark as a value again."""
    return Problem(
        int(kept["line"]), kept["field"], kept["value"], Reason(kept["reason"]), tuple(sorted(kept["args"].items()))
    )


def masked(problem: Problem) -> str:
    """The value without the serial of a CPR number; a row whose shape is wrong may begin with one."""
    shapeless = not problem.field and problem.reason is not Reason.SEPARATOR
    if problem.field not in CPR_COLUMNS and not shapeless:
        return problem.value
    digits = sum(letter.isdigit() for letter in problem.value)
    if digits < 7:
        return problem.value
    shown, seen = [], 0
    for letter in problem.value:
        seen += letter.isdigit()
        shown.append("*" if letter.isdigit() and seen > 6 else letter)
    return "".join(shown)
