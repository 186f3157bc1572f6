"""The page on the table: lines, agreements, numbers and who came, with and without htmx."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import Agree, ChangeEntry, Scale, WriteEntry
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry
from sikkerhedsnet.meetings.states import Topic
from tests.meetings.forms_sent import HTMX, NASTY, at, entry_form, shown
from tests.personas import NOW, TODAY, Town


def test_a_line_is_written_without_javascript(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    response = client.post(at(running, "skriv/"), entry_form(running, text=NASTY, disagrees="on"))
    assert response.url == at(running) + "?emne=works#skriv"
    page = client.get(at(running) + "?emne=works")
    assert NASTY in shown(page)
    assert "<script>alert" not in page.content.decode()
    assert "Peter Bæk · er uenig" in shown(page)


def test_htmx_gets_the_same_fragment_that_the_page_includes(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    answer = client.post(at(running, "skriv/"), entry_form(running), **HTMX).content.decode()
    page = client.get(at(running) + "?emne=works").content.decode()
    assert answer.lstrip().startswith('<div id="samtale"')
    assert "<html" not in answer

    def plain(html: str) -> str:
        return re.sub(r'value="[^"]{20,}"|autofocus|\s+', "", html)

    assert plain(answer) in plain(page)


def test_a_fresh_form_comes_back_with_a_key_of_its_own(town: Town, running: Meeting) -> None:
    form = entry_form(running)
    answer = town.client("mette").post(at(running, "skriv/"), form, **HTMX).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', answer)
    assert key and key.group(1) != form["key"]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_double_click_on_a_line_makes_one_line(town: Town, running: Meeting, headers: dict[str, str]) -> None:
    form, client = entry_form(running), town.client("mette")
    for _ in range(2):
        client.post(at(running, "skriv/"), form, **headers)
    assert MinutesEntry.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_line_that_is_too_long_stays_in_the_form(town: Town, running: Meeting, headers: dict[str, str]) -> None:
    text = "x" * 20_001
    response = town.client("mette").post(at(running, "skriv/"), entry_form(running, text=text), **headers)
    assert text in response.content.decode()
    assert "Teksten er for lang" in shown(response)
    assert not MinutesEntry.objects.exists()


def test_ten_thousand_characters_are_shown_as_typed(town: Town, running: Meeting) -> None:
    text = ("ærø " * 2500).strip()
    client = town.client("mette")
    client.post(at(running, "skriv/"), entry_form(running, text=text))
    assert text in shown(client.get(at(running) + "?emne=works"))


def test_whose_turn_it_is_begins_with_the_family(town: Town, running: Meeting) -> None:
    client = town.client("jonas")
    first = client.get(at(running)).context["form"].initial["said_by"]
    parents = [str(p.pk) for p in running.participants.filter(role="parent")]
    assert first == parents[0]
    client.post(at(running, "skriv/"), entry_form(running, topic="hopes", said_by=first))
    assert client.get(at(running)).context["form"].initial["said_by"] == parents[1]


def test_a_correction_that_came_second_keeps_the_typed_text_and_shows_the_other(
    town: Town, running: Meeting, now: datetime
) -> None:
    entry = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Et"), now=now)
    client = town.client("jonas")
    url = f"/moeder/ord/{entry.pk}/ret/"
    form = {"key": str(uuid4()), "said_by": "", "text": "Min rettelse", "version": "1"}
    actions.change_entry(town.actor("mette"), entry.pk, ChangeEntry(1, "Mettes rettelse"), now=now)
    response = client.post(url, form)
    assert response.status_code == 409
    page = shown(response)
    assert "Min rettelse" in page and "Mettes rettelse" in page and "Mette Lund rettede linjen" in page
    again = {**form, "version": response.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    entry.refresh_from_db()
    assert (entry.text, entry.version) == ("Min rettelse", 3)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_writing_after_the_meeting_ended_gives_the_text_back(
    town: Town, running: Meeting, now: datetime, headers: dict[str, str]
) -> None:
    actions.conclude(town.actor("jonas"), running, TODAY, now=now)
    response = town.client("mette").post(at(running, "skriv/"), entry_form(running, text="Sidste ord"), **headers)
    assert "Sidste ord" in shown(response)
    assert "Jonas Holm lukkede det kl. 10.00." in shown(response)
    assert response.status_code == (200 if headers else 409)
    assert not MinutesEntry.objects.exists()


def test_an_agreement_is_made_and_withdrawn_without_javascript(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    peter = running.participants.get(name="Peter Bæk")
    form = {"key": str(uuid4()), "what": NASTY, "who": str(peter.pk), "due_on": "30.11.2026", "emne": "works"}
    for _ in range(2):
        assert client.post(at(running, "aftal/"), form).url == at(running) + "?emne=works#aftaler"
    assert Agreement.objects.count() == 1
    page = client.get(at(running))
    assert NASTY in shown(page) and "<script>alert" not in page.content.decode()
    client.post(f"/moeder/aftale/{Agreement.objects.get().pk}/traek-tilbage/")
    assert NASTY not in shown(client.get(at(running)))


def test_an_agreement_without_a_date_says_so_and_keeps_the_words(town: Town, running: Meeting) -> None:
    form = {"key": str(uuid4()), "what": "Synge i bilen", "who": "", "due_on": ""}
    for headers in ({}, HTMX):
        response = town.client("mette").post(at(running, "aftal/"), form, **headers)
        assert "Synge i bilen" in shown(response)
        assert "Her mangler en dato." in shown(response)
    assert not Agreement.objects.exists()


def test_each_ones_numbers_are_saved_on_their_own(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    amira = running.participants.get(name="Amira Haddad")
    form = {"key": str(uuid4()), "scale_now": "4", "scale_good": "7"}
    assert client.post(f"/moeder/deltager/{amira.pk}/", form).url.endswith(f"#skala-{amira.pk}")
    answer = client.post(f"/moeder/deltager/{amira.pk}/", {**form, "scale_now": ""}, **HTMX)
    assert "Gemt 10.00" in shown(answer)
    amira.refresh_from_db()
    assert (amira.scale_now, amira.scale_good) == (None, 7)


def test_who_came_is_marked_with_one_press(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    peter = running.participants.get(name="Peter Bæk")
    client.post(f"/moeder/deltager/{peter.pk}/", {"came": "no"})
    answer = client.post(f"/moeder/deltager/{peter.pk}/", {"came": "yes"}, **HTMX)
    peter.refresh_from_db()
    assert peter.came is True
    assert answer.content.decode().lstrip().startswith('<ul id="til-stede"')


def test_reading_aloud_repeats_disagreement_and_agreements_and_leads_to_the_plan(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORRIES, "Det passer ikke!", peter.pk, True), now=now)
    actions.mark_participant(jonas, peter.pk, Scale(8, 8), now=now)
    page = shown(town.client("jonas").get(at(running, "laes-op/")))
    assert page.count("Det passer ikke!") == 2
    assert "Afslut uden plan" in page
    actions.agree(jonas, running.pk, Agree("Ringe hver tirsdag", peter.pk, TODAY), now=now)
    page = shown(town.client("jonas").get(at(running, "laes-op/")))
    assert "Ringe hver tirsdag" in page and "Lav planen" in page
    assert "Afslut uden plan" not in page
    assert "Lav planen" not in shown(town.client("mette").get(at(running, "laes-op/")))


def test_a_page_left_open_after_the_meeting_stops_asking_for_news(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    assert client.get(at(running) + "?del=ord&emne=works", **HTMX).status_code == 200
    Meeting.objects.update(starts_at=running.starts_at - timedelta(days=1), ends_at=running.ends_at - timedelta(days=1))
    assert client.get(at(running) + "?del=ord&emne=works", **HTMX).status_code == 286
    assert client.get(at(running) + "?del=aftaler", **HTMX).status_code == 286


def test_a_meetings_page_left_open_signs_out_although_it_asks_for_news(town: Town, running: Meeting) -> None:
    left, used = town.client("mette"), town.client("jonas")
    for client in (left, used):
        assert client.get(at(running)).status_code == 200
    limit = town.municipality.idle_minutes
    for minutes in range(5, limit + 15, 5):
        with clock.fixed(NOW + timedelta(minutes=minutes)):
            news = [client.get(at(running) + "?del=ord&emne=works", **HTMX).status_code for client in (left, used)]
            assert news == [200 if minutes <= limit else 401, 200]
            if minutes == limit - 10:
                assert used.get(at(running)).status_code == 200
    with clock.fixed(NOW + timedelta(minutes=limit + 15)):
        assert left.get(at(running)).url.startswith("/log-ind/")


def test_a_session_that_ended_neither_wipes_the_words_nor_loses_the_line(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    page = client.get(at(running) + "?emne=works").content.decode()
    mark = re.search(r'name="sn_who" value="([^"]+)"', page)
    assert mark
    client.logout()
    news = client.get(at(running) + "?del=ord&emne=works", **HTMX)
    assert (news.status_code, news.content) == (401, b"")
    form = entry_form(running, text="Halvt skrevet", sn_who=mark.group(1))
    answer = client.post(at(running, "skriv/"), form, **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "body")
    assert "Log ind" in shown(answer) and answer.context["kept"]
    assert not MinutesEntry.objects.exists()
