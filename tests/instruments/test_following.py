"""What must follow is owed by somebody who works here, told on when the day passes, and taken over by a worry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments import actions, queries
from sikkerhedsnet.instruments.models import FollowUp
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.worklists.actions import tick
from tests.instruments.filling import adbb, certify, sent
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
LATE = clock.at(TODAY + timedelta(days=15), 6)


@pytest.fixture
def baby(town: Town) -> Child:
    certify(town, "hanne")
    return town.child("Bo", "Baby", birth_date=TODAY - timedelta(days=150), enrol=False)


def raises(town: Town, child: Child, follow_up: int, **more: Any) -> int:
    fields = {
        "key": str(uuid4()),
        "observation": "Set",
        "stage": "worry",
        "parents_know": "yes",
        "follow_up": follow_up,
        **more,
    }
    return town.client("hanne").post(f"/bekymringer/barn/{child.pk}/ny/", fields).status_code


def test_a_passed_day_is_told_on_and_the_hole_says_so_until_then(town: Town, baby: Child) -> None:
    boss = town.hire("sundchef", "Sonja Leder", Function.LEADER, institution=town.health)
    adbb(town, baby)
    with clock.fixed(LATE):
        assert "overdue_not_escalated" in {hole.kind for hole in queries.holes(town.municipality.pk, LATE)}
        tick(LATE)
        row = FollowUp.objects.get()
        assert row.escalated_to == boss and row.owner == town.user("hanne")
        assert "overdue_not_escalated" not in {hole.kind for hole in queries.holes(town.municipality.pk, LATE)}


def test_who_leaves_gives_it_to_a_colleague_who_may_read_it(town: Town, baby: Child) -> None:
    other = town.hire("hilde", "Hilde Ny", Function.HEALTH_VISITOR, institution=town.health, district=town.district)
    adbb(town, baby)
    Employment.objects.filter(user=town.user("hanne")).update(end_on=TODAY - timedelta(days=1))
    assert "owner_gone" in {hole.kind for hole in queries.holes(town.municipality.pk, NOW)}
    tick(NOW)
    assert FollowUp.objects.get().owner == other
    assert not queries.holes(town.municipality.pk, NOW)
    assert [task.child_id for task in queries.tasks(town.actor("hilde"), TODAY)] == [baby.pk]


def test_a_worry_takes_over_and_a_suspicion_leaves_it_as_it_was(town: Town, baby: Child) -> None:
    adbb(town, baby)
    row = FollowUp.objects.get()
    assert raises(town, baby, row.pk, stage="suspicion") == 302
    row.refresh_from_db()
    assert row.state == "open"
    assert raises(town, baby, row.pk) == 302
    row.refresh_from_db()
    assert row.state == "carried" and row.ended_by == town.user("hanne")
    assert not queries.without_action(town.municipality.pk, TODAY + timedelta(days=365)).exists()


def test_another_childs_follow_up_is_not_taken_over(town: Town, baby: Child) -> None:
    adbb(town, baby)
    other = town.child("Ida", "Anden")
    assert raises(town, other, FollowUp.objects.get().pk) == 302
    assert FollowUp.objects.get().state == "open"


def test_a_child_who_has_moved_is_not_waited_for(town: Town, baby: Child) -> None:
    adbb(town, baby)
    actions.leave(System(town.municipality.pk), baby, now=NOW)
    assert FollowUp.objects.get().state == "left"


def test_it_stands_on_the_childs_page_and_in_its_story(town: Town, baby: Child) -> None:
    adbb(town, baby, described="Bo så væk.")
    page = town.client("hanne").get(f"/boern/{baby.pk}/").text
    assert "Opfølgning på et skema" in page and "ADBB: Tilbagetrukket i kontakten" in page and "Bo så væk." in page


def test_the_page_asks_no_more_for_many_answers_than_for_few(town: Town, django_assert_max_num_queries: Any) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group)
    client = town.client("mette")

    def answer(times: int) -> None:
        for _ in range(times):
            fields = sent(town, "external", {"test": "T", "made_by": "Os", "result": "Godt", "number": None})
            client.post(f"/skemaer/barn/{child.pk}/external/", {**fields, "informant": "staff"})

    answer(2)
    with django_assert_max_num_queries(60) as few:
        client.get(f"/skemaer/barn/{child.pk}/")
        asked = len(few)
    answer(6)
    with django_assert_max_num_queries(asked):
        client.get(f"/skemaer/barn/{child.pk}/")
