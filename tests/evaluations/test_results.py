"""What parents say, by district and quarter: small numbers hidden, and what they could be worked out from."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import context
from sikkerhedsnet.core.quarters import Quarter
from sikkerhedsnet.evaluations import actions
from sikkerhedsnet.evaluations.commands import Enter, Said
from sikkerhedsnet.evaluations.models import Answer
from sikkerhedsnet.evaluations.queries import Results, results
from sikkerhedsnet.evaluations.rules import counts
from sikkerhedsnet.evaluations.states import About, Statement
from sikkerhedsnet.organisation.models import District
from tests.personas import NOW, TODAY, Town

IN_AUGUST = NOW - timedelta(days=100)


def slips(
    town: Town, number: int, heard: int, *, district: District | None = None, remark: str = "", at: datetime = IN_AUGUST
) -> None:
    said = Said(dict.fromkeys(Statement, heard), remark)
    for _one in range(number):
        where = (district or town.district).pk
        actions.enter(town.actor("karin"), Enter(About.MEETING, where, said), now=at)


def found(town: Town, **changes: object) -> Results:
    asked: dict[str, object] = {
        "about": "meeting",
        "quarter": "2026-3",
        "statement": "heard",
        "place": None,
        "today": TODAY,
    }
    with context.asking(context.municipality(town.municipality.pk)):
        return results(town.municipality.pk, **{**asked, **changes})  # type: ignore[arg-type]


def test_many_answers_are_told_in_numbers_and_words(town: Town) -> None:
    slips(town, 12, 5, remark="Vi fik kaffe.")
    slips(town, 6, 2)
    row = found(town).statements[0][1]
    assert (row.total, row.agree, row.others, row.percent(row.agree)) == (18, 12, 6, 67)
    page = town.client("bo").get(reverse("evaluations:results"), {"kvartal": "2026-3"}).content.decode()
    assert "12 <span" in page and "Vi fik kaffe." in page and "ev-bar" in page


def test_too_few_show_neither_numbers_nor_words(town: Town) -> None:
    slips(town, 4, 5, remark="Kun os.")
    shown = found(town)
    assert shown.hidden and shown.remarks == ()
    page = town.client("bo").get(reverse("evaluations:results"), {"kvartal": "2026-3"}).content.decode()
    assert "Kun os." not in page and "for få svar" in page


def test_what_would_give_a_small_district_away_is_hidden_too(town: Town) -> None:
    slips(town, 20, 5)
    slips(town, 3, 1, district=town.other_district, remark="Vi tre.")
    shown = found(town)
    totals = [row.total for row in (shown.statements[0][1], *shown.districts)]
    assert totals.count(None) != 1
    assert found(town, place=town.other_district.pk).remarks == ()
    whole, one = shown.remarks, found(town, place=town.district.pk).remarks
    assert not (set(whole) - set(one)) or shown.districts[0].total is None


def test_everybody_the_same_is_not_told_for_then_each_one_s_answer_is_known(town: Town) -> None:
    slips(town, 9, 5)
    row = found(town).statements[0][1]
    assert (row.total, row.agree) == (9, None)


def test_a_quarter_that_is_not_over_is_not_shown(town: Town) -> None:
    slips(town, 12, 5, at=NOW)
    assert found(town, quarter="2026-4").quarter == Quarter(2026, 3)
    assert found(town).hidden


def test_everybody_who_may_see_them_sees_the_same_and_nobody_else_anything(town: Town) -> None:
    slips(town, 12, 5)
    slips(town, 8, 3)
    address = reverse("evaluations:results")
    tables = {
        town.client(who)
        .get(address, {"kvartal": "2026-3"})
        .content.decode()
        .split("De fire linjer", 1)[1]
        .split("</main>")[0]
        for who in ("dorte", "karin", "bo", "michael")
    }
    assert len(tables) == 1
    for who in ("mette", "jonas", "amira", "sara"):
        assert town.client(who).get(address).status_code == 403


def test_odd_choices_lead_to_the_newest_and_many_answers_ask_no_more_of_the_database(town: Town) -> None:
    address, client = reverse("evaluations:results"), town.client("bo")
    for asked in ({"om": "<x>"}, {"kvartal": "9"}, {"linje": "æ"}, {"distrikt": "9" * 30}):
        assert client.get(address, asked).status_code == 200
    slips(town, 6, 5)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    slips(town, 20, 4)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(few) == len(many) and Answer.objects.count() == 26


@given(st.lists(st.integers(0, 5)))
def test_every_answer_is_counted_once(answers: list[int]) -> None:
    agree, neither, disagree = counts(answers)
    assert agree + neither + disagree == len(answers)
    assert agree == sum(answer >= 4 for answer in answers) and disagree == sum(answer in (1, 2) for answer in answers)
