"""The pages where a meeting is called, moved, called off and widened."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.meetings.models import Meeting
from tests.meetings.conftest import parents_of, taken_concern
from tests.meetings.forms_sent import NASTY, a_basis, at, call_form, shown
from tests.personas import TODAY, Town


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


def test_a_cancelled_meeting_says_why_and_to_whom_before_it_happens(town: Town, planned: Meeting) -> None:
    client = town.client("jonas")
    page = client.get(at(planned, "aflys/"))
    assert "Mette Lund" in shown(page) and "Familien ringer du selv til." in shown(page)
    form = {"key": str(uuid4()), "because": "Peter er syg.", "next_on": "25.11.2026", "version": str(planned.version)}
    assert client.post(at(planned, "aflys/"), {**form, "next_on": "25.11.2025"}).status_code == 400
    assert client.post(at(planned, "aflys/"), form).url == at(planned)
    called_off = shown(client.get(at(planned)))
    assert "Peter er syg." in called_off and "onsdag 25. november" in called_off.split("Næste skridt senest")[1]
    again = f"/moeder/bekymring/{planned.concern_id}/nyt/"
    assert again in called_off and again not in shown(town.client("mette").get(at(planned)))
    assert client.get(again).status_code == 200


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
