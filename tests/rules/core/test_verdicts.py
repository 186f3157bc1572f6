"""A verdict is true exactly when allowed, and a refusal always has a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.verdicts import ALLOWED, Refused, Verdict, all_of, any_of, denied, require

VERDICTS = st.just(ALLOWED) | st.text(min_size=1, max_size=5).map(denied)


def test_what_is_allowed_passes_silently() -> None:
    require(ALLOWED)
    assert bool(ALLOWED)


@given(st.text(min_size=1))
def test_what_is_denied_is_false_and_refused_with_its_reason(reason: str) -> None:
    verdict = denied(reason)
    assert not verdict
    with pytest.raises(Refused) as caught:
        require(verdict)
    assert caught.value.reason == reason


def test_a_refusal_without_reason_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="reason"):
        denied("")


@given(st.lists(VERDICTS))
def test_all_of_gives_the_first_refusal(verdicts: list[Verdict]) -> None:
    refusals = [verdict for verdict in verdicts if not verdict.allowed]
    assert all_of(*verdicts) == (refusals[0] if refusals else ALLOWED)


@given(st.lists(VERDICTS, min_size=1))
def test_any_of_refuses_only_when_everyone_does(verdicts: list[Verdict]) -> None:
    assert bool(any_of(*verdicts)) == any(verdict.allowed for verdict in verdicts)
    if not any_of(*verdicts):
        assert any_of(*verdicts) == verdicts[-1]


def test_any_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one"):
        any_of()
