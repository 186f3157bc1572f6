"""What could tell which child a text is about is found, however it is written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.guide.identifying import Kind, Known, look_through

NOBODY = Known()
HERE = Known(people=("Freja Bæk", "Amira Haddad", "Anna-Marie Lund Sørensen"), groups=("Mariehønsene",))

SEPARATORS = st.text(alphabet=" \t\n.-–/:,_·\u00a0\u2009\u200b\u2011()[]|", max_size=5)
DIGITS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩")
WORDS = st.sampled_from(["", "Barnet ", "Hun sagde i går: ", "nr ", "æøå 👧 ", "(", "\n"])


@st.composite
def a_cpr(draw: st.DrawFn) -> str:
    """Ten digits as somebody may type them, ordinary or replaced, with or without a right control digit."""
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2029, 12, 31)))
    day = born.day + (60 if draw(st.booleans()) else 0)
    number = f"{day:02}{born:%m%y}{draw(st.integers(0, 9999)):04}"
    signs = draw(st.sampled_from(DIGITS))
    return "".join(signs[int(digit)] + draw(SEPARATORS) for digit in number)


@given(a_cpr(), WORDS, WORDS)
def test_a_cpr_number_is_found_in_any_spacing_and_any_digits(number: str, before: str, after: str) -> None:
    assert Kind.CPR in look_through(f"{before}{number}{after}", NOBODY).refused


@given(st.dates(min_value=date(2007, 1, 1), max_value=date(2029, 12, 31)), st.data())
def test_a_whole_date_is_found_however_danes_write_it(born: date, data: st.DataObject) -> None:
    months = [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ]
    d, m, y = born.day, born.month, born.year
    ways = [
        f"{d}.{m}.{y}", f"{d:02}.{m:02}.{y % 100:02}", f"{d}/{m}-{y}", f"{d}/{m} {y}", f"{d}-{m}-{y}", f"{y}-{m:02}-{d:02}",
        f"{d:02}{m:02}{y % 100:02}", f"{d:02}{m:02}{y}", f"{d}. {months[m - 1]} {y}", f"{d} {months[m - 1][:3]} {y}",
        f"{d} {m} {y}",
    ]  # fmt: skip
    assert Kind.BIRTH_DATE in look_through(f"Han er fra {data.draw(st.sampled_from(ways))}, tror jeg", NOBODY).refused


@given(
    st.integers(20_000_000, 99_999_999),
    st.sampled_from(["", " ", ".", "-"]),
    st.sampled_from(["", "+45 ", "0045 ", "+45"]),
)
def test_a_danish_phone_number_is_found_in_pairs_or_together(number: int, between: str, country: str) -> None:
    digits = str(number)
    pairs = between.join(digits[at : at + 2] for at in range(0, 8, 2))
    assert Kind.PHONE in look_through(f"Ring til mor på {country}{pairs} i aften", NOBODY).refused


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Skriv til amira@eksempel.dk om det", Kind.EMAIL),
        ("skriv til amira snabel-a eksempel.dk", Kind.EMAIL),
        ("De bor på Havnegade 12, 2. tv", Kind.ADDRESS),
        ("de bor på havnegade 12", Kind.ADDRESS),
        ("De bor Nørre Allé 5", Kind.ADDRESS),
        ("bor på Elmehaven 14 B", Kind.ADDRESS),
        ("familien er fra 8370 Hadsten", Kind.ADDRESS),
        ("S.M. på Mariehønsene slår", Kind.INITIALS),
        ("Vi tænker på SM fra 2.A", Kind.INITIALS),
        ("Vi tænker på M fra rød stue", Kind.INITIALS),
        ("Freja Bæk slår", Kind.FULL_NAME),
        ("freja bæks mor", Kind.FULL_NAME),
        ("Bæk, Freja", Kind.FULL_NAME),
        ("FREJA BAEK", Kind.FULL_NAME),
        ("Marie Sørensens far", Kind.FULL_NAME),
        ("han har fødselsdag den 3. maj", Kind.BIRTH_DATE),
        ("erstatningsnummer 610120-1AB2", Kind.CPR),
    ],
)
def test_each_thing_that_tells_is_refused(text: str, kind: Kind) -> None:
    assert kind in look_through(text, HERE).refused


@pytest.mark.parametrize(
    "text",
    [
        "Barnet er 4 år og har været trist i 3 uger. Det sover fra kl. 9.10-12.30.",
        "Hun kommer for sent 3 ud af 5 dage, og i 2025-2026 var det værre.",
        "Vi har talt med PPR og SFO om ADHD. I skriver bare. Han slår 2 gange om dagen i haven.",
        "Den 3. maj var hun væk. Mor siger: “Han vil ikke.” Vi er på vej 2 steder hen.",
        "Klassen har 24 børn. TV på stuen er slukket.",
        "Han er glad for tal: 1, 2, 3, 4, 5.",
    ],
)
def test_an_ordinary_description_passes_without_a_question(text: str) -> None:
    found = look_through(text, HERE)
    assert (found.refused, found.words) == ((), ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vi er bekymrede for Solveig, der slår", ("Solveig",)),
        ("Freja slår de andre", ("Freja",)),
        ("Oliver slår de andre", ("Oliver",)),
        ("Det er bl.a. Torkild, der slår. Torkild græder", ("Torkild",)),
        ("Hendes mor hedder Amira og kommer fra Syrien", ("Amira", "Syrien")),
        ("OLIVER slår", ("OLIVER",)),
    ],
)
def test_what_looks_like_a_name_is_asked_about_once(text: str, words: tuple[str, ...]) -> None:
    found = look_through(text, HERE)
    assert found.words == words
    assert found.unsaid(words) == ()


NAME = st.text(alphabet="abcdefghijklmnoprstuvyæøå", min_size=3, max_size=12).map(str.capitalize)


@given(NAME, NAME, st.sampled_from(["{} {}", "{} M. {}", "{}s mor, {}", "{1}, {0}"]))
def test_the_whole_name_of_somebody_one_works_with_is_always_refused(first: str, last: str, way: str) -> None:
    told = "Det handler om " + way.format(first, last) + " og det er svært"
    assert Kind.FULL_NAME in look_through(told, Known(people=(f"{first} {last}",))).refused


@given(NAME)
def test_a_word_with_a_capital_inside_a_sentence_is_asked_about_until_somebody_says_it_is_no_name(word: str) -> None:
    found = look_through(f"vi ser, at {word} er ked af det", NOBODY)
    if word.casefold() in {"jeg", "det", "den", "der", "han", "hun", "dem", "far", "mor", "deres"}:
        return
    assert found.words == (word,)
    assert found.unsaid(()) == (word,)
    assert found.unsaid({word.upper()}) == ()


@given(st.text(max_size=400))
def test_any_text_can_be_looked_through(text: str) -> None:
    look_through(text, HERE)
