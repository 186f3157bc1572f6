"""What happens to a plan: agreed at a meeting, its steps done or dropped, followed up until it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Agreement, Meeting, Participant
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import Owed
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.people.queries import own_family_user_ids

from . import policy, queries, rules
from .commands import AddStep, AgreePlan, FinishStep, HoldReview, NewStep, Reading
from .labels import MESSAGE, STALE
from .models import Goal, Plan, Review, ScaleValue, Step, StepReview
from .picture import AROUND
from .states import Move, Outcome, State, StepState

NOBODY_TOLD = {"escalated_at": None, "escalated_to_id": None}
OFFER_IS_OFF = {"offered_to_id": None, "offered_note": ""}


@transaction.atomic
def agree_plan(actor: Actor, command: AgreePlan, *, now: datetime) -> Plan:
    """The plan with its goals, steps and review date; the meeting is concluded and the concern moved on.

    A meeting on a concern that has a plan already extends that plan. The same key answers with the same plan.
    Raises Invalid when a goal, a step or the date is missing, and Stale when the meeting or its agreements moved.
    """
    require(policy.may_see(actor))
    today = clock.local(now).date()
    meeting = _locked_meeting(actor, command.meeting_id)
    require(policy.may_lead(actor, queries.people_of(meeting, today)))
    if found := _agreed_before(command, meeting):
        return found
    if meeting.state != MeetingState.RUNNING:
        raise stale("meeting_not_running", meeting)
    agreements = list(
        Agreement.objects.filter(meeting=meeting, withdrawn=False)
        .select_related("who__user__municipality")
        .order_by("id")
    )
    shown = dict(command.agreements)
    if shown.keys() != {agreement.pk for agreement in agreements}:
        raise stale("agreements_changed", meeting)
    before = (
        Plan.objects.select_for_update(of=("self",)).select_related(*AROUND).filter(concern=meeting.concern).first()
    )
    rules.check_agreement(
        command.goals,
        len(agreements),
        command.review_on,
        today,
        goals_before=before.goals.filter(dropped=False).count() if before else 0,
        steps_before=before.steps.count() if before else 0,
    )
    plan, review = (
        _extend(actor, before, meeting, command, now) if before else (_first(actor, meeting, command, now), None)
    )
    goals = [Goal.objects.create(plan=plan, text=text) for text in command.goals]
    for agreement in agreements:
        number = shown[agreement.pk]
        goal = goals[number - 1] if number and number <= len(goals) else None
        _make_step(actor, plan, agreement.what, agreement.who, agreement.due_on, goal, now=now)
    _copy_scale(plan, review, meeting.participants.all(), today)
    meetings.conclude(actor, meeting, command.review_on, now=now)
    concerns.agree_plan(actor, meeting.concern, now=now)
    what = "plan.extended" if before else "plan.agreed"
    record(actor, what, plan, now, goals=len(goals), steps=len(agreements), due=command.review_on.isoformat())
    return plan


@transaction.atomic
def add_step(actor: Actor, command: AddStep, *, now: datetime) -> Step:
    """One more step with one doer and one date; the same key answers with the same step."""
    today = clock.local(now).date()
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    made: Step | None = plan.steps.filter(idempotency_key=command.key).first() if command.key else None
    if made:
        return made
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    doers = {seat.pk: seat for seat in queries.seats(plan)}
    goals = {goal.pk: goal for goal in plan.goals.filter(dropped=False)}
    rules.check_new_step(command.step, doers.keys(), goals.keys(), today)
    _touch(actor, plan, now)
    return _make_new_step(actor, plan, command.step, doers, goals, now=now, key=command.key)


@transaction.atomic
def finish_step(actor: Actor, command: FinishStep, *, now: datetime) -> Step:
    """The step done with its result, or dropped with the reason; sent twice it is finished once."""
    today = clock.local(now).date()
    step = queries.step_within_reach(actor, command.step_id)
    require(policy.may_finish(actor, step_owner=step.owner_id, plan=queries.people_of(step.plan, today)))
    if step.state == command.state and step.result == command.result and step.done_on == command.on:
        return step
    if step.state != StepState.OPEN:
        raise stale("step_ended", step)
    rules.check_finish(command.state, command.on, command.result, today)
    step.version = command.version
    _end_step(actor, step, command.state, command.on, command.result, now)
    plan = locked_plan(actor, step.plan_id)
    _touch(actor, plan, now)
    if plan.owner_id:
        tell(actor, "plan.step_finished", plan, plan.owner_id, now)
    return step


@transaction.atomic
def hold_review(actor: Actor, command: HoldReview, *, now: datetime) -> Review:
    """The follow-up with everybody's numbers, and the plan with its next date or its outcome.

    Closing closes the concern as well. The same key answers with the same review; an older version than the plan's
    raises Stale, and Invalid names every field that is missing.
    """
    today = clock.local(now).date()
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    if command.key and (found := plan.reviews.filter(idempotency_key=command.key).first()):
        return found
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    if plan.version != command.version:
        raise stale("plan_changed", plan)
    decided = rules.decide(queries.plan_now(plan), command, today)
    review, _new = create_once(Review, command.key, lambda: _write_review(actor, plan, command, decided, now))
    seats = {seat.pk: seat for seat in queries.seats(plan)}
    _judge_steps(actor, plan, review, command, now)
    _write_scale(plan, review, seats, command.scale)
    for goal in plan.goals.filter(pk__in=command.drop_goals):
        Goal.objects.filter(pk=goal.pk).update(dropped=True)
    for text in command.new_goals:
        Goal.objects.create(plan=plan, text=text)
    goals = {goal.pk: goal for goal in plan.goals.filter(dropped=False)}
    for step in command.new_steps:
        _make_new_step(actor, plan, step, seats, goals, now=now)
    if decided.state is State.CLOSED:
        _close(actor, plan, command, now)
    else:
        change(plan, by_name=actor.name, at=now, state=decided.state, due_on=decided.due_on, **NOBODY_TOLD)
        see_to_access(actor, plan, now)
    due = decided.due_on.isoformat() if decided.due_on else None
    record(actor, "plan.reviewed", plan, now, review=review.pk, decision=command.move.value, due=due)
    return review


def _locked_meeting(actor: Actor, pk: int) -> Meeting:
    meeting: Meeting = (
        Meeting.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("child__municipality")
        .get(pk=pk)
    )
    return context.follow(meeting, "concern")


def locked_plan(actor: Actor, pk: int) -> Plan:
    plan: Plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).select_related(*AROUND).get(pk=pk)
    return context.follow(plan, "concern")


def _touch(actor: Actor, plan: Plan, now: datetime) -> None:
    """A follow-up that somebody is writing was started on other steps than there are now."""
    change(plan, by_name=actor.name, at=now)


def _agreed_before(command: AgreePlan, meeting: Meeting) -> Plan | None:
    """The plan this very form made before."""
    if command.key is None:
        return None
    plan = Plan.objects.filter(idempotency_key=command.key, meeting=meeting).first()
    if plan is None:
        review = Review.objects.filter(idempotency_key=command.key, meeting=meeting).select_related("plan").first()
        plan = review.plan if review else None
    return plan


def _first(actor: Actor, meeting: Meeting, command: AgreePlan, now: datetime) -> Plan:
    return Plan.objects.create(
        idempotency_key=command.key,
        child=meeting.child,
        concern=meeting.concern,
        suspicion=meeting.suspicion,
        meeting=meeting,
        agreed_at=now,
        child_view=command.child_view,
        owner_id=meeting.owner_id,
        due_on=command.review_on,
        changed_at=now,
        changed_by_name=actor.name,
    )


def _extend(actor: Actor, plan: Plan, meeting: Meeting, command: AgreePlan, now: datetime) -> tuple[Plan, Review]:
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    review = Review.objects.create(
        idempotency_key=command.key,
        plan=plan,
        meeting=meeting,
        held_on=clock.local(now).date(),
        held_by_id=actor.id,
        recorded_at=now,
        child_view=command.child_view,
        decision=Move.CHANGE,
        next_on=command.review_on,
    )
    change(plan, by_name=actor.name, at=now, due_on=command.review_on, **NOBODY_TOLD)
    return plan, review


def _make_new_step(
    actor: Actor,
    plan: Plan,
    step: NewStep,
    doers: dict[int, Participant],
    goals: dict[int, Goal],
    *,
    now: datetime,
    key: Any = None,
) -> Step:
    goal = goals[step.goal_id] if step.goal_id is not None else None
    return _make_step(actor, plan, step.what, doers[step.doer_id], step.due_on, goal, now=now, key=key)


def _make_step(
    actor: Actor,
    plan: Plan,
    what: str,
    doer: Participant,
    due_on: date,
    goal: Goal | None,
    *,
    now: datetime,
    key: Any = None,
) -> Step:
    owner_id = _answers_for(plan, doer, clock.local(now).date())
    step = Step.objects.create(
        idempotency_key=key,
        plan=plan,
        goal=goal,
        what=what,
        doer=doer,
        owner_id=owner_id,
        due_on=due_on,
        changed_at=now,
        changed_by_name=actor.name,
    )
    audit.record(actor, "step.agreed", step, at=now, child_id=plan.child_id, details={"owner": owner_id})
    if owner_id is not None and owner_id != plan.owner_id:
        _let_in(actor, plan, owner_id, Relation.Kind.STEP_OWNER, now)
        tell(actor, "plan.step_given", plan, owner_id, now, once=f"step:{step.pk}", step=step)
    return step


def _answers_for(plan: Plan, doer: Participant, today: date) -> int | None:
    """The doer herself when she works here and may read plans; else whoever answers for the plan."""
    user = doer.user
    if doer.role != Role.PROFESSIONAL or user is None or user.kind != UserKind.STAFF or not user.is_active:
        return plan.owner_id
    if user.pk in own_family_user_ids(plan.child, today) or user.municipality_id != plan.child.municipality_id:
        return plan.owner_id
    return user.pk if actor_for(user, today).has(Permission.PLAN_SEE) else plan.owner_id


def _end_step(actor: Actor, step: Step, state: StepState, on: date, result: str, now: datetime) -> None:
    change(step, by_name=actor.name, at=now, state=state, done_on=on, result=result, due_on=None, **NOBODY_TOLD)
    audit.record(actor, f"step.{state.value}", step, at=now, child_id=step.plan.child_id)


def _write_review(actor: Actor, plan: Plan, command: HoldReview, decided: rules.Decided, now: datetime) -> Review:
    stepped_up = command.move is Move.STEP_UP and command.step_up_to
    return Review.objects.create(
        idempotency_key=command.key,
        plan=plan,
        held_on=command.held_on,
        held_by_id=actor.id,
        recorded_at=now,
        child_view=command.child_view,
        parents_view=command.parents_view,
        decision=command.move,
        because=command.because,
        step_up_to=stepped_up or "",
        next_on=decided.due_on,
        outcome=decided.outcome or "",
    )


def _judge_steps(actor: Actor, plan: Plan, review: Review, command: HoldReview, now: datetime) -> None:
    steps = {step.pk: step for step in plan.steps.select_for_update(of=("self",)).filter(state=StepState.OPEN)}
    for verdict in command.steps:
        step = steps[verdict.step_id]
        step.plan = plan
        StepReview.objects.create(review=review, step=step, what_it_did=verdict.what_it_did)
        if verdict.state is not StepState.OPEN:
            _end_step(actor, step, verdict.state, command.held_on, verdict.what_it_did, now)
        elif verdict.due_on and verdict.due_on != step.due_on:
            change(step, by_name=actor.name, at=now, due_on=verdict.due_on, **NOBODY_TOLD)
            due = {"due": verdict.due_on.isoformat()}
            audit.record(actor, "step.new_date", step, at=now, child_id=plan.child_id, details=due)


def _write_scale(plan: Plan, review: Review, seats: dict[int, Participant], scale: Iterable[Reading]) -> None:
    ScaleValue.objects.bulk_create(
        ScaleValue(
            plan=plan,
            review=review,
            participant=seats[reading.participant_id],
            on=review.held_on,
            now=reading.now,
            good_enough=reading.good_enough,
        )
        for reading in scale
        if reading.participant_id in seats and (reading.now, reading.good_enough) != (None, None)
    )


def _copy_scale(plan: Plan, review: Review | None, participants: Iterable[Participant], today: date) -> None:
    ScaleValue.objects.bulk_create(
        ScaleValue(
            plan=plan, review=review, participant=seat, on=today, now=seat.scale_now, good_enough=seat.scale_good
        )
        for seat in participants
        if (seat.scale_now, seat.scale_good) != (None, None)
    )


def _close(actor: Actor, plan: Plan, command: HoldReview, now: datetime) -> None:
    outcome = Outcome(command.outcome or "")
    change(
        plan,
        by_name=actor.name,
        at=now,
        state=State.CLOSED,
        due_on=None,
        closed_at=now,
        outcome=outcome,
        outcome_note=command.because,
        **NOBODY_TOLD,
        **OFFER_IS_OFF,
    )
    concerns.close_plan(actor, plan.concern, rules.CLOSE_REASON[outcome], command.answer, now=now)
    record(actor, "plan.closed", plan, now, outcome=outcome.value)
    owners = set(plan.steps.exclude(owner_id=plan.owner_id).values_list("owner_id", flat=True))
    for user_id in sorted(owners):
        tell(actor, "plan.closed", plan, user_id, now, once=f"closed:{plan.pk}")
        _let_go(actor, plan, user_id, now)


def _let_in(actor: Actor, plan: Plan, user_id: int, kind: Relation.Kind, now: datetime) -> None:
    quiet = plan.concern.suspicion_id
    people.relate(actor, plan.child, user_id, kind, source=f"plan:{plan.pk}", now=now, suspicion_id=quiet)


def _let_go(actor: Actor, plan: Plan, user_id: int, now: datetime) -> None:
    """Ends what the steps gave access to, unless another plan's step is still open."""
    child, quiet = plan.child, plan.concern.suspicion
    others = Step.objects.filter(plan__child=child, plan__concern__suspicion=quiet, owner_id=user_id)
    if not others.filter(state=StepState.OPEN).exists():
        people.end_relation(actor, child, user_id, Relation.Kind.STEP_OWNER, now=now, quiet=quiet)


def see_to_access(actor: Actor, plan: Plan, now: datetime) -> None:
    """Whoever answers for the plan or an open step can see the child until well after the next date."""
    if plan.owner_id:
        _let_in(actor, plan, plan.owner_id, Relation.Kind.ADVISER, now)
    open_steps = plan.steps.filter(state=StepState.OPEN).exclude(owner_id=plan.owner_id)
    for user_id in sorted(set(open_steps.values_list("owner_id", flat=True))):
        _let_in(actor, plan, user_id, Relation.Kind.STEP_OWNER, now)


def stale(what: str, row: Owed) -> Stale:
    found = Stale(who=row.changed_by_name, what=what, at=row.changed_at)
    found.message = str(STALE[what])  # type: ignore[attr-defined]
    found.when = row.changed_at  # type: ignore[attr-defined]
    return found


def record(actor: Actor, action: str, plan: Plan, now: datetime, **details: Any) -> None:
    audit.record(actor, action, plan, at=now, child_id=plan.child_id, details=details)


def tell(
    actor: Actor,
    kind: str,
    plan: Plan,
    to_id: int,
    now: datetime,
    *,
    once: str = "",
    step: Step | None = None,
    leads: bool = True,
) -> None:
    """A message to whoever it concerns, never to the one who did it; it leads to the page she can open, or nowhere."""
    if to_id == actor.id:
        return
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=str(MESSAGE[kind] % {"who": actor.name}),
        at=now,
        child_id=plan.child_id,
        url_name=("plans:step" if step else "plans:plan") if leads else "",
        url_arg=(step.pk if step else plan.pk) if leads else None,
        once=once,
    )
