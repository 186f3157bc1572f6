"""What a plan must hold, when it is followed up, and how a review decides; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import IllegalMove, Invalid

from .commands import HoldReview, NewStep, StepVerdict
from .states import DECISIONS, LEVELS, TABLE, Found, Move, Outcome, State, StepState

MOST_GOALS = 5
MOST_SIGNS = 6
LONGEST_WAIT_WEEKS = 26
"""Assumption: a plan that nobody looks at for half a year is no plan; a local setting later."""

CLOSE_REASON: dict[Outcome, CloseReason] = {
    Outcome.GOOD_ENOUGH: CloseReason.SOLVED,
    Outcome.BETTER: CloseReason.SOLVED,
    Outcome.UNCHANGED: CloseReason.UNCHANGED,
    Outcome.OTHER_HELP: CloseReason.HELP_IN_PLACE,
    Outcome.NOTIFIED: CloseReason.NOTIFIED,
    Outcome.FAMILY_STOPPED: CloseReason.FAMILY_DECLINES,
    Outcome.MOVED: CloseReason.MOVED,
}
"""What the concern behind the plan is told when the plan ends so."""


def review_rule(review_weeks: int) -> DeadlineRule:
    """The municipality's own promise of how soon a plan is followed up."""
    weeks = min(max(review_weeks, 1), LONGEST_WAIT_WEEKS)
    return DeadlineRule("plan_review", "Lokalt løfte", "kommunens egen frist", weeks=weeks)


def latest(today: date) -> date:
    """The last day a date in a plan may be set to."""
    return today + timedelta(weeks=LONGEST_WAIT_WEEKS)


def default_review(today: date, review_weeks: int) -> date:
    """The day the promise gives, moved on to a working day, or back when that would be too far."""
    due = review_rule(review_weeks).due(today)
    day = calendar.working_day_from(due)
    return day if day <= latest(today) else calendar.add_working_days(due, -1)


def date_error(on: date | None, today: date) -> str:
    """The key of what is wrong with a date ahead; empty when it is after today and at most 26 weeks off."""
    if on is None:
        return "missing"
    if on <= today:
        return "not_after_today"
    return "too_far" if on > latest(today) else ""


def check_agreement(
    goals: Sequence[str],
    steps: int,
    review_on: date | None,
    today: date,
    *,
    goals_before: int = 0,
    steps_before: int = 0,
) -> None:
    """Raises Invalid unless the plan has a goal, a step and a review date; `…_before` is what it has already."""
    errors: dict[str, str] = {}
    if not goals and not goals_before:
        errors["goals"] = "no_goal"
    elif len(goals) + goals_before > MOST_GOALS:
        errors["goals"] = "too_many_goals"
    if any(not goal.strip() for goal in goals):
        errors["goals"] = "no_goal"
    if not steps and not steps_before:
        errors["steps"] = "no_step"
    if wrong := date_error(review_on, today):
        errors["review_on"] = wrong
    if errors:
        raise Invalid(errors)


def check_new_step(step: NewStep, doers: Collection[int], goals: Collection[int], today: date) -> None:
    """Raises Invalid unless somebody at the table does something by a day ahead (today counts)."""
    if errors := _step_errors(step, doers, goals, today):
        raise Invalid(errors)


def _step_errors(step: NewStep, doers: Collection[int], goals: Collection[int], today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not step.what.strip():
        errors["what"] = "missing"
    if step.doer_id not in doers:
        errors["doer"] = "not_at_table"
    if step.due_on < today:
        errors["due_on"] = "past"
    elif step.due_on > latest(today):
        errors["due_on"] = "too_far"
    if step.goal_id is not None and step.goal_id not in goals:
        errors["goal"] = "no_such_goal"
    return errors


def check_finish(state: StepState, on: date, result: str, today: date) -> None:
    """Raises Invalid unless the step ends with words about it, on a day that has come."""
    errors: dict[str, str] = {}
    if state is StepState.OPEN:
        errors["state"] = "missing"
    if on > today:
        errors["on"] = "future"
    if not result.strip():
        errors["result"] = "missing"
    if errors:
        raise Invalid(errors)


@dataclass(frozen=True)
class PlanNow:
    """What a review finds: open steps with their dates, goals that stand, and whether a meeting is ahead."""

    agreed_on: date
    open_steps: Mapping[int, date]
    goals: frozenset[int]
    doers: frozenset[int]
    meeting_ahead: bool = False
    state: State = State.ACTIVE


@dataclass(frozen=True)
class Decided:
    """How the plan stands after the review: active with a next date, or closed with an outcome; never neither."""

    state: State
    due_on: date | None
    outcome: Outcome | None

    def __post_init__(self) -> None:
        if self.state is State.CLOSED:
            kept = self.outcome is not None and self.due_on is None
        else:
            kept = self.outcome is None and self.due_on is not None
        if not kept:
            raise ValueError("a plan has a next date while it is active and an outcome when it is closed")


def moved(state: State, move: Move) -> State:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(TABLE, state, move)


def decide(plan: PlanNow, review: HoldReview, today: date) -> Decided:
    """Where the review leads; Invalid names every field that is missing, IllegalMove a plan that has ended."""
    if review.move not in DECISIONS:
        raise IllegalMove(plan.state, review.move)
    state = tables.step(TABLE, plan.state, review.move)
    errors = {**_held_errors(plan, review, today), **_step_verdict_errors(plan, review, today)}
    if review.move is Move.CLOSE:
        errors |= _close_errors(plan, review, today)
    else:
        errors |= _go_on_errors(plan, review, today)
    if errors:
        raise Invalid(errors)
    if state is State.CLOSED:
        return Decided(state, None, review.outcome)
    return Decided(state, review.next_on, None)


def changes_plan(review: HoldReview) -> bool:
    """Whether anything is taken out of the plan or put into it."""
    return bool(review.drop_goals or review.new_goals or review.new_steps)


def _held_errors(plan: PlanNow, review: HoldReview, today: date) -> dict[str, str]:
    if review.held_on > today:
        return {"held_on": "future"}
    return {"held_on": "before_plan"} if review.held_on < plan.agreed_on else {}


def _step_verdict_errors(plan: PlanNow, review: HoldReview, today: date) -> dict[str, str]:
    said = {verdict.step_id: verdict for verdict in review.steps}
    errors = {"steps": "steps_changed"} if said.keys() - plan.open_steps.keys() else {}
    for pk, due_on in plan.open_steps.items():
        verdict = said.get(pk)
        if verdict is None or not verdict.what_it_did.strip():
            errors[f"step-{pk}-did"] = "missing"
        if verdict is None or verdict.state is not StepState.OPEN:
            continue
        if review.move is Move.CLOSE:
            errors[f"step-{pk}-state"] = "must_end"
        elif wrong := _new_date_error(verdict, due_on, today):
            errors[f"step-{pk}-due"] = wrong
    return errors


def _new_date_error(verdict: StepVerdict, due_on: date, today: date) -> str:
    if verdict.due_on is None:
        return "date_passed" if due_on <= today else ""
    return date_error(verdict.due_on, today)


def _close_errors(plan: PlanNow, review: HoldReview, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if review.outcome is None:
        errors["outcome"] = "missing"
    if review.watch and (wrong := date_error(review.watch.due_on, today)):
        errors["watch_on"] = wrong
    if not review.because.strip():
        errors["because"] = "missing"
    if not review.answer.strip():
        errors["answer"] = "missing"
    if changes_plan(review):
        errors["move"] = "has_changes"
    elif plan.meeting_ahead:
        errors["move"] = "meeting_ahead"
    return errors


def _go_on_errors(plan: PlanNow, review: HoldReview, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if wrong := date_error(review.next_on, today):
        errors["next_on"] = wrong
    if review.move is Move.CONTINUE and changes_plan(review):
        errors["move"] = "has_changes"
    if review.move is Move.CHANGE and not changes_plan(review):
        errors["move"] = "no_change"
    if review.move is Move.STEP_UP:
        if review.step_up_to is None:
            errors["step_up_to"] = "missing"
        if not review.because.strip():
            errors["because"] = "missing"
    if review.drop_goals - plan.goals:
        errors["drop_goals"] = "no_such_goal"
    left = len(plan.goals - review.drop_goals) + len(review.new_goals)
    if left == 0 or any(not goal.strip() for goal in review.new_goals):
        errors["new_goals"] = "no_goal"
    elif left > MOST_GOALS:
        errors["new_goals"] = "too_many_goals"
    for number, step in enumerate(review.new_steps, start=1):
        for field, wrong in _step_errors(step, plan.doers, plan.goals - review.drop_goals, today).items():
            errors[f"new-{number}-{field}"] = wrong
    return errors


def check_begin(on: date, agreed_on: date, today: date) -> None:
    """Raises Invalid unless somebody began on a day that has come, and not before the plan."""
    if on > today:
        raise Invalid({"begun_on": "future"})
    if on < agreed_on:
        raise Invalid({"begun_on": "before_plan"})


def check_words(words_of: int | None, verbatim: bool, seats: Collection[int]) -> None:
    """Raises Invalid unless words that stand as they were said are somebody's, and hers who sat at the table."""
    if words_of is not None and words_of not in seats:
        raise Invalid({"words_of": "not_at_table"})
    if verbatim and words_of is None:
        raise Invalid({"words_of": "whose"})


def check_signs(texts: Sequence[str], there: int) -> None:
    """Raises Invalid when a goal gets more signs than anybody looks for."""
    if there + len(texts) > MOST_SIGNS:
        raise Invalid({"signs": "too_many_signs"})


def check_level(level: int, because: str, before: int | None) -> None:
    """Raises Invalid unless the level is one of the ladder's, another than before, and somebody says why.

    Instruments, tiered prevention: the steps are local; nothing moves a family up or down by itself.
    """
    errors: dict[str, str] = {}
    if level not in LEVELS:
        errors["level"] = "missing"
    elif level == before:
        errors["level"] = "same_level"
    if not because.strip():
        errors["because"] = "missing"
    if errors:
        raise Invalid(errors)


def check_ladder(names: Sequence[str], meanings: Sequence[str], from_on: date, today: date) -> None:
    """Raises Invalid unless every level has a name and a meaning of its own, from today or later."""
    errors: dict[str, str] = {}
    if len(names) != len(LEVELS) or len(meanings) != len(LEVELS):
        raise Invalid({"": "whole_ladder"})
    for level in LEVELS:
        if not names[level].strip():
            errors[f"name_{level}"] = "missing"
        if not meanings[level].strip():
            errors[f"meaning_{level}"] = "missing"
    if not errors and len({name.strip().casefold() for name in names}) != len(LEVELS):
        errors["name_0"] = "same_names"
    if from_on < today:
        errors["from_on"] = "past"
    if errors:
        raise Invalid(errors)


def check_look(found: Found, on: date, note: str, next_on: date | None, today: date) -> None:
    """Raises Invalid unless it says what was found, on a day that has come; who looks again says when."""
    errors: dict[str, str] = {}
    if on > today:
        errors["on"] = "future"
    if not note.strip():
        errors["note"] = "missing"
    if found is Found.AGAIN and (wrong := date_error(next_on, today)):
        errors["next_on"] = wrong
    if errors:
        raise Invalid(errors)


def check_reopen(because: str, due_on: date, today: date) -> None:
    """Raises Invalid unless somebody says why, and when it is followed up."""
    errors: dict[str, str] = {}
    if not because.strip():
        errors["because"] = "missing"
    if wrong := date_error(due_on, today):
        errors["due_on"] = wrong
    if errors:
        raise Invalid(errors)
