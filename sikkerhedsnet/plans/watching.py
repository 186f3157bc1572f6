"""After a plan somebody keeps an eye out: she looks again by a date and writes what she found; or it is taken up again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns import queries as worries
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.web.words import day_words

from . import policy, queries, rules
from .commands import Look, Reopen, Watch
from .course import NOBODY_TOLD, let_in, locked_plan, record, see_to_access, stale, tell
from .labels import JOINED
from .models import LookAgain, Plan, Reopening
from .states import Found, Made, State, WatchState
from .versions import note_version


def watch_over(actor: Actor, plan: Plan, watch: Watch, now: datetime) -> LookAgain:
    """One named person, and the day she looks again."""
    if watch.user_id not in {user.pk for user in queries.watchers_to_ask(plan, clock.day_of(now))}:
        raise Invalid({"watch_who": "cannot_watch"})
    row: LookAgain = LookAgain.objects.create(
        plan=plan,
        owner_id=watch.user_id,
        due_on=watch.due_on,
        look_for=watch.look_for,
        named_by_id=actor.id,
        named_at=now,
        changed_at=now,
        changed_by_name=actor.name,
    )
    let_in(actor, plan, watch.user_id, Relation.Kind.OWNER, now)
    record(actor, "plan.watched", plan, now, by=watch.user_id, due=watch.due_on.isoformat())
    tell(actor, "plan.watch_given", plan, watch.user_id, now, once=f"watch:{row.pk}")
    return row


@transaction.atomic
def look(actor: Actor, command: Look, *, now: datetime) -> LookAgain:
    """What she found; sent twice it is written once. A worry is raised, or the plan taken up again, by a person."""
    today = clock.day_of(now)
    row = queries.watch_within_reach(actor, command.watch_id)
    plan = locked_plan(actor, row.plan_id)
    require(policy.may_look(actor, row.owner_id, row.escalated_to_id, queries.people_of(plan, today)))
    if row.state == WatchState.LOOKED and (row.found, row.note) == (command.found, command.note):
        return row
    if row.state != WatchState.WATCHING:
        raise stale("watch_over", row)
    rules.check_look(command.found, command.on, command.note, command.next_on, today)
    row.version = command.version
    change(
        row, by_name=actor.name, at=now, state=WatchState.LOOKED, looked_on=command.on, found=command.found,
        note=command.note, due_on=None, **NOBODY_TOLD,
    )  # fmt: skip
    record(actor, "plan.looked_again", plan, now, found=command.found.value)
    if command.found is Found.AGAIN and command.next_on and row.owner_id:
        watch_over(actor, plan, Watch(row.owner_id, command.next_on, row.look_for), now)
    return row


@transaction.atomic
def reopen(actor: Actor, command: Reopen, *, now: datetime) -> Plan:
    """The plan goes on with a reason, with whoever reopens it as the one who answers, and a next date; everything before
    stands. The worry behind it follows. Sent twice it is opened once."""
    today = clock.day_of(now)
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_reopen(actor, queries.people_of(plan, today)))
    if command.key and plan.reopenings.filter(idempotency_key=command.key).exists():
        return plan
    if plan.state != State.CLOSED:
        raise stale("plan_open", plan)
    if plan.version != command.version:
        raise stale("plan_changed", plan)
    rules.check_reopen(command.because, command.due_on, today)
    assert plan.closed_at is not None
    worry = _new_worry(actor, plan, command.concern_id)
    Reopening.objects.create(
        idempotency_key=command.key,
        plan=plan,
        because=command.because,
        by_id=actor.id,
        at=now,
        ended_at=plan.closed_at,
        outcome=plan.outcome,
        concern=worry,
    )
    fields = {"closed_at": None, "outcome": "", "outcome_note": ""}
    change(
        plan, by_name=actor.name, at=now, state=State.ACTIVE, owner_id=actor.id, due_on=command.due_on, **fields,
        **NOBODY_TOLD,
    )  # fmt: skip
    for watch in plan.watches.select_for_update(of=("self",)).filter(state=WatchState.WATCHING):
        change(watch, by_name=actor.name, at=now, state=WatchState.REOPENED, due_on=None, **NOBODY_TOLD)
    concerns.reopen_plan(actor, plan.concern, now=now)
    if worry is not None:
        concerns.join_plan(actor, worry, _answer(actor, command), now=now)
    see_to_access(actor, plan, now)
    note_version(actor, plan, Made.REOPENED, now)
    record(actor, "plan.reopened", plan, now, due=command.due_on.isoformat())
    return plan


def _new_worry(actor: Actor, plan: Plan, concern_id: int | None) -> Concern | None:
    """The new worry, when it is about the same child and no suspicion: of one nothing is written anywhere else."""
    if concern_id is None:
        return None
    open_ones = worries.openly_about(actor, plan.child_id).exclude(pk=plan.concern_id)
    found: Concern | None = open_ones.select_for_update(of=("self",)).filter(pk=concern_id).first()
    if found is None:
        raise Invalid({"because": "no_such_worry"})
    return found


def _answer(actor: Actor, command: Reopen) -> str:
    """What the sender of the new worry reads: that it led to something, who answers, and when it is looked at; nothing of
    the plan itself, and not why, for the sender need not read the plan."""
    with translation.override("da"):  # it is kept as it was written
        return str(JOINED % {"who": actor.name, "day": day_words(command.due_on)})
