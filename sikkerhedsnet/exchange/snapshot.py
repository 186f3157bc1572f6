"""Loads what a file has to be compared with; a constant number of queries for each file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import District, Employment, Institution
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.screening.models import WellbeingAssessment

from .layouts import RegisterFile
from .world import (
    KnownChild,
    KnownCustody,
    KnownDistrict,
    KnownGuardian,
    KnownInstitution,
    KnownPerson,
    KnownPlace,
    KnownPost,
    World,
    key,
)


def load_world(municipality_id: int | None, files: Iterable[RegisterFile], today: date) -> World:
    """The municipality as far as these files need it; an empty world when there is no municipality yet."""
    if municipality_id is None:
        return World()
    wanted = set(files)
    staff = RegisterFile.STAFF in wanted
    children = RegisterFile.CHILDREN in wanted
    return World(
        districts=_districts(municipality_id),
        institutions=_institutions(municipality_id),
        people=_people(municipality_id) if staff else {},
        children=_children(municipality_id, today) if children else (),
        guardians=_guardians(municipality_id) if children else {},
        open_by_owner=_open_by_owner(municipality_id) if staff else {},
        open_by_child=_open_by_child(municipality_id) if children else {},
    )


def _districts(municipality_id: int) -> dict[str, KnownDistrict]:
    rows = District.objects.filter(municipality_id=municipality_id).values_list("pk", "code", "name")
    return {key(code): KnownDistrict(pk, code, name) for pk, code, name in rows}


def _institutions(municipality_id: int) -> dict[str, KnownInstitution]:
    rows = Institution.objects.filter(municipality_id=municipality_id)
    return {
        key(code): KnownInstitution(pk, code, name, InstitutionKind(kind), district or "")
        for pk, code, name, kind, district in rows.values_list("pk", "code", "name", "kind", "district__code")
    }


def _people(municipality_id: int) -> dict[str, KnownPerson]:
    """Employees who came from the register, by its number; what they held before has lost its number."""
    employments = list(
        Employment.objects.filter(municipality_id=municipality_id, user__kind=UserKind.STAFF)
        .order_by("user_id", "start_on", "pk")
        .values_list(
            "pk", "user_id", "external_id", "function", "institution__code", "district__code", "start_on", "end_on",
            "user__name", "user__email",
        )
    )  # fmt: skip
    held: Counter[tuple[int, str]] = Counter((user, function) for _, user, _, function, *_ in employments)
    posts: dict[str, list[KnownPost]] = defaultdict(list)
    people: dict[str, tuple[int, str, str]] = {}
    for pk, user, number, function, institution, district, start_on, end_on, name, email in employments:
        if not number:
            continue
        people.setdefault(number, (user, name, email))
        posts[number].append(
            KnownPost(
                pk, Function(function), institution or "", district or "", start_on, end_on,
                follows=held[user, function] > 1,
            )
        )  # fmt: skip
    return {n: KnownPerson(user, name, email, tuple(posts[n])) for n, (user, name, email) in people.items()}


def _guardians(municipality_id: int) -> dict[int, KnownGuardian]:
    rows = Guardian.objects.filter(municipality_id=municipality_id)
    return {
        row[0]: KnownGuardian(*row)
        for row in rows.values_list("pk", "version", "cpr_number", "name", "protected_address")
    }


def _children(municipality_id: int, today: date) -> tuple[KnownChild, ...]:
    now = Q(end_on=None) | Q(end_on__gte=today)
    custodies: dict[int, list[KnownCustody]] = defaultdict(list)
    for child, pk, guardian, has, same, start_on in (
        Custody.objects.filter(now, child__municipality_id=municipality_id)
        .order_by("start_on", "pk")
        .values_list("child_id", "pk", "guardian_id", "has_custody", "same_address", "start_on")
    ):
        custodies[child].append(KnownCustody(pk, guardian, has, same, start_on))
    places: dict[int, list[KnownPlace]] = defaultdict(list)
    for child, pk, institution, group, start_on, end_on in (
        Enrolment.objects.filter(now, child__municipality_id=municipality_id)
        .order_by("start_on", "pk")
        .values_list("child_id", "pk", "institution__code", "group__name", "start_on", "end_on")
    ):
        places[child].append(KnownPlace(pk, institution, group or "", start_on, end_on))
    rows = Child.objects.filter(municipality_id=municipality_id).order_by("pk")
    return tuple(
        KnownChild(
            *row[:10], row[10] or "", *row[11:],
            custodies=tuple(custodies.get(row[0], ())), places=tuple(places.get(row[0], ())),
        )
        for row in rows.values_list(
            "pk", "version", "cpr_number", "first_name", "last_name", "address", "postcode", "city",
            "protected_address", "birth_date", "district__code", "language", "left_on",
        )
    )  # fmt: skip


def _open_by_owner(municipality_id: int) -> dict[int, int]:
    """How many open things each employee answers for."""
    found: Counter[int] = Counter()
    owed: tuple[Any, ...] = (WellbeingAssessment, Concern, Meeting, Plan)
    for model in owed:
        found.update(_counted(model.objects.open().filter(child__municipality_id=municipality_id), "owner_id"))
    found.update(_counted(Step.objects.open().filter(plan__child__municipality_id=municipality_id), "owner_id"))
    return dict(found)


def _open_by_child(municipality_id: int) -> dict[int, int]:
    """How many concerns and plans are open about each child; a concern that became a plan counts once."""
    found: Counter[int] = Counter()
    concerns = Concern.objects.filter(child__municipality_id=municipality_id, state__in=NOT_CLOSED)
    found.update(_counted(concerns.exclude(plan__state__in=Plan.OPEN), "child_id"))
    found.update(_counted(Plan.objects.open().filter(child__municipality_id=municipality_id), "child_id"))
    return dict(found)


def _counted(rows: Any, by: str) -> dict[int, int]:
    counted = rows.order_by().values(by).annotate(times=Count("pk")).values_list(by, "times")
    return {who: times for who, times in counted if who is not None}
