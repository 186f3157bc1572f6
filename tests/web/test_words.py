"""Days, hours and marks as people say them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from sikkerhedsnet.web import words

TODAY = date(2026, 11, 23)  # a Monday


@pytest.fixture(autouse=True)
def _danish() -> object:
    with translation.override("da"):
        yield


def shown(text: str, **context: object) -> str:
    return Template("{% load sn %}" + text).render(Context(context))


def test_a_day_is_said_with_its_weekday_and_without_this_years_number() -> None:
    assert words.day_words(date(2026, 12, 2), TODAY) == "onsdag 2. december"
    assert words.day_words(date(2027, 1, 18), TODAY) == "mandag 18. januar 2027"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 22), "i går"),
        (date(2026, 11, 23), "i dag"),
        (date(2026, 11, 24), "i morgen"),
        (date(2026, 11, 26), "om 3 arbejdsdage"),
        (date(2026, 11, 30), "om 5 arbejdsdage"),
        (date(2026, 11, 18), "for 5 dage siden"),
        (date(2027, 1, 4), "om 6 uger"),
    ],
)
def test_how_far_off_a_day_is(day: date, said: str) -> None:
    assert words.relative_words(day, TODAY) == said


@pytest.mark.parametrize(
    ("due", "state"),
    [
        (date(2026, 11, 22), words.Clock.OVER),
        (date(2026, 11, 23), words.Clock.TODAY),
        (date(2026, 11, 24), words.Clock.SOON),
        (date(2026, 11, 25), words.Clock.SOON),
        (date(2026, 11, 26), words.Clock.GOOD),
        (date(2099, 1, 1), words.Clock.GOOD),
    ],
)
def test_a_promise_is_over_today_soon_or_in_good_time(due: date, state: words.Clock) -> None:
    assert words.clock_state(due, TODAY) == state


def test_friday_to_monday_is_soon_because_the_weekend_does_not_count() -> None:
    assert words.clock_state(date(2026, 11, 30), date(2026, 11, 27)) == words.Clock.SOON


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2022, 4, 11), "4 år 7 mdr."),
        (date(2021, 11, 23), "5 år"),
        (date(2026, 4, 1), "7 mdr."),
        (date(2026, 11, 11), "12 dage"),
        (date(2015, 1, 1), "11 år"),
        (date(2027, 1, 1), "ikke født endnu"),
        (date(2020, 2, 29), "6 år 8 mdr."),
    ],
)
def test_an_age_is_said_in_years_and_months_while_months_matter(born: date, said: str) -> None:
    assert words.age_words(born, TODAY) == said


def test_a_moment_is_shown_on_a_danish_clock() -> None:
    html = shown("{% moment at %}", at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    assert "mandag 23. november" in html
    assert "kl. 13.00" in html
    assert 'datetime="2026-11-23T13:00+01:00"' in html


def test_a_position_is_shape_and_word_not_colour_alone() -> None:
    for key, word, drawn in [
        ("green", "Trives", "circle"),
        ("yellow", "Opmærksomhed", "path"),
        ("red", "Bekymring", "rect"),
    ]:
        html = shown("{% position key %}", key=key)
        assert word in html
        assert f"<{drawn}" in html
    assert "Ikke vurderet" in shown("{% position key %}", key=None)


def test_a_clock_says_its_date_and_how_it_stands() -> None:
    html = shown("{% clock due today %}", due=date(2026, 11, 20), today=TODAY)
    assert "fredag 20. november" in html
    assert "overskredet" in html


def test_the_four_ways_a_promise_can_stand_are_told_apart_in_words() -> None:
    days = (date(2026, 11, 20), TODAY, date(2026, 11, 24), date(2026, 12, 4))
    pages = [shown("{% clock due today %}", due=day, today=TODAY) for day in days]
    assert [page.partition("<b>")[2].partition("</b>")[0] for page in pages] == [
        "overskredet",
        "i dag",
        "snart",
        "i god tid",
    ]


def test_what_somebody_wrote_is_shown_as_typed() -> None:
    said = "<script>alert('x')</script>\nlinje \u202eto"
    html = shown("{% user_text said %}", said=said)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "\n" in html
    assert 'dir="auto"' in html


def test_the_scale_has_the_same_numbers_in_its_line_and_its_table() -> None:
    html = shown("{% scale_line rows %}", rows=[("Amira <b>", 5, 8), ("Peter", None, None)])
    assert "Amira &lt;b&gt;, nu 5, godt nok 8" in html
    assert "<td>5</td><td>8</td>" in html.replace("\n", "")
    assert "style=" not in html


def test_a_filter_keeps_the_rest_of_the_address(rf: object) -> None:
    request = rf.get("/?kind=x&page=3&district=1")  # type: ignore[attr-defined]
    assert shown("{% query_with kind='y' page=None %}", request=request) == "?kind=y&amp;district=1"
