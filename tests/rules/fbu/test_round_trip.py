"""What is built is read back exactly, whatever it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from sikkerhedsnet.fbu.building import as_json, build, build_resource
from sikkerhedsnet.fbu.parsing import parse
from sikkerhedsnet.fbu.report import Answers, Delivery, Measurement
from tests.fbu.worlds import NOON, deliveries, two_months, words

CHANCE = settings(max_examples=40, suppress_health_check=list(HealthCheck))


@CHANCE
@given(deliveries)
def test_a_delivery_is_read_back_as_it_was(delivery: Delivery) -> None:
    read = parse(as_json(delivery).encode())
    assert [found for found in read.all_mistakes if found.refuses] == []
    assert read.delivery == delivery


@CHANCE
@given(deliveries)
def test_the_same_delivery_is_the_same_file(delivery: Delivery) -> None:
    once = as_json(delivery)
    assert once == as_json(delivery)
    assert once == as_json(parse(once.encode()).delivery)


def test_a_report_by_itself_is_a_delivery() -> None:
    report = two_months()
    inner = build(Delivery(NOON, (report,)))["entry"][0]["resource"]
    assert parse(json.dumps(inner).encode()).delivery.reports == (report,)


def test_the_whole_visit_has_nothing_to_remark() -> None:
    assert parse(as_json(Delivery(NOON, (two_months(),))).encode()).all_mistakes == ()


@pytest.mark.parametrize(
    ("number", "written"), [("57.5", "57.5"), ("57.50", "57.5"), ("3450", "3450"), ("3450.0", "3450"), ("0.1", "0.1")]
)
def test_a_number_is_written_with_the_decimals_it_needs(number: str, written: str) -> None:
    weight = Measurement("v", "b", NOON, growth="weight", number=Decimal(number), unit="kg")
    assert f'"value": {written},' in json.dumps(build_resource(weight))


@given(words)
def test_thirty_characters_are_counted_as_characters(answer: str) -> None:
    report = two_months()
    told = Answers("sdq", "barn", "sdq4-10", NOON, (("26difficulties", answer),))
    delivery = Delivery(NOON, (report.__class__(**{**vars(report), "answers": (told,)}),))
    assert parse(as_json(delivery).encode()).delivery == delivery


def test_a_summer_and_a_winter_moment_keep_their_instant() -> None:
    for moment in (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        delivery = Delivery(moment, (two_months(at=moment),))
        assert parse(as_json(delivery).encode()).delivery == delivery
