"""The subjects of a record are worded, added and taken out of use by whoever keeps the rules; what is written stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.handover import actions, record
from sikkerhedsnet.handover.commands import EndSubject, Subject, WordSubject
from sikkerhedsnet.handover.models import HandOver, PartKind, SentPart
from sikkerhedsnet.sharing.models import Disclosure, DisclosureTurn
from sikkerhedsnet.sharing.states import Topic
from tests.handover import road
from tests.handover.test_walk import post
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
PLAY = Subject("Leg og venner", "Hvem leger barnet med?", Topic.LEISURE, (), False, False, "vores egen liste")
TOMORROW = NOW + timedelta(days=1)


def names(handover: HandOver, at: int = 0) -> list[str]:
    return [kind.name for kind in record.kinds_for(handover, TODAY + timedelta(days=at))]


def test_new_words_hold_from_today_and_a_record_keeps_the_ones_it_was_written_under(town: Town) -> None:
    written, empty = road.begun(town, town.children[0]), road.begun(town, town.children[1])
    road.part(town, written, "play", "Bygger huler.", consent=road.consent(town, written.child))
    play = road.kind(town, "play")
    new = actions.word_subject(town.actor("bo"), WordSubject(play.pk, play.fingerprint, PLAY), now=NOW)
    assert new.pk != play.pk and new.valid_from == TODAY
    assert "Leg og relationer" in names(written) and "Leg og venner" not in names(written)
    assert "Leg og venner" in names(empty) and "Leg og relationer" not in names(empty)


def test_a_subject_nobody_has_used_is_changed_where_it_stands(town: Town) -> None:
    play = road.kind(town, "play")
    assert (
        actions.word_subject(town.actor("karin"), WordSubject(play.pk, play.fingerprint, PLAY), now=NOW).pk == play.pk
    )
    assert road.kind(town, "play").name == "Leg og venner"


def test_two_who_word_it_at_once_do_not_overwrite_each_other(town: Town) -> None:
    play = road.kind(town, "play")
    seen = play.fingerprint
    actions.word_subject(town.actor("bo"), WordSubject(play.pk, seen, PLAY), now=NOW)
    with pytest.raises(Stale):
        actions.word_subject(town.actor("karin"), WordSubject(play.pk, seen, PLAY), now=NOW)
    with pytest.raises(Stale):
        actions.end_subject(town.actor("karin"), EndSubject(play.pk, seen), now=NOW)


def test_on_the_page_one_is_added_changed_and_taken_out_of_use(town: Town) -> None:
    bo = town.client("bo")
    assert "Tilføj et emne" in bo.get("/overgange/regler/").content.decode()
    filled = {"name": "  Søvn og hvile <script>", "topic": "health", "sources": ["worries"], "must_read": "on"}
    assert post(bo, "/overgange/emner/nyt/", **filled).status_code == 302
    made = PartKind.objects.get(municipality=town.municipality, name="Søvn og hvile <script>")
    assert (made.topic, made.sources, made.must_read) == ("health", ["worries"], True)
    page = bo.get(f"/overgange/emner/{made.pk}/").content.decode()
    assert "Søvn og hvile &lt;script&gt;" in page
    bad = post(bo, f"/overgange/emner/{made.pk}/", name="", topic="health")
    assert bad.status_code == 400
    nothing = post(bo, f"/overgange/emner/{made.pk}/", name="Søvn", topic="health", sources=[], must_read="on")
    assert nothing.status_code == 400 and "Vælg, hvad emnet kan hente" in nothing.content.decode()
    assert post(bo, f"/overgange/emner/{made.pk}/", name="Søvn", topic="health", must_read="").status_code == 302
    out = f"/overgange/emner/{made.pk}/slut/"
    assert post(bo, out, action=out, shown_at=f"/overgange/emner/{made.pk}/").status_code == 302
    made.refresh_from_db()
    assert made.name == "Søvn" and made.valid_to == TODAY
    handover = road.begun(town, town.children[0])
    assert "Søvn" in names(handover) and "Søvn" not in names(handover, 1)


def test_others_than_those_who_keep_the_rules_may_not(town: Town) -> None:
    play = road.kind(town, "play")
    for path in ("/overgange/emner/nyt/", f"/overgange/emner/{play.pk}/"):
        assert town.client("mette").get(path).status_code == 403
    there = PartKind.objects.filter(municipality=town.neighbour)[0]
    assert town.client("bo").get(f"/overgange/emner/{there.pk}/").status_code == 404


def test_the_family_takes_one_part_back_and_only_that_one_ends_as_passed_on(town: Town) -> None:
    child = town.children[0]
    yes = road.consent(town, child)
    handover = road.begun(town, child)
    road.part(town, handover, "resources", "Bygger flotte tårne.", consent=yes)
    road.part(town, handover, "play", "Bygger huler.", consent=yes)
    road.chosen(town, handover)
    road.talked(town, handover)
    road.sent(town, handover)
    passed_on = Disclosure.objects.filter(child=child, what="hand_over").told()
    assert sorted(row.content for row in passed_on) == ["Det er barnet god til og glad for", "Leg og relationer"]
    part = SentPart.objects.get(handover=handover, kind__key="play")
    holder = child.custodies.filter(has_custody=True)[0].guardian.name
    actions.take_back(town.actor("mette"), part.pk, holder, now=TOMORROW)
    actions.take_back(town.actor("mette"), part.pk, holder, now=TOMORROW)
    ends = {row.content: row.ends_on for row in passed_on.all()}
    assert ends["Leg og relationer"] == clock.day_of(TOMORROW)
    assert ends["Det er barnet god til og glad for"] > clock.day_of(TOMORROW)
    assert [(t.turn, t.disclosure.content) for t in DisclosureTurn.objects.filter(disclosure__child=child)] == [
        ("ended", "Leg og relationer")
    ]


def test_what_the_family_said_no_to_is_not_passed_on_again_in_the_next_edition(town: Town) -> None:
    handover, yes = road.ready(town, town.children[0])
    road.part(town, handover, "play", "Bygger huler.", consent=yes)
    road.talked(town, handover)
    road.sent(town, handover)
    part = SentPart.objects.get(handover=handover, kind__key="play")
    holder = handover.child.custodies.filter(has_custody=True)[0].guardian.name
    actions.take_back(town.actor("mette"), part.pk, holder, now=NOW)
    handover.refresh_from_db()
    mette = town.client("mette")
    no = "Familien har sagt nej til delen."
    assert mette.get(f"/overgange/{handover.pk}/").content.decode().count(no) == 1
    actions.send_back(town.actor("anders"), road.answer(handover, "Hvad hjælper?"), now=NOW)
    assert mette.get(f"/overgange/{handover.pk}/").content.decode().count(no) == 1  # the others only came back with it
    handover.refresh_from_db()
    actions.correct(town.actor("mette"), road.answer(handover), now=NOW)
    road.talked(town, handover)
    road.sent(town, handover)
    told = SentPart.objects.filter(handover=handover, edition=2).values_list("kind__key", flat=True)
    assert list(told) == ["resources"]


def test_a_part_the_family_said_no_to_is_gone_through_with_it_before_it_is_taken_in_again(town: Town) -> None:
    handover, yes = road.ready(town, town.children[0])
    holder = handover.child.custodies.filter(has_custody=True)[0].guardian.name
    road.part(town, handover, "play", "Bygger huler.", consent=yes, declined_by=holder)
    road.talked(town, handover)
    road.part(town, handover, "play", "Bygger huler.", consent=yes)
    assert handover.state == "draft"
    with pytest.raises(Stale):
        road.sent(town, handover)


def test_the_page_says_who_receives_it_and_where(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.sent(town, handover)
    assert "til Anders Friis, Havneskolen." in town.client("mette").get(f"/overgange/{handover.pk}/").content.decode()
    listed = town.client("dorte").get(f"/overgange/begynder/{town.day_care.pk}/").content.decode()
    assert ">Havneskolen<" in listed and "Anders Friis" not in listed
