"""What boern.csv would change: who the row is about, what is told anew, and who is not in the file; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sikkerhedsnet.core.cpr import CprError, parse_cpr

from .planning import Plan, kept
from .planning_family import CustodyWrites, Guardians, GuardianWrite, custody_writes
from .planning_place import PlaceWrites, place_writes
from .problems import Problem, Reason, problem
from .rows import ChildRow
from .sifting import Sifted
from .world import KnownChild, KnownGuardian, World

MOST_NAMED = 50
FEW = 5
SHARE_THAT_MAY_LEAVE = 0.02


@dataclass(frozen=True)
class ChildWrite:
    """One child with everything that changes; made when `known` is none."""

    known: KnownChild | None
    values: dict[str, Any]
    custody: CustodyWrites
    place: PlaceWrites
    aspects: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChildrenPlan(Plan[ChildWrite]):
    """The plan with the custody holders it needs and the children who leave."""

    guardians: tuple[GuardianWrite, ...] = ()
    leaving: tuple[KnownChild, ...] = ()


def plan_children(sifted: Sifted[ChildRow], world: World, today: date, *, complete: bool = False) -> ChildrenPlan:
    """The writes for the rows that are taken; a child the file does not name leaves only when it is `complete`."""
    people = Guardians(world)
    recognise = Recognition(world, {row.cpr for row in sifted.taken if row.cpr})
    writes: list[ChildWrite] = []
    warnings: list[Problem] = []
    unchanged = 0
    for row in sifted.taken:
        known = recognise.child(row)
        write = _child_write(row, known, people, world, today)
        if known is None or write.aspects:
            writes.append(write)
        else:
            unchanged += 1
        if known is not None and known.protected and not row.protected:
            warnings.append(problem(row.line, "adressebeskyttet", "0", Reason.PROTECTION_STAYS))
    warnings.extend(people.warnings)
    missing = _missing(sifted, recognise.found, world)
    leaving, about = _leaving(missing, sifted, world, complete=complete)
    new = sum(write.known is None for write in writes)
    aspects = Counter(aspect for write in writes if write.known for aspect in write.aspects)
    if leaving:
        aspects["left"] = len(leaving)
    return ChildrenPlan(
        writes=tuple(writes),
        new=new,
        changed=len(writes) - new + len(leaving),
        unchanged=unchanged,
        aspects=aspects,
        warnings=(*warnings, *about),
        guardians=people.writes(),
        leaving=leaving,
    )


class Recognition:
    """Finds the child a row is about, each child once."""

    def __init__(self, world: World, told: set[str]) -> None:
        self.by_cpr = {child.cpr: child for child in world.children if child.cpr}
        self.by_look: dict[tuple[str, ...], list[KnownChild]] = {}
        self.told = told
        self.found: set[int] = set()
        for child in world.children:
            for look in _looks(child, world.guardians):
                self.by_look.setdefault(look, []).append(child)

    def child(self, row: ChildRow) -> KnownChild | None:
        """By number; else by name, birth date and a parent, when the number is new, missing or took a replacement's place."""
        known = self.by_cpr.get(row.cpr) if row.cpr else None
        if known is None:
            alike = [c for c in self.by_look.get(row.look, ()) if c.pk not in self.found and self._may_be(c, row)]
            known = min(alike, key=lambda child: (bool(child.cpr), child.pk), default=None)
        if known is not None:
            self.found.add(known.pk)
        return known

    def _may_be(self, child: KnownChild, row: ChildRow) -> bool:
        if not child.cpr:
            return True
        if child.cpr in self.told:
            return False
        return not row.cpr or (_is_replacement(child.cpr) and not _is_replacement(row.cpr))


def _is_replacement(cpr: str) -> bool:
    try:
        return parse_cpr(cpr).is_replacement
    except CprError:
        return False


def _looks(child: KnownChild, guardians: Mapping[int, KnownGuardian]) -> set[tuple[str, ...]]:
    if child.birth_date is None:
        return set()
    name = f"{child.first_name} {child.last_name}".casefold()
    numbers = {guardians[custody.guardian].cpr for custody in child.custodies} - {""} or {""}
    return {("look", name, child.birth_date.isoformat(), number) for number in numbers}


def _child_write(row: ChildRow, known: KnownChild | None, people: Guardians, world: World, today: date) -> ChildWrite:
    values = _told(row) if known is None else _changes(row, known)
    custody = custody_writes(row, known, people, today)
    place = place_writes(row, known, world, today)
    aspects = {ASPECT[name] for name in values} if known else set()
    if custody:
        aspects.add("custody")
    if place:
        aspects.add("place")
    if people.changed_by(row.line):
        aspects.add("guardian")
    return ChildWrite(known, values, custody, place, frozenset(aspects if known else ()))


ASPECT = {
    "cpr": "cpr", "first_name": "name", "last_name": "name", "address": "address", "postcode": "address",
    "city": "address", "protected": "protected", "birth_date": "birth_date", "district": "district",
    "language": "language", "left_on": "back",
}  # fmt: skip


def _told(row: ChildRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ASPECT if name != "left_on"}


def _changes(row: ChildRow, known: KnownChild) -> dict[str, Any]:
    """What is told anew; an empty cell erases nothing, and protection is never taken away."""
    values: dict[str, Any] = {}
    for name in ("cpr", "first_name", "last_name", "language", "district"):
        told = getattr(row, name)
        if told and (now := kept(getattr(known, name), told)) != getattr(known, name):
            values[name] = now
    if row.address:
        for name in ("address", "postcode", "city"):
            if (now := kept(getattr(known, name), getattr(row, name))) != getattr(known, name):
                values[name] = now
    if row.birth_date != known.birth_date:
        values["birth_date"] = row.birth_date
    if row.protected and not known.protected:
        values["protected"] = True
    if known.left_on is not None:
        values["left_on"] = None
    return values


def _missing(sifted: Sifted[ChildRow], found: set[int], world: World) -> list[KnownChild]:
    """Children who live here by what we know, and whom no row is about, not even one that was turned away."""
    turned_away = {_digits(record.cells.get("cpr", "")) for record in sifted.turned_away} - {""}
    return [
        child
        for child in world.children
        if child.pk not in found and child.left_on is None and child.birth_date and child.cpr not in turned_away
    ]


def _digits(written: str) -> str:
    try:
        return parse_cpr(written).digits
    except CprError:
        return ""


def _leaving(
    missing: list[KnownChild], sifted: Sifted[ChildRow], world: World, *, complete: bool
) -> tuple[tuple[KnownChild, ...], list[Problem]]:
    """Who leaves, and what is said of the missing; nobody leaves when too many would, or a row was unreadable."""
    if not missing:
        return (), []
    living = sum(child.left_on is None for child in world.children)
    if complete and len(missing) > max(FEW, int(living * SHARE_THAT_MAY_LEAVE)):
        return (), [problem(0, "", str(len(missing)), Reason.TOO_MANY_LEAVE, number=len(missing), living=living)]
    nameless = sifted.unreadable + sum(not _digits(record.cells.get("cpr", "")) for record in sifted.turned_away)
    if complete and nameless:
        return (), [problem(0, "", str(len(missing)), Reason.LEAVERS_UNCERTAIN, number=len(missing), rows=nameless)]
    if complete:
        return tuple(missing), [
            problem(0, "cpr", child.cpr or _born(child), Reason.LEFT_WITH_OPEN, number=number)
            for child in missing
            if (number := world.open_by_child.get(child.pk, 0))
        ]
    about = [problem(0, "cpr", child.cpr or _born(child), Reason.MISSING_IN_FILE) for child in missing[:MOST_NAMED]]
    if len(missing) > MOST_NAMED:
        about.append(problem(0, "cpr", "", Reason.MORE_MISSING, number=len(missing) - MOST_NAMED))
    return (), about


def _born(child: KnownChild) -> str:
    return child.birth_date.strftime("%d-%m-%Y") if child.birth_date else ""
