"""What becomes of a rating that was kept on a device; and that a device's clock can be wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.screening import rules
from sikkerhedsnet.screening.states import KEPT_OPEN, KEPT_TABLE, KeptMove, KeptState

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
YES = st.booleans()


@given(closed=YES, same=YES, known=YES, written=MOMENTS, saved=st.none() | MOMENTS)
def test_what_a_rater_wrote_of_a_child_she_no_longer_rates_is_held_and_never_put_in(
    closed: bool, same: bool, known: bool, written: datetime, saved: datetime | None
) -> None:
    state = rules.where_kept_goes(here=False, closed=closed, same=same, written_at=written, known=known, saved_at=saved)
    assert state is KeptState.HELD


@given(known=YES, written=MOMENTS, saved=st.none() | MOMENTS)
def test_nothing_is_put_in_once_it_is_closed_unless_it_says_the_same(
    known: bool, written: datetime, saved: datetime | None
) -> None:
    def goes(same: bool) -> KeptState:
        return rules.where_kept_goes(here=True, closed=True, same=same, written_at=written, known=known, saved_at=saved)

    assert goes(True) is KeptState.TAKEN
    assert goes(False) is KeptState.ASIDE


@given(written=MOMENTS, saved=MOMENTS)
def test_of_two_devices_the_latest_word_counts(written: datetime, saved: datetime) -> None:
    state = rules.where_kept_goes(here=True, closed=False, same=False, written_at=written, known=False, saved_at=saved)
    assert state is (KeptState.TAKEN if saved <= written else KeptState.ASIDE)


@given(said=MOMENTS, received=MOMENTS)
def test_a_rating_was_written_before_it_came_and_not_longer_ago_than_a_device_keeps_it(
    said: datetime, received: datetime
) -> None:
    when = rules.written_when(said, received)
    assert received - timedelta(days=rules.KEPT_DAYS) <= when <= received
    if when != said:
        assert not received - timedelta(days=rules.KEPT_DAYS) <= said <= received


def test_what_waits_has_a_way_on_and_what_is_decided_has_none() -> None:
    ways = {state for state, _ in KEPT_TABLE}
    assert ways == set(KEPT_OPEN)
    assert not set(KEPT_TABLE.values()) & set(KEPT_OPEN)
    assert {move for _, move in KEPT_TABLE} == set(KeptMove)
