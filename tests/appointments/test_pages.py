"""The pages: times, answers, who is told what, interpreter, agenda, paper, and a no."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.appointments import actions, paper
from sikkerhedsnet.appointments.models import Agenda, MeetingWays, NotHeld, TimeOffer
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Kind, Role
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.sharing.models import Disclosure
from tests.appointments.conftest import answering, offering, on_a_suspicion
from tests.meetings.conftest import a_call, parents_of, taken_concern
from tests.meetings.forms_sent import NASTY, call_form, shown
from tests.personas import TODAY, Town
from tests.plans.conftest import table  # noqa: F401
from tests.plans.road import Table


def url(tail: str) -> str:
    return f"/indkaldelser/{tail}"


def times_form(**changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "kind": "network", "answer_by": "2026-11-24", "day1": "2026-11-26", "hour1": "9",
        "day2": "27.11.2026", "hour2": "13.30", "day3": "", "hour3": "", "day4": "", "hour4": "", **changes,
    }  # fmt: skip


def test_times_typed_as_danes_type_them_are_offered_with_the_kinds_own_length(town: Town, concern: Concern) -> None:
    response = town.client("jonas").post(url(f"bekymring/{concern.pk}/tider/"), times_form())
    offer = TimeOffer.objects.get()
    assert response.url == url(f"tider/{offer.pk}/")
    assert [slot.ends_at - slot.starts_at for slot in offer.slots.all()] == [timedelta(minutes=90)] * 2


def test_a_time_when_the_adviser_is_taken_or_nobody_is_at_work_has_to_be_meant(
    town: Town, concern: Concern, now: datetime
) -> None:
    other = taken_concern(town, town.child("Alma", "Prøve"))
    actions.offer_times(town.actor("jonas"), other.pk, offering(3, 4), now=now)
    form = times_form(day2="2026-11-28")
    response = town.client("jonas").post(url(f"bekymring/{concern.pk}/tider/"), form)
    assert response.status_code == 400
    assert "Du har tilbudt andre forældre torsdag 26. november kl. 09.00." in shown(response)
    assert "28.11. er weekend." in shown(response)
    assert "Alma" not in shown(response)
    assert response.context["form"]["day2"].value() == "2026-11-28"
    sure = town.client("jonas").post(url(f"bekymring/{concern.pk}/tider/"), {**form, "anyway": "on"})
    assert sure.status_code == 302


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day2": "", "hour2": ""}, "Skriv to til fire tider"),
        ({"hour2": ""}, "Skriv også klokkeslættet."),
        ({"day1": "i morgen"}, "Datoen kan ikke læses."),
        ({"day2": "2026-11-26", "hour2": "9.00"}, "Den samme tid står to gange."),
        ({"answer_by": "2026-11-30"}, "Svaret skal komme før den første af tiderne."),
    ],
)
def test_times_that_cannot_be_offered_stay_in_the_form(
    town: Town, concern: Concern, changes: dict[str, str], words: str
) -> None:
    response = town.client("jonas").post(url(f"bekymring/{concern.pk}/tider/"), times_form(**changes))
    assert response.status_code == 400
    assert words in shown(response)
    assert not TimeOffer.objects.exists()


def test_the_chosen_time_fills_the_call(town: Town, offered: TimeOffer) -> None:
    form = {
        "key": str(uuid4()), "slot": str(offered.slots.all()[1].pk), "guardian": str(parents_of(offered.child)[0]),
        "answered_on": "2026-11-23", "answered_how": "phone", "words": NASTY, "version": "1",
    }  # fmt: skip
    response = town.client("jonas").post(url(f"tider/{offered.pk}/"), form)
    page = town.client("jonas").get(response.url)
    call = page.context["form"]
    assert (call["day"].value(), str(call["starts"].value())) == (TODAY + timedelta(days=3), "09.00")
    assert call["asked_on"].value() == TODAY and call["asked_how"].value() == "phone"
    read = shown(town.client("jonas").get(url(f"tider/{offered.pk}/")))
    assert "valgt" in read and "Amira Haddad" in read and "<script>alert" not in read.replace(NASTY, "")


def test_before_it_is_sent_the_page_says_who_hears_what_on_which_basis_and_nothing_has_happened(
    town: Town, concern: Concern
) -> None:
    form = call_form(town, concern, staff=[str(town.user("mette").pk), str(town.user("lone").pk)], look="1")
    before = ChangeLine.objects.count()
    response = town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", form)
    text = shown(response)
    guests = {guest.name: guest for guest in response.context["guests"]}
    assert response.status_code == 200 and "Intet er sendt endnu." in text
    assert (Meeting.objects.count(), Disclosure.objects.filter(what="meeting").count(), ChangeLine.objects.count()) == (
        0,
        0,
        before,
    )
    assert not Message.objects.filter(kind="meeting.called").exists()
    assert "Engangs" in guests["Lone Bech"].basis or "engangs" in guests["Lone Bech"].basis
    assert "bekymringen" in guests["Lone Bech"].not_told
    assert "barnets side" in guests["Lone Bech"].sees
    assert "stedet" in guests["Amira Haddad"].sees and "adgang til Sikkerhedsnet" in guests["Amira Haddad"].not_told
    sent = dict(response.context["sent"])
    assert "look" not in sent and sent["room"] == "mødelokalet"


def test_what_was_looked_through_is_what_is_sent(town: Town, concern: Concern) -> None:
    form = call_form(town, concern, look="1")
    client, address = town.client("jonas"), f"/moeder/bekymring/{concern.pk}/nyt/"
    seen = client.post(address, form)
    promised = {guest.name: (guest.sees, guest.not_told) for guest in seen.context["guests"]}
    fields: dict[str, list[str]] = {}
    for name, value in seen.context["sent"]:
        fields.setdefault(name, []).append(value)
    assert client.post(address, fields).status_code == 302
    page = client.get(url(f"moede/{Meeting.objects.get().pk}/hvem/"))
    assert {guest.name: (guest.sees, guest.not_told) for guest in page.context["guests"]} == promised


def test_going_back_keeps_everything_that_was_typed(town: Town, concern: Concern) -> None:
    form = call_form(town, concern, room=NASTY[:60], mend="1")
    response = town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", form)
    assert response.status_code == 200
    assert response.context["form"]["room"].value() == NASTY[:60]
    assert not Meeting.objects.exists()


def test_a_call_without_a_basis_is_stopped_when_it_is_looked_through(town: Town, concern: Concern) -> None:
    form = call_form(town, concern, staff=[str(town.user("lone").pk)], basis="", look="1")
    response = town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", form)
    assert response.status_code == 400
    assert "Hvorfor må du dele det?" in shown(response)


@pytest.mark.parametrize(("kind", "minutes"), [("network", 90), ("follow_up", 45), ("", 60)])
def test_a_meeting_lasts_as_long_as_its_kind_usually_does(
    town: Town, concern: Concern, kind: str, minutes: int
) -> None:
    town.client("jonas").post(f"/moeder/bekymring/{concern.pk}/nyt/", call_form(town, concern, kind=kind))
    meeting = Meeting.objects.get()
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=minutes)
    assert meeting.kind == (kind or Kind.COLLABORATION)


def test_the_plans_page_leads_to_a_follow_up_with_the_people_of_last_time(table: Table) -> None:  # noqa: F811
    plan = table.plan()
    client = table.town.client("jonas")
    address = f"/moeder/bekymring/{plan.concern_id}/nyt/?slags=follow_up"
    assert address in shown(client.get(f"/planer/{plan.pk}/"))
    form = client.get(address).context["form"]
    assert form["kind"].value() == "follow_up"
    assert str(table.town.user("mette").pk) in form["staff"].value()


def test_the_page_of_a_planned_meeting_has_agenda_interpreter_and_calendar(town: Town, ahead: Meeting) -> None:
    text = shown(town.client("jonas").get(f"/moeder/{ahead.pk}/"))
    assert "Et udkast, lavet af mødetypen" in text and "Ret dagsordenen" in text
    assert "Tolken er ikke bestilt: arabisk." in text and "Læg mødet i din kalender" in text
    theirs = shown(town.client("dorte").get(f"/moeder/{ahead.pk}/"))
    assert "Ret dagsordenen" not in theirs and "Skriv om tolken" not in theirs
    assert "Læg mødet i din kalender" not in theirs


def agenda_form(meeting: Meeting, version: int, *texts: str) -> dict[str, Any]:
    form: dict[str, Any] = {"key": str(uuid4()), "version": str(version)}
    for number, text in enumerate(texts, start=1):
        form |= {f"order{number}": str(number), f"text{number}": text, f"who{number}": ""}
    return form


def test_an_agenda_written_meanwhile_is_shown_beside_what_was_typed(town: Town, ahead: Meeting) -> None:
    address = url(f"moede/{ahead.pk}/dagsorden/")
    assert town.client("mette").post(address, agenda_form(ahead, 0, "Mettes punkt")).status_code == 302
    late = town.client("jonas").post(address, agenda_form(ahead, 0, NASTY))
    assert late.status_code == 409
    assert "Mettes punkt" in shown(late) and "Mette Lund gemte, mens du skrev." in shown(late)
    assert late.context["form"]["text1"].value() == NASTY
    assert Agenda.objects.get().version == 1


def test_many_points_more_than_were_shown_are_kept_too(town: Town, ahead: Meeting) -> None:
    address = url(f"moede/{ahead.pk}/dagsorden/")
    texts = [f"Punkt {n}" for n in range(1, 21)]
    assert town.client("jonas").post(address, agenda_form(ahead, 0, *texts)).status_code == 302
    assert ahead.agenda_lines.count() == 20
    too_long = town.client("jonas").post(address, agenda_form(ahead, 1, "x" * 501))
    assert too_long.status_code == 400 and ahead.agenda_lines.count() == 20


def test_the_interpreter_is_written_and_shown(town: Town, ahead: Meeting) -> None:
    form = {
        "key": str(uuid4()), "needed": "yes", "language": "arabisk", "ordered_on": "2026-11-23", "version": "0",
        "confirmed_on": "23.11.2026", "name": "Nour Khalil", "company": "Fjordby Tolkeservice",
    }  # fmt: skip
    assert town.client("jonas").post(url(f"moede/{ahead.pk}/tolk/"), form).status_code == 302
    text = shown(town.client("mette").get(f"/moeder/{ahead.pk}/"))
    assert "Tolken har sagt ja: arabisk, Nour Khalil (Fjordby Tolkeservice)." in text


def test_a_meeting_nobody_came_to_leads_to_new_times(town: Town, planned: Meeting) -> None:
    from sikkerhedsnet.core import clock
    from tests.personas import NOW

    with clock.fixed(NOW + timedelta(hours=4)):
        client = town.client("jonas")
        assert "Ingen kom, eller forældrene kom ikke" in shown(client.get(f"/moeder/{planned.pk}/"))
        form = {
            "key": str(uuid4()), "why": "nobody_came", "on": "2026-11-23", "how": "phone", "words": "", "guardian": "",
            "instead": "Jeg ringer i aften.", "next_on": "2026-11-27", "new_times": "on", "version": str(planned.version),
        }  # fmt: skip
        response = client.post(url(f"moede/{planned.pk}/kom-ikke/"), form)
        assert response.url == url(f"bekymring/{planned.concern_id}/tider/")
        assert "Ingen kom" in shown(client.get(f"/moeder/{planned.pk}/"))


def test_before_the_meeting_nobody_is_asked_why_nobody_came(town: Town, ahead: Meeting) -> None:
    page = town.client("jonas").get(url(f"moede/{ahead.pk}/kom-ikke/"), follow=True)
    assert page.redirect_chain == [(f"/moeder/{ahead.pk}/", 302)]
    assert "Mødet er ikke begyndt endnu. Flyt det, eller aflys det." in shown(page)


def test_a_no_is_shown_in_the_parents_own_words(town: Town, ahead: Meeting) -> None:
    form = {
        "key": str(uuid4()), "on": "2026-11-23", "how": "phone", "words": NASTY, "instead": "Jeg kommer forbi.",
        "guardian": str(parents_of(ahead.child)[0]), "next_on": "2026-11-30", "version": str(ahead.version),
    }  # fmt: skip
    client = town.client("jonas")
    assert client.post(url(f"bekymring/{ahead.concern_id}/vil-ikke/"), form).status_code == 302
    page = client.get(f"/moeder/{ahead.pk}/")
    assert "Forældrene ville ikke mødes" in shown(page) and NASTY.split("<")[0].strip() in shown(page)
    assert "<script>alert" not in page.content.decode()
    assert NotHeld.objects.get().words == NASTY


def test_a_meeting_moved_onto_another_says_so(town: Town, ahead: Meeting, now: datetime) -> None:
    other = taken_concern(town, town.child("Alma", "Prøve"))
    actions.offer_times(town.actor("jonas"), other.pk, offering(3, 4), now=now)
    form = {
        "key": str(uuid4()), "day": "2026-11-26", "starts": "9.30", "ends": "", "place": "Stue 2",
        "asked_on": "2026-11-23", "asked_how": "phone", "version": str(ahead.version),
    }  # fmt: skip
    page = town.client("jonas").post(f"/moeder/{ahead.pk}/flyt/", form, follow=True)
    assert "Du har tilbudt andre forældre torsdag 26. november kl. 09.00." in shown(page)


def test_a_stale_page_of_a_moved_meeting_changes_nothing(town: Town, ahead: Meeting, now: datetime) -> None:
    stale = str(ahead.version)
    offer = actions.offer_times(town.actor("jonas"), ahead.concern_id, offering(7, 8), now=now)
    actions.record_answer(town.actor("jonas"), offer.pk, answering(offer, 0), now=now)
    form = {
        "key": str(uuid4()), "on": "2026-11-23", "how": "phone", "words": "Nej.", "instead": "Jeg ringer.", "guardian": "",
        "next_on": "2026-11-30", "version": stale,
    }  # fmt: skip
    response = town.client("jonas").post(url(f"bekymring/{ahead.concern_id}/vil-ikke/"), form)
    assert response.status_code == 409
    ahead.refresh_from_db()
    assert ahead.state == "planned" and not NotHeld.objects.exists()


def printed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the typesetter was given."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(paper.typeset, "pdf", lambda data, template: given.update(data) or b"%PDF-")
    return given


def test_the_letter_says_when_where_who_and_what(town: Town, ahead: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    given = printed(monkeypatch)
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    assert town.client("jonas").get(url(f"deltager/{mother.pk}/indkaldelse.pdf")).status_code == 200
    text = str(given)
    assert all(
        word in text for word in ("Børnehuset Regnbuen", "arabisk", "Mette Lund", "bedste håb", "kl. 13.00-14.00")
    )
    assert "hegnet" not in text


def test_no_paper_names_a_protected_place_or_who_works_there(
    town: Town, ahead: Meeting, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = printed(monkeypatch)
    child = ahead.child
    child.protected_address = True
    child.save()
    father = child.custodies.get(guardian__name="Peter Bæk")
    father.same_address = False
    father.save()
    form = agenda_form(ahead, 0, "Hvordan går det i Regnbuen?")
    town.client("jonas").post(url(f"moede/{ahead.pk}/dagsorden/"), form)
    seat = ahead.participants.get(guardian=father.guardian)
    for address in (url(f"deltager/{seat.pk}/indkaldelse.pdf"), url(f"moede/{ahead.pk}/dagsorden.pdf")):
        given.clear()
        assert town.client("jonas").get(address).status_code == 200
        assert "Regnbuen" not in str(given) and "Mette Lund" not in str(given)
        assert "Stedet får du at vide af Jonas Holm." in str(given)


def test_on_a_suspicion_there_is_no_letter_no_times_and_no_parent_to_hand_anything(town: Town) -> None:
    meeting = on_a_suspicion(town)
    client = town.client("jonas")
    seat = meeting.participants.first()
    assert seat is not None
    assert client.get(url(f"deltager/{seat.pk}/indkaldelse.pdf")).status_code == 302
    assert client.get(url(f"bekymring/{meeting.concern_id}/tider/")).status_code == 409
    assert client.get(url(f"bekymring/{meeting.concern_id}/vil-ikke/")).status_code == 409
    page = shown(client.get(f"/moeder/{meeting.pk}/"))
    assert "Tilbyd forældrene nye tider" not in page and "Forældrene vil ikke mødes" not in page


def test_a_suspicion_changes_no_byte_of_what_the_family_is_given_or_others_see(
    town: Town, ahead: Meeting, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """About the same child, while its open meeting is being prepared."""
    given = printed(monkeypatch)
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    offer = actions.offer_times(town.actor("jonas"), ahead.concern_id, offering(7, 8), now=now)

    def everything() -> list[str]:
        found = []
        for address in (
            url(f"deltager/{mother.pk}/indkaldelse.pdf"),
            url(f"moede/{ahead.pk}/dagsorden.pdf"),
            url(f"tider/{offer.pk}/seddel.pdf"),
        ):
            given.clear()
            town.client("jonas").get(address)
            found.append(str(given))
        found.append(town.client("jonas").get(url(f"deltager/{mother.pk}/moede.ics")).content.decode())
        found += [shown(town.client("dorte").get(f"/moeder/{ahead.pk}/")).split("<main")[1]]
        return found

    before = everything()
    hidden = taken_concern(town, ahead.child, suspicion=True)
    alone = a_call(town, ahead.child, guests={"guardian_ids": (), "asked_on": None})
    meetings.call_meeting(town.actor("jonas"), hidden.pk, alone, now=now)
    assert everything() == before


def test_the_papers_are_real_pdfs_whatever_was_written(town: Town, ahead: Meeting, now: datetime) -> None:
    texts = [NASTY, "é" * 500, "\u202e omvendt \u200f", "#let x = 1 $a$ *b*"]
    town.client("jonas").post(url(f"moede/{ahead.pk}/dagsorden/"), agenda_form(ahead, 0, *texts))
    mother = ahead.participants.filter(role=Role.PARENT).first()
    assert mother is not None
    offer = actions.offer_times(town.actor("jonas"), ahead.concern_id, offering(7, 8), now=now)
    for address in (
        url(f"deltager/{mother.pk}/indkaldelse.pdf"),
        url(f"moede/{ahead.pk}/dagsorden.pdf"),
        url(f"tider/{offer.pk}/seddel.pdf"),
    ):
        response = town.client("jonas").get(address)
        assert response.content.startswith(b"%PDF-") and b"pdfuaid" in response.content


def test_what_meetings_are_like_is_kept_by_the_facilitator(town: Town) -> None:
    page = town.client("karin").get(url("moedetyper/"))
    form = page.context["form"]
    sent = {"key": str(uuid4()), "version": "0", "interpreter_days": "4"}
    for kind in Kind:
        sent |= {f"{kind}_minutes": "50", f"{kind}_agenda": "Forældrene først\n\n{mål}", f"{kind}_usual": ["teacher"]}
    assert form.initial["network_minutes"] == 90
    assert town.client("karin").post(url("moedetyper/"), sent).status_code == 302
    row = MeetingWays.objects.get()
    assert row.ways["network"] == {"minutes": 50, "agenda": ["Forældrene først", "{mål}"], "usual": ["teacher"]}
    assert town.client("karin").post(url("moedetyper/"), sent).status_code == 409
    assert town.client("jonas").get(url("moedetyper/")).status_code == 403
