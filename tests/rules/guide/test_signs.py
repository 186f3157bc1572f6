"""The signs are content: complete in both languages, each with a key of its own."""

from __future__ import annotations

import yaml
from django.utils import translation

from sikkerhedsnet.guide import signs


def test_every_sign_has_its_own_key_and_words_in_both_languages():
    written = yaml.safe_load(signs.FILE.read_text(encoding="utf-8"))
    assert all(set(sign) == {"key", "da", "en"} for group in written for sign in group["signs"])
    everything = [sign for group in signs.groups() for sign in group.signs]
    assert len({sign.key for sign in everything}) == len(everything) >= 35
    assert len(signs.groups()) == 6
    assert all(sign.da and sign.en and len(sign.key) <= 60 for sign in everything)


def test_signs_are_shown_in_the_readers_language():
    with translation.override("en"):
        assert signs.named(["tired"]) == ["Is very tired"]
    with translation.override("da"):
        assert signs.named(["tired"]) == ["Er meget træt"]


def test_a_sign_that_was_dropped_from_the_list_is_still_shown():
    with translation.override("da"):
        assert signs.named(["gone", "tired", "tired"]) == ["Er meget træt", "gone"]
