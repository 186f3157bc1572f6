"""Fields take what people type and say what to do when they cannot."""

from __future__ import annotations

import re
import uuid
from datetime import date, time

import pytest
from django.utils import translation

from sikkerhedsnet.web.fields import read_clock, read_day
from sikkerhedsnet.web.forms import (
    ChipsField,
    ClockField,
    DayField,
    KeyedForm,
    LongText,
    PositionField,
    ScaleField,
    ShortText,
    TickBox,
    whole_number,
)


@pytest.fixture(autouse=True)
def _danish() -> object:
    with translation.override("da"):
        yield


class Note(KeyedForm):
    text = LongText("Hvad har du set?", "Skriv det kort.")
    works = LongText("Hvad fungerer?", required=False)


class Everything(KeyedForm):
    title = ShortText("Overskrift")
    day = DayField("Dag")
    hour = ClockField("Klokken")
    position = PositionField()
    scale = ScaleField("Hvor er I?")
    signs = ChipsField("Tegn", [("Leg", [("alone", "Alene"), ("sad", "Ked af det")])])
    read = TickBox("Læst op", required=True)


KEY = "6a5a1c26-5a30-4c8f-9e0e-9df6fbb4e0a3"


@pytest.mark.parametrize(
    "typed", ["2026-12-02", "2/12-2026", "2.12.2026", "02-12-2026", " 2.12.26 ", "02122026", "2/12/2026"]
)
def test_a_day_is_read_as_danes_write_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 12, 2)


@pytest.mark.parametrize("typed", ["31.2.2026", "2.13.2026", "i morgen", "", "12-2026"])
def test_a_day_that_is_none_is_not_guessed(typed: str) -> None:
    assert read_day(typed) is None


@pytest.mark.parametrize("typed", ["13", "13.00", "13:00", "1300", "kl. 13", "13:00:00"])
def test_an_hour_is_read_as_people_write_it(typed: str) -> None:
    assert read_clock(typed) == time(13, 0)


@pytest.mark.parametrize("typed", ["25", "13.75", "x", ""])
def test_an_hour_that_is_none_is_not_guessed(typed: str) -> None:
    assert read_clock(typed) is None


def test_text_is_kept_as_typed() -> None:
    typed = "Hun siger \u200fلا\u200f 👩‍👧 <script>alert(1)</script>\r\nNy linje e\u0301"
    form = Note({"text": typed, "key": KEY})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "Hun siger \u200fلا\u200f 👩‍👧 <script>alert(1)</script>\nNy linje é"
    assert "<script>" not in str(form)


def test_ten_thousand_characters_are_fine_and_too_many_are_counted_in_the_message() -> None:
    assert Note({"text": "æ" * 10_000, "key": KEY}).is_valid()
    form = Note({"text": "æ" * 20_001, "key": KEY})
    assert "20001 tegn" in form.errors["text"][0]
    assert "20000" in form.errors["text"][0]


def test_a_nul_character_is_explained_and_not_an_error_page() -> None:
    form = Note({"text": "a\x00b", "key": KEY})
    assert "nul-tegn" in form.errors["text"][0]


def test_every_shown_page_has_a_key_of_its_own_and_keeps_it_when_shown_with_errors() -> None:
    first, second = (re.search(r'name="key" value="([^"]+)"', str(Note())).group(1) for _ in range(2))  # type: ignore[union-attr]
    assert first != second
    again = Note({"text": "", "key": first})
    assert not again.is_valid()
    assert f'value="{first}"' in str(again)


def test_a_key_that_cannot_be_read_is_said_and_replaced() -> None:
    form = Note({"text": "x", "key": "nonsense"})
    assert not form.is_valid()
    assert "for gammel" in str(form.error_summary())
    uuid.UUID(re.search(r'name="key" value="([^"]+)"', str(form)).group(1))  # type: ignore[union-attr]


def test_every_error_is_by_its_field_and_in_the_summary_that_leads_to_it() -> None:
    form = Everything({"day": "31.2.2026", "hour": "25", "position": "blue", "scale": "11", "key": KEY})
    assert set(form.errors) == {"title", "day", "hour", "position", "scale", "read"}
    html = str(form)
    for anchor in ("id_title", "id_day", "id_hour", "id_position_0", "id_scale_0", "id_read"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_day_error"' in html
    assert "Der er fejl i skemaet" in html


def test_what_could_not_be_read_stays_in_the_field() -> None:
    html = str(Everything({"day": "31. februar", "hour": "25.00", "key": KEY})["day"])
    assert 'value="31. februar"' in html
    assert 'type="text"' in html


def test_a_date_shown_again_fits_the_browsers_own_field() -> None:
    html = str(Everything({"day": "2/12-2026", "key": KEY})["day"])
    assert 'value="2026-12-02"' in html
    assert 'type="date"' in html


def test_what_may_be_left_out_says_so_and_nothing_is_marked_otherwise() -> None:
    html = str(Note())
    assert html.count("(frivilligt)") == 1


def test_hints_are_tied_to_their_fields() -> None:
    html = str(Note())
    assert 'aria-describedby="id_text_helptext"' in html
    assert 'id="id_text_helptext"' in html


def test_the_whole_form_comes_out_as_values() -> None:
    form = Everything(
        {
            "title": "Møde",
            "day": "2.12.2026",
            "hour": "9.30",
            "position": "yellow",
            "scale": "7",
            "signs": ["alone"],
            "read": "on",
            "key": KEY,
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "key": uuid.UUID(KEY),
        "title": "Møde",
        "day": date(2026, 12, 2),
        "hour": time(9, 30),
        "position": "yellow",
        "scale": 7,
        "signs": ["alone"],
        "read": True,
    }


def test_no_form_carries_a_style_or_a_script() -> None:
    html = str(Everything())
    assert not re.search(r"\s(style|on[a-z]+)=|<script", html)


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("9" * 18, int("9" * 18)), ("9" * 19, None), ("9" * 5000, None), ("", None), ("-1", None),
     ("1.5", None), ("\u0663", None), ("\uff17", None), ("\u00b2", None), (" 7", None)],
)  # fmt: skip
def test_only_plain_digits_that_fit_are_a_number(text: str, number: int | None) -> None:
    assert whole_number(text) == number
