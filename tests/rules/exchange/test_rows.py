"""One row: taken with its value, or left out with every fault named at its field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.exchange import rows
from sikkerhedsnet.exchange.cells import tidy
from sikkerhedsnet.exchange.labels import REASON, sentence
from sikkerhedsnet.exchange.layouts import COLUMNS
from sikkerhedsnet.exchange.problems import Reason
from sikkerhedsnet.exchange.reading import Record
from tests.exchange.files import ALMA, BODIL, CHILDREN, STAFF

TODAY = date(2026, 11, 23)


def child(**cells: str):
    return rows.child_row(Record(7, {**ALMA, **cells}), TODAY)


def employee(**cells: str):
    return rows.staff_row(Record(7, {**BODIL, **cells}), TODAY)


def faults(parsed) -> list[tuple[str, Reason]]:
    return [(problem.field, problem.reason) for problem in parsed.rejected]


def remarks(parsed) -> list[tuple[str, Reason]]:
    return [(problem.field, problem.reason) for problem in parsed.warnings]


def test_an_ordinary_child_is_read_without_a_remark():
    parsed = child()
    assert not parsed.rejected and not parsed.warnings
    assert (parsed.row.cpr, parsed.row.birth_date, parsed.row.protected) == ("6104215780", date(2021, 4, 1), False)
    assert parsed.row.guardians == (rows.GuardianCell("6203880724", "Aya Holm", True, True),)


@pytest.mark.parametrize("written", ["610421-5780", " 610421 5780 ", "610421 - 5780"])
def test_hyphen_and_blanks_in_a_number_are_no_fault(written):
    parsed = child(cpr=written)
    assert parsed.row.cpr == "6104215780" and not parsed.warnings


@pytest.mark.parametrize("written", ["01-04-2021", "2021-04-01", "1.4.2021", "01/04/2021", "2021-04-01T00:00:00"])
def test_a_day_is_read_in_every_way_it_is_written(written):
    assert child(foedselsdato=written).row.birth_date == date(2021, 4, 1)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"foedselsdato": "31-02-2021"}, ("foedselsdato", Reason.DATE_IMPOSSIBLE)),
        ({"foedselsdato": "april"}, ("foedselsdato", Reason.NOT_A_DATE)),
        ({"foedselsdato": "01-04-21"}, ("foedselsdato", Reason.NOT_A_DATE)),
        ({"foedselsdato": ""}, ("foedselsdato", Reason.MISSING)),
        ({"foedselsdato": "01-04-0021"}, ("foedselsdato", Reason.DATE_TOO_EARLY)),
        ({"cpr": "610421578"}, ("cpr", Reason.CPR_LENGTH)),
        ({"cpr": "61042157800"}, ("cpr", Reason.CPR_LENGTH)),
        ({"cpr": "610421578A"}, ("cpr", Reason.CPR_CHARACTERS)),
        ({"cpr": "6113215780"}, ("cpr", Reason.CPR_DATE)),
        ({"cpr": "0204215780"}, ("foedselsdato", Reason.CPR_DISAGREES)),
        ({"fornavn": "  "}, ("fornavn", Reason.MISSING)),
        ({"fornavn": "x" * 201}, ("fornavn", Reason.TOO_LONG)),
        ({"adressebeskyttet": ""}, ("adressebeskyttet", Reason.NOT_YES_OR_NO)),
        ({"adressebeskyttet": "måske"}, ("adressebeskyttet", Reason.NOT_YES_OR_NO)),
        ({"vaerge1_cpr": "6104215780"}, ("vaerge1_cpr", Reason.GUARDIAN_IS_CHILD)),
        ({"vaerge1_cpr": "610421-5780"}, ("vaerge1_cpr", Reason.GUARDIAN_IS_CHILD)),
        ({"vaerge1_foraeldremyndighed": ""}, ("vaerge1_foraeldremyndighed", Reason.NOT_YES_OR_NO)),
        ({"vaerge1_navn": ""}, ("vaerge1_navn", Reason.MISSING)),
    ],
)
def test_what_is_wrong_with_the_child_leaves_the_row_out(cells, fault):
    parsed = child(**cells)
    assert parsed.row is None
    assert faults(parsed) == [fault]
    assert parsed.rejected[0].line == 7


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"cpr": ""}, ("cpr", Reason.CPR_MISSING)),
        ({"efternavn": "Nguy?n"}, ("efternavn", Reason.CHARACTER_LOST)),
        ({"efternavn": "?zdemir"}, ("efternavn", Reason.CHARACTER_LOST)),
        ({"adresse": "Sk\ufffdnde 4"}, ("adresse", Reason.CHARACTER_LOST)),
        ({"fornavn": "SÃ¸ren"}, ("fornavn", Reason.CHARACTER_LOST)),
        ({"foedselsdato": "02-04-2021"}, ("foedselsdato", Reason.CPR_HINT_DISAGREES)),
        ({"cpr": "", "foedselsdato": "02-04-2027"}, ("foedselsdato", Reason.DATE_AHEAD)),
        ({"cpr": "", "foedselsdato": "02-04-2007"}, ("foedselsdato", Reason.NOT_A_CHILD)),
        ({"vaerge1_cpr": "12345"}, ("vaerge1_cpr", Reason.GUARDIAN_CPR_UNREADABLE)),
    ],
)
def test_what_can_be_mended_later_is_a_remark_and_the_child_is_in(cells, remark):
    parsed = child(**cells)
    assert parsed.row is not None
    assert remark in remarks(parsed)


def test_a_real_number_must_agree_with_the_birth_date_but_a_replacement_may_be_wrong():
    assert child(cpr="0104215780").row is not None
    assert faults(child(cpr="0104215780", foedselsdato="03-04-2021")) == [("foedselsdato", Reason.CPR_DISAGREES)]
    assert child(foedselsdato="03-04-2021").row is not None


def test_a_child_nobody_holds_custody_of_is_in_with_a_remark():
    empty = {f"vaerge1_{name}": "" for name in ("cpr", "navn", "foraeldremyndighed", "samme_adresse")}
    parsed = child(**empty)
    assert parsed.row.guardians == () and ("vaerge1_navn", Reason.NO_GUARDIAN) in remarks(parsed)


def test_the_same_custody_holder_twice_is_taken_once():
    second = {k.replace("vaerge1", "vaerge2"): v for k, v in ALMA.items() if k.startswith("vaerge1")}
    parsed = child(**second)
    assert len(parsed.row.guardians) == 1 and ("vaerge2_cpr", Reason.GUARDIAN_TWICE) in remarks(parsed)


def test_every_fault_of_a_row_is_named_at_once():
    parsed = child(fornavn="", foedselsdato="31-02-2021", adressebeskyttet="?")
    assert len(parsed.rejected) == 3


def test_an_employee_whose_last_day_has_passed_is_still_read():
    assert employee(til="2026-06-30").row.end_on == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"rolle": "trylleri"}, ("rolle", Reason.UNKNOWN_FUNCTION)),
        ({"rolle": "systemadministrator"}, ("rolle", Reason.UNKNOWN_FUNCTION)),
        ({"til": "2020-01-01"}, ("til", Reason.ENDS_BEFORE_START)),
        ({"fra": ""}, ("fra", Reason.MISSING)),
        ({"id": ""}, ("id", Reason.MISSING)),
    ],
)
def test_an_employee_who_cannot_be_placed_is_left_out(cells, fault):
    assert faults(employee(**cells)) == [fault]


@pytest.mark.parametrize(
    ("written", "function"),
    [
        ("paedagog", Function.PEDAGOGUE),
        ("Pædagog", Function.PEDAGOGUE),
        ("LÆRER", Function.TEACHER),
        ("dagplejer", Function.CHILDMINDER),
        ("PPR-psykolog", Function.EDUCATIONAL_PSYCHOLOGIST),
        ("forebyggelsesrådgiver", Function.PREVENTION_ADVISER),
    ],
)
def test_a_role_is_recognised_with_danish_letters_and_without(written, function):
    assert employee(rolle=written).row.function is function


def test_a_mail_address_that_is_none_does_not_keep_anybody_out():
    parsed = employee(email="bodil snabela fjordby")
    assert parsed.row.email == "" and remarks(parsed) == [("email", Reason.EMAIL_UNREADABLE)]


def test_a_pedagogue_without_an_institution_is_told_of():
    assert ("institution", Reason.NO_PLACE) in remarks(employee(institution=""))


def test_every_reason_has_a_sentence():
    assert set(REASON) == set(Reason)


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in COLUMNS[CHILDREN]}))
def test_any_row_is_a_child_or_a_list_of_faults_in_words(cells):
    parsed = rows.child_row(Record(2, cells), TODAY)
    assert (parsed.row is None) == bool(parsed.rejected)
    for problem in (*parsed.rejected, *parsed.warnings):
        assert problem.line == 2 and problem.field in COLUMNS[CHILDREN] and sentence(problem)


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in COLUMNS[STAFF]}))
def test_any_row_is_an_employee_or_a_list_of_faults_in_words(cells):
    parsed = rows.staff_row(Record(2, cells), TODAY)
    assert (parsed.row is None) == bool(parsed.rejected)
    assert all(sentence(problem) for problem in (*parsed.rejected, *parsed.warnings))


@given(st.text(max_size=40))
def test_the_quick_way_to_tidy_a_cell_gives_what_the_thorough_one_gives(written):
    assert tidy(written) == normalise_text(written)
