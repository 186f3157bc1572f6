"""A plan is followed up: it goes on with a next date, or it ends with an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings.models import Participant

from . import policy, queries, rules
from .commands import HoldReview, Reading
from .coordinating import end_roles
from .course import NOBODY_TOLD, OFFER_IS_OFF, let_go, locked_plan, record, see_to_access, stale, tell
from .models import Goal, Plan, Review, ScaleValue, StepReview
from .states import Made, Move, Outcome, State, StepState
from .stepping import end_step, make_new_step
from .versions import note_version
from .watching import watch_over


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
        make_new_step(actor, plan, step, seats, goals, now=now)
    if decided.state is State.CLOSED:
        _close(actor, plan, command, now)
    else:
        change(plan, by_name=actor.name, at=now, state=decided.state, due_on=decided.due_on, **NOBODY_TOLD)
        see_to_access(actor, plan, now)
    yes = [seat for pk, seat in seats.items() if pk in command.agreed_by]
    made = Made.CLOSED if decided.state is State.CLOSED else Made.REVIEWED
    note_version(actor, plan, made, now, yes=yes, on=command.held_on)
    due = decided.due_on.isoformat() if decided.due_on else None
    record(actor, "plan.reviewed", plan, now, review=review.pk, decision=command.move.value, due=due)
    return review


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
        what_helped=command.what_helped if decided.outcome else "",
    )


def _judge_steps(actor: Actor, plan: Plan, review: Review, command: HoldReview, now: datetime) -> None:
    steps = {step.pk: step for step in plan.steps.select_for_update(of=("self",)).filter(state=StepState.OPEN)}
    for verdict in command.steps:
        step = steps[verdict.step_id]
        step.plan = plan
        StepReview.objects.create(
            review=review,
            step=step,
            what_it_did=verdict.what_it_did,
            went=verdict.went or "",
            family_went=verdict.family_went or "",
            family_words=verdict.family_words,
        )
        if verdict.state is not StepState.OPEN:
            end_step(actor, step, verdict.state, command.held_on, verdict.what_it_did, now)
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
    end_roles(actor, plan, now)
    record(actor, "plan.closed", plan, now, outcome=outcome.value)
    owners = set(plan.steps.exclude(owner_id=plan.owner_id).values_list("owner_id", flat=True))
    for user_id in sorted(owners):
        tell(actor, "plan.closed", plan, user_id, now, once=f"closed:{plan.pk}")
        let_go(actor, plan, user_id, now)
    if command.watch:
        watch_over(actor, plan, command.watch, now)
