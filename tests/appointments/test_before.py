"""The interpreter, the agenda, and a meeting that does not come to be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from sikkerhedsnet.appointments import actions, queries
from sikkerhedsnet.appointments.commands import ChooseWays, Line, WriteAgenda
from sikkerhedsnet.appointments.kinds import ways
from sikkerhedsnet.appointments.models import AgendaLine, NotHeld
from sikkerhedsnet.appointments.states import Booking
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import Guests, MoveDate
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Kind, Outcome, Role, State
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.worklists.actions import tick
from tests.appointments.conftest import a_no, booked, on_a_suspicion
from tests.meetings.conftest import a_call, parents_of
from tests.personas import NOW, TODAY, Town
from tests.plans.conftest import table  # noqa: F401
from tests.plans.road import Table


def test_an_interpreter_nobody_confirmed_is_a_task_and_two_working_days_before_a_hole(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    (task,) = queries.tasks(jonas, TODAY)
    assert (task.kind, task.due_on) == ("appointments.interpreter", TODAY)
    assert [hole.kind for hole in queries.holes(town.municipality.pk, now)] == ["interpreter_missing"]
    assert not queries.holes(town.municipality.pk, now - timedelta(days=1))
    actions.book_interpreter(jonas, ahead.pk, booked(ordered_on=TODAY), now=now)
    assert queries.holes(town.municipality.pk, now), "ordered is not confirmed"
    actions.book_interpreter(jonas, ahead.pk, booked(version=1, ordered_on=TODAY, confirmed_on=TODAY), now=now)
    assert not queries.holes(town.municipality.pk, now) and not queries.tasks(jonas, TODAY)


def test_an_interpreter_who_said_yes_is_asked_again_when_the_meeting_is_moved(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    actions.book_interpreter(jonas, ahead.pk, booked(ordered_on=TODAY, confirmed_on=TODAY, name="Nour"), now=now)
    ahead.refresh_from_db()
    starts = clock.at(TODAY + timedelta(days=3), 9)
    move = MoveDate(ahead.version, starts, starts + timedelta(hours=1), "Stue 2", asked_on=TODAY)
    meetings.move_date(jonas, ahead.pk, move, now=now)
    view = queries.interpreter_of(Meeting.objects.get(pk=ahead.pk))
    assert (view.state, view.asked_again, view.confirmed_on, view.name) == (Booking.ORDERED, True, None, "Nour")
    assert [task.kind for task in queries.tasks(jonas, TODAY)] == ["appointments.interpreter"]
    actions.book_interpreter(jonas, ahead.pk, booked(version=1, confirmed_on=TODAY), now=now)
    assert not queries.tasks(jonas, TODAY)


def test_how_early_is_the_municipalitys_choice(town: Town, ahead: Meeting, now: datetime) -> None:
    actions.choose_ways(town.actor("karin"), ChooseWays(0, 5, {}), now=now)
    assert queries.interpreter_of(ahead).by == TODAY - timedelta(days=5)
    with pytest.raises(Refused):
        actions.choose_ways(town.actor("jonas"), ChooseWays(1, 1, {}), now=now)
    with pytest.raises(Stale):
        actions.choose_ways(town.actor("karin"), ChooseWays(0, 1, {}), now=now)


def test_the_hole_of_a_protected_child_names_no_place(town: Town, ahead: Meeting, now: datetime) -> None:
    ahead.child.protected_address = True
    ahead.child.save()
    (hole,) = queries.holes(town.municipality.pk, now)
    assert "Regnbuen" not in hole.place


def test_the_language_is_the_meetings_own_word_and_goes_when_no_interpreter_is_needed(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    actions.book_interpreter(jonas, ahead.pk, booked(language="  syrisk arabisk "), now=now)
    ahead.refresh_from_db()
    assert ahead.interpreter == "syrisk arabisk"
    actions.book_interpreter(jonas, ahead.pk, booked(version=1, needed=False, name="Ingen"), now=now)
    ahead.refresh_from_db()
    view = queries.interpreter_of(ahead)
    assert (ahead.interpreter, view.state, view.name) == ("", Booking.NOT_NEEDED, "")


def test_two_who_write_about_the_interpreter_do_not_overwrite_each_other(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    actions.book_interpreter(jonas, ahead.pk, booked(name="Nour"), now=now)
    with pytest.raises(Stale):
        actions.book_interpreter(jonas, ahead.pk, booked(name="Hala"), now=now)
    assert actions.book_interpreter(jonas, ahead.pk, booked(name="Nour"), now=now).version == 1, "the same form twice"


def test_a_pedagogue_at_the_table_does_not_order_the_interpreter(town: Town, ahead: Meeting, now: datetime) -> None:
    with pytest.raises(Refused):
        actions.book_interpreter(town.actor("mette"), ahead.pk, booked(), now=now)


def test_the_draft_is_the_kinds_own_and_the_worrys_point_is_asked_for_by_who_raised_it(
    town: Town, ahead: Meeting
) -> None:
    shown = queries.agenda_of(town.actor("jonas"), ahead)
    assert shown.version == 0
    assert "håb" in shown.points[1].text
    (asked,) = [point for point in shown.points if point.asked_by]
    assert asked.asked_by == "Mette Lund"
    assert "hegnet" not in " ".join(point.text for point in shown.points), "the worry's words stay in the worry"


def test_a_follow_up_is_built_from_the_plan(table: Table, now: datetime) -> None:  # noqa: F811
    plan = table.plan()
    jonas = table.town.actor("jonas")
    call = a_call(table.town, table.child, kind=Kind.FOLLOW_UP)
    again = meetings.call_meeting(jonas, table.concern.pk, call, now=now)
    points = [point.text for point in queries.agenda_of(jonas, again).points]
    assert plan.goals.get().text in points
    assert all(any(step.what in point for point in points) for step in plan.steps.all())


def test_the_agenda_keeps_order_words_and_who_asked_and_the_earlier_one_stands(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    lines = (Line(2, "Hvad siger lægen? 😀 \u200fمرحبا"), Line(1, "Frejas søvn", mother.pk), Line(3, "   "))
    actions.write_agenda(town.actor("mette"), ahead.pk, WriteAgenda(0, lines), now=now)
    shown = queries.agenda_of(town.actor("jonas"), ahead)
    assert [(p.text, p.asked_by) for p in shown.points] == [
        ("Frejas søvn", mother.name),
        ("Hvad siger lægen? 😀 \u200fمرحبا", ""),
    ]
    actions.write_agenda(town.actor("jonas"), ahead.pk, WriteAgenda(1, (Line(1, "Kun søvn"),)), now=now)
    assert [p.text for p in queries.agenda_of(town.actor("mette"), ahead).points] == ["Kun søvn"]
    assert AgendaLine.objects.filter(meeting=ahead, version=1).count() == 2


def test_an_agenda_written_meanwhile_is_not_overwritten_and_a_double_click_is_one(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    mine, theirs = WriteAgenda(0, (Line(1, "Mit"),)), WriteAgenda(0, (Line(1, "Dit"),))
    first = actions.write_agenda(town.actor("mette"), ahead.pk, mine, now=now)
    assert actions.write_agenda(town.actor("mette"), ahead.pk, mine, now=now).version == first.version
    with pytest.raises(Stale) as raised:
        actions.write_agenda(town.actor("jonas"), ahead.pk, theirs, now=now)
    assert raised.value.who == "Mette Lund"


def test_the_leader_of_the_house_reads_the_agenda_and_does_not_write_it(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    with pytest.raises(Refused):
        actions.write_agenda(town.actor("dorte"), ahead.pk, WriteAgenda(0, (Line(1, "x"),)), now=now)


@pytest.mark.parametrize("lines", [(), tuple(Line(n, "x") for n in range(31)), (Line(1, "x", 999_999),)])
def test_an_agenda_that_cannot_be_used_is_told(
    town: Town, ahead: Meeting, now: datetime, lines: tuple[Line, ...]
) -> None:
    with pytest.raises(Invalid):
        actions.write_agenda(town.actor("jonas"), ahead.pk, WriteAgenda(0, lines), now=now)


def missed(meeting: Meeting, **changes: object) -> object:
    return a_no(why=Outcome.PARENTS_ABSENT, words="", version=meeting.version, **changes)


def test_when_the_parents_stay_away_somebody_still_owes_and_their_chairs_say_it(
    town: Town, planned: Meeting, hour_on: datetime
) -> None:
    jonas = town.actor("jonas")
    row = actions.not_held(jonas, planned.concern_id, missed(planned), now=hour_on)  # type: ignore[arg-type]
    planned.refresh_from_db()
    planned.concern.refresh_from_db()
    assert (planned.state, planned.outcome, planned.moves) == (State.CANCELLED, Outcome.PARENTS_ABSENT, 1)
    assert (planned.concern.state, planned.concern.owner_id) == (ConcernState.TAKEN, jonas.id)
    assert planned.concern.due_on == row.next_on == TODAY + timedelta(days=7)
    assert set(planned.participants.filter(role=Role.PARENT).values_list("came", flat=True)) == {False}
    assert planned.participants.get(user=town.user("mette")).came is None
    assert Message.objects.filter(kind="meeting.cancelled", to=town.user("mette")).exists()


def test_nobody_has_stayed_away_from_a_meeting_that_is_tomorrow(town: Town, ahead: Meeting, now: datetime) -> None:
    with pytest.raises(Invalid):
        actions.not_held(town.actor("jonas"), ahead.concern_id, missed(ahead), now=now)  # type: ignore[arg-type]
    ahead.refresh_from_db()
    assert ahead.state == State.PLANNED and not NotHeld.objects.exists()


def test_parents_who_do_not_want_to_are_quoted_and_the_child_stays_on_a_desk(
    town: Town, concern: Concern, now: datetime
) -> None:
    mother = parents_of(concern.child)[0]
    row = actions.not_held(town.actor("jonas"), concern.pk, a_no(guardian_id=mother), now=now)
    concern.refresh_from_db()
    assert (concern.state, concern.due_on, concern.owner_id) == (ConcernState.TAKEN, row.next_on, town.user("jonas").pk)
    assert concern.contacts.get().said == "Vi vil ikke sidde dér med så mange."
    (event,) = queries.events(town.actor("jonas"), concern.child)
    assert "Vi vil ikke sidde dér med så mange." in event.text and "afhentning" in event.text
    tick(now)
    concern.refresh_from_db()
    assert concern.due_on is not None


def test_a_no_calls_a_planned_meeting_off_for_everybody(town: Town, ahead: Meeting, now: datetime) -> None:
    actions.not_held(town.actor("jonas"), ahead.concern_id, a_no(version=ahead.version), now=now)
    ahead.refresh_from_db()
    assert (ahead.state, ahead.outcome) == (State.CANCELLED, Outcome.DECLINED)
    assert not ahead.participants.filter(came=False).exists(), "nobody was expected"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"words": " "}, {"words": "words"}),
        ({"instead": ""}, {"instead": "instead"}),
        ({"next_on": None}, {"next_on": "next_required"}),
        ({"on": TODAY + timedelta(days=1)}, {"on": "future"}),
        ({"guardian_id": 999_999}, {"guardian": "not_a_parent"}),
    ],
)
def test_a_no_without_words_a_deed_or_a_date_is_not_taken(
    town: Town, concern: Concern, now: datetime, changes: dict[str, object], error: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as raised:
        actions.not_held(town.actor("jonas"), concern.pk, a_no(**changes), now=now)
    assert raised.value.errors == error
    assert not NotHeld.objects.exists()


def test_a_no_is_written_once_however_often_it_is_sent_and_never_changed(
    town: Town, concern: Concern, now: datetime
) -> None:
    command = a_no()
    rows = {actions.not_held(town.actor("jonas"), concern.pk, command, now=now).pk for _ in range(2)}
    assert len(rows) == 1
    assert concern.contacts.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'appointments_notheld', 'UPDATE')")
        may_update = cursor.fetchone()[0]
    if not may_update:
        with pytest.raises(DatabaseError), transaction.atomic():
            NotHeld.objects.update(words="Noget andet")


def test_in_a_plan_a_no_leaves_the_plan_its_date(table: Table, now: datetime) -> None:  # noqa: F811
    plan = table.plan()
    jonas = table.town.actor("jonas")
    actions.not_held(jonas, table.concern.pk, a_no(next_on=None), now=now)
    plan.refresh_from_db()
    table.concern.refresh_from_db()
    assert plan.due_on is not None and plan.owner_id == jonas.id
    assert table.concern.state == ConcernState.IN_PLAN


def test_on_a_suspicion_no_parent_said_no(town: Town, now: datetime) -> None:
    meeting = on_a_suspicion(town)
    with pytest.raises(Invalid):
        actions.not_held(town.actor("jonas"), meeting.concern_id, a_no(version=meeting.version), now=now)


def test_a_sparring_is_held_without_the_parents_when_they_have_said_yes(
    town: Town, concern: Concern, now: datetime
) -> None:
    call = a_call(town, concern.child, kind=Kind.CONSULTATION, guests={"guardian_ids": ()})
    meeting = meetings.call_meeting(town.actor("jonas"), concern.pk, call, now=now)
    assert meeting.parents_asked_on == TODAY
    assert not meeting.participants.filter(role=Role.PARENT).exists()


def test_each_move_is_counted_for_the_calendars(town: Town, ahead: Meeting, now: datetime) -> None:
    starts = clock.at(TODAY + timedelta(days=9), 9)
    move = MoveDate(ahead.version, starts, starts + timedelta(hours=1), "Stue 2", asked_on=TODAY)
    meetings.move_date(town.actor("jonas"), ahead.pk, move, now=now)
    ahead.refresh_from_db()
    assert ahead.moves == 1
    meetings.add_participant(town.actor("jonas"), ahead.pk, Guests(child_comes=True), now=NOW)
    ahead.refresh_from_db()
    assert ahead.moves == 1


def test_every_length_the_municipality_chooses_is_within_bounds(town: Town, now: datetime) -> None:
    chosen = {kind.value: {"minutes": 5, "usual": [], "agenda": ["x"]} for kind in ways()}
    with pytest.raises(Invalid):
        actions.choose_ways(town.actor("karin"), ChooseWays(0, 2, chosen), now=now)  # type: ignore[arg-type]
