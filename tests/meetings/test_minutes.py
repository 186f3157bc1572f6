"""The minutes while the meeting runs, and how it ends."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import (
    Agree,
    Attendance,
    ChangeEntry,
    ConcludeWithoutPlan,
    Scale,
    WriteEntry,
)
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry, Participant
from sikkerhedsnet.meetings.states import Manner, State, Topic
from sikkerhedsnet.outbox.models import Message
from tests.personas import TODAY, Town

NASTY = "Æblegrød 😀 \u200fمرحبا\u200e =1+1 <script>alert(1)</script> #heading *fed*\n\nNæste linje"


def seat(meeting: Meeting, name: str) -> Participant:
    return meeting.participants.get(name=name)


def ending(meeting: Meeting, **changes: str) -> ConcludeWithoutPlan:
    meeting.refresh_from_db()
    words = {"reason": CloseReason.SOLVED.value, "because": "Det går godt nu.", "answer": "Hun leger igen.", **changes}
    return ConcludeWithoutPlan(version=meeting.version, **words)


def test_a_begun_meeting_is_open_for_writing_and_the_chair_is_there(town: Town, running: Meeting) -> None:
    assert running.state == State.RUNNING
    assert seat(running, "Jonas Holm").came is True
    assert seat(running, "Peter Bæk").came is None


def test_beginning_twice_is_beginning_once(town: Town, running: Meeting, now: datetime) -> None:
    again = actions.begin(town.actor("jonas"), running.pk, now=now + timedelta(minutes=5))
    assert again.began_at == running.began_at


def test_a_meeting_does_not_begin_before_its_day(town: Town, planned: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid) as raised:
        actions.begin(town.actor("jonas"), planned.pk, now=now - timedelta(days=1))
    assert raised.value.errors == {"begin": "too_early"}


def test_words_are_kept_exactly_as_they_were_written(town: Town, running: Meeting, now: datetime) -> None:
    entry = actions.write_entry(
        town.actor("mette"), running.pk, WriteEntry(Topic.WORKS, NASTY, seat(running, "Amira Haddad").pk), now=now
    )
    entry.refresh_from_db()
    assert entry.text == NASTY
    assert entry.written_by == town.user("mette")


def test_ten_thousand_characters_are_kept(town: Town, running: Meeting, now: datetime) -> None:
    entry = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "æ" * 10_000), now=now)
    entry.refresh_from_db()
    assert len(entry.text) == 10_000


def test_the_log_names_the_line_and_never_its_words(town: Town, running: Meeting, now: datetime) -> None:
    entry = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Hemmeligt ønske"), now=now)
    line = ChangeLine.objects.get(action="minutes.written")
    assert line.details == {"entry": entry.pk, "topic": "hopes"}


def test_the_family_is_read_first_whoever_wrote_first(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    seen = Manner.OBSERVATION
    for name, text in (("Mette Lund", "I små grupper."), ("Peter Bæk", "Hos mig."), ("Amira Haddad", "Hun synger.")):
        command = WriteEntry(Topic.WORKS, text, seat(running, name).pk, manner=seen)
        actions.write_entry(jonas, running.pk, command, now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORKS, "Hun smiler."), now=now)
    chapter = minutes_of(running).chapter(Topic.WORKS)
    assert [line.text for line in chapter.lines] == ["Hos mig.", "Hun synger.", "I små grupper.", "Hun smiler."]


def test_disagreement_stands_with_its_own_words(town: Town, running: Meeting, now: datetime) -> None:
    command = WriteEntry(Topic.WORRIES, "Der er ingen problemer.", seat(running, "Peter Bæk").pk, disagrees=True)
    actions.write_entry(town.actor("jonas"), running.pk, command, now=now)
    against = minutes_of(running).disagreements
    assert [(line.who, line.text) for line in against] == [("Peter Bæk", "Der er ingen problemer.")]


def test_a_second_submit_of_a_line_is_one_line(town: Town, running: Meeting, now: datetime) -> None:
    command = WriteEntry(Topic.HOPES, "Ro om morgenen.", key=uuid.uuid4())
    first = actions.write_entry(town.actor("jonas"), running.pk, command, now=now)
    again = actions.write_entry(town.actor("jonas"), running.pk, command, now=now)
    assert first.pk == again.pk
    assert MinutesEntry.objects.count() == 1


def test_two_who_write_at_once_both_keep_their_line(town: Town, running: Meeting, now: datetime) -> None:
    for who in ("jonas", "mette"):
        actions.write_entry(town.actor(who), running.pk, WriteEntry(Topic.HOPES, f"Fra {who}"), now=now)
    assert MinutesEntry.objects.count() == 2


def test_a_line_somebody_else_put_right_is_not_overwritten(town: Town, running: Meeting, now: datetime) -> None:
    entry = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Et"), now=now)
    actions.change_entry(town.actor("mette"), entry.pk, ChangeEntry(entry.version, "To"), now=now)
    with pytest.raises(Stale) as raised:
        actions.change_entry(town.actor("jonas"), entry.pk, ChangeEntry(entry.version, "Tre"), now=now)
    entry.refresh_from_db()
    assert (entry.text, raised.value.who) == ("To", "Mette Lund")


def test_a_line_needs_words(town: Town, running: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid) as raised:
        actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, " \n "), now=now)
    assert raised.value.errors == {"text": "text"}


def test_nobody_speaks_from_another_meetings_chair(town: Town, running: Meeting, meeting_on, now: datetime) -> None:
    stranger = meeting_on("Villads").participants.first()
    with pytest.raises(Invalid) as raised:
        actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Hej", stranger.pk), now=now)
    assert raised.value.errors == {"said_by": "not_seated"}
    with pytest.raises(Invalid):
        actions.agree(town.actor("jonas"), running.pk, Agree("Ringe", stranger.pk, TODAY), now=now)


@pytest.mark.parametrize("who", ["dorte"])
def test_the_houses_leader_reads_but_does_not_write(town: Town, running: Meeting, now: datetime, who: str) -> None:
    with pytest.raises(Refused) as raised:
        actions.write_entry(town.actor(who), running.pk, WriteEntry(Topic.HOPES, "Hej"), now=now)
    assert raised.value.reason == "not_at_table"


@pytest.mark.parametrize("who", ["maja", "signe", "nabo", "amira", "stranger", "karin"])
def test_whoever_is_out_of_reach_finds_no_meeting(town: Town, running: Meeting, now: datetime, who: str) -> None:
    person = seat(running, "Mette Lund")
    entry = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Hej"), now=now)
    actor = town.actor(who)
    with pytest.raises(Meeting.DoesNotExist):
        actions.write_entry(actor, running.pk, WriteEntry(Topic.HOPES, "Hej"), now=now)
    with pytest.raises(MinutesEntry.DoesNotExist):
        actions.change_entry(actor, entry.pk, ChangeEntry(1, "Hej"), now=now)
    with pytest.raises(Participant.DoesNotExist):
        actions.mark_participant(actor, person.pk, Attendance(True), now=now)
    with pytest.raises(Meeting.DoesNotExist):
        actions.agree(actor, running.pk, Agree("Ringe", person.pk, TODAY), now=now)


def test_each_ones_numbers_are_their_own(town: Town, running: Meeting, now: datetime) -> None:
    mette = town.actor("mette")
    actions.mark_participant(mette, seat(running, "Amira Haddad").pk, Scale(4, 7), now=now)
    actions.mark_participant(mette, seat(running, "Peter Bæk").pk, Scale(8, None), now=now)
    actions.mark_participant(mette, seat(running, "Amira Haddad").pk, Attendance(True), now=now)
    rows = [(p.name, p.scale_now, p.scale_good) for p in minutes_of(running).scales]
    assert sorted(rows) == [("Amira Haddad", 4, 7), ("Peter Bæk", 8, None)]


def test_a_number_beyond_ten_is_refused(town: Town, running: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid):
        actions.mark_participant(town.actor("jonas"), seat(running, "Peter Bæk").pk, Scale(11, 3), now=now)


def test_an_agreement_has_one_owner_and_one_date_and_is_made_once(town: Town, running: Meeting, now: datetime) -> None:
    command = Agree("Synge i bilen", seat(running, "Amira Haddad").pk, TODAY + timedelta(days=7), key=uuid.uuid4())
    first = actions.agree(town.actor("mette"), running.pk, command, now=now)
    assert actions.agree(town.actor("mette"), running.pk, command, now=now).pk == first.pk
    assert [(s.what, s.who) for s in minutes_of(running).steps] == [("Synge i bilen", "Amira Haddad")]


def test_an_agreement_in_the_past_is_refused(town: Town, running: Meeting, now: datetime) -> None:
    late = Agree("Ringe", seat(running, "Peter Bæk").pk, TODAY - timedelta(days=1))
    with pytest.raises(Invalid) as raised:
        actions.agree(town.actor("jonas"), running.pk, late, now=now)
    assert raised.value.errors == {"due_on": "past"}


def test_a_withdrawn_agreement_no_longer_stands(town: Town, running: Meeting, now: datetime) -> None:
    made = actions.agree(town.actor("jonas"), running.pk, Agree("Ringe", seat(running, "Peter Bæk").pk, TODAY), now=now)
    for _ in range(2):
        actions.withdraw_agreement(town.actor("mette"), made.pk, now=now)
    assert minutes_of(running).steps == []
    assert ChangeLine.objects.filter(action="agreement.withdrawn").count() == 1


def test_a_concluded_meeting_is_due_no_more_and_its_people_are_told(
    town: Town, running: Meeting, hour_on: datetime
) -> None:
    done = actions.conclude(town.actor("jonas"), running, TODAY + timedelta(weeks=6), now=hour_on)
    assert (done.state, done.due_on, done.next_on) == (State.CONCLUDED, None, TODAY + timedelta(weeks=6))
    assert Message.objects.filter(kind="meeting.concluded", to=town.user("mette")).count() == 1


@pytest.mark.parametrize("who", ["mette", "dorte", "signe"])
def test_only_the_one_who_leads_ends_the_meeting(town: Town, running: Meeting, now: datetime, who: str) -> None:
    with pytest.raises(Refused):
        actions.conclude(town.actor(who), running, TODAY, now=now)
    running.refresh_from_db()
    assert running.state == State.RUNNING


def test_concluded_minutes_can_never_be_written_in_again(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    person = seat(running, "Peter Bæk")
    entry = actions.write_entry(jonas, running.pk, WriteEntry(Topic.HOPES, "Et"), now=now)
    made = actions.agree(jonas, running.pk, Agree("Ringe", person.pk, TODAY), now=now)
    actions.conclude(jonas, running, TODAY, now=now)
    for act in (
        lambda: actions.write_entry(jonas, running.pk, WriteEntry(Topic.HOPES, "To"), now=now),
        lambda: actions.change_entry(jonas, entry.pk, ChangeEntry(entry.version, "To"), now=now),
        lambda: actions.agree(jonas, running.pk, Agree("To", person.pk, TODAY), now=now),
        lambda: actions.withdraw_agreement(jonas, made.pk, now=now),
        lambda: actions.mark_participant(jonas, person.pk, Scale(1, 1), now=now),
        lambda: actions.mark_participant(jonas, person.pk, Attendance(True), now=now),
    ):
        with pytest.raises(Stale):
            act()
    assert MinutesEntry.objects.get().text == "Et"
    assert Agreement.objects.get().withdrawn is False


def test_nothing_is_written_before_the_meeting_begins(town: Town, planned: Meeting, now: datetime) -> None:
    with pytest.raises(Stale):
        actions.write_entry(town.actor("jonas"), planned.pk, WriteEntry(Topic.HOPES, "Hej"), now=now)


def test_a_meeting_that_ends_the_worry_closes_it_and_answers_the_sender(
    town: Town, running: Meeting, now: datetime
) -> None:
    command = ending(running)
    done = actions.conclude_without_plan(town.actor("jonas"), running.pk, command, now=now)
    again = actions.conclude_without_plan(town.actor("jonas"), running.pk, command, now=now)
    done.concern.refresh_from_db()
    assert again.pk == done.pk
    assert (done.state, done.no_plan_because) == (State.CONCLUDED, "Det går godt nu.")
    assert (done.concern.state, done.concern.answer) == (ConcernState.CLOSED, "Hun leger igen.")
    assert Message.objects.filter(kind="concern.closed", to=town.user("mette")).count() == 1


def test_what_was_agreed_is_never_dropped_by_ending_without_a_plan(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    made = actions.agree(jonas, running.pk, Agree("Ringe", seat(running, "Peter Bæk").pk, TODAY), now=now)
    with pytest.raises(Invalid) as raised:
        actions.conclude_without_plan(jonas, running.pk, ending(running), now=now)
    assert raised.value.errors == {"because": "open_agreements"}
    actions.withdraw_agreement(jonas, made.pk, now=now)
    assert actions.conclude_without_plan(jonas, running.pk, ending(running), now=now).state == State.CONCLUDED


@pytest.mark.parametrize("field", ["because", "answer"])
def test_it_does_not_end_without_a_reason_and_an_answer(
    town: Town, running: Meeting, now: datetime, field: str
) -> None:
    with pytest.raises(Invalid) as raised:
        actions.conclude_without_plan(town.actor("jonas"), running.pk, ending(running, **{field: "  "}), now=now)
    assert raised.value.errors == {field: field}
    running.refresh_from_db()
    assert running.state == State.RUNNING
