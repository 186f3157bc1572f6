"""The demo's hand-written part, read from YAML."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "demo"


@cache
def document(name: str) -> dict[str, Any]:
    """One of the demo's documents; every reader gets the same object and leaves it as it is."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.safe_load(file)
    return found
