"""When a measurement is unusual: the municipality's own limits from a day, and those of its own day for what was measured."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.visits import rules
from sikkerhedsnet.visits.checking import is_unusual
from sikkerhedsnet.visits.commands import Measured
from sikkerhedsnet.visits.models import VisitChoices
from sikkerhedsnet.visits.range_form import plain
from tests.personas import TODAY, Town
from tests.visits.road import infant

ADDRESS = "/besoeg/besoegsplan/tal/"
WEIGHT_AT_TWO_MONTHS = 1


def sent(row: VisitChoices, **changes: Any) -> dict[str, Any]:
    """The form as the page shows it, with what is told changed."""
    shown = rules.editions(row.ranges)[-1].rows
    fields = {f"low_{n}": plain(r.low) for n, r in enumerate(shown)} | {
        f"high_{n}": plain(r.high) for n, r in enumerate(shown)
    }
    return {
        "about": "ranges",
        "version": row.version,
        "from_on": TODAY.isoformat(),
        "source": "WHO 2006",
        **fields,
        **changes,
    }


def choices(town: Town) -> VisitChoices:
    return VisitChoices.objects.get(municipality=town.municipality)


def weight(grams: int) -> Measured:
    return Measured("weight", "g", Decimal(grams), "")


def test_the_shipped_limits_hold_and_say_that_they_are_an_assumption(town: Town) -> None:
    text = town.client("bo").get(ADDRESS).text
    assert rules.MARKS["ranges"] in text and "gælder nu" in text and 'value="9000"' in text
    child = infant(town)
    assert is_unusual(weight(9500), child, TODAY) and not is_unusual(weight(8500), child, TODAY)


def test_the_chief_sets_limits_from_a_day_and_earlier_measurements_keep_theirs(town: Town) -> None:
    child, later = infant(town), TODAY + timedelta(days=5)
    changes = {f"high_{WEIGHT_AT_TWO_MONTHS}": "7.000,5".replace(".", ""), "from_on": later.isoformat()}
    assert town.client("bo").post(ADDRESS, sent(choices(town), **changes)).status_code == 302
    assert not is_unusual(weight(8500), child, TODAY) and is_unusual(weight(8500), child, later)
    text = town.client("bo").get(ADDRESS).text
    assert "WHO 2006" in text and "Bo Kjær" in text and "udgave 1" in text and 'value="7000,5"' in text
    line = ChangeLine.objects.get(action="visit_ranges.changed")
    assert line.details["weight g 1"] == ["2000-9000", "2000-7000.5"] and line.details["source"] == "WHO 2006"
    assert VisitChoices.objects.get(municipality=town.neighbour).ranges == {}


def test_a_later_edition_stands_beside_the_one_before(town: Town) -> None:
    for days, high in ((0, "7000"), (30, "6800")):
        day = (TODAY + timedelta(days=days)).isoformat()
        fields = sent(choices(town), from_on=day, **{f"high_{WEIGHT_AT_TWO_MONTHS}": high})
        assert town.client("bo").post(ADDRESS, fields).status_code == 302
    stored = choices(town).ranges
    assert [one.number for one in rules.editions(stored)] == [0, 1, 2]
    highest = [rules.ranges_on(stored, TODAY + timedelta(days=d)).rows[1].high for d in (-1, 0, 29, 30)]
    assert highest == [Decimal(9000), Decimal(7000), Decimal(7000), Decimal(6800)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"low_1": "9000", "high_1": "2000"}, "større tal end den nederste"),
        ({"low_1": "mange"}, "Skriv et tal"),
        ({"low_1": "0"}, "Skriv et tal"),
        ({"high_1": ""}, "skal udfyldes"),
        ({"source": ""}, "skal udfyldes"),
        ({"from_on": (TODAY - timedelta(days=1)).isoformat()}, "tidligst gælde fra i dag"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(town: Town, changes: dict[str, Any], said: str) -> None:
    answer = town.client("bo").post(ADDRESS, sent(choices(town), **changes))
    assert answer.status_code == 422 and (said in answer.text or "form-error" in answer.text)
    assert choices(town).ranges == {}


def test_a_stale_page_changes_nothing_and_only_the_chief_may(town: Town) -> None:
    fields = sent(choices(town))
    assert town.client("bo").post(ADDRESS, fields).status_code == 302
    assert town.client("bo").post(ADDRESS, fields | {"source": "En anden"}).status_code == 409
    assert town.client("hanne").post(ADDRESS, fields).status_code == 403
    assert town.client("bo").post(ADDRESS, {"version": "1"}).status_code == 422


def test_ages_and_units_are_ours_and_cannot_be_left_out() -> None:
    with pytest.raises(Invalid):
        rules.with_edition({}, rules.RANGES[:-1], from_on=TODAY, source="x", by="Bo", today=TODAY)
