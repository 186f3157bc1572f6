"""The guide's own words for its codes, as pages and lists say them."""

from __future__ import annotations

from functools import cache
from typing import Any

from .standard import standard


def type_name(visit_type: str) -> str:
    """The guide's own name of a visit type."""
    found = standard().visit_types.get(visit_type)
    return found.name if found else visit_type


def place_name(visit_class: str) -> str:
    """Where a visit of the class was held, in the guide's words."""
    found = standard().classes.get(visit_class)
    return found.name if found else visit_class


def indicator_name(indicator: str) -> str:
    """`Søvn`."""
    found = standard().indicators.get(indicator)
    return found.name if found else indicator


def code_name(code: str) -> str:
    """The guide's words for a code of any of its lists."""
    return _words().get(code, code)


@cache
def _words() -> dict[str, str]:
    lists = standard()
    values = (value for kind in lists.indicators.values() for value in kind.values)
    every: tuple[Any, ...] = (*values, *lists.reasons, *lists.interventions, *lists.exam_results)
    return {one.code: one.name for one in every}


def short(text: str) -> str:
    """One line of at most 80 letters."""
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
