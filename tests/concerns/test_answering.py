"""A worry is talked about with the parents, answered, and taken on to the next steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import RaiseConcern
from sikkerhedsnet.concerns.models import Concern, ParentContact
from sikkerhedsnet.concerns.states import CloseReason, ContactHow, ParentsKnow, State
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Relation
from tests.personas import NOW, TODAY, Town

from .around import told
from .conftest import Walk


class TestTalkingWithTheParents:
    def test_a_talk_is_kept_with_the_next_date(self, walk: Walk, town: Town):
        concern = walk.talk(walk.taken(), said="Vi er uenige i, at det er så slemt.")
        contact = ParentContact.objects.get()
        assert contact.said == "Vi er uenige i, at det er så slemt."
        assert contact.by == town.user("jonas")
        assert concern.due_on == date(2026, 12, 7)

    def test_the_same_form_sent_twice_is_one_talk(self, walk: Walk):
        concern = walk.taken()
        key, version = uuid4(), concern.version
        walk.talk(concern, key=key)
        concern.version = version
        walk.talk(concern, key=key)
        assert ParentContact.objects.count() == 1

    def test_a_talk_on_an_old_page_is_not_written(self, walk: Walk):
        concern = walk.taken()
        old = concern.version
        walk.offer(concern)
        concern.version = old
        with pytest.raises(Stale):
            walk.talk(concern)
        assert not ParentContact.objects.exists()

    def test_there_is_no_talk_before_it_is_taken(self, walk: Walk):
        with pytest.raises(Stale):
            walk.talk(walk.raised())
        assert not ParentContact.objects.exists()

    def test_without_a_sensible_next_date_there_is_no_talk(self, walk: Walk):
        concern = walk.taken()
        with pytest.raises(Invalid, match="past"):
            walk.talk(concern, next_on=TODAY - timedelta(days=1))
        assert not ParentContact.objects.exists()

    def test_no_parent_is_asked_about_a_suspicion(self, walk: Walk):
        with pytest.raises(Refused, match="suspicion_no_contact"):
            walk.talk(walk.taken(suspicion=True))
        assert not ParentContact.objects.exists()

    def test_a_talk_renews_the_advisers_access(self, walk: Walk, town: Town):
        concern = walk.taken()
        Relation.objects.filter(user=town.user("jonas")).update(end_on=TODAY)
        walk.talk(concern)
        assert Relation.objects.get(user=town.user("jonas")).end_on > TODAY


class TestAnswering:
    def test_the_sender_is_told_and_the_concern_owes_nothing(self, walk: Walk, town: Town):
        concern = walk.close(walk.taken())
        assert concern.state == State.CLOSED
        assert concern.due_on is None
        assert concern.owner == town.user("jonas")
        assert concern.closed_at == NOW
        assert told(town, "mette")[-1] == "concern.closed"

    def test_answering_twice_is_answering_once(self, walk: Walk, lines: Callable[[str], list[Any]]):
        concern = walk.taken()
        version = concern.version
        walk.close(concern)
        concern.version = version
        walk.close(concern)
        assert len(lines("concern.closed")) == 1

    def test_an_answer_has_words(self, walk: Walk):
        with pytest.raises(Invalid, match="required"):
            walk.close(walk.taken(), answer="  \n ")

    def test_a_worry_is_taken_before_it_is_closed(self, walk: Walk):
        with pytest.raises(Stale):
            walk.close(walk.raised())

    def test_nobody_closes_another_advisers_concern(self, walk: Walk, town: Town):
        concern = walk.offered()
        with pytest.raises(Refused, match="not_owner"):
            walk.close(concern, by="signe")

    def test_the_family_declines_only_after_a_talk(self, walk: Walk):
        concern = walk.taken()
        with pytest.raises(Invalid, match="nobody_asked"):
            walk.close(concern, reason=CloseReason.FAMILY_DECLINES)
        concern = walk.talk(concern, how=ContactHow.TALK)
        assert walk.close(concern, reason=CloseReason.FAMILY_DECLINES).state == State.CLOSED


class TestTheNextSteps:
    def test_a_called_meeting_owes_the_date_and_a_cancelled_one_gives_it_back(self, walk: Walk, town: Town):
        concern = actions.call_meeting(town.actor("jonas"), walk.offered(), now=NOW)
        assert (concern.state, concern.due_on, concern.offered_to) == (State.AT_MEETING, None, None)
        assert concern.owner == town.user("jonas")
        concern = actions.cancel_meeting(town.actor("jonas"), concern, date(2026, 12, 1), now=NOW)
        assert (concern.state, concern.due_on) == (State.TAKEN, date(2026, 12, 1))

    def test_a_plan_owes_the_date_and_ends_the_concern(self, walk: Walk, town: Town):
        jonas = town.actor("jonas")
        concern = actions.call_meeting(jonas, walk.taken(), now=NOW)
        concern = actions.agree_plan(jonas, concern, now=NOW)
        assert (concern.state, concern.due_on) == (State.IN_PLAN, None)
        assert actions.call_meeting(jonas, concern, now=NOW).state == State.IN_PLAN
        assert actions.cancel_meeting(jonas, concern, date(2026, 12, 1), now=NOW).due_on is None
        assert actions.agree_plan(jonas, concern, now=NOW).state == State.IN_PLAN
        concern = actions.close_plan(jonas, concern, CloseReason.SOLVED, "Ida trives.", now=NOW)
        assert (concern.state, concern.answer) == (State.CLOSED, "Ida trives.")
        assert told(town, "mette")[-1] == "concern.closed"

    def test_a_meeting_can_end_it_without_a_plan(self, walk: Walk, town: Town):
        jonas = town.actor("jonas")
        concern = actions.call_meeting(jonas, walk.taken(), now=NOW)
        concern = actions.close_from_meeting(jonas, concern, CloseReason.HELP_IN_PLACE, "Det er aftalt.", now=NOW)
        assert concern.state == State.CLOSED

    def test_no_meeting_is_called_before_it_is_taken(self, walk: Walk, town: Town):
        with pytest.raises(Stale):
            actions.call_meeting(town.actor("jonas"), walk.raised(), now=NOW)

    def test_a_cancelled_meeting_needs_a_next_date(self, walk: Walk, town: Town):
        concern = actions.call_meeting(town.actor("jonas"), walk.taken(), now=NOW)
        with pytest.raises(Invalid):
            actions.cancel_meeting(town.actor("jonas"), concern, TODAY - timedelta(days=1), now=NOW)

    @pytest.mark.parametrize("key", ["mette", "dorte", "bo"])
    def test_only_advisers_move_it_on(self, walk: Walk, town: Town, key: str):
        with pytest.raises(Refused, match="role"):
            actions.call_meeting(town.actor(key), walk.taken(), now=NOW)

    @pytest.mark.parametrize("key", ["signe", "nabo"])
    def test_no_adviser_moves_what_is_out_of_reach(self, walk: Walk, town: Town, key: str):
        with pytest.raises(Concern.DoesNotExist):
            actions.call_meeting(town.actor(key), walk.taken(), now=NOW)


def test_a_command_is_a_value_that_cannot_be_changed():
    command = RaiseConcern(child_id=1, observation="x", parents_know=ParentsKnow.YES)
    assert replace(command, child_id=2).child_id == 2
    with pytest.raises(AttributeError):
        command.child_id = 3  # type: ignore[misc]
