"""Errors meant for people carry what a page needs to explain them."""

from __future__ import annotations

from datetime import UTC, datetime

from sikkerhedsnet.core.errors import Invalid, Stale


def test_stale_says_who_moved_what_and_when() -> None:
    at = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    stale = Stale(who="Jonas Holm", what="taken", at=at)
    assert (stale.who, stale.what, stale.at) == ("Jonas Holm", "taken", at)
    assert (Stale().who, Stale().what, Stale().at) == ("", "", None)


def test_invalid_keeps_its_own_copy_of_the_errors() -> None:
    errors = {"due_on": "in_the_past"}
    invalid = Invalid(errors)
    errors.clear()
    assert invalid.errors == {"due_on": "in_the_past"}
