"""The desk, the net check, and what happens by itself."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Bucket
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CallMeeting, Guests
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Employment, Owed
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.worklists.actions import tick
from sikkerhedsnet.worklists.queries import desk, net
from tests.personas import NOW, TODAY, Town
from tests.plans.road import at_the_table
from tests.sharing.grounds import ONCE


def worry(town: Town, child: Child, who: str = "mette") -> Concern:
    return concerns.raise_concern(
        town.actor(who), RaiseConcern(child.pk, "Står alene ved hegnet.", ParentsKnow.YES), now=NOW
    )


def test_a_worry_lies_on_the_advisers_desk_and_waits_for_her_at_the_senders(town: Town) -> None:
    worry(town, town.children[0])
    groups = desk(town.actor("jonas"), TODAY).groups
    assert [task.kind for _, tasks in groups for task in tasks] == ["concerns.take"]
    assert [wait.child_name for wait in desk(town.actor("mette"), TODAY).waiting] == [town.children[0].name]
    assert desk(town.actor("signe"), TODAY).total == 0
    assert desk(town.actor("nabo"), TODAY).total == 0


def test_the_oldest_promise_stands_first_and_can_be_narrowed(town: Town) -> None:
    for child in town.children:
        worry(town, child)
    late = Concern.objects.order_by("pk").last()
    Concern.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=2))
    mine = desk(town.actor("jonas"), TODAY)
    assert mine.groups[0][0] is Bucket.OVERDUE
    assert (mine.total, mine.overdue) == (4, 1)
    assert mine.places == ["Børnehuset Regnbuen"]
    assert desk(town.actor("jonas"), TODAY, kind="plans").groups == []
    assert desk(town.actor("jonas"), TODAY, place="Havneskolen").groups == []


@pytest.mark.parametrize("persona", ["jonas", "mette", "dorte"])
def test_the_desk_takes_as_many_queries_for_five_as_for_twentyfive(town: Town, persona: str) -> None:
    client = town.client(persona)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(reverse("worklists:desk")).status_code == 200
        return len(counted)

    worry(town, town.children[0])
    client.get(reverse("worklists:desk"))
    few = queries()
    for number in range(24):
        worry(town, town.child(f"Nora{number}"))
    assert queries() == few


def test_what_somebody_wrote_is_shown_as_text_on_the_desk(town: Town) -> None:
    worry(town, town.child("<script>alert(1)</script>", "\u202eevil"))
    page = town.client("jonas").get(reverse("worklists:desk")).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_net_page_names_no_child_and_leaves_a_line(town: Town) -> None:
    concern = worry(town, town.children[1])
    with clock.fixed(NOW + timedelta(days=10)):
        page = town.client("karin").get(reverse("worklists:net")).content.decode()
    assert "ingen har taget imod" in page
    assert concern.child.last_name not in page
    assert ReadLine.objects.filter(action="net.read", actor_id=town.user("karin").pk).exists()


@pytest.mark.parametrize("persona", ["mette", "jonas", "dorte", "admin", "michael", "amira"])
def test_the_net_page_is_for_the_facilitator_and_the_chief(town: Town, persona: str) -> None:
    assert town.client(persona).get(reverse("worklists:net")).status_code == 403


def test_the_neighbour_sees_her_own_net_only(town: Town) -> None:
    worry(town, town.children[1])
    assert net(town.neighbour.pk, NOW + timedelta(days=30)).holes == []


def test_a_passed_date_is_told_of_once_however_often_tick_runs(town: Town) -> None:
    concern = worry(town, town.children[0])
    later = NOW + timedelta(days=10)
    with clock.fixed(later):
        assert tick(later)["escalated"] == 1
        assert tick(later)["escalated"] == 0
    concern.refresh_from_db()
    assert concern.escalated_to is not None
    assert concern.owner == town.user("jonas")
    assert Message.objects.filter(kind="overdue").count() == 1
    assert ChangeLine.objects.filter(action="date.escalated", object_id=concern.pk).count() == 1


def test_what_a_former_employee_answered_for_goes_to_somebody_who_sees_the_child(town: Town) -> None:
    concern = worry(town, town.children[0])
    concern = concerns.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
    Employment.objects.filter(user=town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
    assert {hole.kind for hole in net(town.municipality.pk, NOW).holes} == {"owner_gone"}
    tick(NOW)
    concern.refresh_from_db()
    assert concern.owner == town.user("signe")
    assert Child.objects.visible_to(town.actor("signe"), TODAY).filter(pk=concern.child_id).exists()
    assert net(town.municipality.pk, NOW).holes == []
    assert Message.objects.filter(to=town.user("signe"), kind="owner_gone").count() == 1


def test_a_message_leads_where_its_reader_may_go_and_nowhere_else(town: Town) -> None:
    told = (("mine", "training:mine", None), ("a form", "instruments:version", 7), ("a child", "people:children", None))
    for about, url_name, number in told:
        outbox.enqueue(about, to_id=town.user("bo").pk, about=about, at=NOW, url_name=url_name, url_arg=number)
    page = town.client("bo").get("/").text
    assert '<a href="/kurser/mine/">mine</a>' in page and '<a href="/skemaer/udgave/7/">a form</a>' in page
    assert "a child" in page and ">a child</a>" not in page


def test_messages_leave_the_desk_when_read_and_only_ones_own(town: Town) -> None:
    worry(town, town.children[0])
    message = Message.objects.get(to=town.user("jonas"))
    town.client("mette").post(reverse("worklists:seen"), {"message": message.pk})
    message.refresh_from_db()
    assert message.seen_at is None
    town.client("jonas").post(reverse("worklists:seen"), {"message": [message.pk, "x", "-1", "٣", "9" * 5000]})
    message.refresh_from_db()
    assert message.seen_at is not None


def run(command: str, *arguments: str) -> tuple[str, Any]:
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return out.getvalue(), ended.code
    return out.getvalue(), 0


def test_check_net_says_zero_when_whole_and_lists_every_hole_as_json(town: Town) -> None:
    assert run("check_net", "--json") == ("[]\n", 0)
    concern = worry(town, town.children[0])
    with clock.fixed(NOW + timedelta(days=10)):
        text, code = run("check_net", "--json")
    assert code == 1
    (hole,) = json.loads(text)
    assert set(hole) == {"kind", "child", "what", "since", "who"}
    assert (hole["kind"], hole["child"], hole["who"]) == ("concern_not_taken", concern.child_id, "Jonas Holm")


def test_tick_until_takes_a_moment_and_refuses_nonsense(town: Town) -> None:
    worry(town, town.children[0])
    run("tick", "--until", "2026-12-10T10:00")
    assert Concern.objects.exclude(escalated_at=None).count() == 1
    with pytest.raises(Exception, match="ikke et tidspunkt"):
        call_command("tick", "--until", "i morgen")


@pytest.mark.parametrize("persona", ["michael", "tine", "lars", "admin", "bo", "karin", "amira", "hanne", "nabo"])
def test_everybody_has_a_start_page(town: Town, persona: str) -> None:
    assert town.client(persona).get(reverse("worklists:desk")).status_code == 200


def chain_end(rows: type[Owed], pk: int, days: int = 120) -> Owed:
    """The row after the tick has run long past its date."""
    later = NOW + timedelta(days=days)
    with clock.fixed(later):
        tick(later)
    return rows.objects.select_related("escalated_to").get(pk=pk)


def suspicion(town: Town, child: Child) -> Concern:
    command = RaiseConcern(child.pk, "Mærker på armen.", ParentsKnow.MUST_NOT, suspicion=True)
    return concerns.raise_concern(town.actor("mette"), command, now=NOW)


def make_parent(town: Town, key: str, child: Child) -> None:
    """From now on this employee is the child's parent."""
    guardian = child.custodies.order_by("id").first().guardian
    guardian.user = town.user(key)
    guardian.save()


def test_a_late_suspicion_is_told_to_the_chief_and_never_where_the_child_spends_its_day(town: Town) -> None:
    concern = suspicion(town, town.children[1])
    ordinary = worry(town, town.children[1])
    assert chain_end(Concern, ordinary.pk, 10).escalated_to == town.user("dorte")
    assert chain_end(Concern, concern.pk, 10).escalated_to == town.user("bo")
    assert (
        Concern.objects.visible_to(town.actor("dorte")).filter(pk=concern.pk).exists()
    )  # the sender's own leader was told
    assert not Message.objects.filter(to=town.user("dorte"), url_arg=concern.pk, kind="overdue").exists()
    page = town.client("bo").get(reverse("worklists:desk")).content.decode()
    assert reverse("concerns:concern", args=[concern.pk]) in page
    assert town.client("bo").get(reverse("concerns:concern", args=[concern.pk])).status_code == 200


def test_a_suspicions_rows_carry_the_lock_and_no_others_do(town: Town) -> None:
    worry(town, town.children[0])
    assert "Lukket for andre" not in town.client("jonas").get("/").text
    suspicion(town, town.children[1])
    assert town.client("jonas").get("/").text.count("Lukket for andre") == 1
    assert town.client("mette").get("/").text.count("Lukket for andre") == 1, "what the sender waits for"


def test_without_a_chief_a_late_suspicion_goes_to_another_adviser_who_then_sees_it(town: Town) -> None:
    concern = suspicion(town, town.children[1])
    Employment.objects.filter(user=town.user("bo")).update(end_on=TODAY - timedelta(days=1))
    assert chain_end(Concern, concern.pk, 10).escalated_to == town.user("signe")
    assert town.client("signe").get(reverse("concerns:concern", args=[concern.pk])).status_code == 200


def test_a_late_meeting_on_a_suspicion_is_not_told_to_the_leader_of_its_place(town: Town) -> None:
    concern = suspicion(town, town.children[1])
    jonas = town.actor("jonas")
    concerns.take(jonas, Seen(concern.pk, concern.version), now=NOW)
    starts = NOW + timedelta(days=1)
    guests = Guests(staff_ids=(town.user("lone").pk,), ground=ONCE)
    call = CallMeeting(starts, starts + timedelta(hours=1), "Stuen", guests, town.day_care.pk)
    meeting = meetings.call_meeting(jonas, concern.pk, call, now=NOW)
    assert chain_end(Meeting, meeting.pk, 10).escalated_to == town.user("bo")
    assert not Message.objects.filter(to=town.user("dorte")).exclude(kind="concern.leader_told").exists()


@pytest.mark.parametrize(("parent", "told"), [("dorte", "bo"), ("bo", "dorte")])
def test_a_parent_is_never_told_that_a_date_about_her_own_child_has_passed(town: Town, parent: str, told: str) -> None:
    child = town.children[1]
    concern, quiet = worry(town, child), suspicion(town, child)
    make_parent(town, parent, child)
    assert chain_end(Concern, concern.pk, 10).escalated_to == town.user(told)
    quiet_told = chain_end(Concern, quiet.pk, 10).escalated_to
    assert quiet_told == town.user("signe" if parent == "bo" else "bo")
    assert not Message.objects.filter(to=town.user(parent), kind="overdue").exists()


def test_a_chief_is_told_whom_to_ring_and_the_hole_stays_until_the_date_moves(town: Town) -> None:
    child = town.children[0]
    plan = at_the_table(town, child).plan()
    late = chain_end(Plan, plan.pk)
    assert late.escalated_to == town.user("bo")
    text = Message.objects.get(to=town.user("bo"), kind="overdue", url_name="plans:plan").about
    for words in ("en plan", "distrikt Havnen", "mandag 4. januar", "Jonas Holm"):
        assert words in text
    assert not any(name in text for name in (child.first_name, child.last_name))
    after = NOW + timedelta(days=120)

    def out_of_sight() -> list[tuple[str, str]]:
        return [(h.kind, h.who) for h in net(town.municipality.pk, after).holes if h.mend_url_name == "plans:plan"]

    assert out_of_sight() == [("overdue_out_of_sight", "Jonas Holm")]
    Plan.objects.filter(pk=plan.pk).update(due_on=TODAY + timedelta(days=150))
    assert out_of_sight() == []


def test_what_the_leader_was_told_of_is_no_hole(town: Town) -> None:
    concern = worry(town, town.children[0])
    concern = concerns.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
    assert chain_end(Concern, concern.pk, 20).escalated_to == town.user("dorte")
    assert net(town.municipality.pk, NOW + timedelta(days=20)).holes == []


def test_a_mark_that_turns_the_direction_stays_within_what_somebody_wrote(town: Town) -> None:
    worry(town, town.children[0])
    page = town.client("mette").get("/").text
    assert re.search(r'<bdi>[^<]+</bdi>\s*<span class="sn-muted">\(', page), "what she waits for, then whose it is"
