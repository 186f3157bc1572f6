"""A worry is raised, taken and handed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import Offer, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow, State
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.net import holes as screening_holes
from tests.personas import NOW, Town

from .around import end_jobs, make_parent, reaches_child, told
from .conftest import Walk


class TestRaising:
    def test_a_worry_goes_to_the_districts_adviser_with_a_date(self, walk: Walk, town: Town):
        concern = walk.raised()
        assert concern.owner == town.user("jonas")
        assert concern.state == State.RAISED
        assert concern.due_on == concern.answer_due_on == date(2026, 11, 26)
        assert concern.institution == town.day_care
        assert concern.district == town.district

    def test_the_adviser_is_told_and_can_see_the_child(self, walk: Walk, town: Town):
        child = town.children[1]
        assert not reaches_child(town, "jonas", child)
        walk.raised()
        assert reaches_child(town, "jonas", child)
        assert told(town, "jonas") == ["concern.raised"]
        assert "Mette Lund" in Message.objects.get(to=town.user("jonas")).about

    def test_the_message_says_nothing_of_the_child(self, walk: Walk, town: Town):
        walk.raised()
        about = Message.objects.get(to=town.user("jonas")).about
        assert "Ida" not in about
        assert "alene" not in about

    def test_it_is_logged_with_who_and_which_child(self, walk: Walk, town: Town, lines: Callable[[str], list[Any]]):
        concern = walk.raised()
        (line,) = lines("concern.raised")
        assert (line.object_id, line.child_id) == (concern.pk, town.children[1].pk)
        assert line.actor_name == "Mette Lund"
        assert "alene" not in str(line.details)

    def test_the_same_form_sent_twice_is_one_worry(self, walk: Walk, town: Town):
        key = uuid4()
        first, second = walk.raised(key=key), walk.raised(key=key, observation="Igen")
        assert first.pk == second.pk
        assert Concern.objects.count() == 1
        assert told(town, "jonas") == ["concern.raised"]

    def test_somebody_elses_key_does_not_open_somebody_elses_worry(self, walk: Walk):
        key = uuid4()
        walk.raised(key=key)
        with pytest.raises(Concern.DoesNotExist):
            walk.raised(key=key, by="maja")

    @pytest.mark.parametrize("key", ["stranger", "anders", "jonas", "inge"])
    def test_nobody_worries_about_a_child_they_do_not_work_with(self, walk: Walk, key: str):
        with pytest.raises(Child.DoesNotExist):
            walk.raised(by=key)

    def test_the_neighbour_municipality_finds_no_such_child(self, walk: Walk):
        with pytest.raises(Child.DoesNotExist):
            walk.raised(by="nabo")

    @pytest.mark.parametrize("key", ["karin", "bo", "michael", "lars", "tine", "admin", "amira"])
    def test_functions_without_children_do_not_worry(self, walk: Walk, key: str):
        with pytest.raises(Refused, match="role"):
            walk.raised(by=key)

    def test_nobody_worries_about_their_own_child_at_work(self, walk: Walk, town: Town):
        make_parent(town, "mette", town.children[1])
        with pytest.raises(Child.DoesNotExist):
            walk.raised()

    def test_an_adviser_who_is_the_childs_parent_does_not_get_it(self, walk: Walk, town: Town):
        make_parent(town, "jonas", town.children[1])
        assert walk.raised().owner == town.user("signe")

    def test_without_advisers_the_chief_gets_it(self, walk: Walk, town: Town):
        end_jobs(town, "jonas", "signe")
        concern = walk.raised()
        assert concern.owner == town.user("bo")
        assert Concern.objects.visible_to(town.actor("bo")).filter(pk=concern.pk).exists()

    def test_with_nobody_to_receive_it_a_worry_is_refused_with_words(self, walk: Walk, town: Town):
        end_jobs(town, "jonas", "signe", "bo")
        with pytest.raises(Refused, match="no_adviser"):
            walk.raised()
        assert not Concern.objects.exists()

    def test_text_is_kept_exactly(self, walk: Walk):
        text = "=1+1 <script>alert('æøå')</script> 👩‍👧 \u202eabc\u202c " + "x" * 10_000
        concern = walk.raised(observation=text, works=text)
        concern.refresh_from_db()
        assert concern.observation == concern.works == text

    def test_a_suspicion_is_never_told_to_the_parents_and_is_answered_next_working_day(self, walk: Walk):
        concern = walk.raised(suspicion=True, parents_know=ParentsKnow.YES)
        assert concern.parents_know == ParentsKnow.MUST_NOT
        assert concern.due_on == date(2026, 11, 24)

    @pytest.mark.parametrize("from_it", [False, True])
    def test_a_suspicion_leaves_every_position_as_it_stands(self, walk: Walk, town: Town, from_it: bool):
        watched = WellbeingAssessment.objects.create(
            child=town.children[1],
            institution=town.day_care,
            group=town.group,
            raters_required=2,
            state="watched",
            position="red",
            focus_point="Tryghed om morgenen",
            tell_parents_how="talk",
            settled_on=date(2026, 9, 1),
            settled_by=town.user("dorte"),
            owner=town.user("dorte"),
            due_on=date(2026, 12, 4),
            changed_at=NOW,
            changed_by_name="test",
        )
        dorte = town.client("dorte")
        pages = [
            reverse("screening:assessment", args=[watched.pk]),
            reverse("childfile:child", args=[watched.child_id]),
            reverse("worklists:desk"),
        ]

        def seen_by_the_leader() -> list[str]:
            marks = re.compile(r'<input type="hidden"[^>]*>')
            return [marks.sub("", dorte.get(page).content.decode()) for page in pages]

        before = seen_by_the_leader(), screening_holes(town.municipality.pk, NOW)
        assert [hole.kind for hole in before[1]] == ["position_without_action"]
        walk.raised(suspicion=True, leader_is_close=True, assessment_id=watched.pk if from_it else None)
        watched.refresh_from_db()
        assert (watched.state, watched.due_on) == ("watched", date(2026, 12, 4))
        assert (seen_by_the_leader(), screening_holes(town.municipality.pk, NOW)) == before


class TestTaking:
    def test_taking_sets_the_date_of_the_first_talk(self, walk: Walk, town: Town):
        concern = walk.taken()
        assert concern.state == State.TAKEN
        assert concern.due_on == date(2026, 11, 30)
        assert concern.taken_at == NOW
        assert told(town, "mette") == ["concern.taken"]

    def test_a_new_date_clears_what_was_told_of_the_old_one(self, walk: Walk, town: Town):
        concern = walk.raised()
        organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=NOW)
        concern = actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
        assert concern.escalated_at is None
        assert concern.escalated_to is None

    def test_pressing_twice_is_taking_once(self, walk: Walk, town: Town, lines: Callable[[str], list[Any]]):
        concern = walk.raised()
        seen = Seen(concern.pk, concern.version)
        actions.take(town.actor("jonas"), seen, now=NOW)
        again = actions.take(town.actor("jonas"), seen, now=NOW)
        assert again.state == State.TAKEN
        assert len(lines("concern.taken")) == 1

    def test_the_second_adviser_is_told_who_was_first(self, walk: Walk, town: Town):
        concern = walk.offer(walk.raised())
        seen = Seen(concern.pk, concern.version)
        actions.take(town.actor("jonas"), seen, now=NOW)
        with pytest.raises(Stale) as late:
            actions.take(town.actor("signe"), seen, now=NOW)
        assert late.value.who == "Jonas Holm"

    def test_a_sender_without_the_function_does_not_take(self, walk: Walk, town: Town):
        concern = walk.raised()
        with pytest.raises(Refused, match="role"):
            actions.take(town.actor("mette"), Seen(concern.pk, concern.version), now=NOW)

    @pytest.mark.parametrize("key", ["signe", "stranger", "anders", "nabo", "karin", "admin"])
    def test_out_of_reach_there_is_nothing_to_take(self, walk: Walk, town: Town, key: str):
        concern = walk.raised()
        with pytest.raises(Concern.DoesNotExist):
            actions.take(town.actor(key), Seen(concern.pk, concern.version), now=NOW)

    def test_an_adviser_does_not_take_her_own_worry_while_there_are_others(self, walk: Walk, town: Town):
        walk.raised()  # lets Jonas see the child
        own = walk.raised(by="jonas")
        assert own.owner == town.user("signe")
        with pytest.raises(Refused, match="own_concern"):
            actions.take(town.actor("jonas"), Seen(own.pk, own.version), now=NOW)

    def test_an_adviser_who_is_alone_takes_her_own_worry(self, walk: Walk, town: Town):
        walk.raised()
        end_jobs(town, "signe")
        own = walk.raised(by="jonas")
        assert own.owner == town.user("jonas")
        actions.take(town.actor("jonas"), Seen(own.pk, own.version, (own.pk - 1,)), now=NOW)
        assert "concern.raised" not in told(town, "jonas")[1:]

    def test_an_adviser_who_became_the_childs_parent_no_longer_sees_it(self, walk: Walk, town: Town):
        concern = walk.raised()
        make_parent(town, "jonas", town.children[1])
        with pytest.raises(Concern.DoesNotExist):
            actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)


class TestHandingOver:
    def test_the_owner_stays_responsible_until_the_other_says_yes(self, walk: Walk, town: Town):
        concern = walk.offered()
        assert concern.owner == town.user("jonas")
        assert concern.offered_to == town.user("signe")
        assert told(town, "signe") == ["concern.offered"]
        assert not reaches_child(town, "signe", town.children[1])

    def test_saying_yes_moves_responsibility_and_access_and_keeps_the_date(self, walk: Walk, town: Town):
        concern = walk.offered()
        due = concern.due_on
        concern = actions.accept(town.actor("signe"), Seen(concern.pk, concern.version), now=NOW)
        assert concern.owner == town.user("signe")
        assert concern.offered_to is None
        assert concern.offered_note == ""
        assert concern.due_on == due
        assert reaches_child(town, "signe", town.children[1])
        assert not reaches_child(town, "jonas", town.children[1])
        assert "concern.accepted" in told(town, "jonas")
        assert "concern.moved" in told(town, "mette")

    def test_the_one_before_keeps_access_while_another_concern_is_hers(self, walk: Walk, town: Town):
        first = walk.taken()
        concern = walk.offered()
        actions.accept(town.actor("signe"), Seen(concern.pk, concern.version, (first.pk,)), now=NOW)
        assert reaches_child(town, "jonas", town.children[1])

    def test_a_worry_not_yet_taken_is_taken_by_saying_yes(self, walk: Walk, town: Town):
        concern = walk.offer(walk.raised())
        concern = actions.accept(town.actor("signe"), Seen(concern.pk, concern.version), now=NOW)
        assert concern.state == State.TAKEN
        assert concern.taken_at == NOW
        assert concern.due_on == date(2026, 11, 30)

    def test_saying_no_leaves_it_where_it_was_and_says_so(self, walk: Walk, town: Town):
        concern = walk.offered()
        concern = actions.decline(town.actor("signe"), Seen(concern.pk, concern.version), now=NOW)
        assert concern.owner == town.user("jonas")
        assert concern.offered_to is None
        assert told(town, "jonas")[-1] == "concern.declined"
        assert not Concern.objects.visible_to(town.actor("signe")).filter(pk=concern.pk).exists()

    def test_only_the_one_who_was_asked_can_say_yes(self, walk: Walk, town: Town):
        concern = walk.offered()
        with pytest.raises(Refused, match="not_offered"):
            actions.accept(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)

    def test_whoever_says_yes_too_late_is_told_who_has_it(self, walk: Walk, town: Town):
        concern = walk.offered()
        seen = Seen(concern.pk, concern.version)
        walk.close(concern)
        with pytest.raises(Stale) as late:
            actions.accept(town.actor("signe"), seen, now=NOW)
        assert late.value.who == "Jonas Holm"

    def test_it_is_offered_to_advisers_only(self, walk: Walk):
        concern = walk.taken()
        with pytest.raises(Refused, match="not_an_adviser"):
            walk.offer(concern, "dorte")

    def test_it_is_not_offered_across_the_municipal_border(self, walk: Walk):
        concern = walk.taken()
        with pytest.raises(Refused, match="not_an_adviser"):
            walk.offer(concern, "nabo")

    def test_it_is_not_offered_to_the_childs_parent(self, walk: Walk, town: Town):
        concern = walk.taken()
        make_parent(town, "signe", town.children[1])
        with pytest.raises(Refused, match="own_child"):
            walk.offer(concern)

    def test_a_colleague_cannot_give_it_away(self, walk: Walk):
        concern = walk.taken()
        with pytest.raises(Refused, match="not_owner"):
            walk.offer(concern, by="mette")

    def test_the_leader_told_of_a_passed_date_finds_another_adviser(self, walk: Walk, town: Town):
        concern = walk.raised()
        organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=NOW)
        concern = walk.offer(concern, by="dorte")
        assert concern.offered_to == town.user("signe")
        assert concern.owner == town.user("jonas")

    def test_an_old_page_does_not_overwrite_a_newer_offer(self, walk: Walk, town: Town):
        concern = walk.taken()
        town.hire("ulla", "Ulla Ny", Function.PREVENTION_ADVISER, district=town.other_district)
        old = Offer(concern.pk, concern.version, town.user("ulla").pk)
        walk.offer(concern)
        with pytest.raises(Stale):
            actions.offer(town.actor("jonas"), old, now=NOW)

    def test_closing_takes_the_offer_off(self, walk: Walk):
        assert walk.close(walk.offered()).offered_to is None
