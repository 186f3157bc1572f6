"""What a plan must hold, and where a review leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.plans import rules
from sikkerhedsnet.plans.commands import HoldReview, NewStep, StepVerdict
from sikkerhedsnet.plans.differences import differences
from sikkerhedsnet.plans.labels import CHANGE
from sikkerhedsnet.plans.states import DECISIONS, TABLE, Found, Move, Outcome, State, StepState, StepUpTo

TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(weeks=6)
PLAN = rules.PlanNow(
    agreed_on=date(2026, 10, 5),
    open_steps={1: date(2026, 12, 1), 2: TODAY},
    goals=frozenset({7}),
    doers=frozenset({70, 71}),
)
BOTH_DONE = (
    StepVerdict(1, "Det hjalp.", StepState.DONE),
    StepVerdict(2, "Det blev ikke til noget.", StepState.DROPPED),
)
GO_ON = (
    StepVerdict(1, "Det hjælper.", StepState.OPEN),
    StepVerdict(2, "Næsten.", StepState.OPEN, TODAY + timedelta(days=7)),
)
STEP = NewStep("Læse højt", 70, TODAY + timedelta(days=14), 7)
CONTINUE = HoldReview(1, 1, TODAY, Move.CONTINUE, steps=GO_ON, next_on=LATER)
CLOSE = HoldReview(
    1, 1, TODAY, Move.CLOSE, because="Det går.", steps=BOTH_DONE, outcome=Outcome.BETTER, answer="Det går bedre."
)


def errors_of(review: HoldReview, plan: rules.PlanNow = PLAN) -> dict[str, str]:
    with pytest.raises(Invalid) as problem:
        rules.decide(plan, review, TODAY)
    return problem.value.errors


def test_a_plan_that_continues_keeps_its_new_date() -> None:
    assert rules.decide(PLAN, CONTINUE, TODAY) == rules.Decided(State.ACTIVE, LATER, None)


def test_a_plan_that_ends_has_an_outcome_and_no_date() -> None:
    assert rules.decide(PLAN, CLOSE, TODAY) == rules.Decided(State.CLOSED, None, Outcome.BETTER)


@pytest.mark.parametrize("move", [Move.CONTINUE, Move.CHANGE, Move.STEP_UP])
@pytest.mark.parametrize(
    ("next_on", "why"),
    [(None, "missing"), (TODAY, "not_after_today"), (TODAY + timedelta(weeks=26, days=1), "too_far")],
)
def test_going_on_needs_a_date_after_today_within_half_a_year(move: Move, next_on: date | None, why: str) -> None:
    review = replace(CONTINUE, move=move, next_on=next_on)
    assert errors_of(review)["next_on"] == why


def test_no_closing_without_outcome_reason_and_answer() -> None:
    bare = replace(CLOSE, outcome=None, because=" ", answer="")
    assert errors_of(bare) == {"outcome": "missing", "because": "missing", "answer": "missing"}


def test_no_closing_while_a_step_goes_on() -> None:
    assert errors_of(replace(CLOSE, steps=GO_ON)) == {"step-1-state": "must_end", "step-2-state": "must_end"}


def test_no_closing_while_a_meeting_is_ahead() -> None:
    assert errors_of(CLOSE, replace(PLAN, meeting_ahead=True)) == {"move": "meeting_ahead"}


def test_every_open_step_is_judged() -> None:
    assert errors_of(replace(CONTINUE, steps=GO_ON[1:])) == {"step-1-did": "missing"}


def test_a_step_that_is_not_open_any_more_is_not_judged_again() -> None:
    more = (*GO_ON, StepVerdict(3, "?", StepState.DONE))
    assert errors_of(replace(CONTINUE, steps=more)) == {"steps": "steps_changed"}


def test_a_step_that_goes_on_past_its_date_gets_a_new_one() -> None:
    late = (GO_ON[0], replace(GO_ON[1], due_on=None))
    assert errors_of(replace(CONTINUE, steps=late)) == {"step-2-due": "date_passed"}


def test_a_change_changes_something() -> None:
    assert errors_of(replace(CONTINUE, move=Move.CHANGE)) == {"move": "no_change"}


@pytest.mark.parametrize("move", [Move.CONTINUE, Move.CLOSE])
def test_new_goals_and_steps_are_never_thrown_away_silently(move: Move) -> None:
    review = replace(CONTINUE if move is Move.CONTINUE else CLOSE, new_steps=(STEP,))
    assert errors_of(review)["move"] == "has_changes"


def test_the_last_goal_is_not_dropped_without_another() -> None:
    drop = replace(CONTINUE, move=Move.CHANGE, drop_goals=frozenset({7}))
    assert errors_of(drop) == {"new_goals": "no_goal"}
    assert rules.decide(PLAN, replace(drop, new_goals=("Leg ude",)), TODAY).due_on == LATER


def test_at_most_five_goals_at_a_time() -> None:
    many = replace(CONTINUE, move=Move.CHANGE, new_goals=tuple("abcde"))
    assert errors_of(many) == {"new_goals": "too_many_goals"}


def test_stepping_up_says_to_what_and_why() -> None:
    assert errors_of(replace(CONTINUE, move=Move.STEP_UP)) == {"step_up_to": "missing", "because": "missing"}
    to = replace(CONTINUE, move=Move.STEP_UP, step_up_to=StepUpTo.SPECIALIST, because="Sproget")
    assert rules.decide(PLAN, to, TODAY).state is State.ACTIVE


def test_a_review_is_held_today_or_before_but_not_before_the_plan() -> None:
    assert errors_of(replace(CONTINUE, held_on=TODAY + timedelta(days=1))) == {"held_on": "future"}
    assert errors_of(replace(CONTINUE, held_on=date(2026, 10, 4))) == {"held_on": "before_plan"}


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (replace(STEP, what=" "), "what"),
        (replace(STEP, doer_id=99), "doer"),
        (replace(STEP, due_on=TODAY - timedelta(days=1)), "due_on"),
        (replace(STEP, due_on=TODAY + timedelta(weeks=27)), "due_on"),
        (replace(STEP, goal_id=8), "goal"),
    ],
)
def test_a_new_step_has_a_doer_from_the_table_and_a_day_ahead(step: NewStep, field: str) -> None:
    with pytest.raises(Invalid) as problem:
        rules.check_new_step(step, PLAN.doers, PLAN.goals, TODAY)
    assert list(problem.value.errors) == [field]
    assert list(errors_of(replace(CONTINUE, move=Move.CHANGE, new_steps=(step,)))) == [f"new-1-{field}"]


def test_a_step_ends_with_words_on_a_day_that_has_come() -> None:
    with pytest.raises(Invalid) as problem:
        rules.check_finish(StepState.OPEN, TODAY + timedelta(days=1), " ", TODAY)
    assert set(problem.value.errors) == {"state", "on", "result"}
    rules.check_finish(StepState.DROPPED, TODAY, "Familien var syg.", TODAY)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("move", list(Move))
def test_the_whole_state_table(state: State, move: Move) -> None:
    if (state is State.CLOSED) != (move is Move.REOPEN):
        with pytest.raises(IllegalMove):
            tables.step(TABLE, state, move)
    else:
        assert tables.step(TABLE, state, move) is (State.CLOSED if move is Move.CLOSE else State.ACTIVE)


def test_a_follow_up_does_not_give_the_plan_away() -> None:
    with pytest.raises(IllegalMove):
        rules.decide(PLAN, replace(CONTINUE, move=Move.ACCEPT), TODAY)


def test_a_closed_plan_is_not_followed_up() -> None:
    with pytest.raises(IllegalMove):
        rules.decide(replace(PLAN, state=State.CLOSED), CONTINUE, TODAY)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_gives_the_concern_a_reason(outcome: Outcome) -> None:
    assert rules.CLOSE_REASON[outcome] in CloseReason


def test_a_plan_that_changed_nothing_does_not_say_that_help_is_in_place() -> None:
    assert rules.CLOSE_REASON[Outcome.UNCHANGED] is CloseReason.UNCHANGED


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(today=days, weeks=st.integers(0, 60))
def test_the_default_review_is_a_working_day_ahead_and_never_too_far(today: date, weeks: int) -> None:
    on = rules.default_review(today, weeks)
    assert rules.date_error(on, today) == ""
    assert calendar.is_working_day(on)


def test_the_default_review_is_six_weeks_on() -> None:
    assert rules.default_review(TODAY, 6) == date(2027, 1, 4)
    assert rules.default_review(date(2026, 11, 12), 6) == date(2026, 12, 28)


around = st.integers(-40, 220).map(lambda n: TODAY + timedelta(days=n))
texts = st.sampled_from(["", "  ", "Det går bedre 🙂", "‏עברית"])
verdicts = st.builds(StepVerdict, st.integers(1, 3), texts, st.sampled_from(StepState), st.none() | around)
new_steps = st.builds(NewStep, texts, st.sampled_from([70, 99]), around, st.sampled_from([None, 7, 8]))
reviews = st.builds(
    HoldReview,
    plan_id=st.just(1),
    version=st.just(1),
    held_on=around,
    move=st.sampled_from(DECISIONS),
    because=texts,
    steps=st.lists(verdicts, max_size=3).map(tuple) | st.sampled_from([BOTH_DONE, GO_ON]),
    drop_goals=st.frozensets(st.sampled_from([7, 8]), max_size=1),
    new_goals=st.lists(texts, max_size=2).map(tuple),
    new_steps=st.lists(new_steps, max_size=1).map(tuple),
    step_up_to=st.none() | st.sampled_from(StepUpTo),
    next_on=st.none() | around,
    outcome=st.none() | st.sampled_from(Outcome),
    answer=texts,
)
sound = st.builds(
    lambda base, next_on, outcome, because: replace(base, next_on=next_on, outcome=outcome, because=because),
    st.sampled_from([CONTINUE, CLOSE]),
    st.none() | around,
    st.none() | st.sampled_from(Outcome),
    texts,
)


@given(review=reviews | sound, meeting_ahead=st.booleans())
def test_no_review_leaves_a_plan_without_a_next_date_or_an_outcome(review: HoldReview, meeting_ahead: bool) -> None:
    plan = replace(PLAN, meeting_ahead=meeting_ahead)
    try:
        decided = rules.decide(plan, review, TODAY)
    except Invalid as problem:
        assert problem.errors
        return
    judged = {verdict.step_id: verdict for verdict in review.steps}
    assert judged.keys() == plan.open_steps.keys()
    if review.move is Move.CLOSE:
        assert (decided.state, decided.due_on) == (State.CLOSED, None)
        assert decided.outcome is not None
        assert review.because.strip()
        assert all(verdict.state is not StepState.OPEN for verdict in judged.values())
    else:
        assert decided.state is State.ACTIVE
        assert decided.outcome is None
        assert decided.due_on is not None
        assert TODAY < decided.due_on <= TODAY + timedelta(weeks=26)
        assert (plan.goals - review.drop_goals) or review.new_goals
        goes_on = [pk for pk, verdict in judged.items() if verdict.state is StepState.OPEN]
        assert all((judged[pk].due_on or plan.open_steps[pk]) > TODAY for pk in goes_on)


@given(st.sampled_from(State), st.none() | days, st.none() | st.sampled_from(Outcome))
def test_a_decision_with_neither_date_nor_outcome_cannot_be_made(
    state: State, due_on: date | None, outcome: Outcome | None
) -> None:
    whole = (
        (outcome is not None and due_on is None) if state is State.CLOSED else (outcome is None and due_on is not None)
    )
    if whole:
        assert rules.Decided(state, due_on, outcome).state is state
    else:
        with pytest.raises(ValueError, match="next date"):
            rules.Decided(state, due_on, outcome)


CONTENT = st.fixed_dictionaries({
    "goals": st.lists(
        st.fixed_dictionaries({
            "id": st.integers(1, 4), "text": st.text(max_size=5), "whose": st.sampled_from(["", "Mor"]),
            "verbatim": st.booleans(),
            "signs": st.lists(st.fixed_dictionaries({"id": st.integers(1, 3), "text": st.text(max_size=5)}), max_size=2),
        }),
        max_size=3, unique_by=lambda goal: goal["id"],
    ),
    "steps": st.lists(
        st.fixed_dictionaries({
            "id": st.integers(1, 4), "what": st.text(max_size=5), "who": st.just("Mor"), "goal": st.none(),
            "due": st.sampled_from(["2026-12-01", "2026-12-08"]), "state": st.sampled_from(["open", "done", "dropped"]),
        }),
        max_size=3, unique_by=lambda step: step["id"],
    ),
    "coordinators": st.lists(
        st.fixed_dictionaries({"role": st.sampled_from(["relational", "organising"]), "who": st.sampled_from(["Mette", "Jonas"])}),
        max_size=2, unique_by=lambda row: row["role"],
    ),
    "level": st.one_of(st.none(), st.integers(0, 3)),
    "level_name": st.just("Trin"),
    "next_on": st.sampled_from([None, "2027-01-04", "2027-02-01"]),
    "owner": st.sampled_from(["Jonas", "Signe"]),
    "active": st.booleans(),
    "outcome": st.just("better"),
})  # fmt: skip


@given(CONTENT)
def test_nothing_is_new_from_a_version_to_itself(content: dict[str, object]) -> None:
    assert differences(content, content) == ()


@given(CONTENT, CONTENT)
def test_every_change_has_its_sentence_and_every_new_step_and_goal_is_named(
    before: dict[str, list[dict[str, object]]], after: dict[str, list[dict[str, object]]]
) -> None:
    found = differences(before, after)
    assert {change.kind for change in found} <= set(CHANGE)
    new_goals = {goal["id"] for goal in after["goals"]} - {goal["id"] for goal in before["goals"]}
    assert sum(change.kind == "goal_new" for change in found) == len(new_goals)
    gone = {goal["id"] for goal in before["goals"]} - {goal["id"] for goal in after["goals"]}
    assert sum(change.kind == "goal_out" for change in found) == len(gone)


@given(st.integers(-2, 6), st.text(max_size=4), st.one_of(st.none(), st.integers(0, 3)))
def test_a_level_is_one_of_four_another_than_before_and_has_a_reason(
    level: int, because: str, before: int | None
) -> None:
    fine = level in (0, 1, 2, 3) and level != before and bool(because.strip())
    try:
        rules.check_level(level, because, before)
    except Invalid:
        assert not fine
    else:
        assert fine


@given(st.sampled_from(Found), st.integers(-400, 400), st.one_of(st.none(), st.integers(-200, 400)))
def test_who_looks_again_says_when_and_only_of_a_day_that_has_come(found: Found, on: int, ahead: int | None) -> None:
    next_on = None if ahead is None else TODAY + timedelta(days=ahead)
    fine = on <= 0 and (found is not Found.AGAIN or (ahead is not None and 0 < ahead <= 26 * 7))
    try:
        rules.check_look(found, TODAY + timedelta(days=on), "Godt", next_on, TODAY)
    except Invalid:
        assert not fine
    else:
        assert fine
