"""Whose meeting it is, how its page goes from planned to held, and the list of meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import State
from tests.meetings.forms_sent import HTMX, NASTY, at, shown
from tests.personas import TODAY, Town


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("jonas", 200), ("mette", 200), ("dorte", 200), ("maja", 404), ("signe", 404), ("stranger", 404),
        ("karin", 403), ("nabo", 404), ("amira", 403), ("admin", 403), ("lars", 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", "laes-op/", "referat.pdf"])
def test_each_persona_meets_the_right_door(town: Town, running: Meeting, who: str, status: int, tail: str) -> None:
    assert town.client(who).get(at(running, tail)).status_code == status


@pytest.mark.parametrize("tail", ["flyt/", "aflys/", "inviter/"])
def test_a_colleague_at_the_table_changes_nothing_about_the_meeting(town: Town, planned: Meeting, tail: str) -> None:
    assert town.client("mette").get(at(planned, tail)).status_code == 403
    assert town.client("jonas").get(at(planned, tail)).status_code == 200


def test_opening_the_page_is_logged_and_looking_for_new_lines_is_not(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    client.get(at(running))
    client.get(at(running) + "?del=ord&emne=works", **HTMX)
    assert ReadLine.objects.filter(action="meeting.read").count() == 1


def test_the_page_goes_from_planned_over_running_to_held(town: Town, planned: Meeting, now: datetime) -> None:
    client = town.client("jonas")
    assert "Begynd mødet" in shown(client.get(at(planned)))
    assert client.post(at(planned, "begynd/")).url == at(planned)
    page = shown(client.get(at(planned)))
    assert "Skriv det i referatet" in page
    assert page.index("Håb for mødet") < page.index("Hvad fungerer?") < page.index("Bekymringer, kort og konkret")
    planned.refresh_from_db()
    actions.conclude(town.actor("jonas"), planned, TODAY, now=now)
    page = shown(client.get(at(planned)))
    assert "Print referatet (PDF)" in page
    assert "<textarea" not in page


def test_a_meeting_tomorrow_cannot_begin_today(town: Town, meeting_on: Callable[..., Meeting]) -> None:
    day = TODAY + timedelta(days=1)
    meeting = meeting_on("Villads", starts_at=clock.at(day, 9), ends_at=clock.at(day, 10))
    client = town.client("jonas")
    assert "Begynd mødet" not in shown(client.get(at(meeting)))
    client.post(at(meeting, "begynd/"))
    meeting.refresh_from_db()
    assert meeting.state == State.PLANNED


def test_ending_without_a_plan_closes_the_worry(town: Town, running: Meeting) -> None:
    client = town.client("jonas")
    url = at(running, "uden-plan/")
    form = {
        "key": str(uuid4()), "reason": "solved", "because": NASTY, "answer": "Hun leger.",
        "version": client.get(url).context["form"]["version"].value(),
    }  # fmt: skip
    assert client.post(url, {**form, "answer": ""}).status_code == 400
    for _ in range(2):
        assert client.post(url, form).url == at(running)
    running.concern.refresh_from_db()
    assert running.concern.state == ConcernState.CLOSED
    assert NASTY in shown(client.get(at(running)))


@pytest.mark.parametrize("count", [5, 25])
def test_the_list_asks_the_database_no_more_for_more_meetings(
    town: Town, meeting_on: Callable[..., Meeting], django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        meeting_on(f"Barn {number}")
    client = town.client("jonas")
    with django_assert_max_num_queries(24):
        page = client.get("/moeder/")
    assert len(page.context["ahead"]) == count


def test_each_sees_the_meetings_they_are_in(town: Town, planned: Meeting) -> None:
    names = {
        who: len(town.client(who).get("/moeder/").context["ahead"])
        for who in ("jonas", "mette", "dorte", "maja", "nabo")
    }
    assert names == {"jonas": 1, "mette": 1, "dorte": 1, "maja": 0, "nabo": 0}


@pytest.mark.parametrize("tail", ["skriv/", "aftal/", "begynd/"])
def test_an_address_that_only_takes_forms_leads_back_to_the_meeting(town: Town, running: Meeting, tail: str) -> None:
    client: Client = town.client("jonas")
    assert client.get(at(running, tail)).url.startswith(at(running))
