"""The handout's headings and fixed sentences in each language: whole, printable, and honest about who has read them."""

from __future__ import annotations

import string
import unicodedata
from datetime import date
from typing import Any

import pytest

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.meetings.handout import titled
from sikkerhedsnet.meetings.invitees import SEATED
from sikkerhedsnet.meetings.labels import ROLE, TOPIC
from sikkerhedsnet.meetings.languages import (
    FIRST,
    ORDER,
    Language,
    chosen,
    languages,
    runs_right_to_left,
    spoken,
    written_in,
)
from sikkerhedsnet.meetings.states import Becomes, Role, Topic
from sikkerhedsnet.web.typeset import FONTS, drawn_by

EVERY = sorted(languages())


def texts(one: Language) -> dict[str, str]:
    """Everything the language holds that is printed."""
    parts: dict[str, Any] = {
        "words": one.words,
        "topics": one.topics,
        "roles": one.roles,
        "becomes": one.becomes,
        "titles": one.titles,
    }
    found = {f"{part}.{key}": text for part, named in parts.items() for key, text in named.items()}
    days = [date(2026, month, day) for month in range(1, 13) for day in range(1, 8)]
    return {**found, "name": one.name, **{f"day {day}": one.day(day) for day in days}}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_the_languages_are_danish_english_arabic_turkish_polish_and_ukrainian() -> None:
    assert tuple(languages()) == ORDER == ("da", "en", "ar", "tr", "pl", "uk")
    assert [code for code, one in languages().items() if one.rtl] == ["ar"]


@pytest.mark.parametrize("code", EVERY)
def test_every_language_says_everything_the_danish_one_says(code: str) -> None:
    one, danish = languages()[code], languages()[FIRST]
    assert texts(one).keys() == texts(danish).keys()
    assert set(one.topics) == set(Topic) and set(one.roles) == set(Role) and set(one.becomes) == set(Becomes)
    empty = {key for key, text in texts(one).items() if not text.strip()}
    assert empty == {"becomes.step"} | ({"words.own_words"} if code == FIRST else set())
    for key, text in texts(one).items():
        if not key.startswith("day"):
            assert placeholders(text) == placeholders(texts(danish)[key]), key


@pytest.mark.parametrize("code", [code for code in EVERY if code != FIRST])
def test_no_heading_was_left_in_danish_and_each_translation_says_who_is_to_read_it(code: str) -> None:
    one, danish = texts(languages()[code]), texts(languages()[FIRST])
    alike = {key for key in one if one[key] == danish[key] and one[key]}
    assert alike <= {"words.of", "words.phone", "words.no", "words.name", "words.now"}, alike
    assert "professional translator" in languages()[code].verify


@pytest.mark.parametrize("code", EVERY)
def test_everybody_who_may_sit_at_the_table_has_a_title_in_every_language(code: str) -> None:
    assert {str(FUNCTION[function]) for function in SEATED} <= languages()[code].titles.keys()


def test_what_somebody_wrote_is_no_title_of_ours_and_stays_as_it_was_written() -> None:
    arabic = languages()["ar"]
    assert titled("mormors veninde", arabic) == ("mormors veninde", FIRST)
    assert titled("mormor", arabic) == ("الجدة من جهة الأم", "ar")
    assert titled("lærer", languages()[FIRST]) == ("lærer", FIRST)
    assert arabic.language(" Arabisk ") == "العربية" and arabic.language("arabisk, syrisk dialekt") is None


def test_the_danish_headings_are_the_ones_on_the_screen() -> None:
    danish = languages()[FIRST]
    assert {key: danish.topics[key] for key in Topic} == {key: str(word) for key, word in TOPIC.items()}
    assert {key: danish.roles[key] for key in Role} == {key: str(word) for key, word in ROLE.items()}
    assert danish.verify == ""


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
@pytest.mark.parametrize("code", EVERY)
def test_every_sign_of_every_heading_is_in_the_fonts(code: str, weight: str) -> None:
    ours = drawn_by(*sorted(FONTS.glob(f"*-{weight}.ttf")))
    signs = {sign for text in texts(languages()[code]).values() for sign in text if not sign.isspace()}
    assert {sign: unicodedata.name(sign) for sign in signs if ord(sign) not in ours} == {}


@pytest.mark.parametrize("code", EVERY)
def test_the_letters_are_the_languages_own(code: str) -> None:
    one = languages()[code]
    for key, text in texts(one).items():
        for name in placeholders(text):
            text = text.replace(f"{{{name}}}", "")
        scripts = {unicodedata.name(sign).split(" ")[0] for sign in text if sign.isalpha()}
        assert scripts <= {one.script}, (key, text)


@pytest.mark.parametrize(
    ("words", "code"),
    [("Arabisk", "ar"), ("arabisk, syrisk dialekt", "ar"), ("TYRKISK", "tr"), ("Polsk/engelsk", "en"), ("ukrainsk", "uk"),
     ("somali", None), ("", None), ("ja, spørg om sproget", None)],
)  # fmt: skip
def test_the_interpreters_language_is_known_by_what_people_write(words: str, code: str | None) -> None:
    found = spoken(words)
    assert (found.code if found else None) == code


def test_what_somebody_wrote_keeps_its_own_language_and_direction() -> None:
    assert [written_in(text) for text in ("Hun synger", "مرحبا", "Вона співає", "😀 12", "")] == [
        "da",
        "ar",
        "uk",
        "da",
        "da",
    ]
    assert [runs_right_to_left(text) for text in ("Hun", "مرحبا", "12 مرحبا", "😀", "")] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert chosen("xx").code == chosen(None).code == FIRST
