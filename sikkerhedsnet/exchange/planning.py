"""What taking a file would change, worked out before anything is written; pure. Districts and institutions here."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .cells import LOST
from .problems import Problem
from .rows import DistrictRow, InstitutionRow
from .sifting import Sifted
from .world import World, key

W = TypeVar("W")


@dataclass(frozen=True)
class Plan(Generic[W]):
    """Everything that will be written for one file, how much of each, and what somebody should look at."""

    writes: tuple[W, ...]
    new: int
    changed: int
    unchanged: int
    aspects: Counter[str] = field(default_factory=Counter)
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PlaceWrite:
    """A district or an institution: made when `pk` is none, else given these values."""

    pk: int | None
    values: dict[str, Any]


def plan_districts(sifted: Sifted[DistrictRow], world: World) -> Plan[PlaceWrite]:
    writes, unchanged = [], 0
    for row in sifted.taken:
        known = world.districts.get(key(row.code))
        if known is None:
            writes.append(PlaceWrite(None, {"code": row.code, "name": row.name}))
        elif (name := kept(known.name, row.name)) != known.name:
            writes.append(PlaceWrite(known.pk, {"name": name}))
        else:
            unchanged += 1
    return _counted(writes, unchanged)


def plan_institutions(sifted: Sifted[InstitutionRow], world: World) -> Plan[PlaceWrite]:
    writes, unchanged = [], 0
    for row in sifted.taken:
        known = world.institutions.get(key(row.code))
        if known is None:
            values = {"code": row.code, "name": row.name, "kind": row.kind, "district": row.district}
            writes.append(PlaceWrite(None, values))
            continue
        told = {"name": kept(known.name, row.name), "kind": row.kind, "district": row.district}
        values = {name: value for name, value in told.items() if getattr(known, name) != value}
        if values:
            writes.append(PlaceWrite(known.pk, values))
        else:
            unchanged += 1
    return _counted(writes, unchanged)


def _counted(writes: list[PlaceWrite], unchanged: int) -> Plan[PlaceWrite]:
    new = sum(write.pk is None for write in writes)
    aspects = Counter(name for write in writes if write.pk is not None for name in write.values)
    return Plan(tuple(writes), new, len(writes) - new, unchanged, aspects)


def kept(known: str, told: str) -> str:
    """What is told, unless it is what is known with letters lost: `Nguy?n` does not overwrite `Nguyễn`."""
    return known if same_but_for_lost(known, told) else told


def same_but_for_lost(known: str, told: str) -> bool:
    """Whether the two are one text, of which `told` has lost some letters on the way."""
    if not LOST.search(told):
        return False
    pattern = "".join("." if letter in "?\ufffd" else re.escape(letter) for letter in told)
    return re.fullmatch(pattern, known) is not None
