"""A plan as its page, the child's page and the print show it: ready values, nothing to work out in a template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.statements.queries import Pins

from .labels import DOER, MOVE, OUTCOME, STEP_STATE, STEP_UP_TO, WENT
from .models import Goal, Plan, Review, ScaleValue, Sign, Step
from .states import FAMILY, Doer, Move, Outcome, State, StepState, StepUpTo, Went

AROUND = ("child__municipality", "child__district", "owner", "escalated_to", "offered_to")
PARTS = (
    "goals__words_of",
    "goals__signs__sightings__seen_by",
    "goals__signs__sightings__written_by",
    "steps__doer__user",
    "steps__owner",
    "scale_values__participant",
    "reviews__held_by",
    "reviews__step_reviews__step",
)


@dataclass(frozen=True)
class StepRow:
    """One small step in words."""

    id: int
    what: str
    who: str
    role: str
    owner: str
    owner_id: int | None
    doer_id: int
    by_family: bool
    kind: Doer
    kind_word: str
    state: StepState
    state_word: str
    due_on: date | None
    begun_on: date | None
    done_on: date | None
    result: str
    version: int

    @property
    def gentle(self) -> bool:
        """A family's step is asked about, never late."""
        return self.kind in FAMILY

    @property
    def open(self) -> bool:
        return self.state is StepState.OPEN

    @property
    def answers_elsewhere(self) -> bool:
        """Whether somebody else than the doer asks how it goes."""
        return self.owner != self.who


@dataclass(frozen=True)
class SeenRow:
    """One day a sign was seen; `source` is the row its note stands in."""

    on: date
    who: str
    note: str


@dataclass(frozen=True)
class SignRow:
    """What everybody will see when it goes better, and when somebody saw it."""

    id: int
    text: str
    seen: tuple[SeenRow, ...]

    @property
    def last(self) -> SeenRow | None:
        return self.seen[-1] if self.seen else None


@dataclass(frozen=True)
class GoalRow:
    """One goal with whose words it is, its signs and its steps."""

    id: int
    text: str
    dropped: bool
    steps: tuple[StepRow, ...]
    whose: str = ""
    verbatim: bool = False
    signs: tuple[SignRow, ...] = ()


@dataclass(frozen=True)
class ReadingRow:
    """Two numbers on one day."""

    on: date
    now: int | None
    good_enough: int | None


@dataclass(frozen=True)
class ScaleRow:
    """One participant's latest two numbers, with all the earlier ones; `cells` has one for each day of the plan."""

    who: str
    now: int | None
    good_enough: int | None
    readings: tuple[ReadingRow, ...]
    cells: tuple[ReadingRow | None, ...]


@dataclass(frozen=True)
class Words:
    """What the child said, and on which day; `source` is the row it stands in."""

    on: date
    text: str
    source: tuple[str, int]


@dataclass(frozen=True)
class JudgedRow:
    """What one step did: the professionals' view, and the family's own."""

    what: str
    did: str
    went: str
    family_went: str
    family_words: str


@dataclass(frozen=True)
class ReviewRow:
    """One follow-up in words."""

    id: int
    on: date
    by: str
    move: Move
    decision: str
    because: str
    step_up_to: StepUpTo | None
    step_up_word: str
    outcome: str
    next_on: date | None
    child_view: str
    parents_view: str
    at_meeting: bool
    what_helped: str
    steps: tuple[JudgedRow, ...]


@dataclass(frozen=True)
class PlanPicture:
    """Everything about one plan."""

    plan: Plan
    active: bool
    agreed_on: date
    owner: str
    outcome: str
    goals: tuple[GoalRow, ...]
    dropped_goals: tuple[GoalRow, ...]
    other_steps: tuple[StepRow, ...]
    scale: tuple[ScaleRow, ...]
    scale_days: tuple[date, ...]
    child_said: tuple[Words, ...]
    reviews: tuple[ReviewRow, ...]
    latest_review: ReviewRow | None
    pins: Pins = field(default_factory=Pins)

    @property
    def steps(self) -> tuple[StepRow, ...]:
        of_goals = tuple(step for goal in (*self.goals, *self.dropped_goals) for step in goal.steps)
        return of_goals + self.other_steps

    @property
    def open_steps(self) -> tuple[StepRow, ...]:
        return tuple(step for step in self.steps if step.open)


Identity = tuple[str, int | str]


def identity(seat: Participant) -> Identity:
    """The same person at every meeting, as far as it can be known."""
    for kind in ("user_id", "guardian_id", "network_member_id"):
        if pk := getattr(seat, kind):
            return kind, pk
    return ("child", "") if seat.role == Role.CHILD else (str(seat.role), seat.name)


def picture(plan: Plan, pins: Pins | None = None) -> PlanPicture:
    """The plan in ready values; no query when it was loaded with `AROUND` and `PARTS`."""
    steps = [_step(step) for step in plan.steps.all()]
    goal_of = {step.pk: step.goal_id for step in plan.steps.all()}
    goals = [_goal(goal, tuple(row for row in steps if goal_of[row.id] == goal.pk)) for goal in plan.goals.all()]
    standing = tuple(goal for goal in goals if not goal.dropped)
    others = tuple(row for row in steps if goal_of[row.id] is None)
    if len(goals) == 1 and standing:
        standing, others = (replace(standing[0], steps=tuple(steps)),), ()
    reviews = tuple(_review(review) for review in plan.reviews.all())
    days, scale = _scale(plan.scale_values.all())
    return PlanPicture(
        plan=plan,
        active=plan.state == State.ACTIVE,
        agreed_on=clock.day_of(plan.agreed_at),
        owner=plan.owner.name if plan.owner else "",
        outcome=str(OUTCOME[Outcome(plan.outcome)]) if plan.outcome else "",
        goals=standing,
        dropped_goals=tuple(goal for goal in goals if goal.dropped),
        other_steps=others,
        scale=scale,
        scale_days=days,
        child_said=_child_said(plan, reviews),
        reviews=reviews,
        latest_review=reviews[-1] if reviews else None,
        pins=pins or Pins(),
    )


def doer_kind(seat: Participant) -> Doer:
    """Whose a step is: the parents', the child's, the network's, or a professional's from here or from elsewhere."""
    if seat.role == Role.PROFESSIONAL:
        return Doer.PROFESSIONAL if seat.user_id else Doer.PROFESSIONAL_NETWORK
    return {Role.PARENT: Doer.PARENT, Role.CHILD: Doer.CHILD}.get(Role(seat.role), Doer.PRIVATE_NETWORK)


def _goal(goal: Goal, steps: tuple[StepRow, ...]) -> GoalRow:
    return GoalRow(
        goal.pk,
        goal.text,
        goal.dropped,
        steps,
        goal.words_of.name if goal.words_of else "",
        goal.verbatim,
        tuple(sign_row(sign) for sign in goal.signs.all()),
    )


def sign_row(sign: Sign) -> SignRow:
    seen = tuple(
        SeenRow(row.on, row.seen_by.name if row.seen_by else row.written_by.name, row.note)
        for row in sign.sightings.all()
    )
    return SignRow(sign.pk, sign.text, seen)


def _step(step: Step) -> StepRow:
    state, kind = StepState(step.state), doer_kind(step.doer)
    return StepRow(
        id=step.pk,
        what=step.what,
        who=step.doer.name,
        role=step.doer.title,
        owner=step.owner.name if step.owner else "",
        owner_id=step.owner_id,
        doer_id=step.doer_id,
        by_family=step.doer.role != Role.PROFESSIONAL,
        kind=kind,
        kind_word=str(DOER[kind]),
        state=state,
        state_word=str(STEP_STATE[state]),
        due_on=step.due_on,
        begun_on=step.begun_on,
        done_on=step.done_on,
        result=step.result,
        version=step.version,
    )


def _review(review: Review) -> ReviewRow:
    return ReviewRow(
        id=review.pk,
        on=review.held_on,
        by=review.held_by.name,
        move=Move(review.decision),
        decision=str(MOVE[Move(review.decision)]),
        because=review.because,
        step_up_to=StepUpTo(review.step_up_to) if review.step_up_to else None,
        step_up_word=str(STEP_UP_TO[StepUpTo(review.step_up_to)]) if review.step_up_to else "",
        outcome=str(OUTCOME[Outcome(review.outcome)]) if review.outcome else "",
        next_on=review.next_on,
        child_view=review.child_view,
        parents_view=review.parents_view,
        at_meeting=review.meeting_id is not None,
        what_helped=review.what_helped,
        steps=tuple(
            JudgedRow(said.step.what, said.what_it_did, _went(said.went), _went(said.family_went), said.family_words)
            for said in review.step_reviews.all()
        ),
    )


def _went(key: str) -> str:
    return str(WENT[Went(key)]) if key else ""


def _scale(values: Iterable[ScaleValue]) -> tuple[tuple[date, ...], tuple[ScaleRow, ...]]:
    """The days anybody gave a number, and each participant's numbers on them; never an average."""
    names: dict[Identity, str] = {}
    given: dict[Identity, dict[date, ReadingRow]] = {}
    for value in values:
        who = identity(value.participant)
        names[who] = value.participant.name
        given.setdefault(who, {})[value.on] = ReadingRow(value.on, value.now, value.good_enough)
    days = tuple(sorted({day for readings in given.values() for day in readings}))
    rows = []
    for who, by_day in given.items():
        readings = tuple(by_day[day] for day in sorted(by_day))
        rows.append(
            ScaleRow(
                who=names[who],
                now=_latest([reading.now for reading in readings]),
                good_enough=_latest([reading.good_enough for reading in readings]),
                readings=readings,
                cells=tuple(by_day.get(day) for day in days),
            )
        )
    return days, tuple(rows)


def _latest(numbers: list[int | None]) -> int | None:
    return next((number for number in reversed(numbers) if number is not None), None)


def _child_said(plan: Plan, reviews: Iterable[ReviewRow]) -> tuple[Words, ...]:
    """The child's own words, the latest first."""
    said = [Words(_day(plan.agreed_at), plan.child_view, ("plans.plan", plan.pk))] if plan.child_view else []
    said += [
        Words(review.on, review.child_view, ("plans.review", review.id)) for review in reviews if review.child_view
    ]
    return tuple(reversed(said))


def _day(moment: datetime) -> date:
    return clock.day_of(moment)
