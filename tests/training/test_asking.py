"""Whoever wants a place asks for it herself; who has left gives hers up; one person's users share what she has learned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from django.urls import reverse

from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Person, Persona
from sikkerhedsnet.training import actions, queries
from sikkerhedsnet.training.commands import SignUp
from sikkerhedsnet.training.models import Course, CourseDate, Participation
from sikkerhedsnet.training.states import Attendance
from tests.personas import NOW, TODAY, Town
from tests.training.registered import certificate, course

pytestmark = pytest.mark.django_db
STAMP = {"changed_at": NOW, "changed_by_name": "test"}
SOON = TODAY + timedelta(days=30)


def day(town: Town, key: str = "loft", **fields: Any) -> CourseDate:
    return CourseDate.objects.create(course=course(town, key), **{"on": SOON, **STAMP, **fields})


def state(town: Town, row: CourseDate, who: str) -> str:
    return str(Participation.objects.get(date=row, user=town.user(who)).state)


def test_a_colleague_asks_the_facilitator_gives_the_place_and_she_is_told(town: Town) -> None:
    row = day(town, seats=1)
    mette, karin = town.client("mette"), town.client("karin")
    assert "Bed om en plads" in mette.get(reverse("training:mine")).content.decode()
    for _twice in range(2):
        assert mette.post(reverse("training:ask", args=[row.pk])).status_code == 302
    assert state(town, row, "mette") == Attendance.ASKED
    assert "Du har bedt om en plads" in mette.get(reverse("training:mine")).content.decode()
    [task] = [one for one in queries.tasks(town.actor("karin"), TODAY) if one.kind == "training.asked"]
    assert "1 vil gerne med" in str(task.what) and task.url_args == (row.pk,)
    assert "Giv en plads" in karin.get(reverse("training:date", args=[row.pk])).content.decode()
    karin.post(reverse("training:give_place", args=[row.pk, town.user("mette").pk]))
    assert state(town, row, "mette") == Attendance.SIGNED_UP
    assert town.user("mette").messages.filter(kind="course.signed_up").count() == 1
    assert not [one for one in queries.tasks(town.actor("karin"), TODAY) if one.kind == "training.asked"]
    actions.ask(town.actor("mette"), row.pk, now=NOW)
    assert state(town, row, "mette") == Attendance.SIGNED_UP, "a place is kept"


def test_asking_takes_no_seat_and_a_full_course_gives_none(town: Town) -> None:
    row = day(town, seats=1)
    actions.ask(town.actor("mette"), row.pk, now=NOW)
    actions.sign_up(town.actor("karin"), SignUp(row.pk, (town.user("dorte").pk,)), now=NOW)
    answer = town.client("karin").post(
        reverse("training:give_place", args=[row.pk, town.user("mette").pk]), follow=True
    )
    assert "Der er ikke plads" in answer.content.decode() and state(town, row, "mette") == Attendance.ASKED


def test_the_answer_is_no_or_she_thinks_better_of_it(town: Town) -> None:
    row = day(town)
    place = actions.ask(town.actor("mette"), row.pk, now=NOW)
    town.client("karin").post(reverse("training:take_off", args=[place.pk]))
    assert state(town, row, "mette") == Attendance.WITHDRAWN
    assert town.user("mette").messages.filter(kind="course.no_place").count() == 1
    actions.ask(town.actor("mette"), row.pk, now=NOW)
    town.client("mette").post(reverse("training:take_back", args=[row.pk]))
    assert state(town, row, "mette") == Attendance.WITHDRAWN
    town.client("mette").post(reverse("training:take_back", args=[row.pk]))


def test_what_is_not_open_to_her_cannot_be_asked_for(town: Town) -> None:
    Course.objects.filter(municipality=town.municipality, key="adbb").update(functions=["health_visitor"])
    for row in (
        day(town, "adbb"),
        day(town, on=TODAY),
        day(town, state="cancelled"),
        day(town, on=TODAY - timedelta(days=3)),
    ):
        with pytest.raises(Invalid):
            actions.ask(town.actor("mette"), row.pk, now=NOW)
    assert not Participation.objects.exists()
    assert town.client("nabo").post(reverse("training:ask", args=[day(town).pk])).status_code == 404


def test_nobody_gives_herself_a_place_not_even_in_the_database(town: Town) -> None:
    row = day(town)
    place = actions.ask(town.actor("mette"), row.pk, now=NOW)
    assert (
        town.client("mette").post(reverse("training:give_place", args=[row.pk, town.user("mette").pk])).status_code
        == 403
    )
    with transaction.atomic(), context.asking(context.person(town.actor("mette"))):
        assert Participation.objects.filter(pk=place.pk).update(state="signed_up") == 0
    with pytest.raises(ProgrammingError), transaction.atomic(), context.asking(context.person(town.actor("jonas"))):
        Participation.objects.create(date=row, user=town.user("jonas"), signed_up_at=NOW)


def test_who_has_left_gives_up_her_place_and_who_only_changes_post_keeps_it(town: Town) -> None:
    row = day(town, seats=2)
    leaving, staying = town.user("mette"), town.user("dorte")
    actions.sign_up(town.actor("karin"), SignUp(row.pk, (leaving.pk, staying.pk)), now=NOW)
    for user in (leaving, staying):
        Employment.objects.filter(user=user).update(end_on=TODAY - timedelta(days=1))
    Employment.objects.create(
        municipality=town.municipality, user=staying, function="leader", institution=town.school, start_on=SOON
    )
    version = CourseDate.objects.get(pk=row.pk).version
    call_command("tick", "--until", NOW.isoformat())
    assert (state(town, row, "mette"), state(town, row, "dorte")) == (Attendance.WITHDRAWN, Attendance.SIGNED_UP)
    assert CourseDate.objects.get(pk=row.pk).version == version + 1, "whoever writes who came sees it first"
    call_command("tick", "--until", NOW.isoformat())
    actions.sign_up(town.actor("karin"), SignUp(row.pk, (town.user("hanne").pk,)), now=NOW)


def test_a_course_that_is_over_keeps_who_was_there(town: Town) -> None:
    row = day(town)
    actions.sign_up(town.actor("karin"), SignUp(row.pk, (town.user("mette").pk,)), now=NOW)
    CourseDate.objects.filter(pk=row.pk).update(on=TODAY - timedelta(days=1))
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1))
    assert actions.free_places(town.municipality, now=NOW) == 0


def test_two_users_of_one_person_share_what_she_has_learned(town: Town) -> None:
    certificate(town, "hanne", "adbb")
    muni = town.municipality.pk
    assert queries.certificates_of(town.user("dorte").pk, muni, TODAY) == frozenset()
    person = Person.objects.create(municipality=town.municipality)
    for key in ("hanne", "dorte"):
        Persona.objects.create(person=person, user=town.user(key), linked_by_name="Alma Drift", linked_at=NOW)
    dorte = town.actor("dorte")
    with transaction.atomic(), context.asking(context.person(dorte)):
        assert queries.certificates_of(dorte.id, muni, TODAY) == {"adbb"}
        assert [row.course.key for row in queries.mine(dorte, TODAY).certificates] == ["adbb"]
    assert queries.certificates_of(town.user("mette").pk, muni, TODAY) == frozenset()
    Course.objects.filter(municipality=town.municipality, key="adbb").update(functions=[])
    stands = queries.register(town.actor("karin"), TODAY, course(town, "adbb")).stands(course(town, "adbb"))
    trained = {one.colleague.username for one in stands if one.trained}
    assert {town.user("hanne").username, town.user("dorte").username} <= trained
    assert town.user("mette").username not in trained
