"""A meeting is called, moved and called off."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import CancelMeeting, Guests, MoveDate, Newcomer
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Role, State
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, NetworkMember, Relation
from tests.meetings.conftest import a_call, parents_of, taken_concern
from tests.personas import TODAY, Town


def moved_to(town: Town, meeting: Meeting, days: int, **changes: object) -> MoveDate:
    day = TODAY + timedelta(days=days)
    command = MoveDate(meeting.version, clock.at(day, 9), clock.at(day, 10), "Stue 2", asked_on=TODAY)
    return replace(command, **changes)  # type: ignore[arg-type]


def test_a_called_meeting_belongs_to_the_adviser_and_is_due_on_its_day(planned: Meeting, town: Town) -> None:
    assert (planned.owner_id, planned.due_on) == (town.user("jonas").pk, TODAY)
    assert planned.place.startswith("Børnehuset Regnbuen")
    assert planned.institution == town.day_care


def test_the_concern_follows_and_owes_no_date_of_its_own(planned: Meeting, concern: Concern) -> None:
    concern.refresh_from_db()
    assert (concern.state, concern.due_on) == (ConcernState.AT_MEETING, None)


def test_parents_sit_first_and_the_one_who_called_last(planned: Meeting, town: Town) -> None:
    names = [p.name for p in planned.participants.all()]
    assert set(names[:2]) == {"Amira Haddad", "Peter Bæk"}
    assert names[-1] == "Jonas Holm"
    assert planned.participants.get(user=town.user("mette")).title == "pædagog"


def test_a_colleague_at_the_table_may_see_the_child_and_is_told(town: Town, concern: Concern, now: datetime) -> None:
    lone = town.actor("lone")
    assert not Child.objects.visible_to(lone).filter(pk=concern.child_id).exists()
    meeting = actions.call_meeting(
        town.actor("jonas"), concern.pk, a_call(town, concern.child, guests={"staff_ids": (lone.id,)}), now=now
    )
    assert Child.objects.visible_to(lone).filter(pk=concern.child_id).exists()
    assert Relation.objects.get(user_id=lone.id, child=concern.child).kind == Relation.Kind.PARTICIPANT
    assert Message.objects.get(to_id=lone.id, kind="meeting.called").url_arg == meeting.pk


def test_calling_leaves_a_line_in_the_log(planned: Meeting, town: Town) -> None:
    line = ChangeLine.objects.get(action="meeting.called", object_id=planned.pk)
    assert (line.actor_id, line.child_id) == (town.user("jonas").pk, planned.child_id)


def test_a_second_submit_answers_with_the_first_meeting(town: Town, concern: Concern, now: datetime) -> None:
    command = a_call(town, concern.child, key=uuid.uuid4())
    first = actions.call_meeting(town.actor("jonas"), concern.pk, command, now=now)
    again = actions.call_meeting(town.actor("jonas"), concern.pk, command, now=now)
    assert first.pk == again.pk
    assert Meeting.objects.count() == 1
    assert Message.objects.filter(kind="meeting.called").count() == 1


def test_a_second_meeting_on_the_same_concern_is_stopped(town: Town, planned: Meeting, now: datetime) -> None:
    with pytest.raises(Stale):
        actions.call_meeting(town.actor("jonas"), planned.concern_id, a_call(town, planned.child), now=now)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("who", ["signe", "mette", "dorte", "hanne", "karin", "sara"])
def test_nobody_else_calls_a_meeting_on_my_concern(town: Town, concern: Concern, now: datetime, who: str) -> None:
    with pytest.raises((Refused, Concern.DoesNotExist)):
        actions.call_meeting(town.actor(who), concern.pk, a_call(town, concern.child), now=now)
    assert not Meeting.objects.exists()


def test_the_neighbour_finds_no_concern_to_meet_on(town: Town, concern: Concern, now: datetime) -> None:
    with pytest.raises(Concern.DoesNotExist):
        actions.call_meeting(town.actor("nabo"), concern.pk, a_call(town, concern.child), now=now)


@pytest.mark.parametrize(
    ("guests", "error"),
    [
        ({"asked_on": None}, {"asked_on": "asked_required"}),
        ({"guardian_ids": ()}, {"guardians": "no_parent"}),
        ({"guardian_ids": (999_999,)}, {"guardians": "no_parent"}),
        ({"staff_ids": (999_999,)}, {"staff": "not_staff"}),
        ({"network_ids": (999_999,)}, {"network": "not_network"}),
    ],
)
def test_people_who_cannot_be_invited_stop_the_call_whole(
    town: Town, concern: Concern, now: datetime, guests: dict[str, object], error: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as raised:
        actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)
    assert raised.value.errors == error
    assert not Meeting.objects.exists()
    concern.refresh_from_db()
    assert concern.state == ConcernState.TAKEN


def test_another_childs_parent_cannot_be_invited(town: Town, concern: Concern, now: datetime) -> None:
    strangers = parents_of(town.children[1])
    guests = {"guardian_ids": (*parents_of(concern.child), strangers[0])}
    with pytest.raises(Invalid) as raised:
        actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)
    assert raised.value.errors == {"guardians": "not_a_parent"}


@pytest.mark.parametrize("who", ["amira", "nabo", "karin", "admin"])
def test_only_colleagues_who_sit_at_meetings_can_be_seated(
    town: Town, concern: Concern, now: datetime, who: str
) -> None:
    guests = {"staff_ids": (town.user(who).pk,)}
    with pytest.raises(Invalid):
        actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)


def test_a_colleague_who_has_left_cannot_be_seated(town: Town, concern: Concern, now: datetime) -> None:
    Employment.objects.filter(user=town.user("lone")).update(end_on=TODAY - timedelta(days=1))
    guests = {"staff_ids": (town.user("lone").pk,)}
    with pytest.raises(Invalid):
        actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)


def test_somebody_new_from_the_network_is_remembered_once(town: Town, planned: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    for _ in range(2):
        actions.add_participant(jonas, planned.pk, Guests(newcomers=(Newcomer("  Bodil   Bæk ", "mormor"),)), now=now)
    assert NetworkMember.objects.get(child=planned.child).name == "Bodil Bæk"
    assert planned.participants.filter(role=Role.NETWORK).count() == 1


def test_the_child_has_a_chair_of_its_own(town: Town, concern: Concern, now: datetime) -> None:
    meeting = actions.call_meeting(
        town.actor("jonas"), concern.pk, a_call(town, concern.child, guests={"child_comes": True}), now=now
    )
    actions.add_participant(town.actor("jonas"), meeting.pk, Guests(child_comes=True), now=now)
    assert meeting.participants.get(role=Role.CHILD).name == "Freja"


def test_on_a_suspicion_only_professionals_are_seated(town: Town, now: datetime) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    jonas = town.actor("jonas")
    with pytest.raises(Invalid) as raised:
        actions.call_meeting(jonas, concern.pk, a_call(town, concern.child), now=now)
    assert raised.value.errors == {"guardians": "suspicion"}
    alone = a_call(town, concern.child, guests={"guardian_ids": (), "asked_on": None})
    meeting = actions.call_meeting(jonas, concern.pk, alone, now=now)
    assert set(meeting.participants.values_list("role", flat=True)) == {Role.PROFESSIONAL}
    with pytest.raises(Invalid):
        actions.add_participant(
            jonas, meeting.pk, Guests(guardian_ids=parents_of(concern.child), asked_on=TODAY), now=now
        )
    assert not meeting.participants.exclude(role=Role.PROFESSIONAL).exists()


def test_a_meeting_on_a_suspicion_is_hidden_from_the_leader_who_is_not_there(town: Town, now: datetime) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    alone = a_call(town, concern.child, guests={"guardian_ids": (), "asked_on": None})
    meeting = actions.call_meeting(town.actor("jonas"), concern.pk, alone, now=now)
    seen_by = {who for who in ("jonas", "mette", "dorte", "maja", "hanne") if _sees(town, who, meeting)}
    assert seen_by == {"jonas", "mette"}


def _sees(town: Town, who: str, meeting: Meeting) -> bool:
    return Meeting.objects.visible_to(town.actor(who)).filter(pk=meeting.pk).exists()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("jonas", True), ("mette", True), ("dorte", True), ("maja", False), ("hanne", False), ("signe", False),
        ("rikke", False), ("stranger", False), ("karin", False), ("bo", False), ("nabo", False), ("amira", False),
    ],
)  # fmt: skip
def test_a_meeting_is_seen_by_the_table_and_the_houses_leader(
    town: Town, planned: Meeting, who: str, sees: bool
) -> None:
    assert _sees(town, who, planned) is sees


def test_a_seat_gives_no_access_when_the_reason_to_see_the_child_has_run_out(
    town: Town, concern: Concern, now: datetime
) -> None:
    guests = {"staff_ids": (town.user("lone").pk,)}
    meeting = actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)
    assert _sees(town, "lone", meeting)
    Relation.objects.filter(user=town.user("lone")).update(end_on=TODAY - timedelta(days=1))
    assert not _sees(town, "lone", meeting)


def test_the_place_is_the_childs_own_institution_or_words_alone(town: Town, concern: Concern, now: datetime) -> None:
    elsewhere = a_call(town, concern.child, institution_id=town.school.pk, place="Havneskolen")
    meeting = actions.call_meeting(town.actor("jonas"), concern.pk, elsewhere, now=now)
    assert (meeting.institution, meeting.place) == (None, "Havneskolen")


def test_a_moved_meeting_is_due_on_its_new_day_and_forgets_that_it_was_late(
    town: Town, planned: Meeting, now: datetime
) -> None:
    Meeting.objects.update(escalated_at=now, escalated_to=town.user("dorte"))
    moved = actions.move_date(town.actor("jonas"), planned.pk, moved_to(town, planned, 7), now=now)
    assert moved.due_on == TODAY + timedelta(days=7)
    assert (moved.escalated_at, moved.escalated_to, moved.place) == (None, None, "Stue 2")
    assert Message.objects.filter(kind="meeting.moved", to=town.user("mette")).exists()


def test_the_parents_are_asked_about_the_new_time_too(town: Town, planned: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid) as raised:
        actions.move_date(town.actor("jonas"), planned.pk, moved_to(town, planned, 7, asked_on=None), now=now)
    assert raised.value.errors == {"asked_on": "asked_required"}


def test_moving_what_somebody_else_moved_tells_who(town: Town, planned: Meeting, now: datetime) -> None:
    stale = moved_to(town, planned, 7)
    actions.move_date(town.actor("jonas"), planned.pk, moved_to(town, planned, 8), now=now)
    with pytest.raises(Stale) as raised:
        actions.move_date(town.actor("jonas"), planned.pk, stale, now=now)
    assert raised.value.who == "Jonas Holm"


def test_a_cancelled_meeting_gives_the_concern_its_date_back(town: Town, planned: Meeting, now: datetime) -> None:
    next_on = TODAY + timedelta(days=3)
    done = actions.cancel(
        town.actor("jonas"), planned.pk, CancelMeeting(planned.version, "Peter er syg.", next_on), now=now
    )
    concern = planned.concern
    concern.refresh_from_db()
    assert (done.state, done.due_on, done.owner_id) == (State.CANCELLED, None, town.user("jonas").pk)
    assert (concern.state, concern.due_on) == (ConcernState.TAKEN, next_on)
    told = Message.objects.get(kind="meeting.cancelled", to=town.user("mette"))
    assert told.about == "Jonas Holm har aflyst samarbejdsmødet mandag 23. november"
    assert told.url_name == ""


def test_a_meeting_is_not_cancelled_without_a_next_date(town: Town, planned: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid) as raised:
        actions.cancel(town.actor("jonas"), planned.pk, CancelMeeting(planned.version, "Peter er syg."), now=now)
    assert raised.value.errors == {"next_on": "next_required"}
    planned.refresh_from_db()
    assert planned.state == State.PLANNED


def test_a_colleague_loses_the_access_a_cancelled_meeting_gave(town: Town, concern: Concern, now: datetime) -> None:
    guests = {"staff_ids": (town.user("lone").pk,)}
    meeting = actions.call_meeting(town.actor("jonas"), concern.pk, a_call(town, concern.child, guests=guests), now=now)
    actions.cancel(
        town.actor("jonas"), meeting.pk, CancelMeeting(meeting.version, "Aflyst.", TODAY + timedelta(days=3)), now=now
    )
    assert not Child.objects.visible_to(town.actor("lone")).filter(pk=concern.child_id).exists()


def test_after_a_cancelled_meeting_another_can_be_called(town: Town, planned: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    actions.cancel(jonas, planned.pk, CancelMeeting(planned.version, "Syg.", TODAY + timedelta(days=3)), now=now)
    again = actions.call_meeting(jonas, planned.concern_id, a_call(town, planned.child), now=now)
    assert again.state == State.PLANNED


def test_a_meeting_on_a_plan_leaves_the_concern_in_its_plan(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    actions.conclude(jonas, running, TODAY + timedelta(weeks=6), now=now)
    concerns.agree_plan(jonas, running.concern, now=now)
    again = actions.call_meeting(jonas, running.concern_id, a_call(town, running.child), now=now)
    running.concern.refresh_from_db()
    assert running.concern.state == ConcernState.IN_PLAN
    actions.cancel(jonas, again.pk, CancelMeeting(again.version, "Ikke nødvendigt."), now=now)
    running.concern.refresh_from_db()
    assert (running.concern.state, running.concern.due_on) == (ConcernState.IN_PLAN, None)
