"""Who has learned what is seen by herself, her leader and those who keep the register; every clause of that is needed."""

from __future__ import annotations

import inspect
import textwrap
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.training.models import Certificate, Course, CourseDate, OfAColleague, Participation
from tests.access.test_mutants import altered
from tests.personas import NOW, TODAY, Town
from tests.training.registered import STAMP, certificate

DAY = timedelta(days=1)
ASKED = ("mette", "maja", "dorte", "rikke", "hanne", "bo", "karin", "admin", "amira", "nabo", "nabokarin", "naboleder")
LEARNED = ("mette", "dorte", "anders", "hanne", "gone", "soon", "nabo")


def peopled(town: Town) -> Town:
    """Some who learned something: here and next door, one who has left the place, and one who has not come yet."""
    town.hire("nabokarin", "Nora Eg", Function.DISTRICT_FACILITATOR, municipality=town.neighbour)
    town.hire("naboleder", "Nina Eg", Function.LEADER, municipality=town.neighbour, institution=town.day_care)
    town.hire("gone", "Gerda Væk", Function.PEDAGOGUE, institution=town.day_care, end_on=TODAY - DAY)
    town.hire("soon", "Sanne Ny", Function.PEDAGOGUE, institution=town.day_care, start_on=TODAY + DAY)
    for municipality in (town.municipality, town.neighbour):
        course = Course.objects.get(municipality=municipality, key="loft")
        CourseDate.objects.create(course=course, on=TODAY, **STAMP)
    for who in LEARNED:
        day = CourseDate.objects.get(course__municipality=town.user(who).municipality)
        certificate(town, who, "loft")
        Participation.objects.create(date=day, user=town.user(who), signed_up_at=NOW)
    return town


EXPECTED = {
    "mette": {"mette"}, "maja": set(), "dorte": {"mette", "dorte"}, "rikke": {"anders"}, "hanne": {"hanne"},
    "bo": set(LEARNED) - {"nabo"}, "karin": set(LEARNED) - {"nabo"}, "admin": set(), "amira": set(), "nabo": {"nabo"},
    "nabokarin": {"nabo"}, "naboleder": set(),
}  # fmt: skip


def application(town: Town, who: str, model: Any) -> set[int]:
    return set(model.objects.visible_to(town.actor(who), TODAY).values_list("user_id", flat=True))


def database(town: Town, who: str, model: Any) -> set[int]:
    with transaction.atomic(), context.asking(context.person(town.actor(who))):
        return set(model._base_manager.values_list("user_id", flat=True))


def differs(town: Town, layer: Any) -> list[str]:
    return [
        f"{who}: {model.__name__}"
        for who in ASKED
        for model in (Certificate, Participation)
        if layer(town, who, model) != {town.user(key).pk for key in EXPECTED[who]}
    ]


CLAUSES = [
    ("user__municipality_id=actor.municipality_id", ""),
    ("actor.has(Permission.TRAINING_FOLLOW)", "True"),
    ("actor.has(Permission.TRAINING_FOLLOW)", "False"),
    (".on(today or clock.today())", ""),
    (".filter(institution_id__in=actor.led_institution_ids)", ""),
    (".filter(institution_id__in=actor.led_institution_ids)", ".none()"),
    ("Q(user_id=actor.id) | ", ""),
]


def test_each_layer_by_itself_and_every_clause_of_the_application_is_needed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    peopled(town)
    assert differs(town, application) == differs(town, database) == []
    source = textwrap.dedent(inspect.getsource(OfAColleague.visible_to))
    for stands, instead in CLAUSES:
        assert source.count(stands) == 1, stands
        space: dict[str, Any] = {}
        changed = source.replace(stands, instead)
        exec(compile(changed, stands, "exec"), OfAColleague.visible_to.__globals__, space)
        with monkeypatch.context() as patch:
            patch.setattr(OfAColleague, "visible_to", space["visible_to"])
            assert differs(town, application) != [], f"{stands} -> {instead}"


POLICY = [
    (r"\( SELECT net_may\('training_follow'::text\) AS net_may\)", "true"),
    (r"\( SELECT net_may\('training_follow'::text\) AS net_may\)", "false"),
    (r"\(user_id = \( SELECT net_user\(\) AS net_user\)\)", "true"),
    (r"\(user_id = \( SELECT net_user\(\) AS net_user\)\)", "false"),
    (r"\(post.institution_id = ANY \(\( SELECT net_leads\(\) AS net_leads\)::bigint\[\]\)\)", "true"),
    (r"\(post.start_on <= \( SELECT net_day\(\) AS net_day\)\)", "true"),
    (r"\(\(post.end_on IS NULL\) OR \(post.end_on >= \( SELECT net_day\(\) AS net_day\)\)\)", "true"),
]
HERE = {
    "training_certificate": r"\(municipality_id = \( SELECT net_municipality\(\) AS net_municipality\)\)",
    "training_participation": r"\(date_id = ANY \(ARRAY\( SELECT net_ids_of_training_coursedate\(\) AS \w+\)\)\)",
}


def courses_elsewhere(town: Town, who: str) -> set[int]:
    """The courses and dates of another municipality that this person finds."""
    home = town.user(who).municipality_id
    own_courses = set(Course.objects.filter(municipality=home).values_list("pk", flat=True))
    with transaction.atomic(), context.asking(context.person(town.actor(who))):
        courses = set(Course._base_manager.values_list("pk", flat=True))
        return (courses | set(CourseDate._base_manager.values_list("course_id", flat=True))) - own_courses


@pytest.mark.slow
def test_every_clause_of_the_database_is_needed(committed_town: Town) -> None:
    town = peopled(committed_town)
    assert differs(town, database) == []
    surviving = []
    for table, here in HERE.items():
        for stands, instead in (*POLICY, (here, "true")):
            with altered(f"{table}.reach", stands, instead):
                if not differs(town, database):
                    surviving.append(f"{table}: {stands} -> {instead}")
    for table, stands in (("training_course", HERE["training_certificate"]), ("training_coursedate", r"^.*$")):
        with altered(f"{table}.reach", stands, "true"):
            if not courses_elsewhere(town, "nabo"):
                surviving.append(table)
    assert surviving == []


@pytest.mark.parametrize("who", ["nabo", "nabokarin", "amira"])
def test_another_municipalitys_courses_are_not_there(town: Town, who: str) -> None:
    assert courses_elsewhere(peopled(town), who) == set()


@pytest.mark.parametrize("who", ["hanne", "dorte", "bo", "admin", "nabokarin"])
def test_nobody_but_the_facilitator_of_the_place_changes_a_row(town: Town, who: str) -> None:
    peopled(town)
    own = town.municipality.pk
    with transaction.atomic(), context.asking(context.person(town.actor(who))):
        assert Course._base_manager.filter(municipality=own).update(months=1) == 0
        assert CourseDate._base_manager.filter(course__municipality=own).update(seats=1) == 0
        assert Certificate._base_manager.filter(municipality=own).update(expires_on=None) == 0
        assert Participation._base_manager.filter(user__municipality=own).update(state="came") == 0
        assert Certificate._base_manager.filter(municipality=own).delete()[0] == 0
    loft = Course.objects.get(municipality=own, key="loft")
    for make in (
        lambda: certificate(town, "hanne", "adbb"),
        lambda: CourseDate.objects.create(course=loft, on=TODAY + DAY, **STAMP),
        lambda: Participation.objects.create(date=loft.dates.get(), user=town.user("maja"), signed_up_at=NOW),
        lambda: Course.objects.create(municipality_id=own, key="ny", name="Ny", **STAMP),
    ):
        with pytest.raises((DatabaseError, Course.DoesNotExist, CourseDate.DoesNotExist)), transaction.atomic():  # noqa: SIM117
            with context.asking(context.person(town.actor(who))):
                make()


def test_who_ends_work_takes_no_look_at_her_staff_with_her(town: Town) -> None:
    peopled(town)
    Employment.objects.filter(user=town.user("dorte")).update(end_on=TODAY - DAY)
    assert application(town, "dorte", Certificate) == {town.user("dorte").pk} == database(town, "dorte", Certificate)
