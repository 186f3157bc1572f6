"""Two at the same line, words that stand once read aloud, and what is seen apart from what it is taken to mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import ChangeEntry, SettleEntry, WriteEntry
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Meeting, MinutesEntry, Wording
from sikkerhedsnet.meetings.states import Choice, Manner, Topic
from tests.meetings.forms_sent import HTMX, at, entry_form, shown
from tests.personas import Town


@pytest.fixture
def both(town: Town, running: Meeting, now: datetime) -> MinutesEntry:
    """Jonas wrote a line, Mette changed it, and Jonas is still looking at the first."""
    line = actions.write_entry(town.actor("jonas"), running.pk, WriteEntry(Topic.HOPES, "Et"), now=now)
    return actions.change_entry(town.actor("mette"), line.pk, ChangeEntry(1, "Mettes"), now=now)


def lines(meeting: Meeting) -> list[str]:
    return [line.text for line in minutes_of(meeting).chapter(Topic.HOPES).lines]


def kept(line: MinutesEntry) -> list[tuple[str, bool]]:
    return list(line.wordings.values_list("text", "stood"))


def correction(version: int, text: str = "Jonas'", **changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "said_by": "", "text": text, "version": str(version), **changes}


def test_the_second_gets_both_texts_side_by_side_and_three_choices(town: Town, both: MinutesEntry) -> None:
    answer = town.client("jonas").post(f"/moeder/ord/{both.pk}/ret/", correction(1))
    page = shown(answer)
    assert answer.status_code == 409
    assert "Mette Lund skrev" in page and "Mettes" in page and "Jonas'</textarea>" in page
    for choice in ("Lad den stå", "Brug min i stedet", "Behold begge som to linjer"):
        assert choice in page


@pytest.mark.parametrize(
    ("choice", "stands", "wordings"),
    [
        ("theirs", ["Mettes"], [("Et", True), ("Jonas'", False)]),
        ("mine", ["Jonas'"], [("Et", True), ("Mettes", True)]),
        ("both", ["Mettes", "Jonas'"], [("Et", True)]),
    ],
)
def test_whatever_is_chosen_nobodys_text_vanishes(
    town: Town, running: Meeting, both: MinutesEntry, choice: str, stands: list[str], wordings: list[Any]
) -> None:
    client, form = town.client("jonas"), correction(2, choice=choice)
    for _ in range(2 if choice != "mine" else 1):
        assert client.post(f"/moeder/ord/{both.pk}/ret/", form).status_code == 302
    assert lines(running) == stands
    assert kept(both) == wordings
    page = shown(client.get(at(running) + "?emne=hopes"))
    for text in {*stands, *(text for text, _stood in wordings)}:
        assert text in page


def test_a_choice_made_on_what_has_moved_again_is_asked_again(town: Town, both: MinutesEntry, now: datetime) -> None:
    actions.change_entry(town.actor("mette"), both.pk, ChangeEntry(2, "Mettes igen"), now=now)
    for choice in (Choice.THEIRS, Choice.MINE):
        with pytest.raises(Stale):
            actions.settle_entry(town.actor("jonas"), both.pk, SettleEntry(choice, ChangeEntry(2, "Min")), now=now)
    answer = town.client("jonas").post(f"/moeder/ord/{both.pk}/ret/", correction(2, choice="theirs"))
    assert answer.status_code == 409 and "Mettes igen" in shown(answer)


def test_what_a_line_said_before_is_kept_with_who_wrote_it(town: Town, both: MinutesEntry) -> None:
    wording = Wording.objects.get()
    assert (wording.text, wording.by_name, wording.stood) == ("Et", "Jonas Holm", True)


def test_the_familys_words_stand_once_they_were_read_aloud(town: Town, running: Meeting, now: datetime) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    mette = running.participants.get(name="Mette Lund")
    said = actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORRIES, "Nej!", peter.pk, True), now=now)
    seen = WriteEntry(Topic.WORRIES, "Sad alene", mette.pk, manner=Manner.OBSERVATION)
    professional = actions.write_entry(jonas, running.pk, seen, now=now)
    client = town.client("mette")
    assert "Familien har hørt sine egne ord" in shown(client.get(at(running, "laes-op/")))
    assert "1 linje er læst op. Den står fast nu." in shown(client.post(at(running, "laest-op/"), follow=True))
    assert actions.read_aloud(jonas, running.pk, now=now) == 0
    said.refresh_from_db()
    with pytest.raises(Invalid):
        actions.change_entry(jonas, said.pk, ChangeEntry(1, "Måske", peter.pk), now=now)
    page = shown(client.get(f"/moeder/ord/{said.pk}/ret/"))
    assert "Det er læst op for familien, og så står det fast." in page and "Gem rettelsen" not in page
    answer = client.post(f"/moeder/ord/{said.pk}/ret/", correction(1, "Måske", said_by=str(peter.pk)))
    assert answer.status_code == 400 and "Måske" in shown(answer)
    assert "læst op kl. 10.00, står fast" in shown(client.get(at(running) + "?emne=worries"))
    actions.change_entry(
        jonas, professional.pk, ChangeEntry(1, "Sad lidt", mette.pk, manner=Manner.OBSERVATION), now=now
    )


@pytest.mark.parametrize(
    "change", [{"text": "Andet"}, {"disagrees": False}, {"said_by": None}, {"read_aloud_at": None}]
)
def test_the_database_itself_keeps_words_that_were_read_aloud(
    town: Town, running: Meeting, now: datetime, change: dict[str, Any]
) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    said = actions.write_entry(jonas, running.pk, WriteEntry(Topic.WORRIES, "Nej!", peter.pk, True), now=now)
    actions.read_aloud(jonas, running.pk, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        MinutesEntry.objects.filter(pk=said.pk).update(**change)


def test_a_professionals_line_says_whether_it_was_seen_and_the_two_stand_apart(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas, mette = town.actor("jonas"), running.participants.get(name="Mette Lund")
    with pytest.raises(Invalid):
        actions.write_entry(jonas, running.pk, WriteEntry(Topic.HOPES, "x", mette.pk), now=now)
    for text, manner in (("Hun keder sig", Manner.INTERPRETATION), ("Hun sad alene", Manner.OBSERVATION)):
        actions.write_entry(jonas, running.pk, WriteEntry(Topic.HOPES, text, mette.pk, manner=manner), now=now)
    chapter = minutes_of(running).chapter(Topic.HOPES)
    assert [s.text for s in chapter.seen] == ["Hun sad alene"]
    assert [s.text for s in chapter.understood] == ["Hun keder sig"]
    page = shown(town.client("mette").get(at(running) + "?emne=hopes"))
    order = ["Det har fagpersonerne set og hørt", "Hun sad alene", "Sådan forstår fagpersonerne det", "Hun keder sig"]
    assert sorted(order, key=page.index) == order


def test_nobody_marks_what_a_parent_says(town: Town, running: Meeting, now: datetime) -> None:
    peter = running.participants.get(name="Peter Bæk")
    command = WriteEntry(Topic.HOPES, "Ro", peter.pk, manner=Manner.INTERPRETATION)
    assert actions.write_entry(town.actor("jonas"), running.pk, command, now=now).manner == ""


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_professionals_words_before_the_familys_are_asked_about_once(
    town: Town, running: Meeting, headers: dict[str, str]
) -> None:
    mette = str(running.participants.get(name="Mette Lund").pk)
    form = entry_form(running, topic="worries", said_by=mette, text="Sad alene", manner="observation")
    client = town.client("jonas")
    answer = client.post(at(running, "skriv/"), form, **headers)
    assert "Familien er ikke hørt om det her endnu." in shown(answer) and "Sad alene</textarea>" in shown(answer)
    assert not MinutesEntry.objects.exists()
    client.post(at(running, "skriv/"), {**form, "anyway": "on"}, **headers)
    second = entry_form(running, topic="worries", said_by=mette, text="Går ofte", manner="observation")
    client.post(at(running, "skriv/"), second, **headers)
    assert MinutesEntry.objects.count() == 2


def test_nothing_is_asked_when_the_family_was_heard_or_nobody_of_it_came(town: Town, running: Meeting) -> None:
    client, mette = town.client("jonas"), str(running.participants.get(name="Mette Lund").pk)
    seen = {"said_by": mette, "text": "Sad alene", "manner": "observation"}
    client.post(at(running, "skriv/"), entry_form(running, topic="hopes"))
    client.post(at(running, "skriv/"), entry_form(running, topic="hopes", **seen))
    assert MinutesEntry.objects.filter(topic="hopes").count() == 2
    running.participants.exclude(role="professional").update(came=False)
    client.post(at(running, "skriv/"), entry_form(running, topic="works", **seen))
    assert MinutesEntry.objects.filter(topic="works").count() == 1


def test_a_professionals_line_without_its_mark_stays_in_the_form(town: Town, running: Meeting) -> None:
    mette = str(running.participants.get(name="Mette Lund").pk)
    answer = town.client("jonas").post(at(running, "skriv/"), entry_form(running, said_by=mette, text="Sad alene"))
    assert answer.status_code == 400
    assert "Vælg, om det er set eller hørt, eller om det er en tolkning." in shown(answer)
    assert "Sad alene</textarea>" in shown(answer)
