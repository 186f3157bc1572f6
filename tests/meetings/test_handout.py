"""The minutes on paper."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.utils import translation
from pypdf import PdfReader

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.meetings import actions, handout
from sikkerhedsnet.meetings.commands import Agree, Attendance, Scale, WriteEntry
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Topic
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import TODAY, Town

NASTY = "Æblegrød på Ærø 😀 =1+1 <script>alert(1)</script> #heading[x] *fed* $x$"


def printed(meeting: Meeting) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(handout.minutes_pdf(minutes_of(meeting))))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def held(town: Town, running: Meeting, now: datetime) -> Meeting:
    """A meeting with words, disagreement, numbers and one agreement, ended with a next date."""
    jonas = town.actor("jonas")
    amira, peter = (running.participants.get(name=name) for name in ("Amira Haddad", "Peter Bæk"))
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORKS, NASTY, amira.pk), now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORKS, "مرحبا", amira.pk), now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORRIES, "Det passer ikke.", peter.pk, True), now=now)
    actions.mark_participant(jonas, amira.pk, Attendance(True), now=now)
    actions.mark_participant(jonas, amira.pk, Scale(4, 7), now=now)
    actions.agree(jonas, running.pk, Agree("Synge i bilen", amira.pk, TODAY), now=now)
    return actions.conclude(jonas, running, TODAY.replace(year=2027, month=1, day=18), now=now)


def test_the_family_reads_everything_that_was_said_and_agreed(town: Town, running: Meeting, now: datetime) -> None:
    reader, text = printed(held(town, running, now))
    assert reader.metadata is not None
    assert reader.metadata.title == "Referat af samarbejdsmøde om Freja Bæk"
    assert "Mandag 23. november 2026 kl. 13.00-14.00" in text
    assert "Sted: Børnehuset Regnbuen, mødelokalet" in text
    assert NASTY in text
    assert "Peter Bæk · er uenig" in text and "Det passer ikke." in text
    assert "Synge i bilen" in text and "mandag 23. november 2026" in text
    assert "mandag 18. januar 2027" in text
    assert "Telefon 70101010" in text and "Jonas Holm, forebyggelsesrådgiver" in text
    assert "Udkast" not in text


def test_the_paper_is_tagged_and_danish_also_for_a_reader_in_english(
    town: Town, running: Meeting, now: datetime
) -> None:
    with translation.override("en"):
        reader, text = printed(held(town, running, now))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root and root["/Lang"] == "da"
    assert "Hvem var med?" in text and "Hvad fungerer?" in text


def test_a_draft_says_so(town: Town, running: Meeting) -> None:
    _, text = printed(running)
    assert "Udkast. Mødet er ikke afsluttet." in text
    assert handout.file_name(minutes_of(running)).startswith("Udkast")


def test_a_protected_child_has_no_place_on_paper(town: Town, running: Meeting, now: datetime) -> None:
    running.child.protected_address = True
    running.child.save()
    meeting = held(town, running, now)
    _, text = printed(Meeting.objects.get(pk=meeting.pk))
    assert "Regnbuen" not in text and "Sted" not in text
    assert running.child.address not in text


def test_a_suspicion_is_printed_for_professionals_alone(town: Town, now: datetime) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    alone = a_call(town, concern.child, guests={"guardian_ids": (), "asked_on": None})
    jonas = town.actor("jonas")
    meeting = actions.begin(jonas, actions.call_meeting(jonas, concern.pk, alone, now=now).pk, now=now)
    _, text = printed(meeting)
    assert "Kun til fagpersonerne. Må ikke gives eller læses op for familien." in " ".join(text.split())
    assert "Mor til Ida" not in text and "forælder" not in text


def test_the_answer_is_a_file_with_a_name_and_a_line_in_the_read_log(
    town: Town, running: Meeting, now: datetime
) -> None:
    meeting = held(town, running, now)
    response: Any = town.client("mette").get(f"/moeder/{meeting.pk}/referat.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Referat%20af%20samarbejdsm%C3%B8de%202026-11-23%2C%20Freja.pdf"
    )
    assert response["Cache-Control"] == "no-store"
    assert response.content.startswith(b"%PDF-1.7")
    assert ReadLine.objects.filter(action="minutes.printed", actor_id=town.user("mette").pk).count() == 1


def test_before_it_begins_a_meeting_has_no_paper(town: Town, planned: Meeting) -> None:
    assert town.client("jonas").get(f"/moeder/{planned.pk}/referat.pdf").url == f"/moeder/{planned.pk}/"


def test_a_name_made_to_break_the_file_name_does_not(town: Town, running: Meeting) -> None:
    running.child.first_name = 'Fr"eja\r\n../../<b>'
    name = handout.file_name(minutes_of(running))
    assert not set(name) & set('"\r\n/<>')


def test_withdrawn_agreements_are_not_on_paper(town: Town, running: Meeting, now: datetime) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    made = actions.agree(jonas, running.pk, Agree("Trukket tilbage", peter.pk, TODAY), now=now)
    actions.withdraw_agreement(jonas, made.pk, now=now)
    _, text = printed(running)
    assert "Trukket tilbage" not in text and "Ingen aftaler." in text
