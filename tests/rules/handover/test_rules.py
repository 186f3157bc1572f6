"""What a part needs, what stands between a record and its receiver, and the whole table of moves; pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.handover import rules
from sikkerhedsnet.handover.rules import OpenThing, PartAsk, Readiness, part_problem
from sikkerhedsnet.handover.states import BEING_WRITTEN, OPEN, RECEIVED, TABLE, THEIRS, Kind, Move, State
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.sharing.rules import Terms
from sikkerhedsnet.sharing.states import Kind as BasisKind
from sikkerhedsnet.sharing.states import Service, Topic

TODAY = date(2026, 11, 23)
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_every_move_leads_where_the_table_says_or_nowhere(state: State, move: Move) -> None:
    if (state, move) in TABLE:
        assert rules.moved(state, move) is TABLE[state, move]
    else:
        with pytest.raises(IllegalMove):
            rules.moved(state, move)


def test_nothing_is_accepted_but_what_was_sent_and_nothing_is_sent_but_what_was_gone_through() -> None:
    assert {state for state, move in TABLE if move is Move.ACCEPT} == {State.SENT}
    assert {state for state, move in TABLE if move is Move.SEND} == {State.WITH_PARENTS}
    assert TABLE[State.WITH_PARENTS, Move.EDIT] is State.DRAFT


def test_what_has_ended_is_owed_by_nobody_and_what_is_theirs_was_received() -> None:
    assert set(State) - set(OPEN) == {State.CLOSED, State.WITHDRAWN}
    assert set(THEIRS) < set(RECEIVED)
    assert set(BEING_WRITTEN).isdisjoint(THEIRS)


def ask(**changes: object) -> PartAsk:
    terms = Terms(receivers=frozenset({Service.SCHOOL}), topics=frozenset({Topic.DEVELOPMENT}))
    values: dict[str, object] = {
        "topic": Topic.DEVELOPMENT, "consent_only": False, "has_text": True, "declined": False,
        "basis": BasisKind.CONSENT, "basis_in_force": True, "terms": terms, "consent_holds": True,
    }  # fmt: skip
    return PartAsk(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, ""),
        ({"basis": None}, "part_without_basis"),
        ({"basis_in_force": False}, "basis_gone"),
        ({"terms": None}, "consent_missing"),
        ({"consent_holds": False}, "consent_not_valid"),
        ({"named_outside": False}, "consent_not_covering"),
        ({"topic": Topic.HEALTH}, "consent_other_topic"),
        ({"basis": BasisKind.WITHIN, "consent_only": True}, "consent_only"),
        ({"basis": BasisKind.WITHIN, "needs_note": True}, "necessity"),
        ({"basis": BasisKind.WITHIN, "needs_note": True, "note": "Støtten skal være klar"}, ""),
        ({"has_text": False, "basis": None}, ""),
        ({"declined": True, "basis": None}, ""),
    ],
)
def test_a_part_is_told_only_on_a_basis_that_carries_it(changes: dict[str, object], problem: str) -> None:
    assert part_problem(ask(**changes), Service.SCHOOL) == problem


@given(
    st.sampled_from(Service), st.sampled_from(Topic), st.sets(st.sampled_from(Service)), st.sets(st.sampled_from(Topic))
)
def test_a_consent_carries_a_part_exactly_when_it_names_receiver_and_topic(
    receiver: Service, topic: Topic, receivers: set[Service], topics: set[Topic]
) -> None:
    terms = Terms(receivers=frozenset(receivers), topics=frozenset(topics))
    told = part_problem(ask(terms=terms, topic=topic), receiver) == ""
    assert told == (receiver in receivers and topic in topics)


def ready(**changes: object) -> Readiness:
    values: dict[str, object] = {"parts": [""], "told_parts": 1, "talked": True, "receiver": True}
    return Readiness(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"told_parts": 0, "parts": []}, ["nothing_to_send"]),
        ({"parts": ["", "consent_only"], "told_parts": 2}, ["consent_only"]),
        ({"talked": False}, ["parents_first"]),
        ({"talked": False, "no_parents_because": "Ingen kan findes"}, []),
        ({"talked": False, "no_parents_because": "Ingen", "rests_on_consent": True}, ["consent_without_parents"]),
        ({"young_has_say": True}, ["young_first"]),
        ({"young_has_say": True, "young_talked": True}, []),
        ({"gaps": 2}, ["gaps"]),
        ({"receiver": False}, ["no_receiver"]),
    ],
)
def test_what_is_missing_is_said_before_it_goes(changes: dict[str, object], missing: list[str]) -> None:
    assert rules.missing(ready(**changes)) == missing


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", "  ", "Er slut"]))))
def test_nothing_is_lost_without_being_included_or_explained(things: list[tuple[bool, str]]) -> None:
    rows = [OpenThing("plans.step", number, included, reason) for number, (included, reason) in enumerate(things)]
    left = rules.gaps(rows)
    assert all(not thing.included and not thing.reason.strip() for thing in left)
    assert len(left) == sum(not included and not reason.strip() for included, reason in things)


@given(days, days)
def test_dates_never_lie_behind(occasion: date, today: date) -> None:
    assert rules.write_by(occasion, today) > today
    assert rules.follow_up_on(occasion, today) > max(occasion, today)
    assert rules.readable_until(occasion, today) > max(occasion, today)
    assert rules.first_school_day(rules.school_year_ahead(today)) >= today


def test_a_digest_differs_with_every_word() -> None:
    assert rules.digest([["a", "b"]]) != rules.digest([["a", "c"]])
    assert rules.digest([["a", "b"]]) == rules.digest([["a", "b"]])


def test_a_talk_to_come_or_with_nobody_is_no_talk() -> None:
    with pytest.raises(Invalid):
        rules.check_talk(TODAY + timedelta(days=1), TODAY, who=True)
    with pytest.raises(Invalid):
        rules.check_talk(TODAY, TODAY, who=False)


@pytest.mark.parametrize(
    ("sender", "receiver", "kind"),
    [
        (InstitutionKind.DAY_CARE, InstitutionKind.SCHOOL, Kind.TO_SCHOOL),
        (InstitutionKind.CHILDMINDING, InstitutionKind.DAY_CARE, Kind.TO_DAY_CARE),
        (InstitutionKind.HEALTH_VISITING, InstitutionKind.DAY_CARE, Kind.FROM_HEALTH),
        (InstitutionKind.SCHOOL, None, Kind.AWAY),
    ],
)
def test_what_sort_it_is_follows_from_the_places(
    sender: InstitutionKind, receiver: InstitutionKind | None, kind: Kind
) -> None:
    assert rules.kind_of(sender, receiver) is kind
