"""Every field has exactly one privacy class, and the check finds each way of failing that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.privacy import PrivacyClass, missing_and_double, unknown

NAMES = st.sampled_from(["name", "cpr", "address", "note", "created_at"])
MAPS = st.dictionaries(st.sampled_from(PrivacyClass), st.lists(NAMES, max_size=4).map(tuple))


def test_a_field_nobody_classed_and_a_field_classed_twice_are_found() -> None:
    privacy = {PrivacyClass.IDENTITY: ("name", "cpr"), PrivacyClass.CONTACT: ("address", "name")}
    assert missing_and_double(["name", "cpr", "address", "note"], privacy) == (["note"], ["name"])


def test_a_class_for_a_field_that_is_gone_is_found() -> None:
    assert unknown(["name"], {PrivacyClass.IDENTITY: ("name", "nickname")}) == ["nickname"]


@given(st.sets(NAMES), MAPS)
def test_nothing_missing_double_or_unknown_means_exactly_one_class_each(
    fields: set[str], privacy: dict[PrivacyClass, tuple[str, ...]]
) -> None:
    missing, double = missing_and_double(fields, privacy)
    whole = not missing and not double and not unknown(fields, privacy)
    named = sorted(name for group in privacy.values() for name in group)
    assert whole == (named == sorted(fields))
