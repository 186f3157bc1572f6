"""What may never be passed on is not, a consent taken back hides its part at once, and nobody does another's part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.concerns.models import Concern, Notifier, ParentContact
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.handover import actions, paper, queries, sources
from sikkerhedsnet.handover.commands import Begin, ChangeRules, Choose, LeaveOut, Send, WithoutParents
from sikkerhedsnet.handover.models import HandOver, SentPart
from sikkerhedsnet.handover.states import OnLeaving, Source, State
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.screening.models import OwnAssessment, WellbeingAssessment
from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.sharing.states import Topic
from tests.handover import road
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
STAMP = {"changed_at": NOW, "changed_by_name": "test"}


def worry(town: Town, child: Child, text: str, **fields: object) -> Concern:
    values: dict[str, object] = {
        "raised_by": town.user("mette"), "raised_at": NOW, "observation": text, "parents_know": "yes", "state": "taken",
        "answer_due_on": TODAY, "due_on": TODAY, "owner": town.user("jonas"), **STAMP,
    }  # fmt: skip
    return Concern.objects.create(child=child, **{**values, **fields})


def offered(town: Town, handover: HandOver, who: str = "mette") -> str:
    row = queries.reached(town.actor(who), handover.pk)
    return "\n".join(r.title + r.text for r in sources.rows_of(town.actor(who), row, list(Source), rounds=9))


def test_what_may_never_be_passed_on_is_offered_to_no_sender_and_leaves_no_gap(town: Town) -> None:
    child = town.children[0]
    handover = road.begun(town, child)
    before = queries.open_page(town.actor("mette"), handover.pk, now=NOW)
    worry(town, child, "MISTANKEORD", suspicion=True, parents_know="must_not")
    known = worry(town, child, "ÅBENTORD")
    ParentContact.objects.create(
        concern=known, on=TODAY, how="phone", said="ALENEORD", by=town.user("jonas"), recorded_at=NOW, private=True
    )
    rated = WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, raters_required=2, state="done", position="green", settled_on=TODAY,
        settled_by=town.user("mette"), comment="INTERNORD", owner=town.user("mette"), **STAMP,
    )  # fmt: skip
    OwnAssessment.objects.create(
        assessment=rated, rater=town.user("mette"), comment="EGETORD", saved_at=NOW, position="red"
    )
    words = offered(town, handover)
    assert "ÅBENTORD" in words
    for secret in ("MISTANKEORD", "ALENEORD", "EGETORD"):
        assert secret not in words
    page = queries.open_page(town.actor("mette"), handover.pk, now=NOW)
    assert len(page.gaps) - len(before.gaps) == 1
    assert page.not_known == 0  # the suspicion is not even counted


def test_who_told_and_where_a_protected_child_lives_are_taken_out_of_every_passage_and_paper(town: Town) -> None:
    child = town.child("Sol", "Vind", protected_address=True)
    yes = road.consent(town, child)
    told = worry(town, child, "Naboen Gerda Gøgler så hende alene. Hun bor på Havnegade 5.")
    Notifier.objects.create(concern=told, name="Gerda Gøgler")
    handover = road.begun(town, child)
    road.part(town, handover, "worries", consent=yes, rows=((Source.WORRIES, told.pk),))
    road.part(
        town, handover, "family", f"De bor på {child.address}, hos {town.day_care.name} ved Mette Lund.", consent=yes
    )
    road.chosen(town, handover)
    road.talked(town, handover)
    road.sent(town, handover)
    words = "\n".join(part.title + part.text for part in SentPart.objects.filter(handover=handover))
    page = queries.open_page(town.actor("anders"), handover.pk, now=NOW)
    printed = str(paper.document(town.actor("anders"), page, now=NOW))
    for secret in ("Gerda", "Gøgler", child.address, "Regnbuen", "Mette Lund"):
        assert secret not in words
        assert secret not in printed
        assert secret not in town.client("anders").get(f"/overgange/{handover.pk}/").content.decode()


def test_a_consent_taken_back_hides_its_part_from_the_receiver_at_once(town: Town) -> None:
    handover, yes = road.ready(town, town.children[0])
    road.part(town, handover, "special", "Høreapparat", basis="duty")
    road.talked(town, handover)
    road.sent(town, handover)
    anders = town.client("anders")
    assert "at bygge" in anders.get(f"/overgange/{handover.pk}/").content.decode()
    road.take_consent_back(town, yes)
    shown = anders.get(f"/overgange/{handover.pk}/").content.decode()
    assert "at bygge" not in shown and "Høreapparat" in shown
    assert Disclosure.objects.get(child=handover.child, what="hand_over", consent=yes).turns.get().turn == "ended"
    with context.asking(context.person(town.actor("anders"))):
        assert [part.text for part in SentPart.objects.all()] == ["Høreapparat"]  # the database says so too


def test_a_part_without_a_basis_or_off_the_consents_topic_is_not_sent(town: Town) -> None:
    child = town.children[0]
    yes = road.consent(town, child, topics=(Topic.SCHOOL,))
    handover = road.begun(town, child)
    road.part(town, handover, "resources", "Synger", basis="")
    road.chosen(town, handover)
    road.talked(town, handover)
    with pytest.raises(Invalid, match="part_without_basis"):
        road.sent(town, handover)
    road.part(town, handover, "resources", "Synger", consent=yes)
    road.talked(town, handover)
    with pytest.raises(Invalid, match="consent_other_topic"):
        road.sent(town, handover)
    assert not Disclosure.objects.filter(child=handover.child, what="hand_over").exists()


def test_the_duty_at_moving_away_carries_nothing_inside_the_municipality(town: Town) -> None:
    handover = road.begun(town, town.children[0])
    page = town.client("mette").get(f"/overgange/{handover.pk}/del/{road.kind(town, 'play').pk}/").content.decode()
    assert "§ 133" in page and "§ 132" not in page
    with pytest.raises(Invalid, match="basis_gone"):
        road.part(town, handover, "play", "Bygger huler.", basis="duty_move", note="De flytter")


def test_a_part_that_needs_consent_offers_no_other_basis(town: Town) -> None:
    handover = road.begun(town, town.children[0])
    road.consent(town, town.children[0])
    shown = {
        key: town.client("mette").get(f"/overgange/{handover.pk}/del/{road.kind(town, key).pk}/").content.decode()
        for key in ("play", "family")
    }
    assert "§ 133" in shown["play"] and "§ 133" not in shown["family"]
    assert all("Samtykke fra" in page for page in shown.values())


def test_the_parents_no_keeps_a_part_back_whatever_it_rests_on(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.part(town, handover, "special", "HEMMELIGT", basis="duty", declined_by="Amira Haddad")
    road.talked(town, handover)
    road.sent(town, handover)
    assert "HEMMELIGT" not in "".join(SentPart.objects.filter(handover=handover).values_list("text", flat=True))


def test_new_words_after_the_talk_ask_for_another_talk(town: Town) -> None:
    handover, yes = road.ready(town, town.children[0])
    road.part(town, handover, "resources", "Noget helt andet", consent=yes)
    assert handover.state == State.DRAFT
    with pytest.raises(Stale):
        road.sent(town, handover)


def test_what_was_not_read_aloud_is_not_sent(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    with pytest.raises(Stale, match="words_changed"):
        actions.send(town.actor("mette"), Send(handover.pk, handover.version, "0" * 64), now=NOW)


def test_on_an_open_suspicion_nothing_is_gone_through_with_the_parents(town: Town) -> None:
    child = town.children[0]
    worry(town, child, "Mistanke", suspicion=True, parents_know="must_not")
    handover = road.begun(town, child)
    with pytest.raises(Invalid, match="suspicion"):
        road.talked(town, handover)
    maja = queries.reached(town.actor("maja"), handover.pk)  # who may not know of it meets no trace
    road.talked(town, maja, who="maja")


def test_without_the_parents_no_consent_carries_anything(town: Town) -> None:
    child = town.children[0]
    yes = road.consent(town, child)
    handover = road.begun(town, child)
    road.part(town, handover, "resources", "Synger", consent=yes)
    road.chosen(town, handover)
    actions.without_parents(town.actor("mette"), WithoutParents(handover.pk, handover.version, "De er rejst"), now=NOW)
    with pytest.raises(Invalid, match="consent_without_parents"):
        road.sent(town, handover)
    road.part(town, handover, "resources", "Synger", basis="duty")
    handover.refresh_from_db()
    actions.without_parents(town.actor("mette"), WithoutParents(handover.pk, handover.version, "De er rejst"), now=NOW)
    road.sent(town, handover)
    assert Disclosure.objects.get(child=handover.child, what="hand_over").told == "later"


def test_what_is_open_is_included_or_explained_before_it_goes(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    concern = worry(town, town.children[0], "Leger alene")
    with pytest.raises(Invalid, match="gaps"):
        road.sent(town, handover)
    with pytest.raises(Invalid):
        actions.leave_out(town.actor("mette"), LeaveOut(handover.pk, "concerns.concern", concern.pk, "  "), now=NOW)
    actions.leave_out(town.actor("mette"), LeaveOut(handover.pk, "concerns.concern", concern.pk, "Løst i dag"), now=NOW)
    assert road.sent(town, handover).state == State.SENT


def test_health_visitors_knowledge_crosses_with_consent_alone_until_the_municipality_says_otherwise(town: Town) -> None:
    child = town.child("Nor", "Holm", enrol=False)
    begin = Begin(child.pk, town.health.pk, road.STARTS, town.day_care.pk)
    handover = actions.begin(town.actor("hanne"), begin, now=NOW)
    road.part(town, handover, "motor", "Kravler", who="hanne", basis="within", note="Samme forvaltning")
    row = queries.reached(town.actor("hanne"), handover.pk)
    assert [p.problem for p in queries.page_of(town.actor("hanne"), row, TODAY).parts if p.told] == ["consent_only"]
    change = ChangeRules(0, False, False, OnLeaving.DELETED, 0, 2, 90, 14, 42, 12, 6, "Byrådet har besluttet det")
    with pytest.raises(Refused):
        actions.change_rules(town.actor("dorte"), change, now=NOW)
    actions.change_rules(town.actor("bo"), change, now=NOW)
    assert [p.problem for p in queries.page_of(town.actor("hanne"), row, TODAY).parts if p.told] == [""]


def test_a_neighbour_or_a_colleague_elsewhere_cannot_begin_or_name_one(town: Town) -> None:
    child = town.children[0]
    with pytest.raises(Refused):
        road.begun(town, child, from_id=town.school.pk)
    with pytest.raises(Child.DoesNotExist):
        road.begun(town, child, who="stranger", from_id=town.other_day_care.pk)
    handover = road.begun(town, child)
    with pytest.raises(Invalid):
        actions.choose(town.actor("mette"), Choose(handover.pk, handover.version, town.user("inge").pk), now=NOW)


def test_a_second_one_to_the_same_place_is_not_begun_beside_the_first(town: Town) -> None:
    road.begun(town, town.children[0])
    with pytest.raises(Invalid, match="under_way"):
        road.begun(town, town.children[0])


def test_only_the_named_receiver_answers_and_the_leader_can_give_it_to_a_colleague(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.sent(town, handover)
    with pytest.raises(Refused):
        actions.accept(town.actor("rikke"), road.answer(handover), now=NOW)
    choice = Choose(handover.pk, handover.version, town.user("rikke").pk)
    actions.name(town.actor("rikke"), choice, now=NOW)
    with pytest.raises(Stale, match="no_longer_yours"):
        actions.accept(town.actor("anders"), road.answer(handover), now=NOW)
    assert actions.accept(town.actor("rikke"), road.answer(handover), now=NOW).accepted_by_name == "Rikke Dam"


def test_whoever_was_sent_it_reads_no_longer_than_it_says(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.sent(town, handover)
    actions.accept(town.actor("anders"), road.answer(handover), now=NOW)
    actions.close(town.actor("anders"), road.answer(handover, "Godt"), now=NOW)
    last = handover.readable_until
    assert last is not None
    anders = town.actor("anders")
    for day, seen in ((last, 1), (last + timedelta(days=1), 0)):
        with clock.fixed(clock.at(day, 12)), context.asking(context.person(anders)):
            assert HandOver.objects.count() == seen
            assert HandOver.objects.visible_to(anders, day).count() == seen


def test_withdrawn_it_is_gone_from_the_receiver_who_is_told(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.sent(town, handover)
    actions.withdraw(town.actor("mette"), road.answer(handover, "Familien bliver boende"), now=NOW)
    assert town.client("anders").get(f"/overgange/{handover.pk}/").status_code == 404
    assert town.user("anders").messages.filter(kind="handover.withdrawn").count() == 1
    assert handover.due_on is not None  # as it was read before; the row itself owes nothing
    handover.refresh_from_db()
    assert handover.due_on is None


def test_a_double_send_and_a_double_acceptance_are_one(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    command = Send(handover.pk, handover.version, road.seen(town, handover))
    actions.send(town.actor("mette"), command, now=NOW)
    actions.send(town.actor("mette"), command, now=NOW)
    assert SentPart.objects.filter(handover=handover).count() == 1
    assert Disclosure.objects.filter(child=handover.child, what="hand_over").count() == 1
    answer = road.answer(handover)
    actions.accept(town.actor("anders"), answer, now=NOW)
    assert actions.accept(town.actor("anders"), answer, now=NOW).state == State.ACCEPTED


def test_a_stale_part_says_who_came_first(town: Town) -> None:
    handover = road.begun(town, town.children[0])
    road.part(town, handover, "language", "Første", basis="")
    from sikkerhedsnet.handover.commands import WritePart

    with pytest.raises(Stale, match="part_changed") as problem:
        actions.write_part(
            town.actor("maja"), WritePart(handover.pk, road.kind(town, "language").pk, 0, "Anden"), now=NOW
        )
    assert problem.value.who == "Mette Lund"


UGLY = "Åse 👩‍👧 \u202eRTL <script>alert(1)</script> =1+1 " + "x" * 9900


def test_ugly_words_come_through_as_they_were_typed_on_page_and_paper(town: Town) -> None:
    handover, yes = road.ready(town, town.children[0])
    road.part(town, handover, "play", UGLY, consent=yes)
    road.talked(town, handover)
    road.sent(town, handover)
    shown = town.client("anders").get(f"/overgange/{handover.pk}/").content.decode()
    assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)" in shown
    page = queries.open_page(town.actor("anders"), handover.pk, now=NOW)
    assert paper.record_pdf(town.actor("anders"), page, now=NOW).startswith(b"%PDF")


def test_a_place_elsewhere_to_come_stands_on_the_leaders_list_and_desk_until_it_is_begun(town: Town) -> None:
    child = town.children[0]
    Enrolment.objects.create(child=child, institution=town.school, start_on=TODAY + timedelta(days=60))
    dorte = town.actor("dorte")
    assert [t.kind for t in queries.tasks(dorte, TODAY)] == ["handover.begin"]
    page = town.client("dorte").get(f"/overgange/begynder/{town.day_care.pk}/").content.decode()
    assert child.name in page and "Ikke begyndt" in page and "Havneskolen" in page
    road.begun(town, child)
    assert [t.kind for t in queries.tasks(dorte, TODAY)] == []
    assert [t.kind for t in queries.tasks(town.actor("mette"), TODAY)] == ["handover.handover"]


def test_lists_ask_the_same_number_of_questions_however_many_children(
    town: Town, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        child = town.child(f"Barn{number}", birth_date=TODAY.replace(year=2021))
        if number % 2:
            road.begun(town, child)
    client = town.client("dorte")
    for address, most in (("/overgange/", 40), (f"/overgange/begynder/{town.day_care.pk}/", 40)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_a_health_visitor_finds_those_she_follows_who_begin_in_day_care_and_owes_nothing_on_them(town: Town) -> None:
    child = town.child("Nor", "Holm", enrol=False)
    Enrolment.objects.create(child=child, institution=town.day_care, start_on=TODAY + timedelta(days=60))
    hanne = town.client("hanne")
    page = hanne.get(f"/overgange/begynder/{town.health.pk}/").content.decode()
    assert "Nor Holm" in page and town.day_care.name in page and "Ikke begyndt" in page
    assert "handover.begin" not in [task.kind for task in queries.tasks(town.actor("hanne"), TODAY)]
    begin = Begin(child.pk, town.health.pk, TODAY + timedelta(days=60), town.day_care.pk)
    actions.begin(town.actor("hanne"), begin, now=NOW)
    assert "Ikke begyndt" not in hanne.get(f"/overgange/begynder/{town.health.pk}/").content.decode()
    assert "Nor Holm" not in town.client("stranger").get(f"/overgange/begynder/{town.health.pk}/").content.decode()


def test_what_has_come_is_listed_with_the_same_number_of_questions_however_many(town: Town) -> None:
    anders = town.client("anders")
    asked = []
    for child in town.children[:3]:
        road.sent(town, road.ready(town, child)[0])
        with CaptureQueriesContext(connection) as found:
            assert child.name in anders.get("/overgange/").content.decode()
        asked.append(len(found))
    assert asked[2] == asked[1]
