"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .states import Move, Outcome, StepState, StepUpTo


@dataclass(frozen=True)
class AgreePlan:
    """What the family and the professions agreed at the table.

    `agreements` are the ones the page showed, each with the number (from 1) of the goal it serves, or None.
    """

    meeting_id: int
    goals: tuple[str, ...]
    review_on: date
    agreements: tuple[tuple[int, int | None], ...] = ()
    child_view: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class NewStep:
    """A small step: what, who does it, and by when."""

    what: str
    doer_id: int
    due_on: date
    goal_id: int | None = None


@dataclass(frozen=True)
class AddStep:
    """One more step in a plan that is going on."""

    plan_id: int
    step: NewStep
    key: UUID | None = None


@dataclass(frozen=True)
class FinishStep:
    """A step that was done, with its result, or dropped, with the reason."""

    step_id: int
    version: int
    state: StepState
    on: date
    result: str


@dataclass(frozen=True)
class OfferPlan:
    """Ask another adviser to take over; whoever has the plan keeps it until she accepts."""

    plan_id: int
    version: int
    to_id: int
    note: str = ""


@dataclass(frozen=True)
class AnswerOffer:
    """Yes or no to a plan in the version somebody had on the screen."""

    plan_id: int
    version: int


@dataclass(frozen=True)
class StepVerdict:
    """What one open step did, and whether it goes on; `due_on` is its new date, if it gets one."""

    step_id: int
    what_it_did: str
    state: StepState
    due_on: date | None = None


@dataclass(frozen=True)
class Reading:
    """One participant's two numbers on the day."""

    participant_id: int
    now: int | None
    good_enough: int | None


@dataclass(frozen=True)
class HoldReview:
    """A follow-up as it was held, and how it goes on."""

    plan_id: int
    version: int
    held_on: date
    move: Move
    because: str = ""
    steps: tuple[StepVerdict, ...] = ()
    scale: tuple[Reading, ...] = ()
    child_view: str = ""
    parents_view: str = ""
    drop_goals: frozenset[int] = frozenset()
    new_goals: tuple[str, ...] = ()
    new_steps: tuple[NewStep, ...] = ()
    step_up_to: StepUpTo | None = None
    next_on: date | None = None
    outcome: Outcome | None = None
    answer: str = ""
    key: UUID | None = None
