"""Places and staff of a municipality, made from the demo's documents."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import (
    District,
    DistrictTeamMember,
    Employment,
    Group,
    GroupAssignment,
    Institution,
)

from . import when
from .documents import document
from .numbers import Numbers

HIRED = date(2019, 8, 1)
"""When everybody began who works here; long before the first story."""

_STAFF_OF = {
    InstitutionKind.DAY_CARE: (Function.PEDAGOGUE, Function.PEDAGOGUE),
    InstitutionKind.AFTER_SCHOOL_CARE: (Function.PEDAGOGUE, Function.PEDAGOGUE),
    InstitutionKind.CHILDMINDING: (Function.CHILDMINDER,),
    InstitutionKind.SCHOOL: (Function.TEACHER, Function.PEDAGOGUE),
}
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", " ": ".", "-": "."})


@dataclass
class Place:
    """One municipality with its rows by the keys the documents use."""

    municipality: Municipality
    description: dict[str, Any]
    districts: dict[str, District] = field(default_factory=dict)
    institutions: dict[str, Institution] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    group_notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    raters: dict[str, list[str]] = field(default_factory=dict)
    leaders: dict[str, str] = field(default_factory=dict)
    advisers: dict[str, str] = field(default_factory=dict)

    @property
    def mail(self) -> str:
        return str(self.description["mail"])


def build_places(description: dict[str, Any], head: dict[str, Any]) -> Place:
    """The municipality with its districts, institutions and groups."""
    municipality = Municipality.objects.create(
        code=head["code"], name=head["name"], intake_phone=head["intake_phone"], is_demo=True
    )
    place = Place(municipality, head)
    for noted in description["districts"]:
        district = District.objects.create(municipality=municipality, code=noted["code"], name=noted["name"])
        place.districts[noted["key"]] = district
        for inside in noted["institutions"]:
            _build_institution(place, inside, district)
    for service in description["services"]:
        _build_institution(place, service, None)
    return place


def _build_institution(place: Place, noted: dict[str, Any], district: District | None) -> None:
    institution = Institution.objects.create(
        municipality=place.municipality,
        district=district,
        code=noted["code"],
        name=noted["name"],
        kind=noted["kind"],
        phone="01 70 " + " ".join(f"{len(place.institutions) * 7 + part:02}" for part in (10, 3)),
    )
    place.institutions[noted["key"]] = institution
    for inside in noted.get("groups", ()):
        place.groups[inside["key"]] = Group.objects.create(institution=institution, name=inside["name"])
        place.group_notes[inside["key"]] = inside
        place.raters[inside["key"]] = []


@dataclass
class Hiring:
    """Collects the staff, so that it becomes a handful of statements."""

    place: Place
    password: str
    today: date
    numbers: Numbers
    chance: random.Random
    taken: set[str]
    jobs: list[dict[str, Any]] = field(default_factory=list)

    def persona(self, noted: dict[str, Any]) -> None:
        """One person from the documents."""
        self._hire(
            noted["user"],
            noted["name"],
            Function(noted["function"]),
            institution=noted.get("place"),
            district=noted.get("district"),
            groups=tuple(noted.get("groups", ())),
            team=noted.get("team", False),
            until=when.day(noted["until"], self.today) if "until" in noted else None,
        )

    def fill_up(self) -> None:
        """Two raters in every group, one with a childminder, and a leader in every institution."""
        names = self._names()
        for key, group in self.place.groups.items():
            wanted = _STAFF_OF[InstitutionKind(group.institution.kind)]
            for function in wanted[len(self.place.raters[key]) :]:
                self._hire("", next(names), function, institution=_key_of(self.place, group.institution), groups=(key,))
        for key in self.place.institutions:
            if key not in self.place.leaders:
                self._hire("", next(names), Function.LEADER, institution=key)

    def _names(self) -> Iterator[str]:
        people = document("names")
        while True:
            name = f"{self.chance.choice(people['staff'])} {self.chance.choice(people['last'])}"
            if name not in self.taken:
                yield name

    def _hire(
        self,
        username: str,
        name: str,
        function: Function,
        *,
        institution: str | None = None,
        district: str | None = None,
        groups: tuple[str, ...] = (),
        team: bool = False,
        until: date | None = None,
    ) -> None:
        self.taken.add(name)
        username = username or name.lower().translate(_ASCII)
        user = User(
            username=username,
            name=name,
            sort_key=danish_sort_key(name),
            email=f"{username}@{self.place.mail}",
            phone=self.numbers.phone(),
            municipality=self.place.municipality,
            kind=UserKind.STAFF,
            password=self.password,
        )
        self.place.users[username] = user
        self.jobs.append(
            {
                "user": user,
                "function": function,
                "institution": institution,
                "district": district,
                "groups": groups,
                "team": team,
                "until": until,
            }
        )
        if until is not None:
            return
        for group in groups:
            self.place.raters[group].append(username)
        if function is Function.LEADER and institution:
            self.place.leaders[institution] = username
        if function is Function.PREVENTION_ADVISER and district:
            self.place.advisers[district] = username

    def write(self) -> None:
        """Users, employments, group assignments and district teams, each in one statement."""
        User.objects.bulk_create([job["user"] for job in self.jobs])
        employments = Employment.objects.bulk_create(
            Employment(
                user=job["user"],
                municipality=self.place.municipality,
                function=job["function"],
                institution=self.place.institutions[job["institution"]] if job["institution"] else None,
                district=self.place.districts[job["district"]] if job["district"] else None,
                external_id=job["user"].username,
                start_on=HIRED,
                end_on=job["until"],
            )
            for job in self.jobs
        )
        GroupAssignment.objects.bulk_create(
            GroupAssignment(employment=employment, group=self.place.groups[group], start_on=HIRED, end_on=job["until"])
            for job, employment in zip(self.jobs, employments, strict=True)
            for group in job["groups"]
        )
        DistrictTeamMember.objects.bulk_create(
            DistrictTeamMember(district=employment.district, employment=employment, start_on=HIRED)
            for job, employment in zip(self.jobs, employments, strict=True)
            if job["team"]
        )


def _key_of(place: Place, institution: Institution) -> str:
    return next(key for key, found in place.institutions.items() if found.pk == institution.pk)
