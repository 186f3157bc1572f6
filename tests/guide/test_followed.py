"""Which signs were told of and what followed: numbers that hide the small ones, and no suspicion in any of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.quarters import Quarter
from sikkerhedsnet.worklists.followed import WITHIN, Followed, followed, quarters
from tests.personas import TODAY, Town

Q3 = clock.at(date(2026, 8, 10), 10)
LATER = date(2026, 12, 1)


def worries(town: Town, number: int, *signs: str, at: datetime = Q3, **fields: Any) -> list[Concern]:
    stamp = {"changed_at": at, "changed_by_name": "test", "owner": town.user("jonas"), "due_on": TODAY}
    return [
        Concern.objects.create(
            child=town.children[0], district=town.district, raised_by=town.user("mette"), raised_at=at, signs=list(signs),
            observation="x", parents_know=fields.get("parents_know", "not_yet"), answer_due_on=TODAY,
            idempotency_key=uuid4(), suspicion=fields.get("suspicion", False), **stamp,
            **({"state": "closed", "close_reason": fields["reason"], "closed_at": fields["closed_at"]} if "reason" in fields else {}),
        )
        for _ in range(number)
    ]  # fmt: skip


def total(found: Followed, word: str) -> int | None:
    """The number beside the sign, or None when it stands among those too few to show."""
    for _name, rows, hidden in found.groups:
        for row in rows:
            if word in str(row.name):
                return row.total
        if any(word in str(name) for name in hidden):
            return None
    raise AssertionError(word)


def test_a_sign_seen_often_enough_is_shown_and_a_rare_one_hidden_like_one_nobody_saw(town: Town) -> None:
    worries(town, 12, "sad")
    worries(town, 9, "alone")
    worries(town, 2, "teeth")
    found = followed(town.municipality.pk, "", LATER)
    assert (found.chosen, found.fewest) == (Quarter(2026, 3), 5)
    assert [total(found, word) for word in ("trist", "tandpine", "Slår")] == [12, None, None]


def test_what_would_give_a_hidden_number_away_is_hidden_too(town: Town) -> None:
    """Nobody is to work out the three without the sign from all less those with it."""
    worries(town, 20, "sad")
    worries(town, 3, "alone")
    found = followed(town.municipality.pk, "", LATER)
    assert found.everything.total is None or total(found, "trist") is None


def test_a_suspicion_changes_no_number(town: Town) -> None:
    worries(town, 12, "marks")
    before = followed(town.municipality.pk, "", LATER)
    worries(town, 7, "marks", suspicion=True, parents_know="must_not")
    assert followed(town.municipality.pk, "", LATER) == before


def test_what_happens_after_the_six_weeks_changes_no_number_that_was_shown(town: Town) -> None:
    told = worries(town, 12, "sad")
    before = followed(town.municipality.pk, "", LATER)
    late = Q3 + WITHIN + timedelta(days=2)
    for one in told:
        Concern.objects.filter(pk=one.pk).update(state="closed", close_reason="solved", closed_at=late, due_on=None)
    assert followed(town.municipality.pk, "", LATER) == before
    for one in told[:6]:
        Concern.objects.filter(pk=one.pk).update(closed_at=Q3 + timedelta(days=3))
    answers = {str(one.name): one.total for one in followed(town.municipality.pk, "", LATER).answers}
    assert answers["Det er løst i hverdagen"] == 6


def test_the_page_is_for_those_who_keep_the_guide_and_names_nobody(town: Town) -> None:
    worries(town, 12, "sad")
    for who in ("karin", "bo"):
        answer = town.client(who).get("/handleguide/tal/", {"kvartal": "2026-3"})
        assert answer.status_code == 200 and "Freja" not in answer.content.decode()
    assert town.client("mette").get("/handleguide/tal/").status_code == 403


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_a_quarter_is_shown_when_its_last_worry_has_had_its_six_weeks(today: date) -> None:
    listed = quarters(today)
    assert all(quarter.last + WITHIN < today for quarter in listed)
    assert listed[0].next.last + WITHIN >= today
    assert [quarter.next for quarter in listed[1:]] == list(listed[:-1])
    assert all(quarter.first <= quarter.last < quarter.next.first for quarter in listed)


@pytest.mark.parametrize("key", ["", "2026-9", "x", "1999-1"])
def test_a_quarter_that_is_not_listed_shows_the_newest(town: Town, key: str) -> None:
    assert followed(town.municipality.pk, key, LATER).chosen == Quarter(2026, 3)
