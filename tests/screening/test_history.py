"""A child's positions over rounds and settings: a day, a place and a word each, drawn and as text."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.screening.history import APART, Seen, drawn, history
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from tests.personas import NOW, TODAY, Town

from .forms_sent import text


def settled(town: Town, place: object, on: date, position: str = "green") -> WellbeingAssessment:
    return WellbeingAssessment.objects.create(
        child=town.children[0], institution=place, group=None, raters_required=1, state="done", position=position,
        settled_on=on, settled_by=town.user("mette"), focus_point="Legen", adults_change="Vi er tættere på",
        changed_at=NOW, changed_by_name="test",
    )  # fmt: skip


def test_it_stands_on_the_childs_page_by_setting_with_shape_word_and_table(town: Town) -> None:
    settled(town, town.health, TODAY - timedelta(days=900), "yellow")
    settled(town, town.day_care, TODAY - timedelta(days=200), "red")
    settled(town, town.day_care, TODAY)
    page = text(town.client("mette").get(reverse("childfile:child", args=[town.children[0].pk])))
    part = page.split('id="historik"')[1].split("</section>")[0]
    assert "ikke hvordan barnet er" in part
    assert part.count("<title") == part.count("<desc") == 1
    for word in ("Sundhedspleje", "Dagtilbud", "Trives", "Opmærksomhed", "Bekymring", "Vi er tættere på"):
        assert word in part, word
    assert f'class="sn-history-day" x="11" y="87">{TODAY - timedelta(days=900):%-d/%-m}</text>' in part
    assert "<circle" in part and part.count("sn-shape--red") >= 1
    assert part.index("Sundhedspleje</text>") < part.index("Dagtilbud</text>")


@pytest.mark.parametrize(("key", "seen"), [("mette", True), ("hanne", True), ("stranger", False), ("lars", False)])
def test_only_who_may_read_the_assessments_sees_any(town: Town, key: str, seen: bool) -> None:
    settled(town, town.day_care, TODAY)
    assert bool(history(town.actor(key), town.children[0])) == seen


def test_a_protected_child_s_place_is_not_told_to_who_may_not_know_it(town: Town) -> None:
    child = town.children[0]
    child.protected_address = True
    child.save()
    settled(town, town.day_care, TODAY)
    found = history(town.actor("hanne"), child)
    assert found is not None and {(row.place, row.round, row.setting) for row in found.rows} == {("", "", "Et sted")}


@given(st.lists(st.tuples(st.integers(0, 4000), st.sampled_from("ABC"), st.sampled_from(list(Position))), min_size=1))
def test_no_mark_covers_another_and_none_stands_outside(rows: list[tuple[int, str, Position]]) -> None:
    seen = tuple(
        Seen(date(2016, 1, 1) + timedelta(days=day), setting, "", "", position, "", "", n)
        for n, (day, setting, position) in enumerate(sorted(rows, key=lambda row: row[0]))
    )
    picture = drawn(seen)
    assert sorted(mark.seen.pk for lane in picture.lanes for mark in lane.marks) == list(range(len(seen)))
    for lane in picture.lanes:
        places = [mark.x for mark in lane.marks]
        assert all(b - a >= APART for a, b in itertools.pairwise(places))
        assert all(0 < x < picture.width for x in places) and 0 < lane.y < picture.height
