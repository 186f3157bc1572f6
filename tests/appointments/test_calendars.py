"""A calendar file for each one invited: it moves, it goes, and it says nothing about whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from sikkerhedsnet.appointments import calendars
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CancelMeeting, MoveDate
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Role
from tests.appointments.conftest import on_a_suspicion
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import TODAY, Town
from tests.rules.appointments.test_ics import UGLY, keeps_the_letter


def file_for(town: Town, who: str, seat: Participant) -> icalendar.Calendar:
    response = town.client(who).get(f"/indkaldelser/deltager/{seat.pk}/moede.ics")
    assert response.status_code == 200 and response["Content-Type"] == "text/calendar; charset=utf-8"
    keeps_the_letter(response.content)
    return icalendar.Calendar.from_ical(response.content)


def event_of(calendar: icalendar.Calendar) -> Any:
    (event,) = calendar.walk("VEVENT")
    return event


def seat_of(meeting: Meeting, town: Town, who: str) -> Participant:
    return meeting.participants.get(user=town.user(who))


def move_on(town: Town, meeting: Meeting, days: int, now: datetime) -> None:
    starts = clock.at(TODAY + timedelta(days=days), 8, 30)
    meeting.refresh_from_db()
    move = MoveDate(meeting.version, starts, starts + timedelta(hours=1), "Stue 2", asked_on=TODAY)
    meetings.move_date(town.actor("jonas"), meeting.pk, move, now=now)


def test_an_invitation_moves_and_is_called_off_in_the_same_entry(town: Town, ahead: Meeting, now: datetime) -> None:
    seat = seat_of(ahead, town, "mette")
    first = file_for(town, "mette", seat)
    move_on(town, ahead, 9, now)
    moved = file_for(town, "mette", seat)
    ahead.refresh_from_db()
    meetings.cancel(
        town.actor("jonas"), ahead.pk, CancelMeeting(ahead.version, "Syg.", TODAY + timedelta(days=3)), now=now
    )
    gone = file_for(town, "jonas", seat)
    events = [event_of(one) for one in (first, moved, gone)]
    assert [one["METHOD"] for one in (first, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event["UID"] for event in events}) == 1
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert clock.local(events[1]["DTSTART"].dt) == clock.at(TODAY + timedelta(days=9), 8, 30)
    assert events[2]["STATUS"] == "CANCELLED"


def test_each_one_has_an_entry_of_her_own_that_tells_of_no_other(town: Town, ahead: Meeting) -> None:
    seats = list(ahead.participants.all())
    files = {seat.pk: file_for(town, "jonas", seat) for seat in seats}
    assert len({event_of(one)["UID"] for one in files.values()}) == len(seats)
    for seat in seats:
        event = event_of(files[seat.pk])
        assert not isinstance(event["ATTENDEE"], list)
        assert str(event["ATTENDEE"]).startswith("mailto:" if seat.user_id else "urn:uuid:")


def test_nothing_in_it_is_about_the_child_the_family_or_the_worry(town: Town, ahead: Meeting) -> None:
    Meeting.objects.update(place="Hjemme hos Freja Bæk, Møllevej 12, 2. tv.", interpreter="arabisk")
    told = [
        "Freja",
        "Bæk",
        "Amira",
        "Haddad",
        "Peter",
        "Jonas Holm",
        "Mette Lund",
        "hegnet",
        "Møllevej",
        "arabisk",
        "2305",
    ]
    for seat in ahead.participants.all():
        text = file_for(town, "jonas", seat).to_ical().replace(b"\r\n ", b"").decode()
        assert not [word for word in told if word in text]
    staff = event_of(file_for(town, "mette", seat_of(ahead, town, "mette")))
    assert staff["SUMMARY"] == "Møde, se Sikkerhedsnet"
    parent = ahead.participants.filter(role=Role.PARENT).first()
    assert parent is not None
    assert event_of(file_for(town, "jonas", parent))["SUMMARY"] == "Møde"


def test_the_institution_stands_in_it_only_where_anybody_may_know(town: Town, ahead: Meeting) -> None:
    seat = seat_of(ahead, town, "mette")
    assert event_of(file_for(town, "mette", seat))["LOCATION"] == "Børnehuset Regnbuen"
    ahead.child.protected_address = True
    ahead.child.save()
    kept = file_for(town, "mette", seat)
    assert "LOCATION" not in event_of(kept)
    assert b"Regnbuen" not in kept.to_ical()


def test_a_parent_it_is_protected_against_keeps_it_out_of_every_file(town: Town, ahead: Meeting, now: datetime) -> None:
    father = ahead.child.custodies.get(guardian__name="Peter Bæk").guardian
    ahead.child.protections.create(against=father, source="local", set_by=town.user("jonas"), set_at=now, why="x")
    for seat in ahead.participants.all():
        assert "LOCATION" not in event_of(file_for(town, "jonas", seat))


@pytest.mark.parametrize("ugly", UGLY)
def test_an_institution_with_an_ugly_name_makes_a_whole_file(town: Town, ahead: Meeting, ugly: str) -> None:
    name = ugly.replace("\x00", "")[:200]
    type(town.day_care).objects.filter(pk=town.day_care.pk).update(name=name)
    event_of(file_for(town, "mette", seat_of(ahead, town, "mette")))


def test_only_the_person_herself_and_the_one_who_leads_take_the_file(town: Town, ahead: Meeting) -> None:
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    mine = seat_of(ahead, town, "mette")
    path = "/indkaldelser/deltager/{}/moede.ics"
    assert town.client("mette").get(path.format(mine.pk)).status_code == 200
    assert town.client("mette").get(path.format(mother.pk)).status_code == 403
    assert town.client("dorte").get(path.format(mine.pk)).status_code == 403
    assert town.client("signe").get(path.format(mine.pk)).status_code == 404


def test_my_own_meetings_stand_in_one_file_and_a_cancelled_one_leaves_it_though_the_door_is_shut(
    town: Town, concern: Any, now: datetime
) -> None:
    lone = town.user("lone")
    call = a_call(town, concern.child, guests={"staff_ids": (lone.pk,)})
    meeting = meetings.call_meeting(town.actor("jonas"), concern.pk, call, now=now)
    before = icalendar.Calendar.from_ical(town.client("lone").get("/indkaldelser/mine-moeder.ics").content)
    meetings.cancel(town.actor("jonas"), meeting.pk, CancelMeeting(meeting.version, "x", TODAY), now=now)
    assert town.client("lone").get(f"/moeder/{meeting.pk}/").status_code == 404
    response = town.client("lone").get("/indkaldelser/mine-moeder.ics")
    keeps_the_letter(response.content)
    after = icalendar.Calendar.from_ical(response.content)
    assert event_of(before)["UID"] == event_of(after)["UID"]
    assert [event_of(one)["STATUS"] for one in (before, after)] == ["CONFIRMED", "CANCELLED"]
    assert b"Freja" not in response.content
    assert not icalendar.Calendar.from_ical(town.client("signe").get("/indkaldelser/mine-moeder.ics").content).walk(
        "VEVENT"
    )


def test_a_file_about_a_suspicion_is_like_any_other_and_the_parents_is_not_changed_by_one(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    before = [calendars.invitation(ahead, seat, sender="a@b.dk", now=now) for seat in (mother,)]
    hidden = on_a_suspicion(town)
    about_freja = taken_concern(town, ahead.child, suspicion=True)
    alone = a_call(town, ahead.child, guests={"guardian_ids": (), "asked_on": None})
    meetings.call_meeting(town.actor("jonas"), about_freja.pk, alone, now=now)
    ahead = Meeting.objects.get(pk=ahead.pk)
    assert [calendars.invitation(ahead, seat, sender="a@b.dk", now=now) for seat in (mother,)] == before
    seat = hidden.participants.get(user=town.user("mette"))
    told = calendars.invitation(hidden, seat, sender="a@b.dk", now=now).replace(b"\r\n ", b"").decode()
    plain = calendars.invitation(ahead, seat_of(ahead, town, "mette"), sender="a@b.dk", now=now)
    shape = lambda text: [line.split(":")[0] for line in text.split("\r\n")]  # noqa: E731
    assert shape(told) == shape(plain.replace(b"\r\n ", b"").decode())
