"""Places and people of the demo: families of every kind, and nobody who could be real."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db.models import Count, Q
from django.test import Client
from django.urls import reverse

from config.serve import PASSWORD, PERSONAS
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.cpr import parse_cpr
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Employment, Group, GroupAssignment, Institution
from sikkerhedsnet.organisation.queries import actor_for, advisers_of, leader_of
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian
from tests.personas import TODAY

Kind = InstitutionKind


def here(fjordby: Municipality) -> Municipality:
    return fjordby


def test_five_districts_have_one_school_and_its_day_care_each(fjordby: Municipality) -> None:
    names = [district.name for district in here(fjordby).districts.all()]
    assert names == ["Bakken", "Engen", "Havnen", "Skoven", "Åbyen"]
    for district in here(fjordby).districts.all():
        kinds = Counter(institution.kind for institution in district.institutions.all())
        assert kinds[Kind.SCHOOL] == kinds[Kind.CHILDMINDING] == kinds[Kind.AFTER_SCHOOL_CARE] == 1
        assert kinds[Kind.DAY_CARE] in (2, 3)
        assert advisers_of(district, here(fjordby).pk, TODAY)


def test_three_hundred_children_live_here(fjordby: Municipality) -> None:
    assert Child.objects.filter(municipality=here(fjordby)).living_here().count() == 302


def test_groups_are_filled_to_thirty_two_and_no_further(fjordby: Municipality) -> None:
    sizes = Counter(
        Enrolment.objects.on(TODAY)
        .filter(institution__municipality=here(fjordby))
        .values_list("group__name", flat=True)
    )
    assert sizes["Mariehønsene"] == 20
    assert max(sizes.values()) == sizes["2.A"] == 32
    assert min(sizes.values()) >= 3


def test_two_people_rate_every_group_and_a_childminder_is_alone(fjordby: Municipality) -> None:
    for group in Group.objects.filter(institution__municipality=here(fjordby)).select_related("institution"):
        raters = GroupAssignment.objects.on(TODAY).filter(group=group).count()
        assert raters == (1 if group.institution.one_rater else 2), group


def test_every_institution_has_a_leader(fjordby: Municipality) -> None:
    for institution in Institution.objects.filter(municipality=here(fjordby)):
        assert leader_of(institution, TODAY), institution


def test_every_number_is_a_replacement_number_with_the_right_birth_date(fjordby: Municipality) -> None:
    children = Child.objects.exclude(cpr_number="")
    assert children.count() > 300
    for child in children:
        cpr = parse_cpr(child.cpr_number)
        assert cpr.is_replacement, child
        assert child.birth_date and cpr.agrees_with(child.birth_date), child
    numbers = Guardian.objects.exclude(cpr_number="").values_list("cpr_number", flat=True)
    assert all(parse_cpr(number).is_replacement for number in numbers)


def test_no_telephone_and_no_mail_can_reach_anybody(fjordby: Municipality) -> None:
    phones = [*User.objects.values_list("phone", flat=True), *Guardian.objects.values_list("phone", flat=True)]
    assert phones
    assert all(phone.startswith("01 ") for phone in phones if phone)
    assert not User.objects.exclude(email__endswith=".example").exists()


@pytest.mark.parametrize("username", [name for name, _ in PERSONAS])
def test_every_persona_signs_in_with_the_demo_password(fjordby: Municipality, username: str) -> None:
    client = Client()
    answer = client.post(reverse("access:sign_in"), {"username": username, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)


def test_the_password_opens_no_database_that_is_not_a_demo(fjordby: Municipality) -> None:
    assert set(Municipality.objects.values_list("is_demo", flat=True)) == {True}


def test_the_administrator_sees_no_child_and_the_neighbour_none_of_ours(fjordby: Municipality) -> None:
    def sees(username: str) -> set[str]:
        actor = actor_for(User.objects.get(username=username), TODAY)
        return set(Child.objects.visible_to(actor, TODAY).values_list("municipality__name", flat=True))

    assert sees("admin") == set()
    assert sees("nabo") == {"Klitby Kommune"}
    assert sees("jonas") == {"Fjordby Kommune"}


def test_somebody_has_left_and_can_see_nothing(fjordby: Municipality) -> None:
    gone = User.objects.get(username="vibeke")
    assert actor_for(gone, TODAY).posts == ()
    assert Employment.objects.get(user=gone).end_on < TODAY


FAMILIES = {
    "one parent": lambda: Child.objects.annotate(n=Count("custodies")).filter(n=1),
    "two homes with custody in both": lambda: Child.objects.filter(
        pk__in=Custody.objects.filter(has_custody=True, same_address=False).values("child")
    ).filter(pk__in=Custody.objects.filter(has_custody=True, same_address=True).values("child")),
    "a parent without custody": lambda: Child.objects.filter(custodies__has_custody=False),
    "three custody relations": lambda: Child.objects.annotate(n=Count("custodies")).filter(n=3),
    "four custody relations": lambda: Child.objects.annotate(n=Count("custodies")).filter(n=4),
    "foster parents": lambda: Child.objects.filter(custodies__has_custody=False, custodies__same_address=True),
    "a protected child": lambda: Child.objects.filter(protected_address=True),
    "a protected parent": lambda: Child.objects.filter(custodies__guardian__protected_address=True),
    "parents who need an interpreter": lambda: Child.objects.filter(custodies__guardian__needs_interpreter=True),
    "another language": lambda: Child.objects.exclude(language="dansk"),
    "not born yet": lambda: Child.objects.filter(birth_date=None, expected_on__gt=TODAY),
    "newly arrived without a number": lambda: Child.objects.filter(cpr_number="", birth_date__lt=date(2024, 1, 1)),
    "a hyphen": lambda: Child.objects.filter(first_name__contains="-"),
    "Æ": lambda: Child.objects.filter(first_name__startswith="Æ"),
    "Ø": lambda: Child.objects.filter(first_name__startswith="Ø"),
    "Å": lambda: Child.objects.filter(first_name__startswith="Å"),
    "Aa": lambda: Child.objects.filter(Q(first_name__startswith="Aa"), Q(last_name__startswith="Aa")),
    "moved to another institution": lambda: Child.objects.filter(enrolments__end_on__isnull=False, left_on=None).filter(
        enrolments__end_on=None
    ),
    "moved away": lambda: Child.objects.filter(left_on__lte=TODAY),
    "at school and in after-school care": lambda: Child.objects.filter(
        enrolments__institution__kind=Kind.AFTER_SCHOOL_CARE
    ).filter(enrolments__institution__kind=Kind.SCHOOL),
}


@pytest.mark.parametrize("kind", FAMILIES)
def test_there_is_a_family_of_every_kind(fjordby: Municipality, kind: str) -> None:
    assert FAMILIES[kind]().filter(municipality=here(fjordby)).exists()


def test_twins_sit_together_and_apart(fjordby: Municipality) -> None:
    places = {
        name: {e.group_id for e in Enrolment.objects.on(TODAY).filter(child__last_name=name)}
        for name in ("Kjær", "Aagaard Bech")
    }
    assert [len(groups) for groups in places.values()] == [1, 2]


def test_siblings_go_to_different_institutions(fjordby: Municipality) -> None:
    for last_name in ("Demir", "Warsame", "Aaboe"):
        children = Enrolment.objects.on(TODAY).filter(child__last_name=last_name)
        assert len({enrolment.institution_id for enrolment in children}) >= 3


def test_a_name_is_sixty_characters_long(fjordby: Municipality) -> None:
    assert max(len(child.name) for child in Child.objects.all()) == 60


def test_children_of_a_group_are_of_its_age(fjordby: Municipality) -> None:
    """The youngest crawl and the oldest are to begin school; nobody of nine sits with the ladybirds."""
    nursery = Enrolment.objects.on(TODAY).filter(institution__kind__in=[Kind.DAY_CARE, Kind.CHILDMINDING])
    ages = [(TODAY - enrolment.child.birth_date).days / 365 for enrolment in nursery.select_related("child")]
    assert 0.5 < min(ages) < 1.5
    assert 5 < max(ages) < 6.9


def test_the_young_person_is_fifteen_and_has_a_sign_in(fjordby: Municipality) -> None:
    noah = Child.objects.get(first_name="Noah", last_name="Winther")
    assert noah.birth_date and (TODAY - noah.birth_date).days // 365 == 15
    assert User.objects.get(username="noah").kind == "young_person"


def test_amira_and_peter_share_a_child_and_no_address(fjordby: Municipality) -> None:
    freja = Child.objects.get(first_name="Freja", last_name="Bæk")
    ties = {c.guardian.user.username: (c.has_custody, c.same_address) for c in freja.custodies.all()}
    assert ties == {"amira": (True, True), "peter": (True, False)}


def test_every_function_has_somebody(fjordby: Municipality) -> None:
    held = set(Employment.objects.on(TODAY).filter(municipality=here(fjordby)).values_list("function", flat=True))
    assert held == set(Function) - {Function.ANALYST}
