"""The national code lists hold what the guide's tables hold."""

from __future__ import annotations

from sikkerhedsnet.visits.standard import Duty, Level, Service, standard

S = standard()


def test_every_list_has_as_many_words_as_the_guide() -> None:
    assert len(S.visit_types) == 14
    assert len(S.classes) == 4
    assert len(S.indicators) == 14
    assert len(S.exam_results) == 85
    assert len(S.interventions) == 34
    assert len(S.reasons) == 30
    assert len(S.feeding) == 5
    assert len(S.informants) == 6


def test_no_code_stands_twice_in_a_list() -> None:
    for codes in (S.visit_types.values(), S.indicators.values(), S.exam_results, S.interventions, S.reasons):
        found = [word.code for word in codes]  # type: ignore[attr-defined]
        assert len(found) == len(set(found))


def test_what_a_visit_must_hold_is_known() -> None:
    known = set(S.indicators) | set(S.growth) | {"feeding"}
    for visit in S.visit_types.values():
        assert set(visit.mandatory) <= known, visit.key
        assert bool(visit.mandatory) != (visit.key.startswith(("need_", "preventive_"))), visit.key


def test_two_months_asks_for_ten_and_motor_is_only_in_the_text() -> None:
    two_months = S.visit_types["two_months"]
    assert len(two_months.mandatory) == 10
    assert two_months.mandatory["motor"] is Duty.TEXT
    assert S.visit_types["first_month_other"].mandatory["communication"] is Duty.MACHINE


def test_school_examinations_belong_to_the_school() -> None:
    school = {key for key, visit in S.visit_types.items() if visit.service is Service.SCHOOL}
    assert school == {"school_start", "school_middle", "school_leaving", "need_school", "preventive_school"}


def test_every_indicator_has_a_normal_value_and_a_problem() -> None:
    for indicator in S.indicators.values():
        levels = {value.level for value in indicator.values}
        assert {Level.NORMAL, Level.PROBLEM} <= levels, indicator.key
        assert not any(value.reason for value in indicator.values if value.level is Level.NORMAL)


def test_only_home_and_clinic_are_face_to_face() -> None:
    assert {key for key, found in S.classes.items() if found.face_to_face} == {"home", "clinic"}
