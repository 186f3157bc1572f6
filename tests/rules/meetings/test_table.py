"""Who is heard first, what a professional's words are, and what an agreement becomes; for whatever is thrown at the rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.meetings import rules
from sikkerhedsnet.meetings.states import Becomes, Manner, Role

ROLES = st.sampled_from(Role)
GROUPS = st.sets(ROLES)
DAY = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(role=st.none() | ROLES, present=GROUPS, heard=GROUPS, before=st.booleans())
def test_only_a_professional_is_asked_and_only_while_a_parent_or_the_child_waits(
    role: Role | None, present: set[Role], heard: set[Role], before: bool
) -> None:
    asks = rules.parents_first(role, present=present, heard=heard, professionals_before=before)
    if asks:
        assert role is Role.PROFESSIONAL
        assert present & {Role.PARENT, Role.CHILD}
        assert not heard & set(rules.FAMILY)
    assert not rules.parents_first(role, present=present, heard=heard, professionals_before=True), "once"
    assert not rules.parents_first(role, present=present, heard=heard | {Role.PARENT}, professionals_before=before)


@given(role=st.none() | ROLES, manner=st.none() | st.sampled_from(Manner))
def test_a_mark_is_a_professionals_and_never_missing(role: Role | None, manner: Manner | None) -> None:
    if role is Role.PROFESSIONAL and manner is None:
        with pytest.raises(Invalid):
            rules.manner_of(role, manner)
    else:
        marked = rules.manner_of(role, manner)
        assert marked == (manner if role is Role.PROFESSIONAL else "")


@given(today=DAY, days=st.integers(-400, 400))
def test_the_next_meeting_is_after_today_and_within_half_a_year(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    if 0 < days <= 26 * 7:
        rules.check_next(day, today)
    else:
        with pytest.raises(Invalid):
            rules.check_next(day, today)


@given(today=DAY, becomes=st.sampled_from(Becomes))
def test_what_waits_has_a_day_and_what_people_agree_on_is_never_given_one(today: date, becomes: Becomes) -> None:
    day = rules.settled_by(becomes, today)
    assert (day is None) == (becomes in (Becomes.STEP, Becomes.NEXT))
    if day is not None:
        rules.check_step(day, today)


@given(settled=st.booleans(), becomes=st.sampled_from(Becomes))
def test_what_became_something_elsewhere_is_not_taken_back_here(settled: bool, becomes: Becomes) -> None:
    if settled and becomes is not Becomes.NEXT:
        with pytest.raises(Invalid):
            rules.check_withdraw(settled, becomes)
    else:
        rules.check_withdraw(settled, becomes)
