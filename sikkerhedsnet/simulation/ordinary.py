"""Ordinary families for the places the hand-written ones leave free; the same families every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sikkerhedsnet.core import calendar

from . import when
from .documents import document
from .municipality import Place
from .people import Families

_APART = timedelta(days=430)
"""Least time between siblings who are no twins."""


@dataclass(frozen=True)
class Seat:
    """A free place in a group (or at home) and the birth date of the child who takes it."""

    group: str | None
    birth_date: date


def fill(families: Families, description: dict[str, Any]) -> None:
    """Adds families until every group and every district's cradle has as many children as the document says."""
    for district in families.place.districts:
        seats = list(_free_seats(families, description, district))
        families.chance.shuffle(seats)
        while seats:
            together = _siblings(seats, families.chance)
            families.add(_family(families, district, together))
    _after_school(families)


def _free_seats(families: Families, description: dict[str, Any], district: str) -> Iterator[Seat]:
    place, chance, today = families.place, families.chance, families.today
    for key, noted in place.group_notes.items():
        if "after_school" in noted or place.groups[key].institution.district_id != place.districts[district].pk:
            continue
        for _ in range(noted["children"] - len(families.taken.get(key, ()))):
            yield Seat(key, _birth_date(noted, chance, today))
    at_home = description["at_home"]
    here = [c for c in families.children.values() if c.district == place.districts[district] and not c.left_on]
    enrolled = {id(e.child) for e in families.enrolments if e.end_on is None}
    already = sum(id(child) not in enrolled for child in here)
    for _ in range(at_home["children"].get(district, 0) - already):
        low, high = at_home["ages"]
        yield Seat(None, calendar.add_months(today, -chance.randint(low, high)) + timedelta(days=chance.randint(0, 20)))


def _birth_date(noted: dict[str, Any], chance: random.Random, today: date) -> date:
    if "class" in noted:
        first = date(when.school_year(today) - 6 - noted["class"], 1, 1)
        return first + timedelta(days=chance.randint(0, 364))
    low, high = noted["ages"]
    return calendar.add_months(today, -chance.randint(low, high)) - timedelta(days=chance.randint(0, 27))


def _siblings(seats: list[Seat], chance: random.Random) -> list[Seat]:
    """Takes one seat, and now and then one or two more that brothers and sisters could have."""
    together = [seats.pop()]
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
        for seat in seats:
            if all(abs(seat.birth_date - other.birth_date) > _APART for other in together):
                seats.remove(seat)
                together.append(seat)
                break
    return together


def _family(families: Families, district: str, seats: list[Seat]) -> dict[str, Any]:
    chance, names = families.chance, document("names")
    number = families.made
    families.made += 1
    oldest = (families.today - min(seat.birth_date for seat in seats)).days // 365
    abroad = chance.choice(names["abroad"]) if chance.random() < 0.09 else None
    words = abroad or names
    surname = chance.choice(names["double"]) if not abroad and chance.random() < 0.06 else chance.choice(words["last"])
    other = surname if abroad or chance.random() < 0.5 else chance.choice(words["last"])
    shape = chance.choices(["together", "alone", "two homes", "no custody"], [70, 11, 14, 5])[0]
    mother = {
        "key": f"mother{number}",
        "name": f"{chance.choice(words['mothers'])} {surname}",
        "age": oldest + chance.randint(23, 37),
        "interpreter": abroad is not None and chance.random() < 0.5,
    }
    father = {
        "key": f"father{number}",
        "name": f"{chance.choice(words['fathers'])} {other}",
        "age": oldest + chance.randint(24, 42),
        "sex": "m",
        "interpreter": bool(mother["interpreter"]) and chance.random() < 0.5,
    }
    if shape in ("two homes", "no custody"):
        father["elsewhere"] = families.address(chance.choice(list(families.place.districts)))
    guardians = [mother] if shape == "alone" else [mother, father]
    ties = {"together": "both", "two homes": "custody", "no custody": "neither"}
    parents = {str(mother["key"]): "both"}
    if shape != "alone":
        parents[str(father["key"])] = ties[shape]
    last = surname if chance.random() < 0.6 else str(guardians[-1]["name"]).split(" ", 1)[1]
    used: set[str] = set()
    children = [_child(seat, index, number, last, words, used, families, parents) for index, seat in enumerate(seats)]
    return {
        "key": f"family{number}",
        "district": district,
        "language": words["language"] if abroad else "dansk",
        "guardians": guardians,
        "children": children,
    }


def _child(
    seat: Seat,
    index: int,
    number: int,
    last: str,
    words: dict[str, Any],
    used: set[str],
    families: Families,
    parents: dict[str, str],
) -> dict[str, Any]:
    chance = families.chance
    sex = chance.choice("fm")
    beside = {child.first_name for child in families.taken.get(seat.group or "", ())} | used
    free = [name for name in words["girls" if sex == "f" else "boys"] if name not in beside]
    first = chance.choice(free or words["girls" if sex == "f" else "boys"])
    used.add(first)
    return {
        "key": f"child{number}_{index}",
        "first": first,
        "last": last,
        "sex": sex,
        "born": seat.birth_date,
        "places": [*_before(families.place, seat, families.today), *([seat.group] if seat.group else [])],
        "parents": parents,
    }


def _before(place: Place, seat: Seat, today: date) -> list[dict[str, Any]]:
    """Where a child of the youngest class went until the school year began."""
    if seat.group is None or place.group_notes[seat.group].get("class") != 0:
        return []
    district = place.groups[seat.group].institution.district_id
    earlier = [
        key
        for key, noted in place.group_notes.items()
        if "ages" in noted and noted["ages"][1] > 40 and place.groups[key].institution.district_id == district
    ]
    return [{"group": earlier[seat.birth_date.day % len(earlier)], "ended": date(when.school_year(today), 7, 31)}]


def _after_school(families: Families) -> None:
    """Fills the after-school groups with children of the classes they belong to."""
    for key, noted in families.place.group_notes.items():
        if "after_school" not in noted:
            continue
        here = families.taken.setdefault(key, [])
        classmates = [child for source in noted["after_school"] for child in families.taken.get(source, ())]
        for child in classmates:
            if len(here) < noted["children"] and child not in here:
                families.enrol(child, key)
