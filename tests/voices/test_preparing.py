"""Everybody prepares: the family on paper, a professional for herself until the meeting begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.voices import actions
from sikkerhedsnet.voices.commands import KeepQuestions, Prepare
from sikkerhedsnet.voices.models import Preparation
from sikkerhedsnet.voices.states import How
from tests.personas import NOW, TODAY, Town
from tests.scans.sheets import drawing

pytestmark = pytest.mark.django_db


def mother(meeting: Meeting) -> Participant:
    return meeting.participants.filter(role="parent").order_by("order", "pk")[0]


def mette(town: Town, meeting: Meeting) -> Participant:
    return meeting.participants.get(user=town.user("mette"))


def said(seat: Participant, **changes: Any) -> Prepare:
    words = {
        "participant_id": seat.pk,
        "answers": {"good": "Hun griner"},
        "on": TODAY,
        "how": How.PAPER,
        "key": uuid4(),
    }
    return Prepare(**{**words, **changes})


def test_what_a_mother_wrote_on_paper_is_entered_with_who_when_and_the_scan(town: Town, planned: Meeting) -> None:
    seat = mother(planned)
    paper = Paper(seat.name, TODAY, "Et ark med håndskrift", drawing())
    row = actions.prepare(town.actor("jonas"), said(seat, helped_by="Tolk Samira", paper=paper), now=NOW)
    page = town.client("mette").get(reverse("meetings:meeting", args=[planned.pk]))
    assert page.status_code == 200 and "Hun griner" in page.content.decode()
    scan = Scan.objects.get(about=About.PREPARATION, about_id=row.pk)
    assert (scan.said_by, scan.on, scan.course_id) == (seat.name, TODAY, planned.concern_id)
    whole = town.client("mette").get(reverse("voices:preparation", args=[row.pk])).content.decode()
    assert "Tolk Samira" in whole and "Et ark med håndskrift" in whole and "Skrevet på papir" in whole


def test_a_colleagues_preparation_is_her_own_until_the_meeting_begins(town: Town, planned: Meeting) -> None:
    seat = mette(town, planned)
    words = said(seat, answers={"seen": "Hun sov kl. 10"}, how=How.SCREEN)
    row = actions.prepare(town.actor("mette"), words, now=NOW)
    address = reverse("meetings:meeting", args=[planned.pk])
    assert "Hun sov" in town.client("mette").get(address).content.decode()
    assert "Hun sov" not in town.client("jonas").get(address).content.decode()
    assert town.client("jonas").get(reverse("voices:preparation", args=[row.pk])).status_code == 404
    with pytest.raises(Refused, match="not_your_preparation"):
        actions.prepare(town.actor("jonas"), said(seat), now=NOW)
    meetings.begin(town.actor("jonas"), planned.pk, now=NOW)
    assert "Hun sov" in town.client("jonas").get(address).content.decode()


def test_the_family_stands_before_the_professionals(town: Town, planned: Meeting) -> None:
    actions.prepare(
        town.actor("mette"), said(mette(town, planned), answers={"seen": "FAGETS"}, how=How.SCREEN), now=NOW
    )
    actions.prepare(town.actor("jonas"), said(mother(planned), answers={"good": "FAMILIENS"}), now=NOW)
    text = town.client("mette").get(reverse("meetings:meeting", args=[planned.pk])).content.decode()
    assert text.index("FAMILIENS") < text.index("FAGETS")


def test_sent_twice_it_is_written_once_and_written_anew_it_replaces(town: Town, planned: Meeting) -> None:
    seat = mother(planned)
    first = said(seat)
    row = actions.prepare(town.actor("jonas"), first, now=NOW)
    assert actions.prepare(town.actor("jonas"), first, now=NOW).pk == row.pk
    anew = said(seat, answers={"good": "Nye ord"}, version=row.version)
    again = actions.prepare(town.actor("jonas"), anew, now=NOW)
    assert again.pk == row.pk and Preparation.objects.get().answers[0]["text"] == "Nye ord"
    with pytest.raises(Stale):
        actions.prepare(town.actor("jonas"), said(seat, answers={"good": "Gammel fane"}, version=1), now=NOW)
    assert Preparation.objects.get().answers[0]["text"] == "Nye ord"


def test_two_who_begin_at_once_are_told_and_lose_nothing(town: Town, planned: Meeting) -> None:
    """The second has an empty page from before the first was saved."""
    seat = mother(planned)
    actions.prepare(town.actor("jonas"), said(seat), now=NOW)
    with pytest.raises(Stale):
        actions.prepare(town.actor("mette"), said(seat, answers={"good": "Andres"}, version=0), now=NOW)


@pytest.mark.parametrize("changes", [{"answers": {"good": "  "}}, {"on": TODAY + timedelta(days=1)}])
def test_nothing_said_or_said_tomorrow_is_refused(town: Town, planned: Meeting, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        actions.prepare(town.actor("jonas"), said(mother(planned), **changes), now=NOW)


def test_ugly_words_come_back_as_they_were_typed(town: Town, planned: Meeting) -> None:
    words = "<script>alert(1)</script> =1+1 \u202eأم 🙂 æøå " + "x" * 3000
    client, address = town.client("jonas"), reverse("voices:prepare", args=[mother(planned).pk])
    sent = {"answer_good": words, "on": "23.11.2026", "how": "told", "key": str(uuid4()), "version": "0"}
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "أم" in page


def test_what_was_typed_stays_when_something_is_missing(town: Town, planned: Meeting) -> None:
    address = reverse("voices:prepare", args=[mother(planned).pk])
    answer = town.client("jonas").post(address, {"answer_good": "Beholdt", "key": str(uuid4()), "version": "0"})
    assert answer.status_code == 400 and "Beholdt" in answer.content.decode()


def test_the_municipalitys_own_words_count_from_now_and_answers_keep_the_words_they_were_asked_in(
    town: Town, planned: Meeting
) -> None:
    seat, karin = mother(planned), town.actor("karin")
    row = actions.prepare(town.actor("jonas"), said(seat), now=NOW)
    client, address = town.client("karin"), reverse("voices:questions")
    form = client.get(address).context["form"]
    sent = {name: field.initial for name, field in form.fields.items() if name not in ("key", "number")}
    sent |= {"family.good": "Hvad glæder jer?", "number": "0", "key": str(uuid4())}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302  # the same page sent twice
    assert "Hvad glæder jer?" in town.client("jonas").get(reverse("voices:prepare", args=[seat.pk])).content.decode()
    assert Preparation.objects.get(pk=row.pk).answers[0]["question"] == "Hvad går godt?"
    late = KeepQuestions({"family.good": ("Andet?", "")}, 0, key=uuid4())
    with pytest.raises(Stale):
        actions.keep_questions(karin, late, now=NOW)
    with pytest.raises(Refused):
        actions.keep_questions(town.actor("jonas"), late, now=NOW)
