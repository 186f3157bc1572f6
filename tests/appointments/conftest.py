"""A worry taken, times offered and a meeting ahead, through the real actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.appointments import actions
from sikkerhedsnet.appointments.commands import BookInterpreter, NotHeldNow, OfferTimes, RecordAnswer
from sikkerhedsnet.appointments.models import TimeOffer
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import InvitedHow, Outcome
from tests.meetings.conftest import a_call, concern, hour_on, planned, running, taken_concern
from tests.personas import NOW, TODAY, Town
from tests.support.again import again

__all__ = ["concern", "hour_on", "planned", "running"]


def some_times(*days: int, hour: int = 9) -> tuple[Any, ...]:
    starts = [clock.at(TODAY + timedelta(days=day), hour) for day in days]
    return tuple((one, one + timedelta(hours=1)) for one in starts)


def offering(*days: int, **changes: Any) -> OfferTimes:
    command = OfferTimes(some_times(*(days or (2, 3, 4))), TODAY + timedelta(days=1), key=uuid4())
    return replace(command, **changes)


def answering(offer: TimeOffer, number: int | None, **changes: Any) -> RecordAnswer:
    slots = list(offer.slots.all())
    command = RecordAnswer(
        offer.version,
        slots[number].pk if number is not None else None,
        TODAY,
        InvitedHow.PHONE,
        words="Det passer bedst.",
    )
    return replace(command, **changes)


def booked(**changes: Any) -> BookInterpreter:
    return replace(BookInterpreter(0, needed=True, language="arabisk"), **changes)


def a_no(**changes: Any) -> NotHeldNow:
    command = NotHeldNow(
        Outcome.DECLINED,
        TODAY,
        "Jeg kommer forbi ved afhentning.",
        words="Vi vil ikke sidde dér med så mange.",
        next_on=TODAY + timedelta(days=7),
        key=uuid4(),
    )
    return replace(command, **changes)


@pytest.fixture
def offered(town: Town, concern: Concern) -> TimeOffer:
    jonas = town.actor("jonas")
    return again("times offered about Freja", lambda: actions.offer_times(jonas, concern.pk, offering(), now=NOW))


@pytest.fixture
def ahead(town: Town, concern: Concern) -> Meeting:
    """In two days, with an Arabic-speaking mother."""
    starts = clock.at(TODAY + timedelta(days=2), 13)
    call = a_call(town, concern.child, starts_at=starts, ends_at=starts + timedelta(hours=1), interpreter="arabisk")
    jonas = town.actor("jonas")
    return again("a meeting about Freja in two days", lambda: meetings.call_meeting(jonas, concern.pk, call, now=NOW))


def on_a_suspicion(town: Town) -> Meeting:
    worry = taken_concern(town, town.children[1], suspicion=True)
    alone = a_call(town, worry.child, guests={"guardian_ids": (), "asked_on": None})
    return meetings.call_meeting(town.actor("jonas"), worry.pk, alone, now=NOW)
