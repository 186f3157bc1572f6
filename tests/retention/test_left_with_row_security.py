"""The dry run of what a child's old place leaves behind, asked as the officer asks it, with the database's row security on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import context
from sikkerhedsnet.handover.states import OnLeaving
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.kinds import Kind
from sikkerhedsnet.retention.models import Erasure
from sikkerhedsnet.screening.models import WellbeingAssessment
from tests.personas import NOW, Town
from tests.retention.test_leaving import DUTIES, closed_course_from_it, confirmed, left, open_course, rule, tick
from tests.visits.test_recall_talks import without_keys

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]


def due(town: Town, who: str) -> list[tuple[str, int]]:
    """What the dry run finds when this person asks, through the note the database reads."""
    actor = town.actor(who)
    with context.asking(context.person(actor)):
        run = queries.dry_run(actor.municipality_id, NOW)
    return [(thing.kind, thing.root) for _rule, thing in run.erasable]


def test_the_officer_sees_no_assessment_and_still_finds_every_one_that_is_due(town: Town) -> None:
    made = left(town)
    rule(town, OnLeaving.DELETED)
    confirmed(town)
    lars = town.actor("lars")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,), "the checks are asked as the application's own role"
    with context.asking(context.person(lars)):
        assert not WellbeingAssessment.objects.exists() and not Child.objects.exists()
    assert due(town, "lars") == [(Kind.ASSESSMENT, made.pk)]
    assert due(town, "bo") == [(Kind.ASSESSMENT, made.pk)]


def test_the_officers_pages_say_the_same_and_make_a_list_of_just_that(town: Town) -> None:
    made = left(town)
    confirmed(town)
    client = town.client("lars")
    assert client.get(reverse("retention:overview")).status_code == 200
    page = client.get(reverse("retention:due"))
    assert page.context["things"] == 1 and page.context["children"][0][0] == made.child_id
    sent = client.post(reverse("retention:due"), {"key": str(uuid4()), "seen": 1})
    assert sent.status_code == 302
    listed = Erasure.objects.get()
    assert list(listed.items.values_list("root_number", flat=True)) == [made.pk]
    with context.asking(context.person(town.actor("bo"))):
        actions.approve(town.actor("bo"), listed.pk, listed.version, now=NOW)
    tick()
    assert not WellbeingAssessment.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("duty", DUTIES, ids=[duty.__name__ for duty in DUTIES])
def test_what_binds_it_is_seen_though_the_officer_may_see_none_of_it(town: Town, duty: object) -> None:
    made = left(town)
    confirmed(town)
    duty(town, made)  # type: ignore[operator]
    assert due(town, "lars") == []


def test_the_dry_run_answers_everybody_alike(town: Town) -> None:
    left(town)
    confirmed(town)
    by_system = [(thing.kind, thing.root) for _rule, thing in queries.dry_run(town.municipality.pk, NOW).erasable]
    assert due(town, "lars") == due(town, "bo") == by_system
    with context.asking(context.municipality(town.neighbour.pk)):
        assert not queries.dry_run(town.municipality.pk, NOW).erasable


def test_a_suspicion_that_holds_it_back_is_not_told_to_the_officer(town: Town) -> None:
    """It is held back the same way by any open course; what holds it is no word and no number on her page."""
    made = left(town)
    confirmed(town)
    open_course(town, made)
    closed_course_from_it(town, made)
    before = without_keys(town.client("lars").get(reverse("retention:due")).text)
    Concern.objects.filter(child=made.child, state="raised").update(suspicion=True, parents_know="must_not")
    assert without_keys(town.client("lars").get(reverse("retention:due")).text) == before
