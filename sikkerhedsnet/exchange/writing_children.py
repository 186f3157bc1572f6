"""Writes the children: groups, custody holders, children, custody and places, in bulk and with one change line each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.db import Versioned
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.names import danish_sort_key, person_sort_key
from sikkerhedsnet.organisation.models import Group
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian

from .leaving import move_on, see_off
from .planning_children import ChildrenPlan, ChildWrite
from .planning_family import GuardianWrite
from .planning_place import PlaceNow
from .world import World, key
from .writing import BATCH, Hand

CHILD_COLUMN = {"cpr": "cpr_number", "protected": "protected_address"}
TOUCHED = ("version", "changed_at", "changed_by_name")
GUARDIAN_FIELDS = ("cpr_number", "name", "sort_key", "protected_address", *TOUCHED)

FindGroup = Callable[[PlaceNow], int | None]


def write_children(plan: ChildrenPlan, world: World, hand: Hand) -> None:
    """Everything the plan says, and what has to follow for the children who move on or away."""
    guardian_pk = _guardians(plan.guardians, hand)
    find_group = _groups(plan.writes, world)
    children = _children(plan.writes, world, hand)
    _custody(plan.writes, children, guardian_pk, hand)
    _places(plan.writes, children, world, find_group, hand)
    audit.record_many(
        hand.author,
        [
            ("child.registered" if write.known is None else "child.changed_by_register", child, child.pk,
             {"fields": sorted(write.aspects)})
            for write, child in zip(plan.writes, children, strict=True)
        ],
        at=hand.now,
    )  # fmt: skip
    move_on(_moved(plan.writes, children, world), hand)
    see_off(_leaving(plan, hand), hand)


def _touch(row: Versioned, version: int, hand: Hand) -> None:
    """The row as it was when the plan was made, or nothing is written."""
    if row.version != version:
        raise Stale(who=row.changed_by_name, what="changed_meanwhile", at=row.changed_at)
    row.version += 1
    row.changed_at = hand.now
    row.changed_by_name = hand.author.name


def _guardians(writes: tuple[GuardianWrite, ...], hand: Hand) -> Callable[[Hashable], int]:
    new = {
        write.key: Guardian(
            municipality_id=hand.municipality_id,
            cpr_number=write.values["cpr"],
            name=write.values["name"],
            sort_key=person_sort_key(write.values["name"], ""),
            protected_address=write.values["protected"],
            changed_at=hand.now,
            changed_by_name=hand.author.name,
        )
        for write in writes
        if write.known is None
    }
    Guardian.objects.bulk_create(new.values(), batch_size=BATCH)
    known = {write.known.pk: write for write in writes if write.known is not None}
    rows = Guardian.objects.select_for_update().order_by("pk").in_bulk(list(known))
    for pk, row in rows.items():
        write = known[pk]
        if write.known is not None:
            _touch(row, write.known.version, hand)
        row.name = write.values.get("name", row.name)
        row.cpr_number = write.values.get("cpr", row.cpr_number)
        row.protected_address = write.values.get("protected", row.protected_address)
        row.sort_key = person_sort_key(row.name, "")
    Guardian.objects.bulk_update(rows.values(), GUARDIAN_FIELDS, batch_size=BATCH)
    return lambda who: who if isinstance(who, int) else new[who].pk


def _groups(writes: Iterable[ChildWrite], world: World) -> FindGroup:
    """Every group the places name, made where there is none of that name."""
    wanted: dict[tuple[int, str], str] = {}
    for write in writes:
        places = [place for _, place in write.place.correct]
        for place in (*places, *([write.place.begin] if write.place.begin else [])):
            if place.group:
                wanted.setdefault((_institution(world, place.institution), key(place.group)), place.group)
    rows = Group.objects.filter(institution_id__in={institution for institution, _ in wanted}).order_by("pk")
    found = {(institution, key(name)): pk for pk, institution, name in rows.values_list("pk", "institution_id", "name")}
    new = {
        where: Group(institution_id=where[0], name=name, sort_key=danish_sort_key(name))
        for where, name in wanted.items()
        if where not in found
    }
    Group.objects.bulk_create(new.values(), batch_size=BATCH)
    found.update({where: group.pk for where, group in new.items()})
    return lambda place: found[_institution(world, place.institution), key(place.group)] if place.group else None


def _institution(world: World, code: str) -> int:
    known = world.institution(code)
    if known is None or known.pk is None:
        raise LookupError("a row was taken with an institution that is not there")
    return known.pk


def _children(writes: tuple[ChildWrite, ...], world: World, hand: Hand) -> list[Child]:
    """One row for each write, in the same order, saved."""
    known = [write.known.pk for write in writes if write.known is not None]
    rows = Child.objects.select_for_update().order_by("pk").in_bulk(known)
    children: list[Child] = []
    for write in writes:
        if write.known is None:
            child = Child(municipality_id=hand.municipality_id, changed_at=hand.now, changed_by_name=hand.author.name)
        else:
            child = rows[write.known.pk]
            _touch(child, write.known.version, hand)
        for name, value in write.values.items():
            if name == "district":
                found = world.district(value)
                child.district_id = found.pk if found else None
            else:
                setattr(child, CHILD_COLUMN.get(name, name), value)
        child.sort_key = person_sort_key(child.first_name, child.last_name)
        children.append(child)
    Child.objects.bulk_create([child for child in children if child.pk is None], batch_size=BATCH)
    told = {CHILD_COLUMN.get(name, name) for write in writes if write.known is not None for name in write.values}
    named = {"sort_key"} if told & {"first_name", "last_name"} else set()
    Child.objects.bulk_update(rows.values(), [*sorted(told | named), *TOUCHED], batch_size=BATCH)
    return children


def _custody(
    writes: tuple[ChildWrite, ...], children: list[Child], guardian_pk: Callable[[Hashable], int], hand: Hand
) -> None:
    ended = [Custody(pk=pk, end_on=last) for write in writes for pk, last in write.custody.end]
    Custody.objects.bulk_update(ended, ["end_on"], batch_size=BATCH)
    corrected = [
        Custody(pk=pk, has_custody=has, same_address=same)
        for write in writes
        for pk, has, same in write.custody.correct
    ]
    Custody.objects.bulk_update(corrected, ["has_custody", "same_address"], batch_size=BATCH)
    Custody.objects.bulk_create(
        [
            Custody(child=child, guardian_id=guardian_pk(who), has_custody=has, same_address=same, start_on=hand.today)
            for write, child in zip(writes, children, strict=True)
            for who, has, same in write.custody.begin
        ],
        batch_size=BATCH,
    )


def _places(
    writes: tuple[ChildWrite, ...], children: list[Child], world: World, find_group: FindGroup, hand: Hand
) -> None:
    ended = [Enrolment(pk=pk, end_on=last) for write in writes for pk, last in write.place.end]
    Enrolment.objects.bulk_update(ended, ["end_on"], batch_size=BATCH)
    rows = (
        Enrolment.objects.select_for_update()
        .order_by("pk")
        .in_bulk([pk for write in writes for pk, _ in write.place.correct])
    )
    for write in writes:
        for pk, place in write.place.correct:
            row = rows[pk]
            row.institution_id, row.group_id = _institution(world, place.institution), find_group(place)
            row.start_on, row.end_on = min(row.start_on, hand.today), None
    Enrolment.objects.bulk_update(rows.values(), ["institution", "group", "start_on", "end_on"], batch_size=BATCH)
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                child=child,
                institution_id=_institution(world, write.place.begin.institution),
                group_id=find_group(write.place.begin),
                start_on=hand.today,
            )
            for write, child in zip(writes, children, strict=True)
            if write.place.begin
        ],
        batch_size=BATCH,
    )


def _moved(writes: tuple[ChildWrite, ...], children: list[Child], world: World) -> list[tuple[Child, int]]:
    """Each child with each institution it was in until now and is in no more."""
    moved: list[tuple[Child, int]] = []
    for write, child in zip(writes, children, strict=True):
        if write.known is None or not write.place:
            continue
        touched = {pk for pk, _ in (*write.place.end, *write.place.correct)}
        stays = {place.institution for place in (write.place.begin, *(now for _, now in write.place.correct)) if place}
        left = {place.institution for place in write.known.places if place.pk in touched} - stays
        moved.extend((child, _institution(world, code)) for code in left)
    return moved


def _leaving(plan: ChildrenPlan, hand: Hand) -> list[Child]:
    versions: dict[int, Any] = {child.pk: child for child in plan.leaving}
    rows = list(Child.objects.select_for_update().filter(pk__in=versions).order_by("pk"))
    for row in rows:
        _touch(row, versions[row.pk].version, hand)
        row.left_on = hand.today
    Child.objects.bulk_update(rows, ["left_on", *TOUCHED], batch_size=BATCH)
    return rows
