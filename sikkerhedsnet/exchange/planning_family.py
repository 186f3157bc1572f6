"""Who the custody holders in the rows are, and how each child's custody changes; pure."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .planning import kept, same_but_for_lost
from .problems import Problem, Reason, problem
from .rows import ChildRow, GuardianCell
from .world import KnownChild, KnownGuardian, World


@dataclass(frozen=True)
class GuardianWrite:
    """A custody holder: made when `known` is none, else given these values; `key` is what the children refer to."""

    key: Hashable
    known: KnownGuardian | None
    values: dict[str, Any]


@dataclass(frozen=True)
class CustodyWrites:
    """Custody that begins, ends, or began today and is put right; false when nothing changes."""

    begin: tuple[tuple[Hashable, bool, bool], ...] = ()
    end: tuple[tuple[int, date], ...] = ()
    correct: tuple[tuple[int, bool, bool], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begin or self.end or self.correct)


@dataclass
class _Wanted:
    known: KnownGuardian | None
    name: str
    values: dict[str, Any] = field(default_factory=dict)


class Guardians:
    """Every custody holder the rows name, each once: by number, else by name within the child's own family."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_cpr = {guardian.cpr: guardian for guardian in world.guardians.values() if guardian.cpr}
        self.wanted: dict[Hashable, _Wanted] = {}
        self.warnings: list[Problem] = []
        self.lines: set[int] = set()

    def key_for(self, cell: GuardianCell, number: int, row: ChildRow, known_child: KnownChild | None) -> Hashable:
        """What the child refers to: the primary key of a known person, else a key of a new one."""
        known = self._known(cell, known_child)
        key: Hashable = known.pk if known else ("cpr", cell.cpr) if cell.cpr else ("row", row.line, number)
        wanted = self.wanted.get(key)
        if wanted is None:
            name = kept(known.name, cell.name) if known else cell.name
            wanted = self.wanted[key] = _Wanted(known, name)
            if known is None:
                wanted.values = {"cpr": cell.cpr, "name": name, "protected": False}
            elif name != known.name:
                wanted.values["name"] = name
                self.lines.add(row.line)
        elif cell.name.casefold() != wanted.name.casefold() and not same_but_for_lost(wanted.name, cell.name):
            self.warnings.append(problem(row.line, f"vaerge{number}_navn", cell.name, Reason.GUARDIAN_OTHER_NAME))
        if known and cell.cpr and not known.cpr and "cpr" not in wanted.values:
            wanted.values["cpr"] = cell.cpr
            self.by_cpr[cell.cpr] = known
            self.lines.add(row.line)
        hidden = (row.protected or bool(known_child and known_child.protected)) and cell.same_address
        if hidden and not (known and known.protected) and not wanted.values.get("protected"):
            wanted.values["protected"] = True
            self.lines.add(row.line)
        return key

    def changed_by(self, line: int) -> bool:
        return line in self.lines

    def writes(self) -> tuple[GuardianWrite, ...]:
        return tuple(
            GuardianWrite(key, wanted.known, wanted.values) for key, wanted in self.wanted.items() if wanted.values
        )

    def _known(self, cell: GuardianCell, child: KnownChild | None) -> KnownGuardian | None:
        if cell.cpr and cell.cpr in self.by_cpr:
            return self.by_cpr[cell.cpr]
        if cell.cpr and ("cpr", cell.cpr) in self.wanted:
            return None  # an earlier row has made this person already
        family = [self.world.guardians[custody.guardian] for custody in child.custodies] if child else []
        for guardian in family:
            same = guardian.name.casefold() == cell.name.casefold() or same_but_for_lost(guardian.name, cell.name)
            if same and not (cell.cpr and guardian.cpr):
                return guardian
        return None


def custody_writes(row: ChildRow, known: KnownChild | None, people: Guardians, today: date) -> CustodyWrites:
    """How custody changes; the register decides who holds it, but a row without custody holders changes nothing."""
    begin: list[tuple[Hashable, bool, bool]] = []
    end: list[tuple[int, date]] = []
    correct: list[tuple[int, bool, bool]] = []
    held = {custody.guardian: custody for custody in known.custodies} if known else {}
    told: set[Hashable] = set()
    yesterday = today - timedelta(days=1)
    for number, cell in enumerate(row.guardians, 1):
        key = people.key_for(cell, number, row, known)
        if key in told:
            continue
        told.add(key)
        custody = held.get(key) if isinstance(key, int) else None
        if custody and (custody.has_custody, custody.same_address) == (cell.has_custody, cell.same_address):
            continue
        if custody and custody.start_on >= today:
            correct.append((custody.pk, cell.has_custody, cell.same_address))
            continue
        if custody:
            end.append((custody.pk, yesterday))
        begin.append((key, cell.has_custody, cell.same_address))
    if row.guardians:
        end.extend((custody.pk, yesterday) for pk, custody in held.items() if pk not in told)
    return CustodyWrites(tuple(begin), tuple(end), tuple(correct))
