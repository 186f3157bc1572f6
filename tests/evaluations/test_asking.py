"""A link and a slip: no name in, none out, and nothing that leads back from an answer to who gave it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.evaluations import actions, asked, paper
from sikkerhedsnet.evaluations.commands import Ask, Enter, Said
from sikkerhedsnet.evaluations.models import Answer, Remark, SlipEntered, Ticket
from sikkerhedsnet.evaluations.states import About, Statement
from tests.personas import NOW, Town
from tests.plans.road import at_the_table, raised_and_taken

GOOD = {"heard": "5", "involved": "4", "difference": "4", "pace": "3"}


def link(town: Town, who: str = "jonas", **changes: Any) -> str:
    fields: dict[str, Any] = {"about": About.MEETING, "district_id": town.district.pk, "key": uuid4(), **changes}
    return actions.ask(town.actor(who), Ask(**fields), now=NOW)


def page_of(token: str) -> str:
    return reverse("evaluations:answer", args=[token])


def test_a_family_answers_from_a_link_once_and_the_link_is_gone(town: Town) -> None:
    token = link(town)
    sent = Client().post(page_of(token), {**GOOD, "remark": "Vi fik talt ud."})
    assert "Tak for svaret" in sent.content.decode()
    row = Answer.objects.get()
    assert (row.heard, row.involved, row.difference, row.pace, row.form_version) == (5, 4, 4, 3, 1)
    assert (row.district, row.quarter.isoformat(), Remark.objects.get().text) == (
        town.district,
        "2026-10-01",
        "Vi fik talt ud.",
    )
    again = Client().post(page_of(token), GOOD)
    assert again.status_code == 404 and "Linket kan ikke bruges" in again.content.decode()
    assert (Answer.objects.count(), Ticket.objects.count()) == (1, 0)


def test_used_run_out_and_never_made_look_the_same(town: Town) -> None:
    used, old = link(town), link(town)
    Client().post(page_of(used), GOOD)
    with clock.fixed(NOW + timedelta(days=31)):
        pages = [Client().get(page_of(token)) for token in (used, old, "x" * 32, "æøå", "x" * 5000)]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_the_page_says_nothing_about_a_child_and_is_the_same_for_everybody(town: Town) -> None:
    """Also for a family in which somebody suspects something, and about whom nobody was asked."""
    at_the_table(town, town.children[0])
    raised_and_taken(town, town.children[0], suspicion=True)
    pages = []
    for token in (link(town), link(town, who="dorte", district_id=town.other_district.pk)):
        text = Client().get(page_of(token)).content.decode()
        pages.append(text.split("csrfmiddlewaretoken", 1)[0] + text.split("csrfmiddlewaretoken", 1)[1].split(">", 1)[1])
    assert pages[0] == pages[1]
    for child in town.children:
        assert child.first_name not in pages[0]
    assert town.district.name not in pages[0] and "Jonas" not in pages[0] and "2026" not in pages[0]


def test_the_slip_is_the_same_bytes_whoever_prints_it_and_whatever_is_suspected(town: Town) -> None:
    address = reverse("evaluations:slip")
    before = town.client("jonas").get(address).content
    raised_and_taken(town, town.children[0], suspicion=True)
    assert town.client("jonas").get(address).content == before == town.client("dorte").get(address).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(before)).pages)
    assert "Vi blev hørt." in text and "Helt uenig" in text and "Ved ikke" in text


@pytest.mark.parametrize("language", [one.code for one in asked.languages()])
def test_every_language_asks_the_same_four_lines_on_screen_and_paper(town: Town, language: str) -> None:
    words = asked.words(language)
    token = link(town, about=About.COURSE)
    page = Client().get(page_of(token) + f"?sprog={language}").content.decode()
    for one, text in words.statements(About.COURSE):
        assert text in page and set(words.said["statements"][About.MEETING]) == set(Statement), one
    assert (f'lang="{language}"' in page) and ('dir="rtl"' in page) is words.rtl
    document = PdfReader(BytesIO(paper.slip("Fjordby Kommune", About.MEETING, words)))
    assert document.trailer["/Root"]["/Lang"][:2] == language and document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.metadata is not None and document.metadata.title == words.title(About.MEETING)
    assert len(document.pages) <= 2 and "\u25a1" not in "".join(page.extract_text() for page in document.pages)


@pytest.mark.parametrize(
    ("text", "what"),
    [("Ring på 20 30 40 50", "numre"), ("Frejas mor 010165-1234", "numre"), ("Skovvej 12", "adresser")],
)
def test_what_could_tell_who_wrote_comes_back_and_what_was_typed_stays(town: Town, text: str, what: str) -> None:
    token = link(town)
    page = Client().post(page_of(token), {**GOOD, "remark": text})
    assert page.status_code == 400 and what in page.content.decode() and text in page.content.decode()
    assert not Answer.objects.exists() and Ticket.objects.exists()


def test_a_name_is_asked_about_and_can_be_said_not_to_be_one(town: Town) -> None:
    token = link(town)
    page = Client().post(page_of(token), {**GOOD, "remark": "Mette lyttede."}).content.decode()
    assert "ser ud til at stå et navn: Mette" in page and 'name="not_names"' in page
    Client().post(page_of(token), {**GOOD, "remark": "Mette lyttede.", "not_names": "on"})
    assert Remark.objects.count() == 1


@pytest.mark.parametrize("language", [one.code for one in asked.languages()])
def test_sent_with_nothing_in_it_the_link_is_not_used_up(town: Town, language: str) -> None:
    token = link(town)
    page = Client().post(page_of(token) + f"?sprog={language}", {"remark": "  "})
    assert page.status_code == 400 and asked.words(language)["nothing"] in page.content.decode()
    assert not Answer.objects.exists() and Ticket.objects.exists()


@pytest.mark.parametrize("said", [{"pace": "0"}, {"remark": "Tak."}])
def test_one_line_is_enough_and_the_rest_counts_as_did_not_say(town: Town, said: dict[str, str]) -> None:
    assert Client().post(page_of(link(town)), said).status_code == 200
    row = Answer.objects.get()
    assert (row.heard, row.pace) == (0, 0) and Remark.objects.exists() == ("remark" in said)


def test_ugly_input_is_a_line_of_text_and_nothing_else(town: Town) -> None:
    token = link(town)
    for remark, status in (("x" * 10000, 400), ("<script>alert(1)</script> =1+1 \u202e 🙂", 200)):
        assert Client().post(page_of(token), {"heard": "5", "remark": remark}).status_code == status
    assert "<script>" in Remark.objects.get().text
    assert Client().post(page_of(link(town)), {"heard": "9"}).status_code == 400


def test_answering_leaves_no_line_in_the_log(town: Town) -> None:
    token = link(town)
    before = ChangeLine.objects.count()
    Client().post(page_of(token), GOOD)
    assert ChangeLine.objects.count() == before


def test_neither_number_order_nor_the_database_s_own_notes_say_which_answer_came_last(town: Town) -> None:
    for _one in range(12):
        actions.answer(link(town), Said({Statement.HEARD: 5}, "Godt."), now=NOW)
    before = set(Answer.objects.values_list("pk", flat=True))
    actions.answer(link(town), Said({Statement.HEARD: 1}, "Skidt."), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM evaluations_answer")
        assert cursor.fetchone() == (1, 13)
        cursor.execute("SELECT array_agg(DISTINCT xmin::text) FROM evaluations_answer")
        written = cursor.fetchone()
        cursor.execute("SELECT array_agg(DISTINCT xmin::text) FROM evaluations_remark")
        assert cursor.fetchone() == written
    assert not before & set(Answer.objects.values_list("pk", flat=True))
    last = []
    for _one in range(6):
        actions.answer(link(town), Said({Statement.HEARD: 5}), now=NOW)
        with connection.cursor() as cursor:
            cursor.execute("SELECT heard FROM evaluations_answer ORDER BY ctid")
            last.append([row[0] for row in cursor.fetchall()].index(1))
    assert len(set(last)) > 1, "the one that disagrees lies somewhere new each time"


def test_no_column_of_an_answer_leads_to_a_child_a_meeting_a_person_or_a_moment(town: Town) -> None:
    points = {
        f.related_model._meta.label for m in (Answer, Remark, Ticket) for f in m._meta.get_fields() if f.is_relation
    }
    assert points == {"access.Municipality", "organisation.District"}
    kinds = {f.get_internal_type() for m in (Answer, Remark) for f in m._meta.fields}
    assert not kinds & {"DateTimeField", "BigAutoField"}
    assert {f.name for f in SlipEntered._meta.fields} == {"id", "idempotency_key", "municipality", "about", "by", "at"}


def test_a_slip_is_typed_in_once_and_who_did_it_stands_apart(town: Town) -> None:
    key = uuid4()
    for _twice in range(2):
        sent = {**GOOD, "district": town.district.pk, "key": key, "remark": ""}
        assert town.client("dorte").post(reverse("evaluations:enter"), sent).status_code == 302
    entered = SlipEntered.objects.get()
    assert (entered.by, Answer.objects.count()) == (town.user("dorte"), 1)
    line = ChangeLine.objects.get(action="evaluation.slip_entered")
    assert line.child_id is None and "heard" not in str(line.details)
    assert UUID(str(Answer.objects.get().pk)) != key


def test_only_those_who_meet_parents_ask_and_a_district_of_somebody_else_is_no_district(town: Town) -> None:
    command = Ask(About.MEETING, town.district.pk, uuid4())
    for who in ("mette", "michael", "sara", "admin"):
        with pytest.raises(Refused):
            actions.ask(town.actor(who), command, now=NOW)
    with pytest.raises(Invalid):
        actions.ask(town.actor("nabo"), command, now=NOW)
    with pytest.raises(Invalid):
        actions.enter(town.actor("karin"), Enter(About.MEETING, None, Said({})), now=NOW)


def test_a_link_sent_twice_holds_once(town: Town) -> None:
    key = uuid4()
    first, second = link(town, key=key), link(town, key=key)
    assert Ticket.objects.count() == 1
    assert actions.ticket_for(first, NOW) is None and actions.ticket_for(second, NOW) is not None


def test_a_person_reads_no_link_and_no_answer_and_drops_none_in_by_herself(town: Town) -> None:
    actions.answer(link(town), Said({Statement.HEARD: 5}, "Godt."), now=NOW)
    link(town)
    with context.asking(context.person(town.actor("karin"))):
        assert not any(model.objects.exists() for model in (Ticket, Answer, Remark))
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT net_drop_evaluation(%s, %s, '2026-10-01', 'meeting', 1::smallint, 5::smallint, 5::smallint, "
                "5::smallint, 5::smallint, '')",
                [town.municipality.pk, town.district.pk],
            )
    with pytest.raises(ProgrammingError), transaction.atomic():
        Answer.objects.all().delete()
