"""One small town with the same personas in every suite, made with the database's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import (
    District,
    DistrictTeamMember,
    Employment,
    Group,
    GroupAssignment,
    Institution,
)
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian
from tests.support.database import stands

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Copenhagen"))
TODAY = NOW.date()
LONG_AGO = date(2020, 8, 1)


@dataclass
class Town:
    """A municipality with two districts, a neighbour, and one user per persona."""

    municipality: Municipality
    neighbour: Municipality
    district: District
    other_district: District
    day_care: Institution
    other_day_care: Institution
    school: Institution
    childminding: Institution
    health: Institution
    group: Group
    class_group: Group
    children: list[Child] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    made: int = 0

    def user(self, key: str) -> User:
        return self.users[key]

    def actor(self, key: str) -> Actor:
        return actor_for(self.users[key], TODAY)

    def client(self, key: str) -> Client:
        client = Client()
        client.force_login(self.users[key], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def child(
        self,
        first_name: str = "Storm",
        last_name: str = "Madsen",
        *,
        birth_date: date = date(2022, 4, 11),
        institution: Institution | None = None,
        group: Group | None = None,
        parents: int = 2,
        enrol: bool = True,
        **fields: Any,
    ) -> Child:
        """Another child in the group (or where told), with `parents` custody holders at the same address."""
        self.made += 1
        fields.setdefault("municipality", self.municipality)
        fields.setdefault("district", self.district)
        child = Child.objects.create(
            first_name=first_name,
            last_name=last_name,
            birth_date=birth_date,
            address=f"Havnegade {self.made}",
            postcode="3999",
            city="Fjordby",
            language="dansk",
            changed_at=NOW,
            changed_by_name="test",
            **fields,
        )
        if enrol:
            place = institution or self.day_care
            Enrolment.objects.create(
                child=child,
                institution=place,
                group=group or (self.group if place == self.day_care else None),
                start_on=date(2025, 8, 1),
            )
        for number in range(parents):
            guardian = Guardian.objects.create(
                municipality=child.municipality,
                name=f"{'Mor' if number == 0 else 'Far'} til {first_name} {self.made}",
                phone=f"5000{self.made:02}{number:02}",
                changed_at=NOW,
                changed_by_name="test",
            )
            Custody.objects.create(
                child=child, guardian=guardian, has_custody=True, same_address=True, start_on=LONG_AGO
            )
        return child

    def hire(
        self,
        key: str,
        name: str,
        function: Function,
        *,
        institution: Institution | None = None,
        district: District | None = None,
        municipality: Municipality | None = None,
        groups: tuple[Group, ...] = (),
        start_on: date = LONG_AGO,
        end_on: date | None = None,
    ) -> User:
        """One more employee."""
        where = municipality or self.municipality
        user = User.objects.create(
            username=key, name=name, municipality=where, phone="70101010", email=f"{key}@fjordby.example"
        )
        employment = Employment.objects.create(
            user=user,
            municipality=where,
            function=function,
            institution=institution,
            district=district,
            start_on=start_on,
            end_on=end_on,
        )
        for group in groups:
            GroupAssignment.objects.create(employment=employment, group=group, start_on=start_on)
        self.users[key] = user
        return user


def build_town() -> Town:
    """The town every suite knows; see the names below."""
    without = {"second_factor_required": False}  # the checks of the second step ask for it themselves
    fjordby = Municipality.objects.create(code="999", name="Fjordby Kommune", intake_phone="70 10 20 30", **without)
    neighbour = Municipality.objects.create(code="998", name="Nabo Kommune", **without)
    district = District.objects.create(municipality=fjordby, code="HAV", name="Havnen")
    other_district = District.objects.create(municipality=fjordby, code="SKO", name="Skoven")

    def place(code: str, name: str, kind: InstitutionKind, where: District | None = district) -> Institution:
        return Institution.objects.create(
            municipality=fjordby, district=where, code=code, name=name, kind=kind, phone="70 11 11 11"
        )

    day_care = place("HAV-D", "Børnehuset Regnbuen", InstitutionKind.DAY_CARE)
    other_day_care = place("SKO-D", "Børnehaven Æblet", InstitutionKind.DAY_CARE, other_district)
    school = place("HAV-S", "Havneskolen", InstitutionKind.SCHOOL)
    childminding = place("HAV-P", "Dagplejen Havnen", InstitutionKind.CHILDMINDING)
    health = place("SUND", "Sundhedsplejen", InstitutionKind.HEALTH_VISITING, None)
    ppr = place("PPR", "PPR", InstitutionKind.PPR, None)
    family = place("FAM", "Familieafdelingen", InstitutionKind.FAMILY_DEPARTMENT, None)
    dental = place("TAND", "Tandplejen", InstitutionKind.DENTAL_CARE, None)
    group = Group.objects.create(institution=day_care, name="Mariehønsene")
    class_group = Group.objects.create(institution=school, name="1.B")
    other_group = Group.objects.create(institution=other_day_care, name="Bjørnene")
    town = Town(
        municipality=fjordby,
        neighbour=neighbour,
        district=district,
        other_district=other_district,
        day_care=day_care,
        other_day_care=other_day_care,
        school=school,
        childminding=childminding,
        health=health,
        group=group,
        class_group=class_group,
    )
    f = Function
    town.hire("mette", "Mette Lund", f.PEDAGOGUE, institution=day_care, groups=(group,))
    town.hire("maja", "Maja Krogh", f.PEDAGOGUE, institution=day_care, groups=(group,))
    town.hire("dorte", "Dorte Skov", f.LEADER, institution=day_care)
    town.hire("anders", "Anders Friis", f.TEACHER, institution=school, groups=(class_group,))
    town.hire("rikke", "Rikke Dam", f.LEADER, institution=school)
    town.hire("inge", "Inge Aagaard", f.CHILDMINDER, institution=childminding)
    jonas = town.hire("jonas", "Jonas Holm", f.PREVENTION_ADVISER, district=district)
    town.hire("signe", "Signe Friis", f.PREVENTION_ADVISER, district=other_district)
    town.hire("hanne", "Hanne Toft", f.HEALTH_VISITOR, institution=health, district=district)
    town.hire("pia", "Pia Ravn", f.EDUCATIONAL_PSYCHOLOGIST, institution=ppr, district=district)
    town.hire("lone", "Lone Bech", f.SPEECH_AND_HEARING_THERAPIST, institution=ppr, district=district)
    town.hire("tove", "Tove Munk", f.DENTAL_PROFESSIONAL, institution=dental)
    town.hire("sara", "Sara Birk", f.FAMILY_ADVISER, institution=family, district=district)
    town.hire("bo", "Bo Kjær", f.CHIEF)
    town.hire("karin", "Karin Eg", f.DISTRICT_FACILITATOR)
    town.hire("michael", "Michael Vang", f.POLITICIAN)
    town.hire("lars", "Lars Bork", f.DATA_PROTECTION_OFFICER)
    town.hire("tine", "Tine Falk", f.RESEARCHER)
    town.hire("admin", "Alma Drift", f.SYSTEM_ADMIN)
    town.hire("stranger", "Stine Fremmed", f.PEDAGOGUE, institution=other_day_care, groups=(other_group,))
    town.hire("nabo", "Nanna Bo", f.PREVENTION_ADVISER, municipality=neighbour)
    for employment in Employment.objects.filter(user__in=[jonas, town.user("hanne"), town.user("pia")]):
        DistrictTeamMember.objects.create(district=district, employment=employment, start_on=LONG_AGO)
    for first, last in (("Freja", "Bæk"), ("Ida", "Sørensen"), ("Yusuf", "Demir"), ("Øjvind", "Jensen")):
        town.children.append(town.child(first, last))
    for key, name, custody in zip(
        ("amira", "peter"), ("Amira Haddad", "Peter Bæk"), town.children[0].custodies.order_by("id"), strict=True
    ):
        town.users[key] = User.objects.create(username=key, name=name, municipality=fjordby, kind=UserKind.PARENT)
        guardian = custody.guardian
        guardian.name = name
        guardian.user = town.users[key]
        guardian.save()
    return town


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 10.00 in Copenhagen."""
    return NOW


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """The town, with the clock standing still at `now`."""
    with clock.fixed(NOW):
        yield stands("town")


@pytest.fixture
def committed_town(committed_db: None) -> Iterator[Town]:
    """The same town with real commits, for checks with several connections at once."""
    with clock.fixed(NOW):
        yield build_town()
