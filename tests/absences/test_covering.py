"""While an adviser is away, her cover reaches her open cases, acts for her, and nobody loses a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.absences import actions, queries
from sikkerhedsnet.absences.commands import End, Register
from sikkerhedsnet.appointments import actions as appointments
from sikkerhedsnet.appointments.models import TimeOffer
from sikkerhedsnet.appointments.states import OfferState
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow, State
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.calendar import is_working_day
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CancelMeeting
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Absence
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.plans import actions as plans
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.ties import actions as ties
from sikkerhedsnet.worklists.actions import tick
from sikkerhedsnet.worklists.queries import desk, net
from tests.access.world import concern_of, meeting_of
from tests.appointments.conftest import answering
from tests.meetings.conftest import a_call
from tests.personas import NOW, TODAY, Town
from tests.plans.road import Table
from tests.ties.test_ties import by_name, declares, sees

pytestmark = pytest.mark.django_db
LAST = TODAY + timedelta(days=4)


def away(town: Town, *, who: str = "jonas", cover: str | None = "signe", **changes: Any) -> Register:
    fields: dict[str, Any] = {"start_on": TODAY, "end_on": LAST, "note": "Ring gerne.", "key": uuid4(), **changes}
    return Register(town.user(who).pk, cover_id=town.user(cover).pk if cover else None, **fields)


def worry(town: Town, child: Child, who: str = "mette") -> Concern:
    return concerns.raise_concern(
        town.actor(who), RaiseConcern(child.pk, "Står alene ved hegnet.", ParentsKnow.YES), now=NOW
    )


def covered_kinds(town: Town, who: str) -> list[str]:
    return [task.kind for one in desk(town.actor(who), TODAY).covering for task in one.tasks]


def test_the_cover_reaches_the_open_cases_on_the_days_alone_in_both_layers(town: Town) -> None:
    child, other = town.children[1], town.children[2]
    worry(town, child)
    assert sees(town, "signe", child) == (False, False)
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert sees(town, "signe", child) == (True, True)
    assert sees(town, "signe", child, clock.at(LAST, 23, 59)) == (True, True)
    assert sees(town, "signe", child, clock.at(LAST + timedelta(days=1), 0, 1)) == (False, False)
    assert sees(town, "signe", other) == (False, False), "a child jonas answers for nothing about"
    assert sees(town, "nabo", child) == (False, False)
    assert sees(town, "jonas", child) == (True, True)


def test_an_absence_ahead_opens_nothing_before_its_first_day(town: Town) -> None:
    child, first = town.children[1], TODAY + timedelta(days=2)
    worry(town, child)
    actions.register(town.actor("jonas"), away(town, start_on=first), now=NOW)
    assert not Relation.objects.filter(kind=Relation.Kind.COVER).exists()
    assert covered_kinds(town, "signe") == []
    with clock.fixed(clock.at(first, 6)):
        tick(clock.now())
        assert sees(town, "signe", child, clock.now()) == (True, True)


def test_what_comes_during_the_absence_is_reached_at_the_next_round(town: Town) -> None:
    actions.register(town.actor("jonas"), away(town), now=NOW)
    child = town.children[1]
    worry(town, child)
    assert actions.give_access(town.actor("jonas"), town.municipality.pk, now=NOW) == 1
    assert actions.give_access(town.actor("jonas"), town.municipality.pk, now=NOW) == 0
    assert sees(town, "signe", child) == (True, True)


def test_a_case_of_the_covers_own_family_reaches_her_in_no_layer_and_is_told_to_the_leader(town: Town) -> None:
    hers, free = town.children[1], town.children[2]
    for child in (hers, free):
        worry(town, child)
    ties.declare(town.actor("signe"), declares(town, "signe", by_name(hers)), now=NOW)
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert sees(town, "signe", hers) == (False, False)
    assert not Relation.objects.filter(child=hers, kind=Relation.Kind.COVER).exists()
    tasks = [task for one in desk(town.actor("signe"), TODAY).covering for task in one.tasks]
    assert {task.child_id for task in tasks} == {free.pk}
    [row] = [one for one in queries.staff_page(town.actor("bo"), TODAY) if one.user == town.user("jonas")]
    assert [left.what for left in row.absences[0].uncovered] == ["en bekymring"]
    page = town.client("bo").get("/fravaer/medarbejdere/").content.decode()
    assert hers.last_name not in page and "Giv dem til en anden ved navn" in page


def test_a_suspicion_goes_to_no_cover_and_the_leader_hears_of_it_without_content(town: Town) -> None:
    child = town.children[3]
    row = concern_of(
        child, town.user("mette"), town.user("jonas"), True, state="taken", owner=town.user("jonas"), due_on=LAST
    )
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert sees(town, "signe", child) == (False, False)
    assert town.client("signe").get(f"/bekymringer/{row.pk}/").status_code == 404
    assert covered_kinds(town, "signe") == []
    page = town.client("bo").get("/fravaer/medarbejdere/").content.decode()
    assert "en bekymring" in page and child.last_name not in page and "istanke" not in page.split("<main")[1]
    assert queries.staff_page(town.actor("dorte"), TODAY) == []


def test_the_cover_takes_a_worry_for_the_absent_who_stays_the_owner(town: Town) -> None:
    row = worry(town, town.children[1])
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert covered_kinds(town, "signe") == ["concerns.take"]
    taken = concerns.take(town.actor("signe"), Seen(row.pk, row.version), now=NOW)
    assert (taken.state, taken.owner_id) == (State.TAKEN, town.user("jonas").pk)
    line = ChangeLine.objects.get(action="concern.taken")
    assert (line.actor_id, line.details["for"]) == (town.user("signe").pk, town.user("jonas").pk)
    again = concerns.take(town.actor("signe"), Seen(row.pk, row.version), now=NOW)
    assert again.pk == row.pk and ChangeLine.objects.filter(action="concern.taken").count() == 1
    kinds = set(Relation.objects.filter(user=town.user("signe")).values_list("kind", flat=True))
    assert kinds == {"cover"}, "acting for somebody gives no access that outlasts the absence"
    assert town.client("signe").get(f"/bekymringer/{row.pk}/").status_code == 200


def test_a_stranger_does_nothing_for_the_absent_and_the_cover_nothing_afterwards(town: Town) -> None:
    row = worry(town, town.children[1])
    town.hire("lis", "Lis Bro", town.user("signe").employments.get().function, district=town.other_district)
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert town.client("lis").get(f"/bekymringer/{row.pk}/").status_code == 404
    assert town.client("nabo").get(f"/bekymringer/{row.pk}/").status_code == 404
    later = clock.at(LAST + timedelta(days=1), 8)
    with clock.fixed(later):
        with pytest.raises(Concern.DoesNotExist):
            concerns.take(town.actor("signe"), Seen(row.pk, row.version), now=later)
        assert town.client("signe").get(f"/bekymringer/{row.pk}/").status_code == 404
        assert desk(town.actor("signe"), clock.day_of(later)).covering == []


def test_the_cover_follows_up_a_plan_of_the_absent(town: Town, plan: Plan) -> None:
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert plan.owner_id == town.user("jonas").pk
    assert "plans.review" in covered_kinds(town, "signe")
    assert town.client("signe").get(f"/planer/{plan.pk}/opfoelgning/").status_code == 200


def test_the_sender_is_told_who_to_reach(town: Town) -> None:
    row = worry(town, town.children[1])
    actions.register(town.actor("jonas"), away(town), now=NOW)
    page = town.client("mette").get(f"/bekymringer/{row.pk}/").content.decode()
    assert "Jonas Holm er fraværende" in page and "Signe Friis tager imod." in page


def test_ended_early_the_access_is_gone_at_once(town: Town) -> None:
    child = town.children[1]
    worry(town, child)
    row = actions.register(town.actor("bo"), away(town), now=NOW)
    for who in ("signe", "dorte", "nabo", "mette"):
        with pytest.raises((Absence.DoesNotExist, Refused)):
            actions.end(town.actor(who), End(row.pk, row.version), now=NOW)
    actions.end(town.actor("bo"), End(row.pk, row.version), now=NOW)
    actions.end(town.actor("bo"), End(row.pk, row.version), now=NOW)
    assert ChangeLine.objects.filter(action="absence.ended").count() == 1
    assert sees(town, "signe", child) == (False, False)
    with pytest.raises(Stale):
        actions.end(town.actor("jonas"), End(row.pk, row.version), now=NOW)


def test_nobody_writes_it_for_a_colleague_but_the_leader(town: Town) -> None:
    for who in ("signe", "dorte", "mette", "karin"):
        with pytest.raises(Refused):
            actions.register(town.actor(who), away(town), now=NOW)
    actions.register(town.actor("bo"), away(town), now=NOW)
    assert Message.objects.filter(to=town.user("signe"), kind="absence.registered").count() == 1
    assert Message.objects.filter(to=town.user("jonas"), kind="absence.registered").count() == 1
    assert ChangeLine.objects.get(action="absence.registered").actor_id == town.user("bo").pk


def test_a_cover_from_another_function_or_municipality_is_refused(town: Town) -> None:
    for cover in ("mette", "nabo", "jonas"):
        with pytest.raises(Invalid):
            actions.register(town.actor("jonas"), away(town, cover=cover), now=NOW)
    assert not Absence.objects.exists()


def test_sent_twice_it_is_one_absence(town: Town) -> None:
    command = away(town)
    first = actions.register(town.actor("jonas"), command, now=NOW)
    assert actions.register(town.actor("jonas"), command, now=NOW).pk == first.pk
    assert Message.objects.filter(kind="absence.registered").count() == 1


def test_the_cover_is_reminded_once_the_working_day_before_a_date_of_the_absent(town: Town) -> None:
    due = worry(town, town.children[1]).due_on
    before = max(day for day in (due - timedelta(days=n) for n in range(1, 8)) if is_working_day(day))
    actions.register(town.actor("jonas"), away(town, end_on=due), now=NOW)
    reminders = Message.objects.filter(kind="absence.due")
    actions.tell_covers(town.municipality.pk, clock.at(before - timedelta(days=1), 8))
    assert not reminders.exists()
    for hour in (8, 12):
        tick(clock.at(before, hour))
    told = reminders.get()
    assert told.to == town.user("signe") and "Jonas Holm" in told.about and told.child_id is None


def test_a_suspicion_of_the_absent_is_no_part_of_the_covers_reminder(town: Town) -> None:
    hidden = concerns.raise_concern(
        town.actor("mette"),
        RaiseConcern(town.children[1].pk, "Mærker på armen.", ParentsKnow.MUST_NOT, suspicion=True),
        now=NOW,
    )
    actions.register(town.actor("jonas"), away(town, end_on=hidden.due_on), now=NOW)
    actions.tell_covers(town.municipality.pk, clock.at(hidden.due_on, 8))
    assert not Message.objects.filter(kind="absence.due").exists()


def test_an_absence_without_cover_and_its_dates_come_to_the_leader_and_the_net(town: Town) -> None:
    row = worry(town, town.children[1])
    actions.register(town.actor("jonas"), away(town, cover=None, end_on=TODAY + timedelta(days=20)), now=NOW)
    [task] = [
        one for _, tasks in desk(town.actor("bo"), TODAY).groups for one in tasks if one.kind == "absences.uncovered"
    ]
    assert "Jonas Holm" in str(task.what) and task.due_on == row.due_on and task.child_name == ""
    assert "owner_absent" in {hole.kind for hole in net(town.municipality.pk, NOW).holes}
    assert "absences.uncovered" not in {
        one.kind for _, tasks in desk(town.actor("dorte"), TODAY).groups for one in tasks
    }


def test_a_cover_who_falls_ill_covers_nobody_and_the_leader_sees_it(town: Town) -> None:
    child = town.children[1]
    worry(town, child)
    actions.register(town.actor("jonas"), away(town), now=NOW)
    actions.register(town.actor("bo"), away(town, who="signe", cover=None), now=NOW)
    assert sees(town, "signe", child) == (False, False)
    assert "skulle dække, men er selv fraværende" in town.client("bo").get("/fravaer/medarbejdere/").content.decode()


def sent(**changes: Any) -> dict[str, Any]:
    return {"start_on": TODAY.isoformat(), "end_on": LAST.isoformat(), "note": "", "key": str(uuid4()), **changes}


def test_the_form_keeps_what_was_typed_and_says_in_plain_danish_what_is_wrong(town: Town) -> None:
    client = town.client("jonas")
    wrong = sent(cover=town.user("signe").pk, end_on=date(2026, 11, 1).isoformat(), note="Ring til Lis")
    answer = client.post("/fravaer/nyt/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Den sidste dag kan ikke ligge før den første." in page and "Ring til Lis" in page
    assert client.post("/fravaer/nyt/", sent(cover=town.user("signe").pk), follow=True).status_code == 200
    assert "Signe Friis dækker" in client.get("/fravaer/").content.decode()


def test_the_pages_open_for_advisers_and_leaders_and_nobody_else(town: Town) -> None:
    assert town.client("jonas").get("/fravaer/").status_code == 200
    assert town.client("mette").get("/fravaer/").status_code == 403
    assert town.client("bo").get(f"/fravaer/medarbejdere/{town.user('jonas').pk}/nyt/").status_code == 200
    assert town.client("dorte").get(f"/fravaer/medarbejdere/{town.user('jonas').pk}/nyt/").status_code == 404
    assert town.client("jonas").get("/fravaer/medarbejdere/").status_code == 403
    assert town.client("bo").get(f"/fravaer/medarbejdere/{town.user('nabo').pk}/nyt/").status_code == 404


def test_the_desk_shows_whom_one_covers_for_with_the_same_rows_and_no_query_for_each(town: Town) -> None:
    worry(town, town.children[1])
    actions.register(town.actor("jonas"), away(town), now=NOW)
    page = town.client("signe").get("/").content.decode()
    assert "Du dækker for Jonas Holm til og med" in page and town.children[1].name in page and "Ring gerne." in page

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.covering(town.actor("signe"), TODAY)
        return len(found)

    before = asked()
    for child in town.children[2:4]:
        worry(town, child)
    actions.give_access(town.actor("jonas"), town.municipality.pk, now=NOW)
    assert asked() == before
    assert len(covered_kinds(town, "signe")) == 3


@pytest.fixture
def called(town: Town, planned: Meeting) -> Meeting:
    """A meeting jonas leads today, and the absence in which signe covers for him."""
    actions.register(town.actor("jonas"), away(town), now=NOW)
    return planned


def led(town: Town, who: str, meeting: Meeting) -> Any:
    sent = {"version": meeting.version, "key": str(uuid4())}
    return town.client(who).post(reverse("meetings:take_lead", args=[meeting.pk]), sent, follow=True)


def test_the_cover_leads_a_meeting_from_her_desk_and_the_worry_stays_with_the_absent(
    town: Town, called: Meeting
) -> None:
    tasks = [task for found in desk(town.actor("signe"), TODAY).covering for task in found.tasks]
    [task] = [one for one in tasks if one.kind == "meetings.hold"]
    assert (task.url_name, task.url_args) == ("meetings:take_lead", (called.pk,))
    page = town.client("signe").get(reverse(task.url_name, args=task.url_args)).content.decode()
    assert "Jonas Holm er fraværende" in page and called.child.first_name in page
    answer = led(town, "signe", called)
    assert answer.status_code == 200 and "Du leder mødet." in answer.content.decode()
    called.refresh_from_db()
    assert (called.owner_id, called.concern.owner_id) == (town.user("signe").pk, town.user("jonas").pk)
    assert called.participants.filter(user=town.user("signe")).count() == 1
    assert Message.objects.filter(to=town.user("jonas"), kind="meeting.lead").count() == 1
    assert ChangeLine.objects.filter(action="meeting.lead", actor_id=town.user("signe").pk).count() == 1
    assert "meetings.hold" not in covered_kinds(town, "signe")
    assert led(town, "signe", called).status_code == 200
    assert ChangeLine.objects.filter(action="meeting.lead").count() == 1, "sent twice, it is one change"


def test_the_plan_that_comes_of_a_meeting_the_cover_led_is_the_absents(town: Town, table: Table) -> None:
    actions.register(town.actor("jonas"), away(town), now=NOW)
    signe, later = town.actor("signe"), clock.at(LAST + timedelta(days=1), 9)
    table.meeting.refresh_from_db()
    meetings.take_lead(signe, table.meeting.pk, table.meeting.version, now=NOW)
    with clock.fixed(later):
        plan = plans.agree_plan(signe, table.command(), now=later)
        assert town.client("signe").get(f"/planer/{plan.pk}/").status_code == 200
    assert plan.owner_id == town.user("jonas").pk
    assert plan.concern.owner_id == town.user("jonas").pk


def test_nobody_leads_it_but_her_cover_and_then_she_who_has_the_worry_again(town: Town, called: Meeting) -> None:
    town.hire("lis", "Lis Bro", town.user("signe").employments.get().function, district=town.other_district)
    address = reverse("meetings:take_lead", args=[called.pk])
    for who in ("lis", "nabo"):
        assert town.client(who).get(address).status_code == 404
        assert led(town, who, called).status_code == 404
    for who in ("mette", "bo", "lars"):
        assert led(town, who, called).status_code == 403
    meetings.take_lead(town.actor("signe"), called.pk, called.version, now=NOW)
    assert "Led mødet selv" in town.client("jonas").get(f"/moeder/{called.pk}/").content.decode()
    called.refresh_from_db()
    assert led(town, "jonas", called).status_code == 200
    called.refresh_from_db()
    assert called.owner_id == town.user("jonas").pk
    assert called.participants.filter(user=town.user("jonas")).count() <= 1


def test_a_stale_page_does_not_take_the_lead_from_somebody(town: Town, called: Meeting) -> None:
    meetings.say_interpreter(town.actor("jonas"), called.pk, "tyrkisk", now=NOW)
    answer = led(town, "signe", called)
    assert answer.status_code == 409
    called.refresh_from_db()
    assert called.owner_id == town.user("jonas").pk


def test_called_off_by_the_cover_her_way_in_through_it_ends(town: Town, called: Meeting) -> None:
    meetings.take_lead(town.actor("signe"), called.pk, called.version, now=NOW)
    called.refresh_from_db()
    ask = CancelMeeting(version=called.version, because="Familien er syg", next_on=LAST)
    meetings.cancel(town.actor("signe"), called.pk, ask, now=NOW)
    kinds = {row.kind for row in Relation.objects.on(TODAY).filter(user=town.user("signe"))}
    assert kinds == {"cover"}
    assert called.concern.owner_id == town.user("jonas").pk


def test_the_cover_offers_times_writes_the_answer_and_calls_the_meeting(
    town: Town, concern: Concern, offered: TimeOffer
) -> None:
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert {"appointments.answer", "concerns.contact"} <= set(covered_kinds(town, "signe"))
    signe = town.client("signe")
    assert signe.get(f"/bekymringer/{concern.pk}/").content.decode().count(f"/moeder/bekymring/{concern.pk}/nyt/") == 1
    for page in (f"/indkaldelser/tider/{offered.pk}/", f"/moeder/bekymring/{concern.pk}/nyt/"):
        assert signe.get(page).status_code == 200, page
    said = answering(offered, 0)
    assert appointments.record_answer(town.actor("signe"), offered.pk, said, now=NOW).state == OfferState.CHOSEN
    meeting = meetings.call_meeting(town.actor("signe"), concern.pk, a_call(town, concern.child), now=NOW)
    concern.refresh_from_db()
    assert (meeting.owner_id, concern.owner_id) == (town.user("signe").pk, town.user("jonas").pk)
    later = clock.at(LAST + timedelta(days=1), 9)
    with clock.fixed(later):
        assert town.client("signe").get(f"/moeder/{meeting.pk}/").status_code == 200, "she leads what she has called"
        assert town.client("jonas").get(f"/moeder/{meeting.pk}/led/").status_code == 200


def test_whoever_leads_the_meeting_may_say_that_the_parents_do_not_want_to(town: Town, called: Meeting) -> None:
    address = f"/indkaldelser/bekymring/{called.concern_id}/vil-ikke/"
    assert reverse("appointments:declined", args=[called.concern_id]) == address
    meetings.take_lead(town.actor("signe"), called.pk, called.version, now=NOW)
    assert town.client("signe").get(address).status_code == 200
    later = clock.at(LAST + timedelta(days=1), 9)
    with clock.fixed(later):
        assert town.client("signe").get(address).status_code == 200


def test_a_meeting_on_a_suspicion_is_not_found_by_a_cover(town: Town) -> None:
    jonas = town.user("jonas")
    row = concern_of(town.children[3], town.user("mette"), jonas, True, state="at_meeting", owner=jonas, due_on=None)
    quiet = meeting_of(row, jonas, owner=jonas, due_on=LAST)
    actions.register(town.actor("jonas"), away(town), now=NOW)
    assert led(town, "signe", quiet).status_code == 404
    page = town.client("bo").get("/fravaer/medarbejdere/").content.decode()
    assert "et møde" in page, "the chief finds somebody by name"
