"""What is typed and not yet in the minutes: kept for its writer, never overwritten, gone when it is put in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions, handout
from sikkerhedsnet.meetings.commands import SaveDraft, WriteEntry
from sikkerhedsnet.meetings.drafting import drafts_of, left_over, still_writing
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Draft, Meeting, MinutesEntry
from sikkerhedsnet.meetings.states import Topic
from tests.meetings.forms_sent import NASTY, at, shown
from tests.personas import TODAY, Town

JSON = {"HTTP_ACCEPT": "application/json", "HTTP_HX_REQUEST": "true", "HTTP_X_BESIDE_A_FORM": "1"}


def typed(meeting: Meeting, text: str, **changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "part": "works", "draft_version": "0", "text": text, "said_by": "", **changes}


def test_what_is_typed_is_a_row_for_each_writer_and_point(town: Town, running: Meeting, now: datetime) -> None:
    jonas, mette = town.actor("jonas"), town.actor("mette")
    for actor, part, text in ((jonas, "works", "J1"), (jonas, "hopes", "J2"), (mette, "works", "M1")):
        actions.save_draft(actor, running.pk, SaveDraft(part, 0, text), now=now)
    assert {part: draft.text for part, draft in drafts_of(jonas, running).items()} == {"works": "J1", "hopes": "J2"}
    assert [draft.text for draft in left_over(mette, running)] == ["M1"]


def test_the_same_words_sent_twice_are_saved_once_whatever_version_they_name(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    first = actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Hun synger"), now=now)
    again = actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Hun synger"), now=now)
    assert first and again and (first.pk, first.version) == (again.pk, again.version)
    assert Draft.objects.count() == 1


def test_words_from_another_tab_are_never_overwritten(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    first = actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Den ene fane"), now=now)
    assert first
    with pytest.raises(Stale):
        actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Den anden fane"), now=now)
    assert Draft.objects.get().text == "Den ene fane"
    after = actions.save_draft(jonas, running.pk, SaveDraft("works", first.version, "Begge"), now=now)
    assert after and after.text == "Begge"


def test_the_draft_is_emptied_when_its_words_are_put_in_and_other_words_stay(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas = town.actor("jonas")
    actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Hun syn"), now=now)
    actions.save_draft(jonas, running.pk, SaveDraft("hopes", 0, "Noget helt andet"), now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORKS, "Hun synger"), now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.HOPES, "Ro"), now=now)
    assert {part: draft.text for part, draft in drafts_of(jonas, running).items()} == {"hopes": "Noget helt andet"}


def test_a_save_that_comes_after_the_line_was_put_in_brings_nothing_back(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas, key = town.actor("jonas"), uuid4()
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORKS, "Hun synger", key=key), now=now)
    assert actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Hun synger", key=key), now=now) is None
    assert drafts_of(jonas, running) == {}


def test_a_draft_is_its_writers_alone_on_every_road(town: Town, running: Meeting, now: datetime) -> None:
    jonas, mette = town.actor("jonas"), town.actor("mette")
    actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "Kun min"), now=now)
    assert not Draft.objects.visible_to(mette)
    with context.asking(context.person(town.actor("mette"))):
        assert not Draft.objects.exists()
    with context.asking(context.person(town.actor("jonas"))):
        assert Draft.objects.count() == 1
    assert "Kun min" not in shown(town.client("mette").get(at(running) + "?emne=works"))
    assert "Kun min" not in shown(town.client("jonas").get(at(running, "til-familien/")))
    assert "Kun min" not in str(handout.document(minutes_of(running)))


def test_who_only_reads_keeps_no_draft(town: Town, running: Meeting, now: datetime) -> None:
    leader: Actor = town.actor("dorte")
    with pytest.raises(Refused):
        actions.save_draft(leader, running.pk, SaveDraft("works", 0, "Nej"), now=now)
    assert town.client("dorte").post(at(running, "kladde/"), typed(running, "Nej")).status_code == 403


def test_a_draft_has_a_place_of_the_meetings_own(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    with pytest.raises(Invalid):
        actions.save_draft(jonas, running.pk, SaveDraft("elsewhere", 0, "x"), now=now)
    with pytest.raises(Invalid):
        actions.save_draft(jonas, running.pk, SaveDraft("works", 0, "x", entry_id=987_654), now=now)


def test_the_pages_own_script_is_answered_with_the_clock_and_the_version(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    form = typed(running, NASTY, said_by=str(running.participants.get(name="Peter Bæk").pk), disagrees="on")
    answer = client.post(at(running, "kladde/"), form, **JSON)
    assert answer.json() == {"saved": "10.00", "version": 1, "written": False}
    other = client.post(at(running, "kladde/"), typed(running, "Fra en anden fane"), **JSON)
    assert other.status_code == 409
    assert (other.json()["other"], other.json()["version"]) == (NASTY, 1)
    page = client.get(at(running) + "?emne=works")
    assert NASTY in shown(page) and "<script>alert" not in page.content.decode()
    assert page.context["form"].initial["disagrees"] is True


def test_a_draft_comes_back_into_the_form_and_says_that_it_is_one(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    client.post(at(running, "kladde/"), typed(running, "Halvt skrevet"), **JSON)
    page = shown(client.get(at(running) + "?emne=works"))
    assert "Halvt skrevet</textarea>" in page and "Din kladde fra kl. 10.00. Den er ikke i referatet endnu." in page
    assert not MinutesEntry.objects.exists()


def test_without_javascript_a_button_keeps_the_draft(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    answer = client.post(at(running, "kladde/"), typed(running, "Uden script"), follow=True)
    assert "Kladden er gemt. Den er ikke i referatet endnu." in shown(answer)
    assert "Uden script</textarea>" in shown(answer)
    agreed = {"key": str(uuid4()), "part": "agree", "draft_version": "0", "what": "Synge i bilen", "who": ""}
    answer = client.post(at(running, "kladde/"), agreed, follow=True)
    assert "Synge i bilen</textarea>" in shown(answer)


def test_a_session_that_ended_answers_the_script_with_nothing_and_keeps_what_was_saved(
    town: Town, running: Meeting
) -> None:
    client = town.client("mette")
    client.post(at(running, "kladde/"), typed(running, "Før lågen"), **JSON)
    client.logout()
    assert client.post(at(running, "kladde/"), typed(running, "Efter lågen"), **JSON).status_code == 401
    assert "Før lågen</textarea>" in shown(town.client("mette").get(at(running) + "?emne=works"))


def test_what_was_not_put_in_is_told_by_name_before_the_end_and_shown_to_its_writer_after(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas, mette = town.actor("jonas"), town.actor("mette")
    actions.save_draft(mette, running.pk, SaveDraft("works", 0, "Nåede det ikke"), now=now)
    assert still_writing(jonas, running) == ["Mette Lund"]
    aloud = shown(town.client("jonas").get(at(running, "laes-op/")))
    assert "Mette Lund har skrevet noget" in aloud and "Nåede det ikke" not in aloud
    actions.conclude(jonas, running, TODAY, now=now)
    actions.save_draft(mette, running.pk, SaveDraft("hopes", 0, "Tastet, mens det sluttede"), now=now)
    page = shown(town.client("mette").get(at(running)))
    assert "Nåede det ikke" in page and "Tastet, mens det sluttede" in page
    assert "Nåede det ikke" not in shown(town.client("jonas").get(at(running)))
