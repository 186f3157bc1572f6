"""What people owe and wait for on concerns, where the net is open, and a child's chronology."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns import actions, queries
from sikkerhedsnet.concerns.commands import Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Relation
from tests.personas import NOW, TODAY, Town

from .conftest import Walk

LATER = NOW + timedelta(days=14)


def kinds(town: Town, now: datetime = NOW) -> list[str]:
    return [hole.kind for hole in queries.holes(town.municipality.pk, now)]


class TestTasks:
    def test_a_raised_worry_is_its_advisers_task(self, walk: Walk, town: Town):
        concern = walk.raised()
        (task,) = queries.tasks(town.actor("jonas"), TODAY)
        assert (task.kind, task.due_on) == ("concerns.take", date(2026, 11, 26))
        assert task.child_name == "Ida Sørensen"
        assert task.to_whom == "Mette Lund"
        assert (task.url_name, task.url_args) == ("concerns:concern", (concern.pk,))
        assert queries.tasks(town.actor("mette"), TODAY) == []

    def test_after_taking_it_is_a_talk_and_then_the_next_step(self, walk: Walk, town: Town):
        concern = walk.taken()
        (task,) = queries.tasks(town.actor("jonas"), TODAY)
        assert (task.kind, task.due_on) == ("concerns.contact", date(2026, 11, 30))
        walk.talk(concern)
        (task,) = queries.tasks(town.actor("jonas"), TODAY)
        assert (task.kind, task.due_on) == ("concerns.next", date(2026, 12, 7))

    def test_no_task_asks_for_a_talk_with_the_parents_about_a_suspicion(self, walk: Walk, town: Town):
        walk.taken(suspicion=True)
        (task,) = queries.tasks(town.actor("jonas"), TODAY)
        assert task.kind == "concerns.next"
        assert "forældre" not in f"{task.what} {task.to_whom} {task.action_label}".lower()

    def test_an_offer_is_a_task_for_the_one_who_is_asked_and_stays_one_for_the_owner(self, walk: Walk, town: Town):
        walk.offered()
        (asked,) = queries.tasks(town.actor("signe"), TODAY)
        assert asked.kind == "concerns.accept"
        assert "Jonas Holm" in asked.what
        assert [task.kind for task in queries.tasks(town.actor("jonas"), TODAY)] == ["concerns.contact"]

    def test_what_a_meeting_or_a_plan_owes_is_not_the_concerns_task(self, walk: Walk, town: Town):
        actions.call_meeting(town.actor("jonas"), walk.taken(), now=NOW)
        assert queries.tasks(town.actor("jonas"), TODAY) == []

    def test_a_desk_of_many_costs_no_more_than_one_of_few(self, walk: Walk, town: Town, django_assert_max_num_queries):
        for _ in range(3):
            walk.taken()
        jonas = town.actor("jonas")
        with django_assert_max_num_queries(12):
            assert len(queries.tasks(jonas, TODAY)) == 3
        for _ in range(12):
            walk.taken(child=2)
        with django_assert_max_num_queries(12):
            assert len(queries.tasks(jonas, TODAY)) == 15
        with django_assert_max_num_queries(10):
            queries.waiting(jonas, TODAY)


class TestWaiting:
    def test_the_sender_waits_for_the_adviser(self, walk: Walk, town: Town):
        walk.raised()
        (wait,) = queries.waiting(town.actor("mette"), TODAY)
        assert (wait.child_name, wait.on_whom) == ("Ida Sørensen", "Jonas Holm")

    def test_who_asked_another_waits_for_her_answer(self, walk: Walk, town: Town):
        walk.offered()
        (wait,) = queries.waiting(town.actor("jonas"), TODAY)
        assert wait.on_whom == "Signe Friis"

    def test_nobody_waits_for_what_is_answered(self, walk: Walk, town: Town):
        walk.close(walk.taken())
        assert queries.waiting(town.actor("mette"), TODAY) == []


class TestHoles:
    def test_a_fresh_worry_leaves_the_net_whole(self, walk: Walk, town: Town):
        walk.raised()
        walk.offered()
        walk.close(walk.taken())
        assert kinds(town) == []

    def test_a_worry_is_in_time_on_its_last_day_and_a_hole_the_day_after(self, walk: Walk, town: Town):
        walk.raised()
        assert kinds(town, NOW + timedelta(days=3)) == []
        assert kinds(town, NOW + timedelta(days=4)) == ["concern_not_taken"]

    def test_a_worry_nobody_took_is_a_hole_even_when_the_leader_knows(self, walk: Walk, town: Town):
        concern = walk.raised()
        organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=LATER)
        assert kinds(town, LATER) == ["concern_not_taken"]

    def test_a_late_next_step_is_a_hole_until_somebody_is_told(self, walk: Walk, town: Town):
        concern = walk.taken()
        assert kinds(town, LATER) == ["overdue_not_escalated"]
        organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=LATER)
        assert kinds(town, LATER) == []

    def test_an_owner_who_has_left_is_a_hole(self, walk: Walk, town: Town):
        walk.taken()
        Employment.objects.filter(user=town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
        assert kinds(town) == ["owner_gone"]

    def test_an_owner_who_cannot_see_the_child_is_a_hole(self, walk: Walk, town: Town):
        walk.taken()
        Relation.objects.filter(user=town.user("jonas")).update(end_on=TODAY - timedelta(days=1))
        assert kinds(town) == ["owner_without_access"]

    def test_a_hole_names_the_place_and_never_the_child(self, walk: Walk, town: Town):
        walk.raised()
        (hole,) = queries.holes(town.municipality.pk, LATER)
        assert hole.place == "Børnehuset Regnbuen"
        assert hole.who == "Jonas Holm"
        assert "Ida" not in f"{hole.what} {hole.place} {hole.who}"

    def test_a_hole_does_not_give_a_protected_childs_institution_away(self, walk: Walk, town: Town):
        child = town.children[1]
        child.protected_address = True
        child.save()
        walk.raised()
        (hole,) = queries.holes(town.municipality.pk, LATER)
        assert hole.place == "Distrikt Havnen"

    def test_the_neighbours_holes_are_not_ours(self, walk: Walk, town: Town):
        walk.raised()
        assert queries.holes(town.neighbour.pk, LATER) == []

    def test_many_holes_cost_no_more_than_few(self, walk: Walk, town: Town, django_assert_max_num_queries):
        for _ in range(10):
            walk.raised()
        with django_assert_max_num_queries(24):
            assert len(queries.holes(town.municipality.pk, LATER)) == 10


class TestReach:
    @pytest.mark.parametrize("key", ["mette", "maja", "dorte", "hanne", "jonas"])
    def test_those_who_work_with_the_child_see_an_ordinary_concern(self, walk: Walk, town: Town, key: str):
        concern = walk.raised()
        assert Concern.objects.visible_to(town.actor(key)).get() == concern

    @pytest.mark.parametrize(
        "key", ["stranger", "anders", "rikke", "inge", "signe", "sara", "bo", "karin", "lars", "admin", "nabo", "amira"]
    )
    def test_everybody_else_sees_nothing(self, walk: Walk, town: Town, key: str):
        walk.raised()
        assert not Concern.objects.visible_to(town.actor(key)).exists()

    @pytest.mark.parametrize("key", ["maja", "rikke", "hanne", "signe", "nabo", "karin", "bo", "peter"])
    def test_a_suspicion_is_hidden_from_all_but_its_own_people(self, walk: Walk, town: Town, key: str):
        walk.raised(suspicion=True)
        child = town.children[1]
        assert not Concern.objects.visible_to(town.actor(key)).exists()
        assert queries.events(town.actor(key), child) == []
        assert queries.open_on_child(town.actor(key), child) == []
        assert queries.tasks(town.actor(key), TODAY) == []

    def test_a_suspicion_is_seen_by_sender_adviser_asked_and_told(self, walk: Walk, town: Town):
        concern = walk.offered(suspicion=True)
        organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=NOW)
        for key in ("mette", "jonas", "signe", "dorte"):
            assert Concern.objects.visible_to(town.actor(key)).filter(pk=concern.pk).exists(), key

    def test_a_specialist_without_the_function_still_sees_what_she_sent(self, walk: Walk, town: Town):
        Relation.objects.create(
            child=town.children[1], user=town.user("lone"), kind=Relation.Kind.PARTICIPANT, source="test",
            start_on=TODAY, end_on=TODAY + timedelta(days=30),
        )  # fmt: skip
        concern = walk.raised(by="lone")
        walk.raised()
        assert list(Concern.objects.visible_to(town.actor("lone"))) == [concern]


class TestOpening:
    def test_opening_is_logged(self, walk: Walk, town: Town):
        concern = walk.raised()
        queries.open_concern(town.actor("maja"), concern.pk, now=NOW)
        line = ReadLine.objects.get(action="concern.read")
        assert (line.actor_id, line.object_id, line.child_id) == (town.user("maja").pk, concern.pk, concern.child_id)

    def test_the_sender_reads_the_answer_but_not_the_case(self, walk: Walk, town: Town):
        concern = walk.close(walk.talk(walk.taken(), said="Det taler vi ikke med andre om."))
        case = queries.open_concern(town.actor("mette"), concern.pk, now=NOW)
        assert case.contacts == []
        assert case.concern.answer
        assert not case.can_something
        assert len(queries.open_concern(town.actor("jonas"), concern.pk, now=NOW).contacts) == 1

    def test_each_reader_gets_only_the_buttons_that_work(self, walk: Walk, town: Town):
        concern = walk.raised()
        see = lambda key: queries.open_concern(town.actor(key), concern.pk, now=NOW)  # noqa: E731
        assert see("jonas").can_take
        assert not see("mette").can_something
        concern = walk.offer(actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW))
        assert see("signe").can_answer_offer
        assert not see("signe").can_close
        jonas = see("jonas")
        assert jonas.can_note_contact
        assert jonas.can_close
        assert jonas.can_call_meeting
        assert not jonas.can_offer

    def test_the_sentence_names_who_and_when(self, walk: Walk, town: Town):
        with translation.override("da"):
            concern = walk.raised()
            assert queries.stands(concern, TODAY) == "Jonas Holm tager kontakt senest torsdag 26. november."
            assert "skulle have taget kontakt" in queries.stands(concern, TODAY + timedelta(days=9))
            concern = actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
            assert "mandag 30. november" in queries.stands(concern, TODAY)
            assert "Det er løst i hverdagen" in queries.stands(walk.close(concern), TODAY)

    def test_colleagues_to_ask_are_the_other_advisers(self, walk: Walk, town: Town):
        town.hire("ulla", "Ulla Ny", Function.PREVENTION_ADVISER, district=town.district)
        concern = walk.taken()
        assert [user.name for user in queries.colleagues(concern, TODAY)] == ["Ulla Ny", "Signe Friis"]


class TestChronology:
    def test_it_tells_what_happened_in_order(self, walk: Walk, town: Town):
        walk.close(walk.talk(walk.taken()))
        found = [event.kind for event in queries.events(town.actor("jonas"), town.children[1])]
        assert sorted(found) == ["concerns.closed", "concerns.contact", "concerns.raised", "concerns.taken"]
        colleague = [event.kind for event in queries.events(town.actor("maja"), town.children[1])]
        assert "concerns.contact" not in colleague

    def test_it_costs_the_same_however_long(self, walk: Walk, town: Town, django_assert_max_num_queries):
        for _ in range(8):
            walk.talk(walk.taken())
        jonas = town.actor("jonas")
        with django_assert_max_num_queries(18):
            assert len(queries.events(jonas, town.children[1])) == 24


def test_owing_gives_every_open_concern_of_the_municipality(walk: Walk, town: Town):
    walk.raised()
    walk.close(walk.taken())
    actions.call_meeting(town.actor("jonas"), walk.taken(), now=NOW)
    rows, _notifications = queries.owing(town.municipality.pk)
    assert rows.count() == 1
    none, _nor_these = queries.owing(town.neighbour.pk)
    assert none.count() == 0
