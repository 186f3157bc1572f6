"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .states import Coordinating, Found, Move, Outcome, StepState, StepUpTo, Went


@dataclass(frozen=True)
class AgreePlan:
    """What the family and the professions agreed at the table.

    `agreements` are the ones the page showed, each with the number (from 1) of the goal it serves, or None. `whose` and
    `signs` go with the goals in their order: whose own words it is, and what everybody will see when it goes better.
    """

    meeting_id: int
    goals: tuple[str, ...]
    review_on: date
    agreements: tuple[tuple[int, int | None], ...] = ()
    child_view: str = ""
    key: UUID | None = None
    whose: tuple[int | None, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()


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
    """What one open step did, and whether it goes on; `due_on` is its new date, if it gets one.

    `went` is the professionals' view; the family's own stands beside it.
    """

    step_id: int
    what_it_did: str
    state: StepState
    due_on: date | None = None
    went: Went | None = None
    family_went: Went | None = None
    family_words: str = ""


@dataclass(frozen=True)
class Reading:
    """One participant's two numbers on the day."""

    participant_id: int
    now: int | None
    good_enough: int | None


@dataclass(frozen=True)
class Watch:
    """Who keeps an eye out when the plan has ended, when she looks again, and for what."""

    user_id: int
    due_on: date
    look_for: str = ""


@dataclass(frozen=True)
class HoldReview:
    """A follow-up as it was held, and how it goes on; `agreed_by` are those of the family who said yes to the plan as it
    stands now."""

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
    what_helped: str = ""
    watch: Watch | None = None
    agreed_by: tuple[int, ...] = ()


@dataclass(frozen=True)
class BeginStep:
    """Somebody has begun on a step."""

    step_id: int
    version: int
    on: date


@dataclass(frozen=True)
class ChangeGoal:
    """Whose own words a goal is, and the signs that are new."""

    goal_id: int
    words_of: int | None = None
    verbatim: bool = False
    signs: tuple[str, ...] = ()
    key: UUID | None = None


@dataclass(frozen=True)
class SeeSign:
    """A sign that was seen: on which day, by whom at the table (None: by the one who writes), and how it showed."""

    sign_id: int
    on: date
    seen_by: int | None = None
    note: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class SetLevel:
    """Up or down the ladder, with the reason."""

    plan_id: int
    level: int
    because: str
    key: UUID | None = None


@dataclass(frozen=True)
class WriteLadder:
    """The municipality's own names and meanings of the levels, the lowest first, from a day on."""

    names: tuple[str, ...]
    meanings: tuple[str, ...]
    from_on: date
    key: UUID | None = None


@dataclass(frozen=True)
class AskRole:
    """Ask somebody to coordinate; whoever does it keeps it until she accepts."""

    plan_id: int
    role: Coordinating
    to_id: int
    note: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class AnswerRole:
    """Yes or no to coordinating, to the question as it stood on the screen."""

    role_id: int
    version: int


@dataclass(frozen=True)
class Agreed:
    """Those of the family who have said yes to the plan as it stands, and on which day."""

    plan_id: int
    number: int
    by: tuple[int, ...]
    on: date


@dataclass(frozen=True)
class Look:
    """What somebody found who looked again; with `AGAIN` she looks once more by `next_on`."""

    watch_id: int
    version: int
    on: date
    found: Found
    note: str
    next_on: date | None = None


@dataclass(frozen=True)
class Reopen:
    """A plan that ended is taken up again; `concern_id` is the new worry it came from."""

    plan_id: int
    version: int
    because: str
    due_on: date
    concern_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class TagParts:
    """Under which headings goals, steps and lines of the minutes stand now: all of those the page showed."""

    plan_id: int
    scheme: str
    shown: frozenset[tuple[str, int]]
    chosen: frozenset[tuple[str, int, str]]
