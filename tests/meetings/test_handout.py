"""The minutes on paper."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import translation
from pypdf import PdfReader

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.meetings import actions, handout
from sikkerhedsnet.meetings.commands import Agree, Attendance, Scale, WriteEntry
from sikkerhedsnet.meetings.languages import languages
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Kind, Manner, Topic
from tests.meetings.conftest import a_call, taken_concern
from tests.meetings.forms_sent import shown
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
    assert reader.metadata.title == "Referat af mødet om Freja Bæk"
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


LANGUAGES = tuple(languages())


def structure(reader: PdfReader) -> list[tuple[str, str, str]]:
    """The tags in reading order: what each is, its own language, and a heading's words."""
    found: list[tuple[str, str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        for part in node if isinstance(node, list) else ():
            walk(part)
        if isinstance(node, dict):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Lang", "")), str(node.get("/T", ""))))
            walk(node.get("/K"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("large", [False, True], ids=["plain", "large"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_paper_is_accessible_in_every_language(
    town: Town, running: Meeting, now: datetime, code: str, large: bool
) -> None:
    """What PDF/UA-1 asks of a file, as far as it can be read from its structure."""
    minutes, w = minutes_of(held(town, running, now)), languages()[code]
    mette = running.participants.get(name="Mette Lund")
    assert mette.title
    reader = PdfReader(io.BytesIO(handout.minutes_pdf(minutes, language=code, large=large)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == code
    assert root["/MarkInfo"]["/Marked"].value and not root["/MarkInfo"]["/Suspects"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert root["/ViewerPreferences"]["/Direction"] == ("/R2L" if w.rtl else "/L2R")
    assert reader.metadata is not None and reader.metadata.title == w.say("title", child="Freja Bæk")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    tags = structure(reader)
    kinds = [kind for kind, _lang, _words in tags]
    assert kinds[0] == "/Document" and kinds.count("/Title") == 1 and "/Figure" not in kinds
    headings = [words for kind, _lang, words in tags if kind == "/H1"]
    assert headings == [w.word("people"), *w.topics.values(), w.word("call")], "the agenda's order"
    assert {"/H1", "/H2"} >= {kind for kind in kinds if kind.startswith("/H")}, "no level is skipped"
    assert kinds.count("/Table") == kinds.count("/THead") == kinds.count("/TBody") == 3
    assert kinds.count("/TH") == 9
    spoken_in = {lang for _kind, lang, _words in tags} - {""}
    assert {"da", "ar"} - {code} <= spoken_in <= {"da", "ar", code}, "what people wrote is in its own language"
    assert all("/StructParents" in page for page in reader.pages)
    assert all(page["/Tabs"] == "/S" for page in reader.pages if "/Annots" in page)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_family_is_read_first_and_what_was_seen_stands_apart_in_every_language(
    town: Town, running: Meeting, now: datetime, code: str
) -> None:
    jonas, w = town.actor("jonas"), languages()[code]
    mette, amira = (running.participants.get(name=name) for name in ("Mette Lund", "Amira Haddad"))
    for text, seat, manner in (("Keder sig", mette, Manner.INTERPRETATION), ("Sad alene", mette, Manner.OBSERVATION)):
        command = WriteEntry(Topic.WORRIES, text, seat.pk, manner=manner)
        actions.write_entry(jonas, running.pk, command, now=now)
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORRIES, "Hun synger", amira.pk, True), now=now)
    groups = next(
        c for c in handout.document(minutes_of(running), language=code)["chapters"] if c["title"] == w.topics["worries"]
    )["groups"]
    assert [(g["title"], [line["who"] for line in g["lines"]]) for g in groups] == [
        (w.word("family"), ["Amira Haddad"]), (w.word("seen"), ["Mette Lund"]), (w.word("understood"), ["Mette Lund"]),
    ]  # fmt: skip
    assert groups[0]["lines"][0]["disagrees"] is True
    page = shown(town.client("mette").get(f"/moeder/{running.pk}/til-familien/?sprog={code}"))
    assert f'lang="{code}" dir="{w.direction}"' in page
    for text in (
        w.word("family"),
        w.word("seen"),
        w.word("understood"),
        w.word("disagrees"),
        "Hun synger",
        "Sad alene",
    ):
        assert text in page


def test_one_press_gives_each_of_the_family_the_paper_in_the_interpreters_language(
    town: Town, running: Meeting, now: datetime
) -> None:
    Meeting.objects.filter(pk=running.pk).update(interpreter="arabisk")
    amira = running.participants.get(name="Amira Haddad")
    client, link = town.client("jonas"), f"/moeder/{running.pk}/til-familien/?til={amira.pk}&sprog=ar"
    assert link in shown(client.get(f"/moeder/{running.pk}/laes-op/"))
    page = client.get(link)
    assert "إلى Amira Haddad" in shown(page) and 'dir="rtl"' in shown(page)
    assert "ikke læst af en professionel oversætter endnu" in shown(page)
    assert [one.code for one in page.context["offered"]][:2] == ["ar", "da"]
    paper = client.get(f"/moeder/{running.pk}/referat.pdf?til={amira.pk}&sprog=ar&stor=1")
    assert paper.content.startswith(b"%PDF") and "(ar)" in unquote(paper["Content-Disposition"])


def test_a_language_or_a_reader_nobody_knows_gives_the_plain_paper(town: Town, running: Meeting) -> None:
    mette = running.participants.get(name="Mette Lund")
    for query in ("sprog=xx", "sprog=", "til=x", f"til={mette.pk}", "til=99999999", "stor=ja"):
        page = town.client("jonas").get(f"/moeder/{running.pk}/til-familien/?{query}")
        assert (page.context["chosen"].code, page.context["to"], page.context["large"]) == ("da", None, False)


def test_a_suspicion_leaves_every_byte_of_the_familys_paper_as_it_was(
    town: Town, running: Meeting, now: datetime
) -> None:
    """The same meeting before and after somebody writes a suspicion about the same child and the professionals meet on it."""
    meeting = held(town, running, now)
    client = town.client("mette")

    def everything() -> list[Any]:
        minutes = minutes_of(Meeting.objects.get(pk=meeting.pk))
        family = [seat for seat in minutes.participants if seat.role != "professional"]
        papers = [
            handout.minutes_pdf(minutes, language=code, large=large, to=to)
            for code, large, to in [*((code, False, None) for code in LANGUAGES), ("ar", True, family[0])]
        ]
        page = client.get(f"/moeder/{meeting.pk}/til-familien/?sprog=ar").content
        return [*papers, page[page.index(b"<article") : page.index(b"</article>")]]

    before = everything()
    concern = taken_concern(town, meeting.child, suspicion=True)
    alone = a_call(town, concern.child, guests={"guardian_ids": (), "asked_on": None})
    called = actions.call_meeting(town.actor("jonas"), concern.pk, alone, now=now)
    actions.begin(town.actor("jonas"), called.pk, now=now)
    after = everything()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True] * len(before)


def test_a_paper_on_a_suspicion_has_no_family_to_go_to_and_no_other_language(town: Town, now: datetime) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    alone = a_call(town, concern.child, guests={"guardian_ids": (), "asked_on": None})
    jonas = town.actor("jonas")
    meeting = actions.begin(jonas, actions.call_meeting(jonas, concern.pk, alone, now=now).pk, now=now)
    page = town.client("jonas").get(f"/moeder/{meeting.pk}/til-familien/?sprog=ar")
    assert page.context["chosen"].code == "da"
    assert {seat.role for seat in page.context["recipients"]} == {"professional"}
    assert handout.document(minutes_of(meeting), language="ar")["lang"] == "da"


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


def test_the_file_and_every_page_say_which_kind_of_meeting_it_is(town: Town, running: Meeting) -> None:
    running.kind = Kind.NETWORK
    running.save(update_fields=["kind"])
    assert handout.file_name(minutes_of(running)) == "Udkast til referat af netværksmøde 2026-11-23, Freja.pdf"
    page = town.client("jonas").get(f"/moeder/{running.pk}/inviter/").content.decode()
    assert "Netværksmøde · Børnehuset Regnbuen" in page
    assert "Læg et papir" in town.client("jonas").get(f"/moeder/{running.pk}/").content.decode()
