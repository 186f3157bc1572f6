"""Who sees the rows around a meeting before it is held: the application and the database, each by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction

from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.appointments import actions
from sikkerhedsnet.appointments.commands import ChooseWays, Line, WriteAgenda
from sikkerhedsnet.appointments.models import (
    Agenda,
    AgendaLine,
    Interpreter,
    MeetingWays,
    NotHeld,
    TimeOffer,
    TimeSlot,
)
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import context
from sikkerhedsnet.meetings.models import Meeting
from tests.appointments.conftest import a_no, booked, offering, on_a_suspicion
from tests.meetings.conftest import taken_concern
from tests.personas import Town

OF_THE_WORRY: tuple[Any, ...] = (TimeOffer, TimeSlot, NotHeld)
OF_THE_MEETING: tuple[Any, ...] = (Interpreter, Agenda, AgendaLine)
STAFF = (
    "jonas", "mette", "dorte", "maja", "hanne", "signe", "rikke", "lone", "pia", "sara", "stranger", "karin", "bo", "lars",
    "nabo", "admin", "amira", "peter",
)  # fmt: skip


@pytest.fixture
def full(town: Town, ahead: Meeting, now: datetime) -> Meeting:
    """Rows about an open meeting, about a worry without one, and about a meeting on a suspicion."""
    jonas = town.actor("jonas")
    hidden = on_a_suspicion(town)
    for meeting in (ahead, hidden):
        actions.book_interpreter(jonas, meeting.pk, booked(), now=now)
        actions.write_agenda(jonas, meeting.pk, WriteAgenda(0, (Line(1, "Et punkt"),)), now=now)
    actions.offer_times(jonas, ahead.concern_id, offering(7, 8), now=now)
    declined = taken_concern(town, town.child("Alma", "Prøve"))
    actions.not_held(jonas, declined.pk, a_no(), now=now)
    return hidden


@pytest.mark.parametrize("who", STAFF)
def test_the_application_and_the_database_show_the_same_rows(town: Town, full: Meeting, who: str) -> None:
    actor = town.actor(who)
    for model in (*OF_THE_WORRY, *OF_THE_MEETING):
        by_rule = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        with transaction.atomic(), context.asking(context.person(actor)):
            by_database = set(model.objects.values_list("pk", flat=True))
        assert by_rule == by_database, model.__name__


@pytest.mark.parametrize("who", STAFF)
def test_a_row_is_seen_by_those_who_see_what_it_is_about_and_nobody_else(town: Town, full: Meeting, who: str) -> None:
    actor = town.actor(who)
    worries = set(Concern.objects.visible_to(actor).values_list("pk", flat=True))
    meetings = set(Meeting.objects.visible_to(actor).values_list("pk", flat=True))
    may_sit = actor.has(Permission.MEETING_SEE)
    seen = {row.pk for row in TimeOffer.objects.all() if row.concern_id in worries} if may_sit else set()
    assert set(TimeOffer.objects.visible_to(actor).values_list("pk", flat=True)) == seen
    for model in OF_THE_MEETING:
        rows = {row.pk for row in model.objects.all() if row.meeting_id in meetings}
        assert set(model.objects.visible_to(actor).values_list("pk", flat=True)) == rows


@pytest.mark.parametrize(
    ("who", "sees"), [("jonas", True), ("mette", True), ("dorte", False), ("maja", False), ("hanne", False)]
)
def test_of_a_suspicion_only_the_table_sees_the_interpreter(town: Town, full: Meeting, who: str, sees: bool) -> None:
    rows = Interpreter.objects.visible_to(town.actor(who)).filter(meeting=full)
    assert rows.exists() is sees


def test_only_those_who_keep_them_change_what_meetings_are_like(town: Town, now: datetime) -> None:
    actions.choose_ways(town.actor("karin"), ChooseWays(0, 3, {}), now=now)
    for who, may in (("karin", True), ("jonas", False), ("mette", False)):
        with transaction.atomic(), context.asking(context.person(town.actor(who))):
            assert MeetingWays.objects.count() == 1
            assert MeetingWays.objects.update(interpreter_days=4) == int(may)
    with transaction.atomic(), context.asking(context.person(town.actor("nabo"))):
        assert not MeetingWays.objects.exists()


def test_nothing_is_written_about_a_worry_out_of_reach(town: Town, full: Meeting, now: datetime) -> None:
    concern = TimeOffer.objects.get().concern
    with pytest.raises(ProgrammingError), transaction.atomic(), context.asking(context.person(town.actor("signe"))):
        NotHeld.objects.bulk_create(
            [
                NotHeld(
                    child_id=concern.child_id, concern_id=concern.pk, why="declined", on=now.date(), how="phone", words="x",
                    instead="x", recorded_by=town.user("signe"), recorded_at=now, idempotency_key=uuid4(),
                )
            ]
        )  # fmt: skip
