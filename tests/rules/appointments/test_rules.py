"""Times offered, overlaps, when an interpreter is late, and what an agenda begins with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.appointments import kinds, rules
from sikkerhedsnet.appointments.states import Booking
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.meetings.commands import Guests
from sikkerhedsnet.meetings.rules import check_guests
from sikkerhedsnet.meetings.states import Kind

TODAY = date(2026, 11, 23)
NOW = clock.at(TODAY, 10)


def span(days: int, hour: int = 9, minutes: int = 60) -> rules.Span:
    starts = clock.at(TODAY + timedelta(days=days), hour)
    return starts, starts + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("times", "answer_by", "error"),
    [
        ([span(3)], TODAY, {"times": "how_many"}),
        ([span(n) for n in range(3, 8)], TODAY, {"times": "how_many"}),
        ([span(3), span(3)], TODAY, {"times": "twice"}),
        ([span(-1), span(3)], TODAY, {"day": "past"}),
        ([span(3), span(4)], TODAY - timedelta(days=1), {"answer_by": "past"}),
        ([span(3), span(4)], TODAY + timedelta(days=4), {"answer_by": "after_the_first"}),
        ([span(3), span(300)], TODAY, {"day": "too_far"}),
    ],
)
def test_what_cannot_be_offered_is_told(times: list[rules.Span], answer_by: date, error: dict[str, str]) -> None:
    with pytest.raises(Invalid) as raised:
        rules.check_offered(times, answer_by, NOW)
    assert raised.value.errors == error


@pytest.mark.parametrize("number", [2, 3, 4])
def test_two_to_four_times_can_be_offered(number: int) -> None:
    rules.check_offered([span(n) for n in range(3, 3 + number)], TODAY + timedelta(days=2), NOW)


@given(st.integers(0, 100), st.integers(1, 20), st.integers(0, 100), st.integers(1, 20))
def test_two_spans_overlap_exactly_when_they_share_a_minute(a: int, long: int, b: int, wide: int) -> None:
    minute = lambda n: NOW + timedelta(minutes=n)  # noqa: E731
    shared = set(range(a, a + long)) & set(range(b, b + wide))
    assert rules.overlap((minute(a), minute(a + long)), (minute(b), minute(b + wide))) is bool(shared)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 10))
def test_the_interpreter_has_so_many_working_days(starts_on: date, days: int) -> None:
    by = rules.interpreter_by(starts_on, days)
    working = [d for d in _between(by, starts_on) if calendar.is_working_day(d)]
    assert len(working) == days


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days)]


def test_a_monday_meeting_wants_its_interpreter_on_thursday() -> None:
    assert rules.interpreter_by(date(2026, 11, 30), 2) == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("told", "state", "missing"),
    [
        ({"needed": False, "confirmed_on": TODAY}, Booking.NOT_NEEDED, False),
        ({"needed": True}, Booking.NOT_ORDERED, True),
        ({"needed": True, "ordered_on": TODAY}, Booking.ORDERED, True),
        ({"needed": True, "ordered_on": TODAY, "confirmed_on": TODAY}, Booking.CONFIRMED, False),
        ({"needed": True, "came": False}, Booking.STAYED_AWAY, False),
        ({"needed": True, "confirmed_on": TODAY, "came": True}, Booking.CAME, False),
    ],
)
def test_what_happened_last_says_how_far_the_interpreter_is(
    told: dict[str, object], state: Booking, missing: bool
) -> None:
    assert rules.booking(**told) is state  # type: ignore[arg-type]
    assert rules.missing(state) is missing


def test_the_plan_gives_a_point_for_each_goal_and_step_and_the_worry_one_its_raiser_asked_for() -> None:
    points = ["Velkommen", "{bekymring} Hvad er set?", "{mål}", "{skridt}", "  "]
    found = rules.drafts(points, goals=["Sove", "Lege"], steps=[("Ringe", "Mor"), ("Lytte", "")])
    assert [(one.text, one.raiser) for one in found] == [
        ("Velkommen", False), ("Hvad er set?", True), ("Sove", False), ("Lege", False), ("Ringe (Mor)", False),
        ("Lytte", False),
    ]  # fmt: skip


@given(st.lists(st.text(max_size=80), max_size=60), st.lists(st.text(max_size=900), max_size=40))
def test_a_draft_always_fits_where_it_is_kept(points: list[str], goals: list[str]) -> None:
    found = rules.drafts([*points, "{mål}"], goals=goals, steps=[])
    assert len(found) <= rules.MOST_LINES
    assert all(len(one.text) <= 500 for one in found)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_an_agenda_a_length_and_people_without_anybody_choosing(kind: Kind) -> None:
    way = kinds.ways()[kind]
    assert kinds.SHORTEST <= way.minutes <= kinds.LONGEST
    assert len(way.agenda) >= 4 and way.usual
    assert "kommunen" in kinds.mark()


def test_the_family_comes_first_on_every_agenda_but_the_sparrings() -> None:
    firsts = {kind: " ".join(way.agenda[:2]).lower() for kind, way in kinds.ways().items()}
    assert all("forældre" in words or "familien" in words for words in firsts.values())


def test_a_sparring_takes_the_parents_yes_and_not_their_presence() -> None:
    asked = Guests(staff_ids=(9,), asked_on=TODAY)
    check_guests(asked, custody_ids={1}, suspicion=False, today=TODAY, kind=Kind.CONSULTATION)
    with pytest.raises(Invalid) as raised:
        check_guests(Guests(staff_ids=(9,)), custody_ids={1}, suspicion=False, today=TODAY, kind=Kind.CONSULTATION)
    assert raised.value.errors == {"asked_on": "asked_required"}
    with pytest.raises(Invalid):
        check_guests(asked, custody_ids={1}, suspicion=False, today=TODAY, kind=Kind.COORDINATION)


def test_an_interpreter_cannot_have_come_to_what_has_not_begun() -> None:
    base = {"needed": True, "language": "arabisk", "ordered_on": None, "confirmed_on": None, "today": TODAY}
    with pytest.raises(Invalid):
        rules.check_interpreter(**base, came=True, begun=False)  # type: ignore[arg-type]
    rules.check_interpreter(**base, came=True, begun=True)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as raised:
        rules.check_interpreter(**{**base, "language": " "}, came=None, begun=False)  # type: ignore[arg-type]
    assert raised.value.errors == {"language": "language_required"}
