"""The child's page: who, what now, what is agreed, and what has happened, for each who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.childfile import queries
from sikkerhedsnet.childfile.access import who_has_access
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import Offer, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CallMeeting, Guests
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Relation
from sikkerhedsnet.plans.models import Plan, Review, Step
from sikkerhedsnet.plans.states import Move
from sikkerhedsnet.screening.models import WellbeingAssessment
from tests.personas import NOW, TODAY, Town
from tests.plans.road import at_the_table, raised_and_taken
from tests.sharing.grounds import ONCE


def page(town: Town, key: str, child: Child, query: str = "") -> Any:
    return town.client(key).get(reverse("childfile:child", args=[child.pk]) + query)


def settled(town: Town, child: Child, position: str = "yellow", on: date = TODAY) -> WellbeingAssessment:
    return WellbeingAssessment.objects.create(
        child=child,
        institution=town.day_care,
        group=town.group,
        state="watched",
        raters_required=2,
        position=position,
        comment="Leger mest alene.",
        focus_point="Lege med en ven",
        tell_parents_how="talk",
        settled_on=on,
        settled_by=town.user("mette"),
        owner=town.user("mette"),
        due_on=on + timedelta(days=28),
        changed_at=NOW,
        changed_by_name="Mette Lund",
    )


def test_the_page_says_who_what_is_next_and_whose_it_is(town: Town) -> None:
    child = town.children[0]
    at_the_table(town, child).plan()
    text = page(town, "jonas", child).content.decode()
    for words in (
        "Freja Bæk, 4 år 7 mdr.",
        "Børnehuset Regnbuen, Mariehønsene",
        "Næste:",
        "mandag 7. december",
        "Amira Haddad",
        "Freja kan fortælle",
        "Læse højt før sengetid",
        "Jeg vil være med i hulen.",
    ):
        assert words in text
    assert ReadLine.objects.filter(action="child.read", child_id=child.pk, actor_name="Jonas Holm").count() == 1


def test_a_meeting_ahead_shows_its_hour_and_who_calls_it(town: Town) -> None:
    child = town.children[0]
    table = at_the_table(town, child)
    file = queries.child_file(town.actor("jonas"), child.pk, now=NOW)
    assert file.next is not None
    assert (file.next.kind, file.next.at, file.next.owner) == (
        "meetings.meeting",
        table.meeting.starts_at,
        "Jonas Holm",
    )
    assert file.coordinator is not None
    assert file.coordinator.owner == "Jonas Holm"


def test_the_story_is_told_from_every_step_in_order(town: Town) -> None:
    child = town.children[0]
    settled(town, child, on=TODAY - timedelta(days=30))
    at_the_table(town, child).plan()
    file = queries.child_file(town.actor("jonas"), child.pk, now=NOW, oldest_first=True)
    events = [event for year in file.years for event in year.events]
    assert {event.kind.split(".")[0] for event in events} == {"screening", "concerns", "meetings", "plans"}
    assert events == sorted(events, key=lambda e: (e.on, e.at or clock.at(e.on, 0)))
    assert events[0].kind.startswith("screening.")
    newest = queries.child_file(town.actor("jonas"), child.pk, now=NOW)
    assert next(e for y in newest.years for e in y.events).kind == events[-1].kind


def test_the_story_is_narrowed_by_the_address(town: Town) -> None:
    child = town.children[0]
    settled(town, child)
    at_the_table(town, child).plan()
    text = page(town, "jonas", child, "?art=screening").content.decode()
    assert "Leger mest alene." in text
    assert "Plan aftalt med familien" not in text
    assert "Plan aftalt med familien" in page(town, "jonas", child, "?art=nonsens").content.decode()


def test_a_child_with_nothing_says_what_will_come_here(town: Town) -> None:
    text = page(town, "mette", town.children[1]).content.decode()
    assert "Her kommer det, der er sket om Ida" in text
    assert reverse("concerns:raise", args=[town.children[1].pk]) in text


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("mette", 200),
        ("maja", 200),
        ("dorte", 200),
        ("hanne", 200),
        ("jonas", 404),
        ("anders", 404),
        ("stranger", 404),
        ("signe", 404),
        ("pia", 404),
        ("sara", 404),
        ("nabo", 404),
        ("karin", 403),
        ("admin", 403),
        ("michael", 403),
        ("lars", 403),
        ("amira", 403),
    ],
)
@pytest.mark.parametrize("name", ["childfile:child", "childfile:access"])
def test_who_opens_the_page(town: Town, key: str, status: int, name: str) -> None:
    child = town.children[0]
    if (key, name) == ("lars", "childfile:access"):
        status = 200  # who has access to a child is the officer's to review; the child's page is not
    assert town.client(key).get(reverse(name, args=[child.pk])).status_code == status
    assert ReadLine.objects.filter(child_id=child.pk).exists() is (status == 200)


def test_each_function_sees_only_the_steps_it_may(town: Town) -> None:
    child = town.children[0]
    settled(town, child)
    at_the_table(town, child).plan()
    for key in ("pia", "lone"):
        people.relate(town.actor("jonas"), child, town.user(key).pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)

    def kinds(key: str) -> set[str]:
        return {kind for kind, _label, _count in queries.child_file(town.actor(key), child.pk, now=NOW).kinds}

    assert kinds("jonas") == {"screening", "concerns", "meetings", "plans"}
    assert kinds("mette") == {"screening", "concerns", "meetings", "plans"}
    assert kinds("maja") == {"screening", "concerns", "plans"}
    assert kinds("hanne") == {"screening", "concerns", "plans"}
    assert kinds("pia") == {"screening", "plans"}
    assert kinds("lone") == {"plans"}


def test_what_is_open_is_hidden_from_functions_that_may_not_see_it(town: Town) -> None:
    child = town.children[0]
    settled(town, child)
    raised_and_taken(town, child)
    people.relate(town.actor("jonas"), child, town.user("lone").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    assert queries.open_things(town.actor("lone"), child) == []
    assert {t.kind for t in queries.open_things(town.actor("mette"), child)} == {
        "screening.wellbeingassessment", "concerns.concern",
    }  # fmt: skip


def test_a_suspicion_is_neither_open_nor_told_for_anybody_else(town: Town) -> None:
    child = town.children[0]
    raised_and_taken(town, child, suspicion=True)
    for key in ("maja", "hanne"):
        file = queries.child_file(town.actor(key), child.pk, now=NOW)
        assert (file.open_things, file.years, file.coordinator) == ([], [], None)
    for key in ("jonas", "dorte"):  # dorte leads the sender, and was told
        assert queries.child_file(town.actor(key), child.pk, now=NOW).open_things


def test_a_protected_address_shows_nowhere_on_the_page(town: Town) -> None:
    child = town.child("Nora", "Lind", protected_address=True)
    people.relate(town.actor("mette"), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    text = page(town, "pia", child).content.decode()
    assert "Havnegade" not in text
    assert "Regnbuen" not in text
    assert "Beskyttet adresse" in text
    assert "Regnbuen" in page(town, "mette", child).content.decode()


def test_brothers_and_sisters_within_reach_are_linked(town: Town) -> None:
    child = town.children[0]
    near, far = town.child("Storm", "Bæk", parents=0), town.child("Liv", "Bæk", parents=0, institution=town.school)
    for sibling in (near, far):
        Custody.objects.create(
            child=sibling, guardian=child.custodies.first().guardian, has_custody=True, same_address=True,
            start_on=date(2021, 1, 1),
        )  # fmt: skip
    text = page(town, "mette", child).content.decode()
    assert reverse("childfile:child", args=[near.pk]) in text
    assert reverse("childfile:child", args=[far.pk]) not in text


def test_only_a_health_visitor_is_offered_a_new_assessment(town: Town) -> None:
    child = town.children[0]
    alone = reverse("screening:alone", args=[child.pk])
    assert alone in page(town, "hanne", child).content.decode()
    assert alone not in page(town, "mette", child).content.decode()


def test_ugly_names_and_texts_are_shown_as_typed(town: Town) -> None:
    child = town.child("Æøå 👶 <b>", "=1+1 ‏עברית")
    concern = raised_and_taken(town, child)
    Concern.objects.filter(pk=concern.pk).update(observation="<script>alert(1)</script>" + "ø" * 10_000)
    text = page(town, "jonas", child).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" + "ø" * 10_000 in text
    assert "👶 &lt;b&gt;" in text


def test_the_page_only_reads(town: Town) -> None:
    assert town.client("mette").post(reverse("childfile:child", args=[town.children[0].pk])).status_code == 405


def ten_years(town: Town, child: Child, years: int) -> None:
    """A plan with reviews and steps, a worry and assessments for every year, as rows."""
    jonas = town.user("jonas")
    for year in range(years):
        on = date(2026 - year, 3, 2)
        at = clock.at(on, 10)
        settled(town, child, on=on)
        stamp: dict[str, Any] = {"changed_at": at, "changed_by_name": "test"}
        concern = Concern.objects.create(
            child=child, raised_by=town.user("mette"), raised_at=at, observation="Set", parents_know="yes", owner=jonas,
            state="closed", answer_due_on=on, closed_at=at, close_reason=CloseReason.SOLVED, **stamp,
        )  # fmt: skip
        meeting = Meeting.objects.create(
            child=child, concern=concern, state="concluded", starts_at=at, ends_at=at + timedelta(hours=1), place="Her",
            called_at=at, began_at=at, concluded_at=at, owner=jonas, **stamp,
        )  # fmt: skip
        seat = meeting.participants.create(role="parent", name="Amira", invited_how="phone", invited_on=on)
        plan = Plan.objects.create(
            child=child, concern=concern, meeting=meeting, agreed_at=at, owner=jonas, due_on=TODAY + timedelta(days=9),
            idempotency_key=uuid4(), **stamp,
        )  # fmt: skip
        goal = plan.goals.create(text="Et mål")
        for _number in range(4):
            Step.objects.create(
                plan=plan, goal=goal, what="Et skridt", doer=seat, owner=jonas, state="done", done_on=on, **stamp
            )
            Review.objects.create(
                plan=plan, held_on=on, held_by=jonas, recorded_at=at, decision=Move.CONTINUE, because="", next_on=TODAY
            )


def test_ten_years_ask_the_database_no_more_than_one(
    town: Town, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    child = town.children[0]
    people.relate(town.actor("mette"), child, town.user("jonas").pk, Relation.Kind.ADVISER, source="test", now=NOW)
    ten_years(town, child, 1)
    client = town.client("jonas")
    url = reverse("childfile:child", args=[child.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as short:
        client.get(url)
    more = town.children[1]
    people.relate(town.actor("mette"), more, town.user("jonas").pk, Relation.Kind.ADVISER, source="test", now=NOW)
    ten_years(town, more, 10)
    with django_assert_max_num_queries(len(short)):
        text = client.get(reverse("childfile:child", args=[more.pk])).content.decode()
    assert len(short) < 96
    assert text.count("Et skridt") >= 40


def test_the_years_follow_each_other() -> None:
    events = [
        Event("a.b", date(2024, 5, 1), None, "to", "", ""),
        Event("a.b", date(2026, 1, 1), clock.at(date(2026, 1, 1), 9), "fire", "", ""),
        Event("a.b", date(2026, 1, 1), None, "tre", "", ""),
        Event("a.b", date(2017, 5, 1), None, "en", "", ""),
    ]
    story = queries.by_year(events, oldest_first=True)
    assert [(y.year, [e.title for e in y.events]) for y in story] == [
        (2017, ["en"]),
        (2024, ["to"]),
        (2026, ["tre", "fire"]),
    ]
    assert [y.year for y in queries.by_year(events, oldest_first=False)] == [2026, 2024, 2017]


# who has access


def test_access_is_told_with_why_and_until_when(town: Town) -> None:
    child = town.children[0]
    raised_and_taken(town, child)
    people_now = {person.name: person for person in who_has_access(child, TODAY, reader=town.actor("mette"))}
    assert set(people_now) == {"Mette Lund", "Maja Krogh", "Dorte Skov", "Hanne Toft", "Jonas Holm"}
    assert people_now["Jonas Holm"].until == TODAY + timedelta(days=183)
    assert people_now["Maja Krogh"].until is None
    assert [reason.why for reason in people_now["Dorte Skov"].reasons] == ["Leder stedet, hvor barnet går"]
    text = town.client("mette").get(reverse("childfile:access", args=[child.pk])).content.decode()
    for words in ("Hanne Toft", "Er sundhedsplejerske i distriktet", "Har et forløb om barnet", "tirsdag 25. maj 2027"):
        assert words in text


def test_the_list_of_access_is_exactly_those_who_can_open_the_page(town: Town) -> None:
    child = town.children[0]
    raised_and_taken(town, child)
    for key in ("pia", "bo"):
        people.relate(town.actor("jonas"), child, town.user(key).pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    gone = town.user("pia").employments.get()
    gone.end_on = TODAY - timedelta(days=1)
    gone.save()
    listed = {person.user_id for person in who_has_access(child, TODAY, reader=town.actor("mette"))}
    can = {
        user.pk
        for key, user in town.users.items()
        if Child.objects.visible_to(town.actor(key), TODAY).filter(pk=child.pk).exists()
    }
    assert listed == can


def test_a_parent_who_works_there_is_not_listed(town: Town) -> None:
    child = town.children[0]
    guardian = child.custodies.first().guardian
    guardian.user = town.user("maja")
    guardian.save()
    assert "Maja Krogh" not in {person.name for person in who_has_access(child, TODAY, reader=town.actor("mette"))}


def test_a_child_that_left_its_group_is_not_the_groups_any_more(town: Town) -> None:
    child = town.children[0]
    Enrolment.objects.filter(child=child).update(end_on=TODAY - timedelta(days=1))
    assert {person.name for person in who_has_access(child, TODAY, reader=town.actor("mette"))} == {"Hanne Toft"}


def as_seen_by(town: Town, key: str, child: Child) -> tuple[Any, ...]:
    file = queries.child_file(town.actor(key), child.pk, now=NOW)
    return who_has_access(child, TODAY, reader=town.actor(key)), file.with_access, file.access_until, file.next


@pytest.mark.parametrize("before", [False, True])
def test_a_suspicion_changes_nothing_in_the_list_of_access_for_those_who_do_not_see_it(
    town: Town, before: bool
) -> None:
    child = town.children[0]
    outside = ("maja", "hanne")
    if before:
        raised_and_taken(town, child, now=NOW - timedelta(days=20))
    seen = {key: as_seen_by(town, key, child) for key in outside}
    concern = raised_and_taken(town, child, suspicion=True)
    guests = Guests(staff_ids=(town.user("pia").pk,), ground=ONCE)
    starts = NOW + timedelta(days=1)
    call = CallMeeting(starts, starts + timedelta(hours=1), "Rådhuset", guests, key=uuid4())
    meetings.call_meeting(town.actor("jonas"), concern.pk, call, now=NOW)
    assert {key: as_seen_by(town, key, child) for key in outside} == seen
    for key in ("mette", "jonas"):
        assert {"Jonas Holm", "Pia Ravn"} <= {p.name for p in who_has_access(child, TODAY, reader=town.actor(key))}
    assert "Pia Ravn" in {p.name for p in who_has_access(child, TODAY, reader=town.actor("pia"))}
    for key in ("jonas", "pia"):
        assert Child.objects.visible_to(town.actor(key), TODAY).filter(pk=child.pk).exists()


def test_a_quiet_reason_ends_with_the_suspicion_changing_hands_and_not_with_another_concern(town: Town) -> None:
    child = town.children[0]
    raised_and_taken(town, child)
    quiet = raised_and_taken(town, child, suspicion=True)
    jonas, signe = town.actor("jonas"), town.actor("signe")
    offered = concerns.offer(jonas, Offer(quiet.pk, quiet.version, signe.id, ""), now=NOW)
    concerns.accept(signe, Seen(offered.pk, offered.version), now=NOW)
    assert set(Relation.objects.on(TODAY).filter(child=child).values_list("user_id", "kind")) == {
        (jonas.id, "adviser"),
        (signe.id, "quiet_adviser"),
    }


def test_the_list_of_access_does_not_give_a_protected_childs_place_away(town: Town) -> None:
    child = town.child("Nora", "Lind", protected_address=True)
    people.relate(town.actor("mette"), child, town.user("pia").pk, Relation.Kind.PARTICIPANT, source="test", now=NOW)
    url = reverse("childfile:access", args=[child.pk])
    outside = town.client("pia").get(url).content.decode()
    for words in ("Dorte Skov", "Mette Lund", "Maja Krogh", "Leder stedet"):
        assert words not in outside
        assert words in town.client("mette").get(url).content.decode()
    for key in ("pia", "mette"):
        assert len(who_has_access(child, TODAY, reader=town.actor(key))) == 5
