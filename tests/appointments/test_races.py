"""Several at once around one meeting, over real connections of their own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from sikkerhedsnet.appointments import actions
from sikkerhedsnet.appointments.commands import Line, WriteAgenda
from sikkerhedsnet.appointments.models import Agenda, AgendaLine, Interpreter, NotHeld, TimeOffer, TimeSlot
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import MoveDate
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.outbox.models import Message
from tests.appointments.conftest import a_no, answering, booked, offering, some_times
from tests.meetings.conftest import a_call, taken_concern
from tests.meetings.test_races import at_once
from tests.personas import NOW, TODAY, Town


def meeting_ahead(town: Town) -> Meeting:
    concern = taken_concern(town, town.children[0])
    starts = clock.at(TODAY + timedelta(days=2), 13)
    call = a_call(town, concern.child, starts_at=starts, ends_at=starts + timedelta(hours=1))
    return meetings.call_meeting(town.actor("jonas"), concern.pk, call, now=NOW)


@pytest.mark.slow
def test_two_answers_at_once_choose_one_time_and_move_the_meeting_once(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas = town.actor("jonas")
    offer = actions.offer_times(jonas, meeting.concern_id, offering(7, 8), now=NOW)
    first, second = answering(offer, 0), answering(offer, 1)
    got = at_once(
        lambda: actions.record_answer(jonas, offer.pk, first, now=NOW),
        lambda: actions.record_answer(jonas, offer.pk, second, now=NOW),
    )
    assert sorted(type(one).__name__ for one in got) == ["Stale", "TimeOffer"]
    meeting.refresh_from_db()
    chosen = TimeSlot.objects.get(chosen=True)
    assert (meeting.starts_at, meeting.moves) == (chosen.starts_at, 1)
    assert Message.objects.filter(kind="meeting.moved").count() == 1


@pytest.mark.slow
def test_one_answer_sent_twice_over_two_connections_is_one(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas = town.actor("jonas")
    offer = actions.offer_times(jonas, meeting.concern_id, offering(7, 8), now=NOW)
    command = answering(offer, 0)
    got = at_once(*[lambda: actions.record_answer(jonas, offer.pk, command, now=NOW)] * 2)
    assert [type(one).__name__ for one in got] == ["TimeOffer"] * 2
    meeting.refresh_from_db()
    assert meeting.moves == 1


@pytest.mark.slow
def test_a_move_and_an_answer_at_once_leave_the_meeting_at_one_time_everybody_was_told(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas = town.actor("jonas")
    offer = actions.offer_times(jonas, meeting.concern_id, offering(7, 8), now=NOW)
    answer = answering(offer, 0)
    starts, ends = some_times(20)[0]
    move = MoveDate(meeting.version, starts, ends, "Stue 2", asked_on=TODAY)
    got = at_once(
        lambda: meetings.move_date(jonas, meeting.pk, move, now=NOW),
        lambda: actions.record_answer(jonas, offer.pk, answer, now=NOW),
    )
    meeting.refresh_from_db()
    done = [one for one in got if not isinstance(one, Stale)]
    assert done and meeting.moves == len(done)
    offer.refresh_from_db()
    if isinstance(got[1], Stale):
        assert offer.state == "open" and meeting.starts_at == starts
    else:
        assert offer.state == "chosen" and meeting.starts_at in (starts, some_times(7)[0][0])


@pytest.mark.slow
def test_two_offers_at_once_leave_one_open(committed_town: Town) -> None:
    town = committed_town
    concern = taken_concern(town, town.children[0])
    jonas = town.actor("jonas")
    commands = [offering(2, 3), offering(4, 5)]
    at_once(*[lambda c=c: actions.offer_times(jonas, concern.pk, c, now=NOW) for c in commands])
    assert TimeOffer.objects.filter(state="open").count() == 1
    same = offering(6, 7, key=uuid4())
    got = at_once(*[lambda: actions.offer_times(jonas, concern.pk, same, now=NOW)] * 2)
    assert got[0].pk == got[1].pk


@pytest.mark.slow
def test_of_two_agendas_at_once_one_is_kept_whole_and_the_other_is_told(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    mine = WriteAgenda(0, tuple(Line(n, f"Jonas {n}") for n in range(1, 4)))
    theirs = WriteAgenda(0, tuple(Line(n, f"Mette {n}") for n in range(1, 6)))
    got = at_once(
        lambda: actions.write_agenda(town.actor("jonas"), meeting.pk, mine, now=NOW),
        lambda: actions.write_agenda(town.actor("mette"), meeting.pk, theirs, now=NOW),
    )
    assert sorted(type(one).__name__ for one in got) == ["Agenda", "Stale"]
    texts = list(AgendaLine.objects.values_list("text", flat=True))
    assert len({text.split()[0] for text in texts}) == 1 and len(texts) in (3, 5)
    assert Agenda.objects.count() == 1


@pytest.mark.slow
def test_of_two_notes_about_the_interpreter_one_is_kept(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas = town.actor("jonas")
    got = at_once(
        lambda: actions.book_interpreter(jonas, meeting.pk, booked(name="Nour"), now=NOW),
        lambda: actions.book_interpreter(jonas, meeting.pk, booked(name="Hala"), now=NOW),
    )
    assert sorted(type(one).__name__ for one in got) == ["Interpreter", "Stale"]
    assert Interpreter.objects.count() == 1


@pytest.mark.slow
def test_a_no_sent_twice_at_once_calls_the_meeting_off_once(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas, command = town.actor("jonas"), a_no(version=meeting.version)
    got = at_once(*[lambda: actions.not_held(jonas, meeting.concern_id, command, now=NOW)] * 2)
    assert got[0].pk == got[1].pk
    assert NotHeld.objects.count() == 1
    assert Message.objects.filter(kind="meeting.cancelled").count() == 1


@pytest.mark.slow
def test_a_no_and_a_move_at_once_are_one_of_the_two(committed_town: Town) -> None:
    town = committed_town
    meeting = meeting_ahead(town)
    jonas = town.actor("jonas")
    starts, ends = some_times(20)[0]
    move = MoveDate(meeting.version, starts, ends, "Stue 2", asked_on=TODAY)
    got = at_once(
        lambda: meetings.move_date(jonas, meeting.pk, move, now=NOW),
        lambda: actions.not_held(jonas, meeting.concern_id, a_no(version=meeting.version), now=NOW),
    )
    assert sum(isinstance(one, Stale) for one in got) == 1
    meeting.refresh_from_db()
    assert meeting.state == ("cancelled" if NotHeld.objects.exists() else "planned")
    assert meeting.concern.owner_id == jonas.id
