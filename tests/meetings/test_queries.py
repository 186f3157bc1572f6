"""What a meeting asks of people, and where the net is open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.meetings import actions, queries
from sikkerhedsnet.meetings.commands import Agree, CancelMeeting, WriteEntry
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Topic
from sikkerhedsnet.organisation.models import Employment
from tests.meetings.conftest import a_call
from tests.personas import NOW, TODAY, Town


def test_the_adviser_owes_the_meeting_on_its_day_with_the_hour(town: Town, planned: Meeting) -> None:
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert (task.kind, task.due_on, task.at) == ("meetings.hold", TODAY, planned.starts_at)
    assert task.what == "Hold samarbejdsmødet kl. 13.00"
    assert (task.url_name, task.url_args) == ("meetings:meeting", (planned.pk,))
    assert "Børnehuset Regnbuen" in str(task.child_line)


def test_a_meeting_that_was_not_held_asks_for_a_decision_the_day_after(town: Town, planned: Meeting) -> None:
    (task,) = queries.tasks(town.actor("jonas"), TODAY + timedelta(days=1))
    assert task.due_on < TODAY + timedelta(days=1)
    assert "ikke holdt" in task.what


def test_a_running_meeting_asks_to_be_ended(town: Town, running: Meeting) -> None:
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert task.kind == "meetings.conclude"


def test_a_colleague_is_asked_to_come_and_is_not_blamed_for_yesterday(town: Town, planned: Meeting) -> None:
    (task,) = queries.tasks(town.actor("mette"), TODAY)
    assert (task.kind, task.to_whom) == ("meetings.attend", "Jonas Holm")
    assert queries.tasks(town.actor("mette"), TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize("who", ["dorte", "maja", "signe", "nabo", "amira", "karin"])
def test_nobody_else_owes_it(town: Town, planned: Meeting, who: str) -> None:
    assert queries.tasks(town.actor(who), TODAY) == []


def test_a_meeting_that_is_over_asks_nothing(town: Town, running: Meeting, now: datetime) -> None:
    actions.conclude(town.actor("jonas"), running, TODAY, now=now)
    assert queries.tasks(town.actor("jonas"), TODAY) == []
    assert [row for rows in queries.owing(town.municipality.pk) for row in rows] == []


def test_the_sender_who_is_not_invited_waits_for_the_meeting(town: Town, concern: Any, now: datetime) -> None:
    actions.call_meeting(
        town.actor("jonas"), concern.pk, a_call(town, concern.child, guests={"staff_ids": ()}), now=now
    )
    (wait,) = queries.waiting(town.actor("mette"), TODAY)
    assert (wait.on_whom, wait.url_name) == ("Jonas Holm", "concerns:concern")
    assert queries.waiting(town.actor("jonas"), TODAY) == []


def test_whoever_sits_at_the_table_does_not_wait_as_well(town: Town, planned: Meeting) -> None:
    assert queries.waiting(town.actor("mette"), TODAY) == []


@pytest.mark.parametrize("count", [3, 12])
def test_a_desk_of_many_meetings_asks_the_database_no_more(
    town: Town, meeting_on: Callable[..., Meeting], django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        meeting_on(f"Barn {number}")
    jonas = town.actor("jonas")
    with django_assert_max_num_queries(9):
        assert len(queries.tasks(jonas, TODAY)) == count
    with django_assert_max_num_queries(12):
        queries.holes(town.municipality.pk, NOW)


def test_a_sound_meeting_is_no_hole(town: Town, planned: Meeting) -> None:
    assert queries.holes(town.municipality.pk, NOW) == []


def hole_kinds(town: Town, at: datetime = NOW) -> list[str]:
    return [hole.kind for hole in queries.holes(town.municipality.pk, at)]


def test_a_passed_date_is_a_hole_until_somebody_else_is_told(town: Town, planned: Meeting) -> None:
    tomorrow = NOW + timedelta(days=1)
    assert hole_kinds(town, tomorrow) == ["overdue_not_escalated"]
    Meeting.objects.update(escalated_at=tomorrow, escalated_to=town.user("dorte"))
    assert hole_kinds(town, tomorrow) == []


def test_an_adviser_who_left_is_a_hole_that_names_no_child(town: Town, planned: Meeting) -> None:
    Employment.objects.filter(user=town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
    (hole,) = queries.holes(town.municipality.pk, NOW)
    assert (hole.kind, hole.who, hole.place) == ("owner_gone", "Bo Kjær", "Børnehuset Regnbuen")
    assert "Freja" not in f"{hole.what}{hole.place}{hole.who}"


def test_an_owner_who_may_not_lead_is_a_hole(town: Town, planned: Meeting) -> None:
    Meeting.objects.update(owner=town.user("mette"))
    assert hole_kinds(town) == ["owner_without_access"]


def test_a_protected_childs_hole_names_the_district_alone(town: Town, planned: Meeting) -> None:
    planned.child.protected_address = True
    planned.child.save()
    (hole,) = queries.holes(town.municipality.pk, NOW + timedelta(days=1))
    assert hole.place == "Distrikt Havnen"


def test_the_neighbour_has_no_hole_of_ours(town: Town, planned: Meeting) -> None:
    assert queries.holes(town.neighbour.pk, NOW + timedelta(days=1)) == []


def test_the_chronology_tells_how_many_agreements_and_repeats_the_disagreement(
    town: Town, running: Meeting, now: datetime, django_assert_max_num_queries: Any
) -> None:
    jonas = town.actor("jonas")
    peter = running.participants.get(name="Peter Bæk")
    actions.write_entry(
        jonas, running.pk, WriteEntry(Topic.WORRIES, "Der er ingen problemer!", peter.pk, True), now=now
    )
    actions.agree(jonas, running.pk, Agree("Ringe", peter.pk, TODAY), now=now)
    actions.conclude(jonas, running, TODAY, now=now)
    child = running.child
    with django_assert_max_num_queries(8):
        (event,) = queries.events(jonas, child)
    assert event.kind == "meetings.held"
    assert "1 aftale." in event.text
    assert "Peter Bæk er uenig: “Der er ingen problemer!”" in event.text
    assert queries.events(town.actor("maja"), running.child) == []


def test_a_cancelled_meeting_stays_in_the_chronology_with_its_reason(
    town: Town, planned: Meeting, now: datetime
) -> None:
    actions.cancel(town.actor("jonas"), planned.pk, CancelMeeting(planned.version, "Peter er syg.", TODAY), now=now)
    (event,) = queries.events(town.actor("jonas"), planned.child)
    assert (event.kind, event.text) == ("meetings.cancelled", "Peter er syg.")


def test_opening_a_meeting_leaves_a_line_in_the_read_log(town: Town, planned: Meeting, now: datetime) -> None:
    queries.open_meeting(town.actor("dorte"), planned.pk, now=now)
    line = ReadLine.objects.get(action="meeting.read")
    assert (line.actor_id, line.child_id) == (town.user("dorte").pk, planned.child_id)
