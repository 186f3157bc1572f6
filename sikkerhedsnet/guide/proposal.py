"""The first handleguide as it ships: text in both languages, read from its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("proposals")
TEXTS = ("title", "who", "form", "deadline", "contact")


def entries(number: int) -> list[dict[str, Any]]:
    """Every piece of advice of the shipped version as the database's columns, in its order."""
    told = yaml.safe_load((FOLDER / f"version_{number}.yaml").read_text(encoding="utf-8"))
    return [_entry(position, one) for position, one in enumerate(told, start=1)]


def _entry(position: int, one: dict[str, Any]) -> dict[str, Any]:
    return {
        "position": position,
        "signs": one.get("signs", []),
        "levels": one.get("levels", []),
        "ages": one.get("ages", []),
        "functions": one.get("functions", []),
        **_words(one["da"]),
        "english": _words(one["en"]),
    }


def _words(told: dict[str, Any]) -> dict[str, str]:
    lines = {"may_do": "\n".join(told["may"]), "must_do": "\n".join(told["must"])}
    return {**{name: told[name] for name in TEXTS}, **lines}
