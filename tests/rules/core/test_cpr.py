"""CPR numbers are read kindly, and refused only for what can be no number at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.cpr import CprError, Sex, parse_cpr

SERIALS = st.integers(0, 9999).map("{:04d}".format)


def century_by_the_table(digit_7: int, yy: int) -> int:
    """The CPR office's table written out a second time, row by row."""
    table = {
        **dict.fromkeys((0, 1, 2, 3), ((99, 1900),)),
        **dict.fromkeys((4, 9), ((36, 2000), (99, 1900))),
        **dict.fromkeys((5, 6, 7, 8), ((57, 2000), (99, 1800))),
    }
    return next(century for last, century in table[digit_7] if yy <= last)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("010100-0000", date(1900, 1, 1)),
        ("311299-3999", date(1999, 12, 31)),
        ("010136-4000", date(2036, 1, 1)),
        ("010137-4000", date(1937, 1, 1)),
        ("010136-9000", date(2036, 1, 1)),
        ("010137-9000", date(1937, 1, 1)),
        ("010157-5000", date(2057, 1, 1)),
        ("010158-5000", date(1858, 1, 1)),
        ("010157-8000", date(2057, 1, 1)),
        ("010158-8000", date(1858, 1, 1)),
        ("290200-4000", date(2000, 2, 29)),
    ],
)
def test_digit_seven_and_the_year_give_the_century(text: str, born: date) -> None:
    assert parse_cpr(text).birth_date == born


@given(st.dates(date(1858, 1, 1), date(2057, 12, 31)), SERIALS)
def test_any_date_whose_century_fits_the_serial_is_read_back(born: date, serial: str) -> None:
    digits = f"{born:%d%m%y}{serial}"
    if century_by_the_table(int(serial[0]), born.year % 100) != born.year // 100 * 100:
        return
    cpr = parse_cpr(digits)
    assert cpr.birth_date == born
    assert not cpr.is_replacement
    assert cpr.agrees_with(born)
    assert cpr.digits == digits


@given(st.dates(date(2000, 1, 1), date(2036, 12, 31)), SERIALS)
def test_a_replacement_number_has_sixty_on_the_day_and_fits_whatever_its_serial(born: date, serial: str) -> None:
    cpr = parse_cpr(f"{born.day + 60:02d}{born:%m%y}{serial}")
    assert cpr.is_replacement
    assert cpr.agrees_with(born)
    assert cpr.birth_date is None or (cpr.birth_date.day, cpr.birth_date.month) == (born.day, born.month)


def test_a_replacement_number_for_a_leap_day_is_taken_when_its_serial_says_another_century() -> None:
    cpr = parse_cpr("890200-0000")
    assert cpr.birth_date is None
    assert cpr.agrees_with(date(2000, 2, 29))


def test_a_replacement_number_does_not_fit_another_day() -> None:
    assert not parse_cpr("820213-5785").agrees_with(date(2013, 2, 23))


def test_an_ordinary_number_does_not_fit_the_same_day_in_another_century() -> None:
    assert not parse_cpr("220213-5785").agrees_with(date(1913, 2, 22))


@pytest.mark.parametrize("text", ["820213-5785", "8202135785", " 820213 - 5785 ", "820213 5785", "820213\u20135785"])
def test_hyphen_and_blanks_do_not_matter(text: str) -> None:
    assert parse_cpr(text).digits == "8202135785"


@given(st.integers(0, 9999))
def test_modulus_eleven_is_never_a_reason(serial: int) -> None:
    assert parse_cpr(f"610120{serial:04d}").is_replacement
    assert parse_cpr(f"010165{serial:04d}").digits


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "length"),
        ("820213-578", "length"),
        ("820213-57855", "length"),
        ("٨٢٠٢١٣٥٧٨٥", "characters"),
        ("\uff18\uff12\uff10\uff12\uff11\uff13\uff15\uff17\uff18\uff15", "characters"),
        ("82O213-5785", "characters"),
        ("820213--5785", "characters"),
        ("8202-135785", "characters"),
        ("+820213578", "characters"),
        ("000213-5785", "date"),
        ("310213-5785", "date"),
        ("321213-5785", "date"),
        ("600113-5785", "date"),
        ("920113-5785", "date"),
        ("910213-5785", "date"),
        ("821313-5785", "date"),
        ("290213-5785", "date"),
    ],
)
def test_a_refusal_says_which_kind(text: str, reason: str) -> None:
    with pytest.raises(CprError) as caught:
        parse_cpr(text)
    assert caught.value.reason == reason


@given(st.text())
def test_any_text_is_either_a_number_or_a_refusal_that_does_not_repeat_it(text: str) -> None:
    try:
        cpr = parse_cpr(text)
    except CprError as error:
        assert error.reason in {"length", "characters", "date"}
        assert str(error) == error.reason
    else:
        assert len(cpr.digits) == 10
        assert cpr.digits.isascii()
        assert cpr.digits.isdigit()


@given(st.dates(date(2000, 1, 1), date(2036, 12, 31)), SERIALS)
def test_a_hyphen_changes_nothing(born: date, serial: str) -> None:
    cpr = parse_cpr(f"{born.day + 60}{born:%m%y}{serial}")
    assert parse_cpr(f"{born.day + 60}{born:%m%y}-{serial}") == cpr


def test_the_last_digit_tells_the_sex() -> None:
    assert parse_cpr("820213-5784").sex is Sex.FEMALE
    assert parse_cpr("820213-5785").sex is Sex.MALE


def test_the_serial_shows_neither_in_the_mask_nor_in_a_log_line() -> None:
    cpr = parse_cpr("820213-5785")
    for shown in (cpr.masked, str(cpr), repr(cpr)):
        assert "820213-****" in shown
        assert "5785" not in shown
