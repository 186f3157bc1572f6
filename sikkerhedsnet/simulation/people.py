"""Families: the hand-written ones and, by name lists and a fixed seed, the many ordinary ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.names import danish_sort_key, person_sort_key
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian, NetworkMember

from . import when
from .municipality import Place
from .numbers import Numbers

BY_NAME = "Folkeregisteret"
_TIES = {"both": (True, True), "custody": (True, False), "home": (False, True), "neither": (False, False)}


@dataclass
class Families:
    """Collects families and writes them in one statement per table; `children` are found again by their key."""

    place: Place
    numbers: Numbers
    now: datetime
    today: date
    chance: random.Random
    children: dict[str, Child] = field(default_factory=dict)
    guardians: dict[str, Guardian] = field(default_factory=dict)
    made: int = 0
    taken: dict[str, list[Child]] = field(default_factory=dict)
    custodies: list[Custody] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)
    network: list[NetworkMember] = field(default_factory=list)
    _streets: dict[str, Iterator[str]] = field(default_factory=dict)

    def add(self, family: dict[str, Any]) -> None:
        """One family as families.yaml writes it."""
        district = family["district"]
        home = self.address(district)
        for noted in family["guardians"]:
            self._guardian(noted, noted.get("elsewhere") or noted.get("address") or home)
            home = noted.get("address") or home
        for noted in family["children"]:
            self._child(noted, family, home)
        for noted in family.get("network", ()):
            self.network.append(
                NetworkMember(
                    child=self.children[noted["child"]], name=noted["name"], tie=noted["tie"], phone=noted["phone"]
                )
            )

    def address(self, district: str) -> str:
        """The next free address in the district."""
        if district not in self._streets:
            self._streets[district] = self._addresses(district)
        return next(self._streets[district])

    def _addresses(self, district: str) -> Iterator[str]:
        noted = {d["key"]: d for d in self.place.description["districts"]}[district]
        number = 1
        while True:
            for street in noted["streets"]:
                yield f"{street} {number}" + self.chance.choice(["", "", "", ", 1. tv.", ", st. th.", " B"])
            number += self.chance.choice([1, 2, 2, 3])

    def _guardian(self, noted: dict[str, Any], address: str) -> None:
        birth_date = when.born(f"{noted['age']}y3m", self.today, noted["key"])
        user = self.place.users.get(noted.get("user", ""))
        self.guardians[noted["key"]] = Guardian(
            municipality=self.place.municipality,
            user=user,
            cpr_number="" if noted.get("no_cpr") else self.numbers.cpr(birth_date, noted.get("sex", "f")),
            name=noted["name"],
            sort_key=person_sort_key(noted["name"], ""),
            phone=user.phone if user else self.numbers.phone(),
            email=user.email if user else "",
            address=address,
            protected_address=noted.get("protected", False),
            needs_interpreter=noted.get("interpreter", False),
            changed_at=self.now,
            changed_by_name=BY_NAME,
        )

    def _child(self, noted: dict[str, Any], family: dict[str, Any], home: str) -> None:
        expected = self.today + timedelta(weeks=int(noted["due"].rstrip("w"))) if "due" in noted else None
        birth_date = None if expected else noted.get("born") or when.born(noted["age"], self.today, family["key"])
        head = self.place.description
        child = Child(
            municipality=self.place.municipality,
            district=self.place.districts[family["district"]],
            cpr_number="" if birth_date is None or noted.get("no_cpr") else self.numbers.cpr(birth_date, noted["sex"]),
            first_name=noted["first"],
            last_name=noted["last"],
            sort_key=person_sort_key(noted["first"], noted["last"]),
            birth_date=birth_date,
            expected_on=expected,
            address=home,
            postcode=head["postcode"],
            city=head["city"],
            protected_address=family.get("protected", False),
            language=family.get("language", "dansk"),
            left_on=when.day(noted["left"], self.today) if "left" in noted else None,
            changed_at=self.now,
            changed_by_name=BY_NAME,
        )
        self.children[noted["key"]] = child
        for key, tie in noted["parents"].items():
            has_custody, same_address = _TIES[tie]
            self.custodies.append(
                Custody(
                    child=child,
                    guardian=self.guardians[key],
                    has_custody=has_custody,
                    same_address=same_address,
                    start_on=birth_date or self.today - timedelta(weeks=10),
                )
            )
        for spot in noted["places"]:
            self._enrol(child, {"group": spot} if isinstance(spot, str) else spot)

    def enrol(self, child: Child, group: str) -> None:
        """A place in the group from the day a child of this age begins there."""
        self._enrol(child, {"group": group})

    def _enrol(self, child: Child, spot: dict[str, Any]) -> None:
        key = spot["group"]
        group = self.place.groups[key]
        start_on = when.day(spot["from"], self.today) if "from" in spot else self._begins(child, key)
        end_on = when.day(spot["until"], self.today) if "until" in spot else spot.get("ended")
        self.enrolments.append(
            Enrolment(child=child, institution=group.institution, group=group, start_on=start_on, end_on=end_on)
        )
        if end_on is None:
            self.taken.setdefault(key, []).append(child)

    def _begins(self, child: Child, group: str) -> date:
        """The day a child of this age began there: at ten months, at about three years, or with the first class."""
        assert child.birth_date
        noted = self.place.group_notes[group]
        if "ages" in noted:
            months = 10 if noted["ages"][0] < 30 else 34
            return min(calendar.add_months(child.birth_date, months), self.today - timedelta(days=12))
        return date(min(child.birth_date.year + 6, when.school_year(self.today)), 8, 1)

    def write(self) -> None:
        """Everything collected, parents first."""
        Guardian.objects.bulk_create(self.guardians.values())
        Child.objects.bulk_create(self.children.values())
        Custody.objects.bulk_create(self.custodies)
        Enrolment.objects.bulk_create(self.enrolments)
        NetworkMember.objects.bulk_create(self.network)


def family_users(place: Place, people: list[dict[str, Any]], password: str, numbers: Numbers) -> None:
    """The sign-ins of parents and young people."""
    users = [
        User(
            username=noted["user"],
            name=noted["name"],
            sort_key=danish_sort_key(noted["name"]),
            email=f"{noted['user']}@post.example",
            phone=numbers.phone(),
            municipality=place.municipality,
            kind=UserKind(noted["kind"]),
            password=password,
        )
        for noted in people
    ]
    User.objects.bulk_create(users)
    place.users.update({user.username: user for user in users})
