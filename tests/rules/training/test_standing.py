"""How somebody stands to a course: the certificate that lasts longest decides, and what is taken back counts for nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.training import rules
from sikkerhedsnet.training.reading import plain, same_person
from sikkerhedsnet.training.rules import Held
from sikkerhedsnet.training.states import TRAINED, Standing
from sikkerhedsnet.web.spreadsheet import harmless

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
DAYS = st.integers(-900, 900).map(lambda n: TODAY + n * DAY)
HELD = st.builds(
    lambda on, lasts, revoked: Held(on, None if lasts is None else on + lasts * DAY, revoked),
    DAYS, st.none() | st.integers(0, 900), st.none() | DAYS,
)  # fmt: skip


@given(st.lists(HELD, max_size=5), st.integers(1, 52))
def test_she_is_trained_exactly_when_one_certificate_stands(held: list[Held], weeks: int) -> None:
    found, until = rules.standing(held, TODAY, weeks)
    assert (found in TRAINED) == any(one.stands(TODAY) for one in held)
    if found is Standing.EXPIRING:
        assert until is not None and until >= TODAY and rules.warns_from(until, weeks) <= TODAY
    if found is Standing.HAS and until is not None:
        assert rules.warns_from(until, weeks) > TODAY
    if found is Standing.EXPIRED:
        assert until is not None and until < TODAY
    assert (found is Standing.MISSING) == (not [one for one in held if one.completed_on <= TODAY])


@given(st.lists(HELD, max_size=5), HELD, st.randoms())
def test_one_more_certificate_never_takes_a_form_away_and_the_order_is_nothing(
    held: list[Held], more: Held, chance
) -> None:
    before, _ = rules.standing(held, TODAY, 8)
    after, until = rules.standing([*held, more], TODAY, 8)
    assert before not in TRAINED or after in TRAINED
    shuffled = [*held, more]
    chance.shuffle(shuffled)
    assert rules.standing(shuffled, TODAY, 8) == (after, until)


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 1, 31), 1, date(2025, 2, 27)),
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
        (date(2025, 1, 1), None, None),
    ],
)
def test_the_last_day_is_the_day_before(on: date, months: int | None, last: date | None) -> None:
    assert rules.expires_on(on, months) == last


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50))
def test_nobody_gets_a_seat_that_is_not_there(taken: int, more: int, seats: int) -> None:
    rules.check_seats(None, taken, more)
    if taken + more <= seats:
        rules.check_seats(seats, taken, more)
    else:
        with pytest.raises(Invalid):
            rules.check_seats(seats, taken, more)


@given(st.text(max_size=30).map(str.strip))
def test_what_was_made_harmless_in_a_file_out_is_read_as_it_was(cell: str) -> None:
    if not cell.startswith("'"):
        assert plain(harmless(cell)) == plain(cell)


def test_a_name_that_shares_no_part_is_somebody_else() -> None:
    assert same_person("", "Mette Lund") and same_person("lund, METTE", "Mette Lund")
    assert not same_person("Hanne Toft", "Mette Lund")


def test_a_course_for_nobody_in_particular_is_for_everybody() -> None:
    assert (
        rules.is_for([], "teacher") and rules.is_for(["teacher"], "teacher") and not rules.is_for(["chief"], "teacher")
    )
