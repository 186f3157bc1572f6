"""Times are offered to the parents, and one of them becomes the meeting's."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sikkerhedsnet.appointments import actions, queries
from sikkerhedsnet.appointments.models import TimeOffer
from sikkerhedsnet.appointments.states import OfferState
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.outbox.models import Message
from tests.appointments.conftest import answering, offering, some_times
from tests.meetings.conftest import a_call, parents_of, taken_concern
from tests.personas import TODAY, Town


def test_offered_times_wait_on_the_advisers_desk_until_the_day_she_asked_for(town: Town, offered: TimeOffer) -> None:
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert (task.kind, task.due_on, task.url_args) == ("appointments.answer", TODAY + timedelta(days=1), (offered.pk,))
    assert "vælger" in str(task.what)
    assert not queries.tasks(town.actor("mette"), TODAY)


def test_nobody_else_is_told_of_times_that_are_only_offered(town: Town, offered: TimeOffer) -> None:
    assert not Message.objects.filter(kind__startswith="meeting").exists()
    assert not Meeting.objects.exists()


def test_the_worry_keeps_its_owner_and_date_while_the_parents_choose(offered: TimeOffer, concern: Concern) -> None:
    before = (concern.state, concern.owner_id, concern.due_on)
    concern.refresh_from_db()
    assert (concern.state, concern.owner_id, concern.due_on) == before
    assert concern.due_on is not None


def test_other_times_replace_the_first(town: Town, offered: TimeOffer, now: datetime) -> None:
    second = actions.offer_times(town.actor("jonas"), offered.concern_id, offering(5, 6), now=now)
    offered.refresh_from_db()
    assert (offered.state, second.state) == (OfferState.REPLACED, OfferState.OPEN)
    with pytest.raises(Stale):
        actions.record_answer(town.actor("jonas"), offered.pk, answering(offered, 0), now=now)


def test_sent_twice_it_is_offered_once(town: Town, concern: Concern, now: datetime) -> None:
    command = offering()
    rows = {actions.offer_times(town.actor("jonas"), concern.pk, command, now=now).pk for _ in range(2)}
    assert len(rows) == 1
    assert ChangeLine.objects.filter(action="times.offered").count() == 1


def test_the_answer_says_who_when_how_and_in_which_words(town: Town, offered: TimeOffer, now: datetime) -> None:
    mother = parents_of(offered.child)[0]
    command = answering(offered, 1, guardian_id=mother, words="Onsdag, hvis Bodil må komme med 😀")
    done = actions.record_answer(town.actor("jonas"), offered.pk, command, now=now)
    assert (done.state, done.answered_by_id, done.answered_on) == (OfferState.CHOSEN, mother, TODAY)
    assert done.words == "Onsdag, hvis Bodil må komme med 😀"
    assert [slot.chosen for slot in done.slots.all()] == [False, True, False]
    assert ChangeLine.objects.get(action="times.answered").child_id == offered.child_id


def test_a_chosen_time_without_a_meeting_asks_the_adviser_to_call_the_others(
    town: Town, offered: TimeOffer, now: datetime
) -> None:
    actions.record_answer(town.actor("jonas"), offered.pk, answering(offered, 0), now=now)
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert "Indkald de andre" in str(task.what)
    call = a_call(town, offered.child, starts_at=offered.slots.first().starts_at, ends_at=offered.slots.first().ends_at)
    meetings.call_meeting(town.actor("jonas"), offered.concern_id, call, now=now)
    assert not queries.tasks(town.actor("jonas"), TODAY)


def test_the_chosen_time_becomes_that_of_the_meeting_and_everybody_is_told(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    offer = actions.offer_times(jonas, ahead.concern_id, offering(7, 8), now=now)
    assert offer.meeting_id == ahead.pk
    actions.record_answer(jonas, offer.pk, answering(offer, 1), now=now)
    ahead.refresh_from_db()
    assert ahead.starts_at == some_times(8)[0][0]
    assert (ahead.due_on, ahead.parents_asked_on, ahead.moves) == (TODAY + timedelta(days=8), TODAY, 1)
    assert Message.objects.filter(kind="meeting.moved", to=town.user("mette")).count() == 1


def test_an_answer_sent_twice_is_one_answer_and_another_answer_is_too_late(
    town: Town, offered: TimeOffer, now: datetime
) -> None:
    jonas, command = town.actor("jonas"), answering(offered, 0)
    for _ in range(2):
        assert actions.record_answer(jonas, offered.pk, command, now=now).state == OfferState.CHOSEN
    with pytest.raises(Stale) as raised:
        actions.record_answer(jonas, offered.pk, answering(offered, 1), now=now)
    assert raised.value.who == "Jonas Holm"
    assert ChangeLine.objects.filter(action="times.answered").count() == 1


def test_none_of_the_times_is_an_answer_too(town: Town, offered: TimeOffer, now: datetime) -> None:
    done = actions.record_answer(town.actor("jonas"), offered.pk, answering(offered, None), now=now)
    assert done.state == OfferState.NONE_FITS
    assert not done.slots.filter(chosen=True).exists()


@pytest.mark.parametrize("who", ["signe", "mette", "dorte", "hanne", "karin", "nabo"])
def test_only_the_adviser_who_has_the_worry_offers_and_answers(
    town: Town, offered: TimeOffer, now: datetime, who: str
) -> None:
    with pytest.raises((Refused, Concern.DoesNotExist)):
        actions.offer_times(town.actor(who), offered.concern_id, offering(), now=now)
    with pytest.raises((Refused, TimeOffer.DoesNotExist)):
        actions.record_answer(town.actor(who), offered.pk, answering(offered, 0), now=now)


def test_another_childs_parent_has_answered_nothing(town: Town, offered: TimeOffer, now: datetime) -> None:
    stranger = parents_of(town.children[1])[0]
    with pytest.raises(Invalid) as raised:
        actions.record_answer(town.actor("jonas"), offered.pk, answering(offered, 0, guardian_id=stranger), now=now)
    assert raised.value.errors == {"guardian": "not_a_parent"}


def test_a_slot_of_another_offer_cannot_be_chosen(town: Town, offered: TimeOffer, now: datetime) -> None:
    other = taken_concern(town, town.child("Alma", "Prøve"))
    theirs = actions.offer_times(town.actor("jonas"), other.pk, offering(5, 6), now=now)
    wrong = answering(offered, 0, slot_id=theirs.slots.first().pk)
    with pytest.raises(Invalid) as raised:
        actions.record_answer(town.actor("jonas"), offered.pk, wrong, now=now)
    assert raised.value.errors == {"slot": "not_a_slot"}


def test_on_a_suspicion_no_parent_is_offered_anything_and_the_database_says_so_too(town: Town, now: datetime) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    with pytest.raises(Invalid) as raised:
        actions.offer_times(town.actor("jonas"), concern.pk, offering(), now=now)
    assert raised.value.errors == {"times": "suspicion"}
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeOffer.objects.create(
            child=concern.child, concern=concern, kind="network", offered_by=town.user("jonas"), offered_at=now,
            answer_by=TODAY, changed_at=now, changed_by_name="Jonas Holm", idempotency_key=uuid4(),
        )  # fmt: skip


def test_the_adviser_is_told_what_else_she_has_then_and_not_about_whom(
    town: Town, ahead: Meeting, now: datetime
) -> None:
    other = taken_concern(town, town.child("Alma", "Prøve"))
    actions.offer_times(town.actor("jonas"), other.pk, offering(3, 4), now=now)
    inside = (ahead.starts_at + timedelta(minutes=30), ahead.ends_at + timedelta(minutes=30))
    after = (ahead.ends_at, ahead.ends_at + timedelta(hours=1))
    first, second, third = queries.clashes(town.user("jonas").pk, [inside, after, some_times(3)[0]])
    assert [clash.offered for clash in first] == [False] and not second and [c.offered for c in third] == [True]
    assert "Freja" not in first[0].words and "Alma" not in third[0].words
    assert queries.clashes(town.user("jonas").pk, [inside], but_meeting=ahead.pk) == [[]]
    assert len(queries.clashes(town.user("mette").pk, [inside])[0]) == 1, "she sits there"
