"""The worlds that many checks begin from; each is built once for each process, in a database of its own."""

from __future__ import annotations

from typing import Any

import pytest

from sikkerhedsnet.core import clock
from tests.access.world import Case, build
from tests.personas import NOW, Town, build_town
from tests.support.database import WORLDS, stands


@pytest.fixture
def cases(town: Town) -> dict[str, Case]:
    """The town, and a child in every position with everything that can be opened about it, by the position's name."""
    found: dict[str, Case] = stands("cases")
    return found


def _every_case() -> dict[str, Any]:
    with clock.fixed(NOW):
        town = build_town()
        return {"cases": {case.name: case for case in build(town)}, "town": town}


def _town() -> dict[str, Any]:
    with clock.fixed(NOW):
        return {"town": build_town()}


WORLDS |= {"cases": _every_case, "town": _town}
