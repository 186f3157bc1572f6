"""When information crosses, what a consent covers and for how long, and how often the one-off exchange holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.sharing import rules
from sikkerhedsnet.sharing.states import Form, Kind, OneOff, Service, Topic, What

TODAY = date(2026, 11, 23)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
services = st.frozensets(st.sampled_from(Service))
people = st.frozensets(st.integers(1, 4))

# Services


@pytest.mark.parametrize(("function", "place", "expected"), [
    (Function.PEDAGOGUE, InstitutionKind.DAY_CARE, Service.DAY_CARE),
    (Function.PEDAGOGUE, InstitutionKind.AFTER_SCHOOL_CARE, Service.SCHOOL),
    (Function.LEADER, InstitutionKind.SCHOOL, Service.SCHOOL),
    (Function.LEADER, InstitutionKind.PPR, Service.PPR),
    (Function.TEACHER, None, Service.SCHOOL),
    (Function.HEALTH_VISITOR, InstitutionKind.HEALTH_VISITING, Service.HEALTH_VISITING),
    (Function.PREVENTION_ADVISER, None, Service.SOCIAL),
    (Function.FAMILY_ADVISER, InstitutionKind.FAMILY_DEPARTMENT, Service.SOCIAL),
    (Function.POLITICIAN, None, None),
])  # fmt: skip
def test_a_function_belongs_to_a_service(
    function: Function, place: InstitutionKind | None, expected: Service | None
) -> None:
    assert rules.service_of(function, place) is expected


@pytest.mark.parametrize("place", [None, *InstitutionKind])
@pytest.mark.parametrize("function", [f for f in Function if Permission.CHILD_SEE in PERMISSIONS[f]])
def test_everybody_who_works_with_children_has_a_service(function: Function, place: InstitutionKind | None) -> None:
    assert rules.service_of(function, place) is not None


def test_a_hand_over_of_a_concern_or_a_plan_never_leaves_its_service() -> None:
    """Should another function come to answer for them, the hand-over has to be recorded like a meeting is."""
    answering = [f for f in Function if PERMISSIONS[f] & {Permission.CONCERN_TAKE, Permission.PLAN_LEAD}]
    assert {rules.service_of(function) for function in answering} == {Service.SOCIAL}


@given(services, services)
def test_it_crosses_exactly_when_they_have_no_service_in_common(
    one: frozenset[Service], other: frozenset[Service]
) -> None:
    inside = other - {Service.EXTERNAL}
    assert rules.crosses(one, other) is (not inside or inside != other or not one & other)


@given(services)
def test_somebody_outside_or_unknown_is_always_another(one: frozenset[Service]) -> None:
    assert rules.crosses(one, {Service.EXTERNAL})
    assert rules.crosses(one, ())


def test_the_folkeskole_is_another_administration_than_day_care_and_the_family_department() -> None:
    assert rules.same_administration({Service.DAY_CARE, Service.SOCIAL, Service.HEALTH_VISITING})
    assert not rules.same_administration({Service.SCHOOL, Service.SOCIAL})
    assert not rules.same_administration({Service.SOCIAL, Service.EXTERNAL})


# Consent


@st.composite
def terms_and_family(draw: st.DrawFn) -> tuple[rules.Terms, rules.Family]:
    terms = rules.Terms(
        given=draw(st.dictionaries(st.integers(1, 4), days)),
        young_on=draw(st.none() | days),
        receivers=draw(services),
        topics=draw(st.frozensets(st.sampled_from(Topic))),
        expires_on=draw(days),
        withdrawn_on=draw(st.none() | days),
    )
    return terms, rules.Family(draw(people), draw(st.none() | days))


@given(terms_and_family(), days, st.booleans())
def test_a_consent_never_holds_from_the_day_it_was_taken_back_nor_after_its_last_day(
    both: tuple[rules.Terms, rules.Family], day: date, one: bool
) -> None:
    terms, family = both
    if rules.valid_at(terms, family, day, one_is_enough=one):
        assert day <= terms.expires_on
        assert terms.withdrawn_on is None or day < terms.withdrawn_on


@given(terms_and_family(), days, days, st.booleans())
def test_taking_back_changes_no_day_before_it(
    both: tuple[rules.Terms, rules.Family], day: date, back: date, one: bool
) -> None:
    terms, family = both
    before = rules.Terms(**{**vars(terms), "withdrawn_on": None})
    after = rules.Terms(**{**vars(terms), "withdrawn_on": back})
    expected = rules.valid_at(before, family, day, one_is_enough=one) if day < back else False
    assert rules.valid_at(after, family, day, one_is_enough=one) is expected


@given(terms_and_family(), days)
def test_without_a_setting_every_custody_holder_has_to_have_said_yes(
    both: tuple[rules.Terms, rules.Family], day: date
) -> None:
    terms, family = both
    if rules.valid_at(terms, family, day, one_is_enough=False):
        assert all(pk in terms.given and terms.given[pk] <= day for pk in family.holders)
        assert rules.valid_at(terms, family, day, one_is_enough=True), "one of them is among all of them"


@given(terms_and_family(), days)
def test_where_one_is_enough_nobodys_yes_is_not(both: tuple[rules.Terms, rules.Family], day: date) -> None:
    terms, family = both
    if family.holders and rules.valid_at(terms, family, day, one_is_enough=True):
        assert any(terms.given.get(pk, date.max) <= day for pk in family.holders)


@given(terms_and_family(), days, st.booleans())
def test_from_fifteen_the_young_persons_own_yes_is_needed(
    both: tuple[rules.Terms, rules.Family], day: date, one: bool
) -> None:
    terms, family = both
    if family.young_from and day >= family.young_from and rules.valid_at(terms, family, day, one_is_enough=one):
        assert terms.young_on is not None and terms.young_on <= day


def test_a_child_nobody_has_custody_of_has_nobody_to_say_yes_until_fifteen() -> None:
    family = rules.Family(frozenset(), date(2026, 1, 1))
    terms = rules.Terms(young_on=date(2026, 2, 1), expires_on=date(2027, 1, 31))
    assert not rules.valid_at(terms, family, date(2025, 12, 31), one_is_enough=False)
    assert rules.valid_at(terms, family, date(2026, 2, 1), one_is_enough=False)


@given(days, st.integers(1, 60))
def test_a_consent_holds_for_its_months_to_the_day(on: date, months: int) -> None:
    last = rules.expires(on, months)
    assert last + timedelta(days=1) == calendar.add_months(on, months)


def test_a_year_is_the_default() -> None:
    assert rules.expires(date(2026, 11, 23)) == date(2027, 11, 22)
    assert rules.expires(date(2024, 2, 29)) == date(2025, 2, 27)


@given(services, services)
def test_a_consent_covers_those_it_names_and_nobody_else(named: frozenset[Service], asked: frozenset[Service]) -> None:
    assert rules.covers(rules.Terms(receivers=named), asked) is all(service in named for service in asked)


@pytest.mark.parametrize(("agreed", "told", "same"), [
    ("Klinikken i Nord", "klinikken  i nord", True),
    ("Klinikken i Nord", "Klinikken i Syd", False),
    ("", "", False),
])  # fmt: skip
def test_somebody_outside_is_the_one_the_consent_names(agreed: str, told: str, same: bool) -> None:
    assert rules.names_same(agreed, told) is same


def test_one_parent_is_enough_only_when_it_is_so_for_every_topic() -> None:
    assert rules.one_is_enough({Topic.HEALTH}, ["health"])
    assert not rules.one_is_enough({Topic.HEALTH, Topic.FAMILY}, ["health"])
    assert not rules.one_is_enough((), ["health"])


@pytest.mark.parametrize(("form", "witness", "paper", "field"), [
    (Form.SPOKEN, " ", True, "witness"),
    (Form.PAPER, "Maja", False, "paper"),
])  # fmt: skip
def test_a_form_without_its_proof_is_refused(form: Form, witness: str, paper: bool, field: str) -> None:
    with pytest.raises(Invalid) as found:
        rules.check_proof(form, witness=witness, has_paper=paper)
    assert list(found.value.errors) == [field]
    rules.check_proof(Form.DIGITAL, witness="", has_paper=False)


def test_a_consent_says_to_whom_about_what_and_what_for() -> None:
    with pytest.raises(Invalid) as found:
        rules.check_scope((), (), "  ")
    assert set(found.value.errors) == {"receivers", "topics", "purpose"}


# The one-off exchange


@given(st.integers(0, 50))
def test_the_second_meeting_asks_for_a_reason_and_there_is_no_third(before: int) -> None:
    expected = {0: OneOff.FREE, 1: OneOff.ASKS_REASON}.get(before, OneOff.STOPPED)
    assert rules.one_off(before) is expected


def asked(kind: Kind, **fields: object) -> rules.Asked:
    return rules.Asked(kind, **{"needs_note": False, "needs_decision": False, **fields})  # type: ignore[arg-type]


@given(st.integers(0, 5), st.text(), st.sampled_from(Kind))
def test_only_the_one_off_exchange_is_counted_and_the_third_is_refused_whatever_is_written(
    before: int, reason: str, kind: Kind
) -> None:
    def problem() -> dict[str, str]:
        try:
            rules.check_ground(
                asked(kind, special_reason=reason), meetings_before=before, services={Service.SOCIAL}, today=TODAY
            )
        except Invalid as found:
            return found.errors
        return {}

    if kind is not Kind.ONE_OFF or before == 0:
        assert problem() == {}
    elif before == 1:
        assert problem() == ({} if reason.strip() else {"special_reason": "special_reason"})
    else:
        assert problem() == {"basis": "third_time"}


@given(services)
def test_within_carries_only_what_stays_in_one_administration(found: frozenset[Service]) -> None:
    outside = found - {Service.DAY_CARE, Service.HEALTH_VISITING, Service.SOCIAL}
    try:
        rules.check_ground(asked(Kind.WITHIN), meetings_before=0, services=found, today=TODAY)
    except Invalid as problem:
        assert outside
        assert problem.errors == {"basis": "not_within"}
    else:
        assert not outside


def test_a_basis_gets_the_note_and_the_decision_it_asks_for() -> None:
    with pytest.raises(Invalid) as found:
        rules.check_ground(
            asked(Kind.VALUE_BALANCE, needs_note=True, needs_decision=True), meetings_before=0, services=(), today=TODAY
        )
    assert set(found.value.errors) == {"necessity", "decided_by", "decided_on"}
    later = asked(Kind.VALUE_BALANCE, needs_decision=True, decided_by="Bo", decided_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="future"):
        rules.check_ground(later, meetings_before=0, services=(), today=TODAY)


def test_a_suspicion_rests_on_no_consent_and_the_one_off_exchange_carries_meetings_alone() -> None:
    assert Kind.CONSENT not in rules.kinds_for(What.MEETING, suspicion=True)
    assert Kind.ONE_OFF in rules.kinds_for(What.MEETING, suspicion=False)
    for what in (What.COPY, What.SPECIALIST, What.PHONE, What.HAND_OVER):
        assert Kind.ONE_OFF not in rules.kinds_for(what, suspicion=False)


# Periods


def test_what_lay_on_the_table_may_be_used_fourteen_days() -> None:
    assert rules.meeting_until(date(2026, 11, 25)) == date(2026, 12, 9)


@pytest.mark.parametrize(("begins", "used", "key"), [
    (TODAY - timedelta(days=1), False, "past"),
    (TODAY, True, "used"),
])  # fmt: skip
def test_a_new_wording_leaves_what_was_used_as_it_was(begins: date, used: bool, key: str) -> None:
    with pytest.raises(Invalid, match=key):
        rules.check_next_period(begins, TODAY, TODAY, used=used)
    rules.check_next_period(TODAY, TODAY, TODAY, used=False)
    rules.check_next_period(TODAY + timedelta(days=1), TODAY, TODAY, used=True)


@pytest.mark.parametrize(("until", "key"), [
    (TODAY - timedelta(days=1), "past"),
    (TODAY + timedelta(days=6 * 366), "too_far"),
])  # fmt: skip
def test_what_is_passed_on_ends_on_a_day_ahead(until: date, key: str) -> None:
    with pytest.raises(Invalid, match=key):
        rules.check_period(until, TODAY)
    rules.check_period(TODAY, TODAY)


@pytest.mark.parametrize(("on", "expires_on", "key"), [
    (TODAY, TODAY - timedelta(days=1), "past"),
    (TODAY, TODAY + timedelta(days=6 * 366), "too_far"),
])  # fmt: skip
def test_a_consent_ends_on_a_day_ahead(on: date, expires_on: date, key: str) -> None:
    with pytest.raises(Invalid, match=key):
        rules.check_expiry(expires_on, on, TODAY)
