"""Overviews without persons: right numbers, small ones hidden, and the same on the page, in the file and after erasure."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.figures import Figures, Shown, figures
from sikkerhedsnet.screening.models import AssessmentRound, RoundChoices, RoundKept, WellbeingAssessment
from sikkerhedsnet.screening.suppression import Detail
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
CLOSED = TODAY - timedelta(days=10)


def over(town: Town, closes_on: date = CLOSED) -> AssessmentRound:
    round_ = AssessmentRound.objects.create(
        municipality=town.municipality, name="Trivselsrunde oktober 2026", opens_on=closes_on - timedelta(days=30),
        closes_on=closes_on, opened_at=NOW,
    )  # fmt: skip
    round_.institutions.set([town.day_care, town.other_day_care, town.school])
    return round_


def settled(
    town: Town, round_: AssessmentRound, place: Institution, counts: dict[str, int], *, sex: str = "", age: int = 4,
    on: date | None = None,
) -> None:  # fmt: skip
    """So many children of each position; `sex` by the last digit of an invented number."""
    birth = date(round_.closes_on.year - age, 1, 5)
    for position, n in counts.items():
        for _one in range(n):
            town.made += 1
            last = {"female": 2 * random.randint(0, 4), "male": 2 * random.randint(0, 4) + 1}.get(sex)
            number = f"6501{town.made:05}{last}" if last is not None else ""
            child = Child.objects.create(
                municipality=town.municipality, district=town.district, first_name="X", birth_date=birth,
                cpr_number=number, **STAMP,
            )  # fmt: skip
            WellbeingAssessment.objects.create(
                child=child, institution=place, round=round_, raters_required=2, state="done", position=position,
                settled_on=on or round_.closes_on, settled_by=town.user("mette"), **STAMP,
            )  # fmt: skip


def table(found: Figures, key: str) -> dict[str, Shown]:
    return {str(row.name): row for t in found.tables if t.key == key for row in t.rows}


def numbers(row: Shown) -> tuple[int | None, ...]:
    return row.total, row.green, row.yellow, row.red


def test_the_numbers_are_the_rounds_by_age_sex_kind_district_and_institution(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 30, "yellow": 8, "red": 6}, sex="female", age=4)
    settled(town, round_, town.other_day_care, {"green": 20, "yellow": 7, "red": 5}, sex="male", age=2)
    settled(town, round_, town.school, {"green": 25, "yellow": 6, "red": 9}, age=8)
    found = figures(town.actor("karin"), None, TODAY)
    assert numbers(table(found, "all")["Alle"]) == (116, 75, 21, 20)
    assert {n: numbers(r) for n, r in table(found, "age").items()} == {
        "1-2 år": (32, 20, 7, 5), "3-5 år": (44, 30, 8, 6), "6-9 år": (40, 25, 6, 9),
    }  # fmt: skip
    assert {n: r.total for n, r in table(found, "sex").items()} == {"Piger": 44, "Drenge": 32, "Ikke oplyst": 40}
    assert {n: r.total for n, r in table(found, "kind").items()} == {"Daginstitutioner": 76, "Skoler": 40}
    assert {n: r.total for n, r in table(found, "district").items()} == {"Havnen": 84, "Skoven": 32}
    assert list(table(found, "institution")) == ["Børnehaven Æblet", "Børnehuset Regnbuen", "Havneskolen"]


@pytest.mark.parametrize("best", [0, 1, 2])
def test_places_stand_by_name_and_never_by_how_they_do(town: Town, best: int) -> None:
    round_ = over(town)
    for number, place in enumerate((town.day_care, town.other_day_care, town.school)):
        worry = {"green": 30, "yellow": 6, "red": 6} if number == best else {"green": 6, "yellow": 20, "red": 30}
        settled(town, round_, place, worry)
    found = figures(town.actor("karin"), None, TODAY)
    assert list(table(found, "institution")) == ["Børnehaven Æblet", "Børnehuset Regnbuen", "Havneskolen"]
    assert list(table(found, "district")) == ["Havnen", "Skoven"]


def test_small_numbers_are_hidden_with_a_neighbour_so_that_they_cannot_be_worked_out(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 30, "yellow": 8, "red": 6})
    settled(town, round_, town.other_day_care, {"green": 20, "yellow": 7, "red": 1})
    settled(town, round_, town.school, {"green": 25, "yellow": 6, "red": 9})
    found = figures(town.actor("bo"), round_.pk, TODAY)
    by_place = table(found, "institution")
    assert [r.detail for r in by_place.values()].count(Detail.POSITIONS) <= 1
    assert by_place["Børnehaven Æblet"].red is None
    page = town.client("bo").get(reverse("screening:figures")).content.decode()
    assert "til sammen" in page and "Tal under 5 vises ikke" in page and "ROCKWOOL" in page


def test_only_what_was_settled_in_time_in_a_round_that_is_over_is_counted(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 9, "yellow": 6, "red": 5})
    settled(town, round_, town.day_care, {"red": 7}, on=CLOSED + timedelta(days=1))
    running = over(town, TODAY)
    settled(town, running, town.school, {"red": 9})
    found = figures(town.actor("karin"), None, TODAY)
    assert [r.pk for r in found.rounds] == [round_.pk]
    assert numbers(table(found, "all")["Alle"]) == (20, 9, 6, 5)
    assert town.client("karin").get(reverse("screening:figures"), {"runde": running.pk}).status_code == 404


def test_what_is_erased_still_counts_and_ages_are_not_known_any_more(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 9, "yellow": 6, "red": 5})
    RoundKept.objects.create(
        round=round_, institution=town.day_care, enrolled=25, rated=25, settled=25, erased=5, green=3, yellow=1, red=1
    )
    found = figures(town.actor("karin"), None, TODAY)
    assert numbers(table(found, "all")["Alle"]) == (25, 12, 7, 6)
    assert found.erased and not table(found, "age") and not table(found, "sex")


def test_a_leader_sees_her_own_place_and_a_politician_only_the_whole(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 30, "yellow": 8, "red": 6})
    settled(town, round_, town.school, {"green": 25, "yellow": 6, "red": 9})
    assert numbers(table(figures(town.actor("dorte"), None, TODAY), "all")["Alle"])[0] == 44
    assert numbers(table(figures(town.actor("michael"), None, TODAY), "all")["Alle"])[0] == 84
    page = town.client("michael").get(reverse("screening:figures")).content.decode()
    assert "84" in page and "Trivsel i tal" in town.client("michael").get("/").content.decode()
    for who in ("mette", "jonas", "hanne", "lars", "admin", "tine", "amira"):
        assert town.client(who).get(reverse("screening:figures")).status_code == 403


def test_the_file_says_what_the_page_says(town: Town) -> None:
    round_ = over(town)
    Institution.objects.filter(pk=town.day_care.pk).update(name="=1+1 Æblegård")
    settled(town, round_, town.day_care, {"green": 30, "yellow": 8, "red": 6})
    settled(town, round_, town.school, {"green": 25, "yellow": 2, "red": 1})
    settled(town, round_, town.other_day_care, {"green": 2})
    answer = town.client("karin").get(reverse("screening:figures_csv"), {"runde": round_.pk})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert any(cell == "'=1+1 Æblegård" for row in rows for cell in row)
    for row in rows[1:]:
        assert all(cell == "" or int(cell) >= 5 for cell in row[2:])
    assert ["Institution", "Børnehaven Æblet", "", "", "", "", ""] in rows


def test_the_municipality_may_ask_for_more_and_then_more_is_hidden(town: Town) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 30, "yellow": 8, "red": 6})
    RoundChoices.objects.create(municipality=town.municipality, fewest=10, **STAMP)
    row = table(figures(town.actor("karin"), None, TODAY), "all")["Alle"]
    assert (row.detail, row.green, row.others, row.red) == (Detail.GREEN_AND_OTHERS, 30, 14, None)
    assert str(round_.pk) in town.client("karin").get(reverse("screening:figures")).content.decode()


@pytest.mark.parametrize("seed", range(4))
def test_the_numbers_agree_with_the_rows_counted_one_by_one(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    round_ = over(town)
    for place in (town.day_care, town.other_day_care, town.school):
        for sex in ("female", "male", ""):
            counts = {p: chance.randint(0, 9) for p in ("green", "yellow", "red")}
            settled(town, round_, place, counts, sex=sex, age=chance.randint(0, 12))
    found = figures(town.actor("karin"), None, TODAY)
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in WellbeingAssessment.objects.select_related("child", "institution__district"):
        digit = row.child.cpr_number[-1:]
        sex = "Ikke oplyst" if not digit else "Piger" if int(digit) % 2 == 0 else "Drenge"
        assert row.institution.district is not None
        for key, name in (
            ("sex", sex),
            ("institution", row.institution.name),
            ("district", row.institution.district.name),
        ):
            counted[key, name, row.position] += 1
    for key in ("sex", "institution", "district"):
        for name, shown in table(found, key).items():
            if shown.green is not None:
                assert shown.green == counted[key, name, "green"]
                assert shown.others == counted[key, name, "yellow"] + counted[key, name, "red"]
            if shown.red is not None:
                assert shown.red == counted[key, name, "red"]


def test_the_page_takes_the_same_number_of_statements_however_many(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    round_ = over(town)
    settled(town, round_, town.day_care, {"green": 6})
    with context.asking(context.municipality(town.municipality.pk)), django_assert_max_num_queries(8):
        figures(town.actor("karin"), None, TODAY)
    for n in range(3):
        settled(town, over(town, CLOSED - timedelta(days=60 * n + 60)), town.school, {"green": 9, "yellow": 7})
    with context.asking(context.municipality(town.municipality.pk)), django_assert_max_num_queries(8):
        figures(town.actor("karin"), None, TODAY)
