"""A goal's own words, the signs that show it comes nearer, and who has seen them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require

from . import policy, queries, rules
from .commands import ChangeGoal, SeeSign
from .course import locked_plan, record, stale, touch
from .models import Goal, Plan, Sighting, Sign
from .states import Made, State
from .versions import note_version


@transaction.atomic
def change_goal(actor: Actor, command: ChangeGoal, *, now: datetime) -> Goal:
    """Whose words it is, and signs more; the goal itself is never rewritten. The same key adds its signs once."""
    goal = queries.goal_within_reach(actor, command.goal_id)
    plan = locked_plan(actor, goal.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, clock.day_of(now))))
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    rules.check_words(command.words_of, command.verbatim, {seat.pk for seat in queries.seats(plan)})
    Goal.objects.filter(pk=goal.pk).update(words_of=command.words_of, verbatim=command.verbatim)
    new = add_signs(goal, command.signs, command.key, now)
    touch(actor, plan, now)
    note_version(actor, plan, Made.CHANGED, now)
    record(actor, "plan.goal_changed", plan, now, goal=goal.pk, signs=new)
    goal.refresh_from_db()
    return goal


def add_signs(goal: Goal, texts: tuple[str, ...], key: UUID | None, now: datetime) -> int:
    """How many of the signs are new."""
    there = goal.signs.count()
    rules.check_signs(texts, there)
    made = 0
    for number, text in enumerate(texts):
        one = uuid5(key, f"{goal.pk}:{number}") if key else None
        if one is None or not Sign.objects.filter(idempotency_key=one).exists():
            Sign.objects.create(idempotency_key=one, goal=goal, text=text, added_at=now)
            made += 1
    return made


@transaction.atomic
def see_sign(actor: Actor, command: SeeSign, *, now: datetime) -> Sighting:
    """Somebody saw it; whoever works with the child may write it down, for others at the table too."""
    today = clock.day_of(now)
    sign = queries.sign_within_reach(actor, command.sign_id)
    plan: Plan = locked_plan(actor, sign.goal.plan_id)
    require(policy.may_note_sign(actor, queries.people_of(plan, today)))
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    if command.seen_by is not None and command.seen_by not in {seat.pk for seat in queries.seats(plan)}:
        raise Invalid({"seen_by": "not_at_table"})
    if command.on > today:
        raise Invalid({"on": "future"})
    row, new = create_once(
        Sighting,
        command.key,
        lambda: Sighting.objects.create(
            idempotency_key=command.key,
            sign=sign,
            on=command.on,
            seen_by_id=command.seen_by,
            note=command.note,
            written_by_id=actor.id,
            written_at=now,
        ),
    )
    if new:
        record(actor, "plan.sign_seen", plan, now, sign=sign.pk)
    return row
