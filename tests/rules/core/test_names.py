"""Names are sorted and cleaned as Danes do."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import names

ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
DANISH = st.text(alphabet=ALPHABET, min_size=1, max_size=8).filter(lambda word: "aa" not in word)
PRIMARY_STRATEGY = st.text(alphabet=ALPHABET + ALPHABET.upper() + " -éüäöÉÜ0123456789", max_size=20)


def by_bytes(texts: list[str]) -> list[str]:
    """Orders as the database does in collation "C": by the bytes of the key."""
    return sorted(texts, key=lambda text: names.danish_sort_key(text).encode())


@pytest.mark.parametrize(
    "ordered",
    [
        ["Zeynep", "Ægir", "Østen", "Åse"],
        ["Abel", "Azra", "Beate", "Zoe", "Ærø", "Øjvind", "Aase", "Åvang"],
        ["Sandgærdet", "Sandgaard"],
        ["Ørsted", "Aalborg"],
        ["Nygård", "Nygaard"],
        ["Grenå", "Grenaa", "Grenå Skole"],
        ["Karl", "karl"],
        ["morter", "mortér"],
        ["Ree", "Rée"],
        ["Schytt", "Schütt"],
        ["Mæt", "Mät"],
        ["Møller", "Möller", "Møllgård"],
        ["Anne", "Anne Marie", "Anne-Marie", "Annette"],
        ["2.B", "7.A", "7.B", "10.A"],
        ["Børnehuset 2", "Børnehuset 10", "Børnehuset Æblet"],
        ["O'Brien", "Obrist"],
        ["Øen", "Ål"],
        ["Å", "مريم"],
    ],
)
def test_names_stand_in_danish_order(ordered: list[str]) -> None:
    assert by_bytes(ordered[::-1]) == ordered


@given(DANISH, DANISH)
def test_two_words_stand_as_their_letters_stand_in_the_alphabet(one: str, other: str) -> None:
    expected = [ALPHABET.index(c) for c in one] < [ALPHABET.index(c) for c in other]
    assert (names.danish_sort_key(one) < names.danish_sort_key(other)) == expected


@given(DANISH, DANISH)
def test_capitals_never_move_a_name_past_another(one: str, other: str) -> None:
    if one != other:
        before = names.danish_sort_key(one) < names.danish_sort_key(other)
        assert (names.danish_sort_key(one.upper()) < names.danish_sort_key(other.title())) == before


@given(DANISH)
def test_aa_stands_right_after_the_same_word_spelled_with_one_letter(word: str) -> None:
    keys = [names.danish_sort_key(f"{word}{ending}") for ending in ("gå", "gaa", "gåa")]
    assert keys == sorted(set(keys))


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_stand_in_number_order(one: int, other: int) -> None:
    if one != other:
        assert (names.danish_sort_key(f"{one}.A") < names.danish_sort_key(f"{other}.A")) == (one < other)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_the_bytes_of_a_key_order_as_its_characters_and_hold_nothing_a_database_refuses(texts: list[str]) -> None:
    keys = [names.danish_sort_key(text) for text in texts]
    assert sorted(keys) == [key.decode() for key in sorted(key.encode() for key in keys)]
    assert not any("\x00" in key for key in keys)


@pytest.mark.parametrize("text", ["Aa" * 200, "1 " * 200, "\ufdfa" * 200, "x" * 10_000])
def test_a_key_fits_its_column_whatever_the_name(text: str) -> None:
    assert len(names.danish_sort_key(text)) <= 400
    assert len(names.person_sort_key(text, text)) <= 800


@given(PRIMARY_STRATEGY)
def test_composed_and_decomposed_spellings_have_one_key(text: str) -> None:
    assert names.danish_sort_key(unicodedata.normalize("NFD", text)) == names.danish_sort_key(text)


def test_people_are_listed_by_first_name_then_last_name() -> None:
    people = [("Anne", "Ågård"), ("Anne Marie", "Bang"), ("Ida", "Ærø"), ("Ida", "Aabel"), ("Åse", "Abel")]
    assert sorted(people[::-1], key=lambda person: names.person_sort_key(*person)) == people


@given(PRIMARY_STRATEGY, PRIMARY_STRATEGY, PRIMARY_STRATEGY)
def test_the_last_name_decides_only_between_equal_first_names(first: str, one: str, other: str) -> None:
    by_last_name = names.danish_sort_key(one) < names.danish_sort_key(other)
    assert (names.person_sort_key(first, one) < names.person_sort_key(first, other)) == by_last_name


def test_a_name_is_cleaned_of_what_cannot_be_seen() -> None:
    assert names.normalise_text("  Ida\u202e\u200b \t Marie\nHolm\x00 ") == "Ida Marie Holm"
    assert names.normalise_text("A\u030ase") == "Åse"
    assert names.normalise_text("Zoe\ufeff") == "Zoe"


@given(st.text())
def test_a_clean_name_stays_as_it_is(text: str) -> None:
    clean = names.normalise_text(text)
    assert names.normalise_text(clean) == clean
    assert clean == clean.strip()
    assert "  " not in clean
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in clean)


@given(st.text(alphabet=string.ascii_letters + "æøåÆØÅéüğşö", min_size=1))
def test_letters_are_never_lost_in_cleaning(text: str) -> None:
    assert names.normalise_text(text) == text
