"""The pages of a worry, as each persona meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import Seen
from sikkerhedsnet.concerns.models import Concern, ParentContact
from sikkerhedsnet.concerns.states import ParentsKnow, State
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.screening.states import State as AssessmentState
from tests.personas import NOW, TODAY, Town

from .conftest import Walk

UGLY = "=1+1 <script>alert(1)</script> æøå 👩‍👧 \u202eabc\u202c"


def typed(**fields: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "observation": "Ida sidder alene hver morgen.",
        "signs": ["alone", "tired"],
        "works": "Hun elsker at bygge.",
        "tried": "",
        "stage": "worry",
        "parents_know": "not_yet",
        "parents_know_note": "",
        **fields,
    }


def text(response: Any) -> str:
    return response.content.decode()


def page(concern: Concern, name: str = "concern") -> str:
    return reverse(f"concerns:{name}", args=[concern.pk])


@pytest.fixture
def raise_url(town: Town) -> str:
    return reverse("concerns:raise", args=[town.children[1].pk])


def positioned(town: Town, position: Position = Position.YELLOW) -> WellbeingAssessment:
    return WellbeingAssessment.objects.create(
        child=town.children[1],
        institution=town.day_care,
        group=town.group,
        state=AssessmentState.WATCHED,
        raters_required=2,
        position=position,
        comment="Ida trækker sig fra legen.",
        what_works="Hun lyser op ved vandbordet.",
        focus_point="Med i legen",
        tell_parents_how="talk",
        settled_on=TODAY,
        settled_by=town.user("mette"),
        owner=town.user("mette"),
        due_on=TODAY,
        changed_at=NOW,
        changed_by_name="Mette Lund",
    )


class TestWriting:
    def test_the_page_asks_four_questions_and_the_hard_one(self, town: Town, raise_url: str):
        said = text(town.client("mette").get(raise_url))
        for question in (
            "Hvad har du set?",
            "Hvad fungerer?",
            "Hvad har I prøvet?",
            "Ved forældrene det?",
            "Er der mistanke om vold eller overgreb?",
        ):
            assert question in said
        assert "Den går til Jonas Holm, som tager kontakt senest torsdag 26. november." in said
        assert "Send til Jonas Holm" in said
        assert "70 10 20 30" in said
        assert "aldrig bevis" in said

    def test_sending_leads_to_a_page_that_names_adviser_phone_and_date(self, town: Town, raise_url: str):
        response = town.client("mette").post(raise_url, typed(), follow=True)
        said = text(response)
        assert "Jonas Holm tager kontakt senest torsdag 26. november." in said
        assert 'href="tel:70101010"' in said
        concern = Concern.objects.get()
        assert response.redirect_chain == [(page(concern, "sent"), 302)]
        assert concern.signs == ["alone", "tired"]

    def test_gone_back_to_and_sent_again_it_is_the_same_worry_and_says_so(self, town: Town, raise_url: str):
        mette = town.client("mette")
        mette.post(raise_url, typed())
        again = mette.post(raise_url, typed(), follow=True)
        assert again.redirect_chain == [(page(Concern.objects.get(), "sent"), 302)]
        assert "Den er allerede sendt i dag, så den er ikke sendt igen." in text(again)

    @pytest.mark.parametrize("changed", [{"observation": "Ida sover til middag nu."}, {"stage": "suspicion"}])
    def test_what_says_something_else_is_a_worry_of_its_own(self, town: Town, raise_url: str, changed: dict[str, str]):
        mette = town.client("mette")
        mette.post(raise_url, typed())
        mette.post(raise_url, typed(**changed))
        assert Concern.objects.count() == 2

    def test_the_same_words_of_a_colleague_are_her_own_worry(self, town: Town, raise_url: str):
        town.client("mette").post(raise_url, typed())
        town.client("maja").post(raise_url, typed())
        assert Concern.objects.count() == 2

    def test_a_double_submit_makes_one_worry(self, town: Town, raise_url: str):
        mette, form = town.client("mette"), typed()
        assert mette.post(raise_url, form).url == mette.post(raise_url, form).url
        assert Concern.objects.count() == 1

    def test_an_error_keeps_every_word_and_says_where(self, town: Town, raise_url: str):
        form = typed(observation="", works=UGLY, tried="Prøvet " * 900, parents_know="", signs=["tired"])
        response = town.client("mette").post(raise_url, form)
        said = text(response)
        assert response.status_code == 400
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said
        assert "<script>alert" not in said
        assert "Prøvet " * 900 in said
        assert 'href="#id_observation"' in said
        assert 'href="#id_parents_know_0"' in said
        assert re.search(r'value="tired"[^>]*checked', said)
        assert not Concern.objects.exists()

    def test_text_is_shown_as_typed(self, town: Town, raise_url: str):
        mette = town.client("mette")
        mette.post(raise_url, typed(observation=UGLY, works="x" * 10_000))
        said = text(mette.get(page(Concern.objects.get())))
        assert "&lt;script&gt;alert(1)&lt;/script&gt; æøå 👩‍👧 \u202eabc\u202c" in said
        assert "<script>alert" not in said
        assert "x" * 10_000 in said

    def test_a_suspicion_asks_nothing_about_the_parents(self, town: Town, raise_url: str):
        response = town.client("mette").post(raise_url, typed(stage="suspicion", parents_know=""), follow=True)
        concern = Concern.objects.get()
        assert concern.parents_know == ParentsKnow.MUST_NOT
        said = text(response)
        assert re.search(r"Underret familieafdelingen nu på <a[^>]*>70 10 20 30</a>", said)
        assert "Tal ikke med forældrene om mistanken" in said
        assert "Fortæl gerne selv forældrene" not in said

    def test_with_nobody_to_send_it_to_the_words_are_kept(self, town: Town, raise_url: str):
        for key in ("jonas", "signe", "bo"):
            Employment.objects.filter(user=town.user(key)).update(end_on=TODAY.replace(day=1))
        response = town.client("mette").post(raise_url, typed())
        assert response.status_code == 400
        assert "ingen forebyggelsesrådgiver" in text(response)
        assert "Ida sidder alene hver morgen." in text(response)

    def test_an_open_worry_is_mentioned_to_those_who_may_see_it(self, walk: Walk, town: Town, raise_url: str):
        walk.raised()
        assert "Jonas Holm arbejder allerede med en bekymring for Ida" in text(town.client("maja").get(raise_url))

    def test_a_suspicion_is_not_mentioned_to_a_colleague(self, walk: Walk, town: Town, raise_url: str):
        walk.raised(suspicion=True)
        assert "arbejder allerede" not in text(town.client("maja").get(raise_url))
        assert "arbejder allerede" in text(town.client("mette").get(raise_url))

    def test_reading_the_child_is_logged(self, town: Town, raise_url: str):
        town.client("mette").get(raise_url)
        assert ReadLine.objects.filter(action="child.read", child_id=town.children[1].pk).count() == 1

    @pytest.mark.parametrize("key", ["stranger", "anders", "nabo", "jonas"])
    def test_out_of_reach_there_is_no_such_page(self, town: Town, raise_url: str, key: str):
        assert town.client(key).get(raise_url).status_code == 404
        assert town.client(key).post(raise_url, typed()).status_code == 404
        assert not Concern.objects.exists()

    @pytest.mark.parametrize("key", ["karin", "bo", "admin", "amira"])
    def test_other_functions_are_refused(self, town: Town, raise_url: str, key: str):
        assert town.client(key).get(raise_url).status_code == 403

    def test_without_a_session_one_is_asked_to_sign_in(self, town: Town, raise_url: str):
        assert Client().get(raise_url).status_code == 302


class TestFromAPosition:
    def test_a_yellow_position_fills_in_what_is_known(self, town: Town, raise_url: str):
        found = positioned(town)
        said = text(town.client("mette").get(raise_url, {"vurdering": found.pk}))
        assert "Ida trækker sig fra legen." in said
        assert "Hun lyser op ved vandbordet." in said

    def test_the_concern_carries_the_position_on(self, town: Town, raise_url: str):
        found = positioned(town, Position.RED)
        town.client("mette").post(raise_url, typed(assessment=found.pk))
        found.refresh_from_db()
        assert found.state == AssessmentState.CARRIED
        assert Concern.objects.get().assessment == found

    @pytest.mark.parametrize("asked", ["abc", "-1", "99999999999999999999999", "0", "<script>"])
    def test_nonsense_fills_in_nothing(self, town: Town, raise_url: str, asked: str):
        assert town.client("mette").get(raise_url, {"vurdering": asked}).status_code == 200

    def test_another_childs_position_is_not_shown_and_not_carried(self, town: Town):
        found = positioned(town)
        other = reverse("concerns:raise", args=[town.children[2].pk])
        mette = town.client("mette")
        assert "vandbordet" not in text(mette.get(other, {"vurdering": found.pk}))
        assert mette.post(other, typed(assessment=found.pk)).status_code == 400
        assert not Concern.objects.exists()


class TestReading:
    @pytest.mark.parametrize("key", ["mette", "maja", "dorte", "hanne", "jonas"])
    def test_those_who_work_with_the_child_read_it(self, walk: Walk, town: Town, key: str):
        assert town.client(key).get(page(walk.raised())).status_code == 200

    @pytest.mark.parametrize("key", ["stranger", "signe", "nabo", "karin", "bo"])
    def test_nobody_else_does(self, walk: Walk, town: Town, key: str):
        assert town.client(key).get(page(walk.raised())).status_code == 404

    @pytest.mark.parametrize("key", ["amira", "peter"])
    def test_a_parent_does_not_either(self, walk: Walk, town: Town, key: str):
        assert town.client(key).get(page(walk.raised(child=0))).status_code in (403, 404)

    @pytest.mark.parametrize("key", ["maja", "rikke", "hanne"])
    def test_a_suspicion_is_not_there_for_colleagues(self, walk: Walk, town: Town, key: str):
        assert town.client(key).get(page(walk.raised(suspicion=True))).status_code == 404

    def test_every_look_is_logged(self, walk: Walk, town: Town):
        concern = walk.raised()
        town.client("maja").get(page(concern))
        assert ReadLine.objects.filter(action="concern.read", actor_id=town.user("maja").pk).count() == 1

    def test_the_confirmation_is_for_the_sender(self, walk: Walk, town: Town):
        concern = walk.raised()
        assert town.client("maja").get(page(concern, "sent")).url == page(concern)

    def test_the_sender_sees_the_answer_and_not_what_the_parents_said(self, walk: Walk, town: Town):
        concern = walk.close(walk.talk(walk.taken(), said="Far er syg."), answer="Tak, vi har aftalt hjælp.")
        said = text(town.client("mette").get(page(concern)))
        assert "Tak, vi har aftalt hjælp." in said
        assert "Far er syg." not in said
        assert "Far er syg." in text(town.client("jonas").get(page(concern)))


class TestTheAdviser:
    def test_taking_from_the_page(self, walk: Walk, town: Town):
        concern = walk.raised()
        jonas = town.client("jonas")
        assert "Tag imod bekymringen" in text(jonas.get(page(concern)))
        jonas.post(page(concern, "take"), {"key": uuid4(), "version": concern.version})
        concern.refresh_from_db()
        assert concern.state == State.TAKEN
        said = text(jonas.get(page(concern)))
        assert "Tag imod bekymringen" not in said
        assert "Skriv samtale med forældrene" in said

    def test_coming_second_is_a_page_that_names_the_first(self, walk: Walk, town: Town):
        concern = walk.offer(walk.raised())
        form = {"key": uuid4(), "version": concern.version}
        town.client("jonas").post(page(concern, "take"), form)
        response = town.client("signe").post(page(concern, "accept"), form)
        assert response.status_code == 409
        assert "Jonas Holm" in text(response)
        concern.refresh_from_db()
        assert concern.owner == town.user("jonas")

    def test_a_colleague_may_look_but_not_take(self, walk: Walk, town: Town):
        concern = walk.raised()
        for name in ("take", "contact", "close", "offer"):
            assert town.client("mette").post(page(concern, name), {"version": 1}).status_code == 403, name

    @pytest.mark.parametrize("name", ["take", "accept", "decline", "contact", "close", "offer"])
    def test_out_of_reach_nothing_can_be_done(self, walk: Walk, town: Town, name: str):
        concern = walk.raised()
        response = town.client("nabo").post(page(concern, name), {"key": uuid4(), "version": concern.version})
        assert response.status_code == 404

    @pytest.mark.parametrize("name", ["take", "accept", "decline"])
    def test_an_address_without_a_form_leads_back(self, walk: Walk, town: Town, name: str):
        concern = walk.raised()
        assert town.client("jonas").get(page(concern, name)).url == page(concern)

    def test_writing_a_talk(self, walk: Walk, town: Town):
        concern = walk.taken()
        jonas = town.client("jonas")
        form = {
            "key": str(uuid4()),
            "version": concern.version,
            "on": "23.11.2026",
            "how": "phone",
            "said": UGLY,
            "next_on": "2026-12-01",
        }
        jonas.post(page(concern, "contact"), form)
        response = jonas.post(page(concern, "contact"), form)
        assert response.url == page(concern)
        assert ParentContact.objects.get().said == UGLY
        assert "tirsdag 1. december" in text(jonas.get(page(concern)))

    def test_the_page_for_a_talk_says_whom_to_call(self, walk: Walk, town: Town):
        said = text(town.client("jonas").get(page(walk.taken(), "contact")))
        parent = town.children[1].custodies.first().guardian
        assert parent.name in said
        assert parent.phone in said
        assert "Havnegade" not in said

    def test_words_are_asked_for_when_somebody_answered(self, walk: Walk, town: Town):
        concern = walk.taken()
        form = {"key": uuid4(), "version": concern.version, "on": "23.11.2026", "how": "talk", "next_on": "1.12.2026"}
        jonas = town.client("jonas")
        assert jonas.post(page(concern, "contact"), form).status_code == 400
        assert jonas.post(page(concern, "contact"), {**form, "how": "no_answer"}).status_code == 302

    def test_a_talk_with_a_wrong_date_keeps_the_words(self, walk: Walk, town: Town):
        concern = walk.taken()
        form = {"key": uuid4(), "version": concern.version, "on": "1.1.2030", "how": "talk", "said": "Vi ser det også."}
        response = town.client("jonas").post(page(concern, "contact"), form)
        assert response.status_code == 400
        assert "Vi ser det også." in text(response)
        assert 'href="#id_next_on"' in text(response)

    def test_a_suspicion_has_no_page_for_talking_with_the_parents(self, walk: Walk, town: Town):
        concern = walk.taken(suspicion=True)
        jonas = town.client("jonas")
        assert jonas.get(page(concern, "contact")).status_code == 403
        assert "Skriv samtale med forældrene" not in text(jonas.get(page(concern)))

    def test_on_a_suspicion_colleagues_are_called_without_the_parents_and_no_second_worry_is_asked_for(
        self, walk: Walk, town: Town
    ):
        said = text(town.client("jonas").get(page(walk.taken(suspicion=True))))
        assert "Indkald kolleger til møde uden forældrene" in said and "Indkald til samarbejdsmøde" not in said
        assert "Skriv en ny bekymring ved siden af" not in said

    def test_closing_from_an_old_page_says_who_was_here(self, walk: Walk, town: Town):
        concern = walk.taken()
        old = concern.version
        walk.talk(concern)
        form = {"key": uuid4(), "version": old, "reason": "solved", "answer": "Tak"}
        response = town.client("jonas").post(page(concern, "close"), form)
        assert response.status_code == 409
        assert "Jonas Holm" in text(response)

    def test_handing_over_and_saying_no(self, walk: Walk, town: Town):
        concern = walk.taken()
        jonas, signe = town.client("jonas"), town.client("signe")
        form = {"key": uuid4(), "version": concern.version, "to": town.user("signe").pk, "note": "Jeg rejser."}
        assert jonas.post(page(concern, "offer"), form).url == page(concern)
        said = text(signe.get(page(concern)))
        assert "Jonas Holm spørger, om du vil tage imod forløbet" in said
        assert "Jeg rejser." in said
        concern.refresh_from_db()
        response = signe.post(page(concern, "decline"), {"key": uuid4(), "version": concern.version})
        assert response.url == reverse("worklists:desk")
        assert signe.get(page(concern)).status_code == 404

    def test_the_note_to_a_colleague_is_not_for_the_sender(self, walk: Walk, town: Town):
        concern = walk.offered(note="Mor har været syg.")
        assert "Mor har været syg." not in text(town.client("mette").get(page(concern)))

    def test_pages_stand_without_javascript(self, walk: Walk, town: Town):
        concern = walk.taken()
        for name in ("contact", "close", "offer"):
            said = text(town.client("jonas").get(page(concern, name)))
            assert 'method="post"' in said
            assert "onclick" not in said
            assert "style=" not in said.split("<main")[1]

    def test_the_page_costs_the_same_however_many_talks(self, walk: Walk, town: Town, django_assert_max_num_queries):
        concern = walk.taken()
        for _ in range(12):
            concern = walk.talk(concern)
        jonas = town.client("jonas")
        jonas.get(page(concern))
        with django_assert_max_num_queries(53):
            jonas.get(page(concern))


def test_a_concern_at_a_meeting_offers_nothing_of_its_own(walk: Walk, town: Town):
    concern = actions.call_meeting(town.actor("jonas"), walk.taken(), now=NOW)
    said = text(town.client("jonas").get(page(concern)))
    assert "Jonas Holm har indkaldt til et møde." in said
    assert "Afslut med svar" not in said


def test_a_leader_told_of_a_passed_date_can_find_another_adviser(walk: Walk, town: Town):
    concern = walk.raised()
    organisation.escalate(town.actor("karin"), concern, town.user("dorte").pk, now=NOW)
    dorte = town.client("dorte")
    assert "Giv forløbet videre" in text(dorte.get(page(concern)))
    form = {"key": uuid4(), "version": concern.version, "to": town.user("signe").pk}
    assert dorte.post(page(concern, "offer"), form).url == page(concern)
    concern.refresh_from_db()
    assert concern.offered_to == town.user("signe")
    assert concern.owner == town.user("jonas")


def test_a_chief_who_stands_in_can_only_pass_it_on(walk: Walk, town: Town):
    Employment.objects.filter(user__in=[town.user("jonas"), town.user("signe")]).update(end_on=TODAY.replace(day=1))
    concern = walk.raised()
    said = text(town.client("bo").get(page(concern)))
    assert "Tag imod bekymringen" not in said
    assert "Giv forløbet videre" in said
    assert "ingen anden rådgiver" in text(town.client("bo").get(page(concern, "offer")))


def test_pressing_take_twice_says_that_it_is_taken_already(walk: Walk, town: Town):
    concern = walk.raised()
    jonas, form = town.client("jonas"), {"key": uuid4(), "version": concern.version}
    said = text(jonas.post(page(concern, "take"), form, follow=True))
    assert "Du har taget imod. Mette Lund får besked." in said
    assert "allerede" not in said
    again = jonas.post(page(concern, "take"), form, follow=True)
    assert "Du har allerede taget imod bekymringen." in text(again)
    assert again.redirect_chain == [(page(concern), 302)]
    concern.refresh_from_db()
    actions.call_meeting(town.actor("jonas"), concern, now=NOW)
    assert "Du har allerede taget imod bekymringen." in text(jonas.post(page(concern, "take"), form, follow=True))
    assert ChangeLine.objects.filter(action="concern.taken").count() == 1


def test_taking_what_a_colleague_has_taken_says_who_has_it(walk: Walk, town: Town):
    concern = walk.offer(walk.raised())
    form = {"key": uuid4(), "version": concern.version}
    signe = town.client("signe")
    assert signe.get(page(concern)).status_code == 200
    actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
    late = signe.post(page(concern, "take"), form)
    assert late.status_code == 409
    assert "Jonas Holm" in text(late)
    assert "Du har allerede" not in text(late)


def test_a_sender_who_no_longer_works_with_the_child_is_not_told_where_it_goes_now(walk: Walk, town: Town):
    concern = walk.raised()
    child = concern.child
    Enrolment.objects.filter(child=child).update(end_on=TODAY - timedelta(days=1))
    Enrolment.objects.create(child=child, institution=town.school, start_on=TODAY)
    for name in ("concerns:sent", "concerns:concern"):
        said = text(town.client("mette").get(reverse(name, args=[concern.pk])))
        assert "Ida Sørensen" in said
        assert "Havneskolen" not in said
    assert "Havneskolen" in text(town.client("jonas").get(reverse("concerns:concern", args=[concern.pk])))
