"""The pages of a meeting, with and without htmx."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import Agree, ChangeEntry, Scale, WriteEntry
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry
from sikkerhedsnet.meetings.states import State, Topic
from tests.meetings.conftest import parents_of, taken_concern
from tests.personas import NOW, TODAY, Town
from tests.sharing.grounds import ONCE

NASTY = "Æblegrød 😀 \u200fمرحبا =1+1 <script>alert(1)</script> #h *b*"
HTMX = {"HTTP_HX_REQUEST": "true"}


def at(meeting: Meeting, tail: str = "") -> str:
    return f"/moeder/{meeting.pk}/{tail}"


def shown(response: Any) -> str:
    return unescape(response.content.decode())


def call_form(town: Town, concern: Concern, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "day": "2026-11-25",
        "starts": "13.00",
        "ends": "",
        "where": str(town.day_care.pk),
        "room": "mødelokalet",
        "interpreter": "",
        "guardians": [str(pk) for pk in parents_of(concern.child)],
        "asked_on": "2026-11-23",
        "asked_how": "phone",
        "staff": [str(town.user("mette").pk)],
        **a_basis(),
        **changes,
    }


def a_basis() -> dict[str, str]:
    """What the page has chosen when there is no consent, and why it is needed."""
    return {"basis": "one_off", "purpose": ONCE.purpose, "necessity": ONCE.note, "special_reason": ONCE.special_reason}


def entry_form(meeting: Meeting, **changes: Any) -> dict[str, Any]:
    peter = meeting.participants.get(name="Peter Bæk")
    return {"key": str(uuid4()), "topic": "works", "said_by": str(peter.pk), "text": "Hun leger.", **changes}


def test_the_call_page_has_the_childs_own_place_and_both_parents_chosen(town: Town, concern: Concern) -> None:
    form = town.client("jonas").get(f"/moeder/bekymring/{concern.pk}/nyt/").context["form"]
    assert form.initial["where"] == str(town.day_care.pk)
    assert form.initial["guardians"] == [str(pk) for pk in parents_of(concern.child)]
    assert form.initial["staff"] == [str(town.user("mette").pk)]


def test_calling_from_the_page_makes_a_meeting_of_one_hour(town: Town, concern: Concern) -> None:
    response = town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", call_form(town, concern))
    meeting = Meeting.objects.get()
    assert response.url == at(meeting)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    assert meeting.place == "Børnehuset Regnbuen, mødelokalet"
    assert meeting.parents_asked_on == TODAY


def test_a_double_click_on_the_call_makes_one_meeting(town: Town, concern: Concern) -> None:
    form = call_form(town, concern)
    client = town.client("jonas")
    answers = [client.post(f"/moeder/bekymring/{concern.pk}/nyt/", form) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Meeting.objects.count() == 1


def test_a_saturday_has_to_be_meant(town: Town, concern: Concern) -> None:
    client, url = town.client("jonas"), f"/moeder/bekymring/{concern.pk}/nyt/"
    form = call_form(town, concern, day="2026-11-28")
    response = client.post(url, form)
    assert response.status_code == 400
    assert "Det er weekend den dag." in shown(response)
    assert "Ja, vi mødes den dag" in shown(response)
    assert client.post(url, {**form, "day_anyway": "on"}).status_code == 302


def test_a_call_that_fails_keeps_what_was_typed(town: Town, concern: Concern) -> None:
    form = call_form(town, concern, asked_on="", room=NASTY[:60])
    response = town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", form)
    assert response.status_code == 400
    assert "Skriv, hvornår du spurgte forældrene." in shown(response)
    assert "<script>alert" not in response.content.decode()
    assert response.context["form"]["room"].value() == NASTY[:60]


def test_a_protected_address_warns_and_chooses_nobody_who_lives_elsewhere(town: Town, concern: Concern) -> None:
    concern.child.protected_address = True
    concern.child.save()
    father = concern.child.custodies.get(guardian__name="Peter Bæk")
    father.same_address = False
    father.save()
    response = town.client("jonas").get(f"/moeder/bekymring/{concern.pk}/nyt/")
    assert "Mødestedet røber, hvor barnet er." in shown(response)
    assert "Peter Bæk bor ikke sammen med barnet og er ikke valgt." in shown(response)
    assert str(father.guardian_id) not in response.context["form"].initial["guardians"]


def test_the_call_page_of_a_suspicion_offers_no_parent_and_says_calmly_why(town: Town) -> None:
    concern = taken_concern(town, town.children[1], suspicion=True)
    response = town.client("jonas").get(f"/moeder/bekymring/{concern.pk}/nyt/")
    assert not {"guardians", "asked_on", "child_comes", "new_name"} & set(response.context["form"].fields)
    assert "Kun fagpersoner" in shown(response)
    assert "70 10 20 30" in shown(response)
    assert "Mor til Ida" not in shown(response)


@pytest.mark.parametrize(
    ("who", "status"),
    [("jonas", 200), ("signe", 404), ("mette", 403), ("dorte", 403), ("karin", 403), ("nabo", 404), ("amira", 403)],
)
def test_only_the_adviser_opens_the_call_page(town: Town, concern: Concern, who: str, status: int) -> None:
    assert town.client(who).get(f"/moeder/bekymring/{concern.pk}/nyt/").status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("jonas", 200), ("mette", 200), ("dorte", 200), ("maja", 404), ("signe", 404), ("stranger", 404),
        ("karin", 403), ("nabo", 404), ("amira", 403), ("admin", 403), ("lars", 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", "laes-op/", "referat.pdf"])
def test_each_persona_meets_the_right_door(town: Town, running: Meeting, who: str, status: int, tail: str) -> None:
    assert town.client(who).get(at(running, tail)).status_code == status


@pytest.mark.parametrize("tail", ["flyt/", "aflys/", "inviter/"])
def test_a_colleague_at_the_table_changes_nothing_about_the_meeting(town: Town, planned: Meeting, tail: str) -> None:
    assert town.client("mette").get(at(planned, tail)).status_code == 403
    assert town.client("jonas").get(at(planned, tail)).status_code == 200


def test_opening_the_page_is_logged_and_looking_for_new_lines_is_not(town: Town, running: Meeting) -> None:
    client = town.client("mette")
    client.get(at(running))
    client.get(at(running) + "?del=ord&emne=works", **HTMX)
    assert ReadLine.objects.filter(action="meeting.read").count() == 1


def test_the_page_goes_from_planned_over_running_to_held(town: Town, planned: Meeting, now: datetime) -> None:
    client = town.client("jonas")
    assert "Begynd mødet" in shown(client.get(at(planned)))
    assert client.post(at(planned, "begynd/")).url == at(planned)
    page = shown(client.get(at(planned)))
    assert "Skriv det i referatet" in page
    assert page.index("Håb for mødet") < page.index("Hvad fungerer?") < page.index("Bekymringer, kort og konkret")
    planned.refresh_from_db()
    actions.conclude(town.actor("jonas"), planned, TODAY, now=now)
    page = shown(client.get(at(planned)))
    assert "Print referatet (PDF)" in page
    assert "<textarea" not in page


def test_a_meeting_tomorrow_cannot_begin_today(town: Town, meeting_on: Callable[..., Meeting]) -> None:
    day = TODAY + timedelta(days=1)
    meeting = meeting_on("Villads", starts_at=clock.at(day, 9), ends_at=clock.at(day, 10))
    client = town.client("jonas")
    assert "Begynd mødet" not in shown(client.get(at(meeting)))
    client.post(at(meeting, "begynd/"))
    meeting.refresh_from_db()
    assert meeting.state == State.PLANNED


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


def test_ending_without_a_plan_closes_the_worry(town: Town, running: Meeting) -> None:
    client = town.client("jonas")
    url = at(running, "uden-plan/")
    form = {
        "key": str(uuid4()), "reason": "solved", "because": NASTY, "answer": "Hun leger.",
        "version": client.get(url).context["form"]["version"].value(),
    }  # fmt: skip
    assert client.post(url, {**form, "answer": ""}).status_code == 400
    for _ in range(2):
        assert client.post(url, form).url == at(running)
    running.concern.refresh_from_db()
    assert running.concern.state == ConcernState.CLOSED
    assert NASTY in shown(client.get(at(running)))


def test_a_cancelled_meeting_says_why_and_to_whom_before_it_happens(town: Town, planned: Meeting) -> None:
    client = town.client("jonas")
    page = client.get(at(planned, "aflys/"))
    assert "Mette Lund" in shown(page) and "Familien ringer du selv til." in shown(page)
    form = {"key": str(uuid4()), "because": "Peter er syg.", "next_on": "25.11.2026", "version": str(planned.version)}
    assert client.post(at(planned, "aflys/"), {**form, "next_on": "25.11.2025"}).status_code == 400
    assert client.post(at(planned, "aflys/"), form).url == at(planned)
    assert "Peter er syg." in shown(client.get(at(planned)))


def test_a_page_that_is_too_old_to_move_the_meeting_tells_who_did(town: Town, planned: Meeting) -> None:
    client = town.client("jonas")
    form = {
        "key": str(uuid4()), "day": "25.11.2026", "starts": "9", "ends": "10", "place": "Stue 2",
        "asked_on": "23.11.2026", "asked_how": "phone", "version": str(planned.version),
    }  # fmt: skip
    assert client.post(at(planned, "flyt/"), form).url == at(planned)
    late = client.post(at(planned, "flyt/"), form)
    assert late.status_code == 409
    assert "Jonas Holm" in shown(late)


def test_more_people_are_invited_on_the_way(town: Town, planned: Meeting) -> None:
    client = town.client("jonas")
    page = client.get(at(planned, "inviter/"))
    offered = str(page.context["form"].fields["staff"].choices)
    assert "Lone Bech" in offered and "Mette Lund" not in offered
    form = {
        "key": str(uuid4()),
        "staff": [str(town.user("lone").pk)],
        "new_name": "Bodil",
        "new_tie": "mormor",
    } | a_basis()
    for _ in range(2):
        client.post(at(planned, "inviter/"), form)
    assert planned.participants.filter(name__in=["Lone Bech", "Bodil"]).count() == 2
    assert town.client("lone").get(at(planned)).status_code == 200
    assert client.post(at(planned, "inviter/"), {"key": str(uuid4())}).status_code == 400


@pytest.mark.parametrize("count", [5, 25])
def test_the_list_asks_the_database_no_more_for_more_meetings(
    town: Town, meeting_on: Callable[..., Meeting], django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        meeting_on(f"Barn {number}")
    client = town.client("jonas")
    with django_assert_max_num_queries(18):
        page = client.get("/moeder/")
    assert len(page.context["ahead"]) == count


def test_each_sees_the_meetings_they_are_in(town: Town, planned: Meeting) -> None:
    names = {
        who: len(town.client(who).get("/moeder/").context["ahead"])
        for who in ("jonas", "mette", "dorte", "maja", "nabo")
    }
    assert names == {"jonas": 1, "mette": 1, "dorte": 1, "maja": 0, "nabo": 0}


@pytest.mark.parametrize("tail", ["skriv/", "aftal/", "begynd/"])
def test_an_address_that_only_takes_forms_leads_back_to_the_meeting(town: Town, running: Meeting, tail: str) -> None:
    client: Client = town.client("jonas")
    assert client.get(at(running, tail)).url.startswith(at(running))


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
