"""Who covers on which day, and what cannot be written; no Django."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.rules import LONGEST, Away, check_away, check_days, cover_on

MONDAY = date(2026, 11, 23)
DAYS = st.integers(0, 12).map(lambda days: MONDAY + timedelta(days=days))
PEOPLE = st.integers(1, 4)


@st.composite
def absences(draw: st.DrawFn) -> Away:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return Away(draw(PEOPLE), first, last, draw(st.none() | PEOPLE))


def accepted(asked: list[Away]) -> list[Away]:
    """Those that can be written one after the other, by leaders, so that nothing but the strict rules stops them."""
    found: list[Away] = []
    for one in asked:
        try:
            check_away(one, found, fit={1, 2, 3, 4}, ill=True)
        except Invalid:
            continue
        found.append(one)
    return found


@given(st.lists(absences(), max_size=8), DAYS)
def test_cover_is_never_oneself_never_passed_on_and_never_outside_the_days(asked: list[Away], day: date) -> None:
    written = accepted(asked)
    away = {one.user_id for one in written if one.on(day)}
    for who in range(1, 5):
        cover = cover_on(written, who, day)
        if cover is None:
            continue
        assert cover != who
        assert cover not in away, "whoever is away covers for nobody, so that no cover has a cover"
        assert cover_on(written, cover, day) is None
        assert any(
            one.user_id == who and one.cover_id == cover and one.start_on <= day <= one.end_on for one in written
        )


@given(st.lists(absences(), max_size=8), DAYS)
def test_nobody_is_away_twice_on_a_day(asked: list[Away], day: date) -> None:
    there = [one.user_id for one in accepted(asked) if one.on(day)]
    assert len(there) == len(set(there))


@given(absences())
def test_cover_lasts_from_the_first_to_the_last_day_and_no_day_more(one: Away) -> None:
    if one.cover_id in (None, one.user_id):
        return
    assert cover_on([one], one.user_id, one.start_on) == cover_on([one], one.user_id, one.end_on) == one.cover_id
    for outside in (one.start_on - timedelta(days=1), one.end_on + timedelta(days=1)):
        assert cover_on([one], one.user_id, outside) is None


@pytest.mark.parametrize(
    ("first", "last", "field", "why"),
    [
        (MONDAY - timedelta(days=1), MONDAY, "start_on", "start_past"),
        (MONDAY + timedelta(days=2), MONDAY, "end_on", "end_before_start"),
        (MONDAY, MONDAY + LONGEST, "end_on", "too_long"),
    ],
)
def test_the_days_run_forward_from_today_and_not_for_ever(first: date, last: date, field: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_days(first, last, MONDAY)
    assert refused.value.errors == {field: why}
    check_days(MONDAY, MONDAY + LONGEST - timedelta(days=1), MONDAY)


@pytest.mark.parametrize(
    ("asked", "others", "ill", "errors"),
    [
        (Away(1, MONDAY, MONDAY, 1), [], False, {"cover": "cover_self"}),
        (Away(1, MONDAY, MONDAY, 9), [], False, {"cover": "cover_not_fit"}),
        (Away(1, MONDAY, MONDAY, 2), [Away(2, MONDAY, MONDAY)], False, {"cover": "cover_away"}),
        (Away(1, MONDAY, MONDAY, 2), [Away(1, MONDAY, MONDAY)], True, {"start_on": "overlaps"}),
        (Away(1, MONDAY, MONDAY, 2), [Away(3, MONDAY, MONDAY, 1)], False, {"start_on": "covers_another"}),
        (Away(1, MONDAY, MONDAY, 2), [Away(3, MONDAY, MONDAY, 1)], True, None),
        (Away(1, MONDAY, MONDAY), [], False, None),
    ],
)
def test_what_cannot_be_written_is_refused_by_name(
    asked: Away, others: list[Away], ill: bool, errors: dict[str, str] | None
) -> None:
    if errors is None:
        check_away(asked, others, fit={1, 2}, ill=ill)
        return
    with pytest.raises(Invalid) as refused:
        check_away(asked, others, fit={1, 2}, ill=ill)
    assert refused.value.errors == errors
