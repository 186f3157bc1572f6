"""The schedule engine held against its promises, for any child and any sensible schedule."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.visits import rules
from sikkerhedsnet.visits.rules import ORDER, ChildFacts, Reminder, Span, Standing, Unit
from sikkerhedsnet.visits.standard import Service, standard
from sikkerhedsnet.visits.states import RecallTurn

SCHEME = [
    Standing("maternity", Span(Unit.DAY, 1, 3, 7)),
    Standing("establishing", Span(Unit.DAY, 7, 12, 21), instruments=("topi",)),
    Standing("first_month_other", Span(Unit.DAY, 14, 21, 31)),
    Standing("two_months", Span(Unit.WEEK, 7, 9, 12), instruments=("adbb",)),
    Standing("four_to_six_months", Span(Unit.MONTH, 4, 5, 7)),
    Standing("eight_to_eleven_months", Span(Unit.MONTH, 8, 9, 12)),
    Standing("school_start", Span(Unit.MONTH, 66, 78, 90)),
    Standing("school_middle", Span(Unit.MONTH, 108, 126, 150)),
    Standing("school_leaving", Span(Unit.MONTH, 156, 174, 198)),
]
KINDS = [kind for order in ORDER.values() for kind in order]
days = st.dates(date(2005, 1, 1), date(2030, 12, 31))
spans = st.builds(
    lambda unit, numbers: Span(unit, *sorted(numbers)),
    st.sampled_from(Unit),
    st.tuples(*[st.integers(0, 200)] * 3),
)
schemes = st.lists(
    st.builds(Standing, st.sampled_from(KINDS), spans, st.booleans(), st.booleans()),
    unique_by=lambda row: row.visit_type,
)
dones = st.frozensets(st.sampled_from(KINDS))
series = st.sampled_from(Service)


@given(days, spans)
def test_a_window_is_in_order_and_never_before_the_birth(birth: date, span: Span) -> None:
    window = span.window(birth)
    assert birth <= window.earliest <= window.aim <= window.latest


@given(st.tuples(*[st.integers(0, 200)] * 3).filter(lambda n: list(n) != sorted(n)))
def test_numbers_out_of_order_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(Invalid):
        Span(Unit.DAY, *numbers)


@given(days, days, schemes, dones, series, days)
def test_what_is_due_next_is_one_offered_undone_visit_of_the_series(
    birth: date, asked_from: date, scheme: list[Standing], done: frozenset[str], which: Service, today: date
) -> None:
    due = rules.next_due(ChildFacts(birth, asked_from), which, scheme, done, today)
    if due is None:
        return
    row = next(r for r in scheme if r.visit_type == due.visit_type)
    assert due.series is which and due.visit_type in ORDER[which]
    assert row.offered and due.visit_type not in done and not row.first_child_only
    assert due.window.latest >= asked_from
    assert all(ORDER[which].index(kind) < ORDER[which].index(due.visit_type) for kind in done if kind in ORDER[which])


@given(days, schemes, dones, series, days, st.integers(0, 5000))
def test_nothing_is_asked_of_a_child_that_has_left_or_is_not_born(
    birth: date, scheme: list[Standing], done: frozenset[str], which: Service, left: date, later: int
) -> None:
    today = left + timedelta(days=later)
    assert rules.next_due(ChildFacts(birth, birth, left_on=left), which, scheme, done, today) is None
    assert rules.next_due(ChildFacts(None, birth), which, scheme, done, today) is None


@given(days, series)
def test_every_visit_of_a_series_comes_once_when_each_is_held_in_turn(birth: date, which: Service) -> None:
    done: set[str] = set()
    seen = []
    while (due := rules.next_due(ChildFacts(birth, birth), which, SCHEME, done, birth)) is not None:
        seen.append(due.visit_type)
        done.add(due.visit_type)
    assert tuple(seen) == ORDER[which]


@given(days, st.integers(0, 7000), series)
def test_the_day_alone_never_changes_which_visit_is_next(birth: date, age: int, which: Service) -> None:
    """An overdue visit stays owed until it is held or given up with a reason; time alone loses nothing."""
    facts = ChildFacts(birth, birth)
    first = rules.next_due(facts, which, SCHEME, (), birth)
    assert rules.next_due(facts, which, SCHEME, (), birth + timedelta(days=age)) == first


def test_a_visit_is_named_after_what_was_done_and_ends_those_before_it() -> None:
    birth = date(2026, 1, 31)
    facts = ChildFacts(birth, birth)
    due = rules.next_due(facts, Service.SMALL, SCHEME, {"eight_to_eleven_months"}, date(2026, 3, 1))
    assert due is None
    assert rules.replaced_by("two_months") == ("maternity", "establishing", "first_month_other")
    assert rules.replaced_by("need_small") == ()


def test_a_child_that_moves_in_is_not_asked_for_what_is_long_over() -> None:
    birth = date(2026, 5, 1)
    due = rules.next_due(ChildFacts(birth, date(2026, 9, 10)), Service.SMALL, SCHEME, (), date(2026, 9, 10))
    assert due is not None and due.visit_type == "four_to_six_months"


def test_a_first_child_visit_is_asked_for_only_when_it_is_known_to_be_the_first() -> None:
    row = Standing("four_to_six_months", Span(Unit.MONTH, 4, 5, 7), first_child_only=True)
    birth = date(2026, 5, 1)
    for first, kind in ((None, None), (False, None), (True, "four_to_six_months")):
        due = rules.next_due(ChildFacts(birth, birth, first_born=first), Service.SMALL, [row], (), birth)
        assert (due.visit_type if due else None) == kind


def test_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert rules.age_day(date(2026, 1, 31), Unit.MONTH, 1) == date(2026, 2, 28)


def test_the_two_month_visit_asks_for_ten_things_and_a_screen_for_none() -> None:
    asked = rules.asked_at("two_months", face_to_face=True)
    assert len(asked) == 10
    assert {"parent_mental_state", "weight", "head", "feeding", "motor"} <= set(asked)
    assert rules.asked_at("two_months", face_to_face=False) == ()


def test_what_is_about_a_parent_is_asked_once_for_each_who_was_there() -> None:
    given_all = dict.fromkeys(rules.asked_at("two_months", face_to_face=True), 1)
    assert rules.lacking("two_months", given_all, face_to_face=True, parents_present=1) == ()
    assert rules.lacking("two_months", given_all, face_to_face=True, parents_present=2) == ("parent_mental_state",)


@given(st.sampled_from(list(standard().visit_types)), st.booleans())
def test_nothing_lacks_when_all_is_given_and_all_lacks_when_nothing_is(kind: str, face: bool) -> None:
    asked = rules.asked_at(kind, face_to_face=face)
    assert rules.lacking(kind, dict.fromkeys(asked, 1), face_to_face=face) == ()
    assert rules.lacking(kind, {}, face_to_face=face) == asked


def test_what_lacks_is_asked_for_the_next_two_days() -> None:
    assert rules.ask_until(date(2026, 11, 7), 2) == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("typed", "number"), [("57,5", "57.5"), ("57.5", "57.5"), (" 4 300 ", "4300"), ("4300", "4300"), ("0,5", "0.5")]
)
def test_a_number_is_read_with_comma_or_point(typed: str, number: str) -> None:
    assert rules.read_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "4.300", "4,35", "1.234,5", "-3", "0", "=1+1", "٣٤٥", "fire", "1e5", "12345678"])
def test_what_is_no_number_with_one_decimal_is_refused_and_no_thousands_are_guessed(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.read_number(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_refusal(typed: str) -> None:
    try:
        number = rules.read_number(typed)
    except Invalid:
        return
    assert number > 0 and number == round(number, 1)


def test_kilograms_written_as_grams_are_asked_about_and_a_usual_weight_is_not() -> None:
    assert rules.unusual("weight", "g", Decimal("5"), 2) is not None
    assert rules.unusual("weight", "g", Decimal("5200"), 2) is None
    assert rules.unusual("weight", "kg", Decimal("5.2"), 2) is None


def test_local_rules_remind_of_a_new_form_and_of_talking_before_closing() -> None:
    assert rules.reminders("yellow", 4, 0, most_need=3, least_talks=2) == (
        Reminder.NEW_FORM,
        Reminder.TALK_BEFORE_CLOSING,
    )
    assert rules.reminders("yellow", 3, 2, most_need=3, least_talks=2) == ()
    assert rules.reminders("red", 9, 1, most_need=3, least_talks=2) == (Reminder.TALK_BEFORE_CLOSING,)
    assert rules.reminders("green", 9, 0, most_need=3, least_talks=2) == ()


@pytest.mark.parametrize(
    ("turns", "done"),
    [
        ("called", False), ("called missed", False), ("missed letter", True), ("missed letter talk", True),
        ("letter missed", False), ("missed letter missed", False), ("missed new_date phoned", False),
    ],
)  # fmt: skip
def test_a_step_is_done_when_it_has_been_taken_since_the_child_last_stayed_away(turns: str, done: bool) -> None:
    assert rules.step_done(RecallTurn.LETTER, [RecallTurn(turn) for turn in turns.split()]) is done


@given(days, st.integers(-5, 100))
def test_a_recall_lies_ahead_of_the_look_it_follows(seen: date, months: int) -> None:
    if 1 <= months <= 60:
        assert rules.next_recall(seen, months) > seen
    else:
        with pytest.raises(Invalid):
            rules.next_recall(seen, months)
