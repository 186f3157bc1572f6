"""The desk, the messages and the story name the kind of meeting it is."""

from __future__ import annotations

import pytest
from django.utils import translation

from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions, queries
from sikkerhedsnet.meetings.commands import CancelMeeting
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Kind
from sikkerhedsnet.outbox.models import Message
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import NOW, TODAY, Town

WORDS = {
    Kind.COLLABORATION: ("et samarbejdsmøde", "samarbejdsmødet", "the collaboration meeting"),
    Kind.COORDINATION: ("et koordinerende møde", "det koordinerende møde", "the coordination meeting"),
    Kind.NETWORK: ("et netværksmøde", "netværksmødet", "the network meeting"),
    Kind.FOLLOW_UP: ("et opfølgningsmøde", "opfølgningsmødet", "the follow-up meeting"),
    Kind.CONSULTATION: ("en sparring om barnet", "sparringen om barnet", "the sparring about the child"),
}


def called(town: Town, kind: Kind) -> Meeting:
    child = town.children[0]
    return actions.call_meeting(
        town.actor("jonas"), taken_concern(town, child).pk, a_call(town, child, kind=kind), now=NOW
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_the_desk_of_the_one_who_leads_and_of_the_one_who_comes_names_it(town: Town, kind: Kind) -> None:
    called(town, kind)
    _a, the, english = WORDS[kind]
    (leads,) = [task.what for task in queries.tasks(town.actor("jonas"), TODAY)]
    (comes,) = [task.what for task in queries.tasks(town.actor("mette"), TODAY)]
    assert (leads, comes) == (f"Hold {the} kl. 13.00", f"Kom til {the} kl. 13.00")
    with translation.override("en"):
        (leads,) = [task.what for task in queries.tasks(town.actor("jonas"), TODAY)]
    assert leads == f"Hold {english} at 13:00" or leads == f"Hold {english} at 13.00"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_messages_name_it(town: Town, kind: Kind) -> None:
    meeting = called(town, kind)
    a, the, _english = WORDS[kind]
    invited = Message.objects.get(kind="meeting.called", to__username="mette")
    assert invited.about == f"Jonas Holm har inviteret dig til {a} mandag 23. november"
    command = CancelMeeting(version=meeting.version, because="Syg", next_on=clock.day_of(NOW).replace(day=30))
    actions.cancel(town.actor("jonas"), meeting.pk, command, now=NOW)
    off = Message.objects.get(kind="meeting.cancelled", to__username="mette")
    assert off.about == f"Jonas Holm har aflyst {the} mandag 23. november"


def test_the_childs_story_and_the_net_name_it(town: Town) -> None:
    meeting = called(town, Kind.NETWORK)
    (event,) = queries.events(town.actor("jonas"), meeting.child)
    assert event.title == "Indkaldt til et netværksmøde mandag 23. november"
    Meeting.objects.filter(pk=meeting.pk).update(owner_id=None, state="cancelled", due_on=None)
    (event,) = queries.events(town.actor("mette"), meeting.child)
    assert event.title == "Netværksmøde aflyst"
