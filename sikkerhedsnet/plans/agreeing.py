"""A plan is agreed at a meeting, or the one there is becomes more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Agreement, Meeting, Participant
from sikkerhedsnet.meetings.states import State as MeetingState

from . import policy, queries, rules
from .commands import AgreePlan
from .course import NOBODY_TOLD, record, stale
from .goals import add_signs
from .models import Goal, Plan, Review, ScaleValue
from .picture import AROUND
from .states import Made, Move, State
from .stepping import make_step
from .versions import note_version


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
        Agreement.objects.for_the_plan()
        .filter(meeting=meeting)
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
    goals = _write_goals(plan, meeting, command, now)
    for agreement in agreements:
        number = shown[agreement.pk]
        goal = goals[number - 1] if number and number <= len(goals) else None
        make_step(actor, plan, agreement.what, agreement.who, agreement.due_on, goal, now=now)
    _copy_scale(plan, review, meeting.participants.all(), today)
    meetings.conclude(actor, meeting, command.review_on, now=now)
    concerns.agree_plan(actor, meeting.concern, now=now)
    came = [seat for seat in meeting.participants.all() if seat.came]
    note_version(actor, plan, Made.EXTENDED if before else Made.AGREED, now, yes=came)
    what = "plan.extended" if before else "plan.agreed"
    record(actor, what, plan, now, goals=len(goals), steps=len(agreements), due=command.review_on.isoformat())
    return plan


def _write_goals(plan: Plan, meeting: Meeting, command: AgreePlan, now: datetime) -> list[Goal]:
    """Each with whose own words it is, and its signs."""
    seats = {seat.pk for seat in meeting.participants.all()}
    whose = command.whose or (None,) * len(command.goals)
    signs = command.signs or ((),) * len(command.goals)
    found = []
    for text, words_of, seen in zip(command.goals, whose, signs, strict=True):
        rules.check_words(words_of, words_of is not None, seats)
        goal = Goal.objects.create(plan=plan, text=text, words_of_id=words_of, verbatim=words_of is not None)
        add_signs(goal, seen, None, now)
        found.append(goal)
    return found


def _locked_meeting(actor: Actor, pk: int) -> Meeting:
    meeting: Meeting = (
        Meeting.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("child__municipality")
        .get(pk=pk)
    )
    return context.follow(meeting, "concern")


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
        owner_id=meeting.concern.owner_id or meeting.owner_id,
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


def _copy_scale(plan: Plan, review: Review | None, participants: Iterable[Participant], today: date) -> None:
    ScaleValue.objects.bulk_create(
        ScaleValue(
            plan=plan, review=review, participant=seat, on=today, now=seat.scale_now, good_enough=seat.scale_good
        )
        for seat in participants
        if (seat.scale_now, seat.scale_good) != (None, None)
    )
