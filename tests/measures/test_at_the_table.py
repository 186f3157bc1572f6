"""Help that was started from the table stands on the paper the family takes home."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from sikkerhedsnet.measures import actions as measures
from sikkerhedsnet.measures.commands import FollowUpMeasure
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings import handout
from sikkerhedsnet.meetings.commands import Agree
from sikkerhedsnet.meetings.languages import languages
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Becomes
from tests.personas import NOW, TODAY
from tests.plans.road import Table

from .road import FOLLOW_UP, started

NAME, AIM = "Audiologopæd i dagtilbuddet", "Freja bliver forstået af de andre børn."


def on_paper(meeting: Meeting, **asked: str) -> str:
    reader = PdfReader(io.BytesIO(handout.minutes_pdf(minutes_of(meeting), **asked)))  # type: ignore[arg-type]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("code", tuple(languages()))
def test_the_paper_says_what_was_started_who_does_it_from_when_and_when_it_is_looked_at(
    table: Table, code: str
) -> None:
    measure, w = started(table), languages()[code]
    steps = next(
        chapter
        for chapter in handout.document(minutes_of(table.meeting), language=code)["chapters"]
        if chapter["title"] == w.topics["steps"]
    )
    (said,) = steps["help"]
    assert said["what"]["paragraphs"] == [[NAME]] and said["what"]["lang"] == "da"
    assert said["why"]["paragraphs"] == [[AIM]]
    assert measure.owner is not None and said["who"] == measure.owner.name
    assert (said["from"], said["look"]) == (w.day(TODAY), w.day(FOLLOW_UP))
    page = table.town.client("jonas").get(
        reverse("meetings:handed", args=[table.meeting.pk]), {"sprog": code}
    ).content.decode()  # fmt: skip
    for words in (w.word("help"), w.word("begins"), w.word("look_again"), NAME, w.day(FOLLOW_UP)):
        assert words in page


def test_the_printed_minutes_and_the_page_read_aloud_name_it(table: Table) -> None:
    started(table)
    text = on_paper(table.meeting)
    assert "Hjælp, der er sat i gang" in text and NAME in text and AIM in text and "mandag 4. januar 2027" in text
    aloud = table.town.client("jonas").get(reverse("meetings:read_aloud", args=[table.meeting.pk])).content.decode()
    assert "Hjælp, der er sat i gang" in aloud and NAME in aloud and AIM in aloud


def test_an_agreement_that_became_help_is_said_once(table: Table) -> None:
    seat = table.meeting.participants.get(user=table.town.user("jonas"))
    jonas = table.town.actor("jonas")
    agreed = meetings.agree(
        jonas, table.meeting.pk, Agree("Hjælp til sproget", seat.pk, TODAY, becomes=Becomes.MEASURE), now=NOW
    )
    waiting = [step.what for step in minutes_of(table.meeting).small_steps]
    assert "Hjælp til sproget" in waiting
    started(table, agreement_id=agreed.pk)
    minutes = minutes_of(table.meeting)
    assert "Hjælp til sproget" not in [step.what for step in minutes.small_steps]
    assert [(begun.what, begun.why) for begun in minutes.begun] == [(NAME, AIM)]


def test_the_date_stays_what_the_family_was_told_until_somebody_has_looked(table: Table) -> None:
    measure = started(table)
    look = FollowUpMeasure(
        measure.pk, measure.version, TODAY, "Hun siger mere.", FOLLOW_UP + timedelta(weeks=6), uuid4()
    )
    measures.follow_up(table.town.actor("jonas"), look, now=NOW)
    assert [begun.look_on for begun in minutes_of(table.meeting).begun] == [TODAY]


def test_what_was_started_from_the_plan_is_not_on_the_paper_of_the_meeting_before(table: Table) -> None:
    plan = table.plan()
    started(table, meeting_id=None, plan_id=plan.pk)
    assert minutes_of(table.meeting).begun == []
