"""What the municipality holds before a file is taken, as values keyed the way the register keys them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.organisation.kinds import InstitutionKind

from .rows import DistrictRow, InstitutionRow


@dataclass(frozen=True)
class KnownDistrict:
    pk: int | None
    code: str
    name: str


@dataclass(frozen=True)
class KnownInstitution:
    pk: int | None
    code: str
    name: str
    kind: InstitutionKind
    district: str


@dataclass(frozen=True)
class KnownPost:
    """One employment; `follows` tells that the same person held the same function elsewhere before."""

    pk: int
    function: Function
    institution: str
    district: str
    start_on: date
    end_on: date | None
    follows: bool = False


@dataclass(frozen=True)
class KnownPerson:
    pk: int
    name: str
    email: str
    posts: tuple[KnownPost, ...]


@dataclass(frozen=True)
class KnownGuardian:
    pk: int
    version: int
    cpr: str
    name: str
    protected: bool


@dataclass(frozen=True)
class KnownCustody:
    pk: int
    guardian: int
    has_custody: bool
    same_address: bool
    start_on: date


@dataclass(frozen=True)
class KnownPlace:
    """An enrolment that has not ended."""

    pk: int
    institution: str
    group: str
    start_on: date
    end_on: date | None


@dataclass(frozen=True)
class KnownChild:
    pk: int
    version: int
    cpr: str
    first_name: str
    last_name: str
    address: str
    postcode: str
    city: str
    protected: bool
    birth_date: date | None
    district: str
    language: str
    left_on: date | None
    custodies: tuple[KnownCustody, ...] = ()
    places: tuple[KnownPlace, ...] = ()


def key(code: str) -> str:
    """Codes are compared without regard to case."""
    return code.casefold()


@dataclass(frozen=True)
class World:
    """The municipality as far as the files being taken need it; empty for one that does not exist yet."""

    districts: Mapping[str, KnownDistrict] = field(default_factory=dict)
    institutions: Mapping[str, KnownInstitution] = field(default_factory=dict)
    people: Mapping[str, KnownPerson] = field(default_factory=dict)
    children: tuple[KnownChild, ...] = ()
    guardians: Mapping[int, KnownGuardian] = field(default_factory=dict)
    open_by_owner: Mapping[int, int] = field(default_factory=dict)
    open_by_child: Mapping[int, int] = field(default_factory=dict)

    def district(self, code: str) -> KnownDistrict | None:
        return self.districts.get(key(code))

    def institution(self, code: str) -> KnownInstitution | None:
        return self.institutions.get(key(code))

    def with_districts(self, rows: Iterable[DistrictRow]) -> World:
        """The world once these rows have been taken."""
        told = {key(row.code): KnownDistrict(None, row.code, row.name) for row in rows}
        return replace(self, districts={**self.districts, **told})

    def with_institutions(self, rows: Iterable[InstitutionRow]) -> World:
        """The world once these rows have been taken."""
        told = {key(r.code): KnownInstitution(None, r.code, r.name, r.kind, r.district) for r in rows}
        return replace(self, institutions={**self.institutions, **told})
