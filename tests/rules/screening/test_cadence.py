"""When rounds are, who is old enough, and when somebody is reminded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.screening import cadence
from sikkerhedsnet.screening.cadence import Cadence, Occasion, Window

SPRING, AUTUMN = Window((4, 15), (5, 31)), Window((10, 1), (11, 15))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def problems(*windows: Window, kind: InstitutionKind = InstitutionKind.DAY_CARE, **changes: object) -> dict[str, str]:
    values: dict[str, object] = {"reminder_days": 7, "raters": None, "reason": "Aftalt med lederne."} | changes
    try:
        cadence.check_plan(kind, windows, **values)  # type: ignore[arg-type]
    except Invalid as problem:
        return problem.errors
    return {}


def test_two_windows_a_year_are_a_plan_and_five_or_none_are_not() -> None:
    assert problems(SPRING, AUTUMN) == {}
    assert problems() == {"windows": "windows_number"}
    assert problems(*[Window((m, 1), (m, 2)) for m in range(1, 6)]) == {"windows": "windows_number"}


def test_windows_that_meet_or_last_too_long_are_refused() -> None:
    assert problems(SPRING, Window((5, 31), (6, 15))) == {"windows": "windows_meet"}
    assert problems(Window((1, 1), (12, 31))) == {"windows": "window_too_long"}
    assert problems(Window((12, 7), (1, 31)), Window((1, 15), (2, 15))) == {"windows": "windows_meet"}


def test_two_rate_everywhere_but_with_childminders_and_a_plan_has_its_reason() -> None:
    assert problems(SPRING, raters=1) == {"raters": "raters_number"}
    assert problems(SPRING, raters=1, kind=InstitutionKind.CHILDMINDING) == {}
    assert problems(SPRING, reason=" \n") == {"reason": "plan_reason"}
    assert problems(SPRING, reminder_days=61) == {"reminder_days": "reminder_days"}


def test_a_window_over_new_year_ends_the_year_after() -> None:
    winter = Window((12, 7), (1, 31))
    assert winter.in_year(2026) == (date(2026, 12, 7), date(2027, 1, 31))
    assert cadence.open_on([winter], date(2027, 1, 15)) == (date(2026, 12, 7), date(2027, 1, 31))
    assert cadence.open_on([winter], date(2027, 2, 1)) is None


def test_the_29th_of_february_is_the_28th_in_a_common_year() -> None:
    assert Window((2, 29), (3, 10)).in_year(2027) == (date(2027, 2, 28), date(2027, 3, 10))
    assert Window((2, 29), (3, 10)).in_year(2028)[0] == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["15/4", " 15-4", "15.04 ", "15 / 4"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert cadence.month_day(text) == (4, 15)


@pytest.mark.parametrize("text", ["", "15", "31/4", "0/1", "1/13", "٣/٤", "a/b", "1/2/3", "=1+1"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        cadence.month_day(text)


@given(DAYS)
def test_a_round_is_open_by_the_plan_exactly_on_its_days(today: date) -> None:
    found = cadence.open_on([SPRING, AUTUMN], today)
    inside = (4, 15) <= (today.month, today.day) <= (5, 31) or (10, 1) <= (today.month, today.day) <= (11, 15)
    assert (found is not None) is inside
    if found:
        assert found[0] <= today <= found[1]


@given(DAYS, st.integers(0, 60))
def test_a_reminder_has_its_days_and_only_those(closes: date, days: int) -> None:
    assert cadence.occasion(closes, days, closes) is Occasion.LAST
    before = cadence.occasion(closes, days, closes - timedelta(days=days)) if days else None
    assert before is (Occasion.SOON if days else None)
    assert cadence.occasion(closes, days, closes - timedelta(days=days + 1)) is None
    assert cadence.occasion(closes, days, closes + timedelta(days=1)) is Occasion.OVER
    assert cadence.occasion(closes, days, closes + cadence.OVER_FOR + timedelta(days=1)) is None


@given(DAYS, st.integers(0, 60))
def test_a_child_is_old_enough_from_its_day_on(born: date, months: int) -> None:
    plans = Cadence(2, from_months={"day_care": months})
    first = next(d for n in range(3000) if plans.old_enough("day_care", born, d := born + timedelta(days=n)))
    assert not plans.old_enough("day_care", born, first - timedelta(days=1))
    assert plans.old_enough("day_care", born, first + timedelta(days=400))
    assert plans.old_enough("school", born, born)
    assert not plans.old_enough("day_care", None, first)


def test_how_many_rate_is_the_plans_word_and_else_the_municipalitys() -> None:
    plans = Cadence(2, raters={"school": 3})
    assert [plans.required(k) for k in ("school", "day_care", "childminding")] == [3, 2, 1]
