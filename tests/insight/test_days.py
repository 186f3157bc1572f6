"""From worry to action on the page: right days, small groups hidden, and not a byte that tells of a suspicion."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.concerns.models import Concern, ParentContact
from sikkerhedsnet.core import clock
from sikkerhedsnet.insight.queries import Days, days
from sikkerhedsnet.insight.states import Milestone
from sikkerhedsnet.organisation.models import District
from tests.personas import NOW, TODAY, Town

JULY, AUGUST = date(2026, 7, 6), date(2026, 8, 3)


def worries(town: Town, number: int, *, on: date = AUGUST, district: District | None = None, **fields: Any) -> None:
    """So many worries: each answered and spoken of after so many days, ended after so many, where given."""
    stamp = {"changed_at": NOW, "changed_by_name": "test", "owner": town.user("jonas"), "due_on": TODAY}
    for _one in range(number):
        row = Concern.objects.create(
            child=town.children[0], district=district or town.district, raised_by=town.user("mette"),
            raised_at=clock.at(on, 10), observation="x", parents_know=fields.get("know", "not_yet"), answer_due_on=TODAY,
            idempotency_key=uuid4(), suspicion=fields.get("suspicion", False),
            taken_at=clock.at(on + timedelta(days=fields["answer"]), 9) if "answer" in fields else None, **stamp,
        )  # fmt: skip
        if "contact" in fields:
            ParentContact.objects.create(
                concern=row, on=on + timedelta(days=fields["contact"]), how=fields.get("how", "phone"),
                by=town.user("jonas"), recorded_at=NOW, idempotency_key=uuid4(),
            )  # fmt: skip


def found(town: Town, milestone: Milestone = Milestone.ANSWER, place: District | None = None) -> Days:
    pk = place.pk if place else None
    return days(town.municipality.pk, quarter="2026-3", milestone=milestone, place=pk, today=TODAY)


def page(town: Town, who: str = "karin", **asked: str) -> str:
    """What the page says; its frame holds a token that is new each time."""
    whole = town.client(who).get(reverse("insight:days"), {"kvartal": "2026-3", **asked}).content.decode()
    return whole.split("<main", 1)[1].split("</main>", 1)[0]


def test_half_of_them_and_the_middle_half_and_how_many_still_wait(town: Town) -> None:
    for answer in range(1, 11):
        worries(town, 1, answer=answer)
    worries(town, 6)
    row = found(town).everything
    assert row.total == 16 and row.spread is not None
    assert (row.spread.quarter, row.spread.median, row.spread.three_quarters) == (4, 8, None)
    assert row.waiting == 5  # six, to the nearest five
    assert "inden for 8 dage" in page(town, led="answer") and "Cirka 5 af 16 venter stadig." in page(town, led="answer")


def test_a_talk_in_which_nobody_was_met_is_no_first_contact(town: Town) -> None:
    worries(town, 6, answer=1, contact=4)
    worries(town, 6, answer=1, contact=2, how="no_answer")
    row = found(town, Milestone.CONTACT).everything
    assert (row.spread.quarter if row.spread else None, row.waiting) == (4, 5)


def test_a_month_and_a_district_too_small_show_nothing_not_even_who_waits(town: Town) -> None:
    worries(town, 9, answer=2)
    worries(town, 8, answer=2, on=JULY)
    worries(town, 8, answer=2, on=JULY, district=town.other_district)
    worries(town, 3, district=town.other_district)
    shown = found(town, place=town.other_district)
    months = {month.month: row for month, row in shown.months}
    assert months[8].hidden and months[8].spread is None and months[8].waiting is None
    assert months[9].hidden, "a month without any looks the same"


def test_what_would_give_a_small_group_away_is_hidden_too(town: Town) -> None:
    """The three of the other district in August are not to follow from the others."""
    worries(town, 20, answer=2)
    worries(town, 3, answer=2, district=town.other_district)
    shown = found(town)
    totals = [row.total for row in (shown.everything, *shown.districts)]
    assert totals.count(None) != 1
    months = [row.total for _month, row in shown.months]
    assert 23 not in [*totals, *months] or 20 not in [*totals, *months]


def test_a_suspicion_changes_not_one_byte(town: Town) -> None:
    worries(town, 30, answer=3, contact=6)
    worries(town, 7)
    addresses = [{"led": str(one), "distrikt": str(pk)} for one in Milestone for pk in ("", town.district.pk)]
    before = [page(town, **asked) for asked in addresses]
    worries(town, 8, answer=1, suspicion=True, know="must_not")
    assert [page(town, **asked) for asked in addresses] == before


def test_everybody_who_may_see_the_numbers_sees_the_same_ones(town: Town) -> None:
    """Also a leader whose own child is among them: two looks that differ by one child would tell of it."""
    worries(town, 12, answer=3)
    numbers = [page(town, who) for who in ("karin", "bo", "michael", "dorte")]
    assert len(set(numbers)) == 1
    for who in ("mette", "jonas", "sara", "amira", "admin"):
        assert town.client(who).get(reverse("insight:days")).status_code == 403


def test_a_quarter_that_is_not_over_is_not_shown(town: Town) -> None:
    worries(town, 12, on=date(2026, 10, 6), answer=3)
    assert days(town.municipality.pk, quarter="2026-4", milestone="", place=None, today=TODAY).quarter.key == "2026-3"
    assert "2026-4" not in page(town, kvartal="2026-4")


def test_the_neighbours_worries_are_not_among_ours_and_odd_choices_lead_to_the_newest(town: Town) -> None:
    worries(town, 12, answer=3)
    for asked in ({"kvartal": "<x>"}, {"led": "æøå"}, {"distrikt": "99999999999999999999"}, {"distrikt": "x"}):
        assert "12" in page(town, **asked)
    assert days(town.neighbour.pk, quarter="", milestone="", place=None, today=TODAY).everything.hidden


def test_more_worries_ask_no_more_of_the_database(town: Town) -> None:
    worries(town, 6, answer=3, contact=4)
    client = town.client("bo")
    client.get(reverse("insight:days"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("insight:days"))
    worries(town, 30, answer=3, contact=4)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("insight:days"))
    assert len(many) == len(few)
