"""A worry that has been taken, and a meeting at each stage, reached by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import CallMeeting, Guests
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import Child
from tests.personas import NOW, TODAY, Town
from tests.sharing.grounds import ONCE
from tests.support.again import again


def taken_concern(town: Town, child: Child, *, suspicion: bool = False) -> Concern:
    """Mette has written a worry, and Jonas has taken it."""
    raised = concerns.raise_concern(
        town.actor("mette"),
        RaiseConcern(
            child_id=child.pk,
            observation="Hun leger alene ved hegnet.",
            parents_know=ParentsKnow.MUST_NOT if suspicion else ParentsKnow.YES,
            suspicion=suspicion,
        ),
        now=NOW,
    )
    return concerns.take(town.actor("jonas"), Seen(raised.pk, raised.version), now=NOW)


def parents_of(child: Child) -> tuple[int, ...]:
    return tuple(child.custodies.order_by("id").values_list("guardian_id", flat=True))


def a_call(town: Town, child: Child, **changes: Any) -> CallMeeting:
    """Today at 13 in the child's day care, with both parents and Mette."""
    guests = {
        "guardian_ids": parents_of(child),
        "staff_ids": (town.user("mette").pk,),
        "asked_on": TODAY,
        "ground": ONCE,
        **changes.pop("guests", {}),
    }
    command: dict[str, Any] = {
        "starts_at": clock.at(TODAY, 13),
        "ends_at": clock.at(TODAY, 14),
        "place": "Børnehuset Regnbuen, mødelokalet",
        "institution_id": town.day_care.pk,
        "guests": Guests(**guests),
        **changes,
    }
    return CallMeeting(**command)


@pytest.fixture
def concern(town: Town) -> Concern:
    return again("a worry about Freja, taken", lambda: taken_concern(town, town.children[0]))


@pytest.fixture
def planned(town: Town, concern: Concern) -> Meeting:
    call = a_call(town, concern.child)
    return again("a meeting about Freja", lambda: actions.call_meeting(town.actor("jonas"), concern.pk, call, now=NOW))


@pytest.fixture
def running(town: Town, planned: Meeting) -> Meeting:
    return again("the meeting is running", lambda: actions.begin(town.actor("jonas"), planned.pk, now=NOW))


@pytest.fixture
def hour_on() -> datetime:
    return NOW + timedelta(hours=4)


@pytest.fixture
def meeting_on(town: Town) -> Callable[..., Meeting]:
    """One more meeting, about another child."""

    def make(name: str, **changes: Any) -> Meeting:
        child = town.child(name, "Prøve")
        concern = taken_concern(town, child)
        return actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, child, **changes), now=NOW)

    return make
