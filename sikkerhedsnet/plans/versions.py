"""The plan as it stood: a version for every day it was changed, and the parents' yes to one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings.models import Participant

from . import policy, queries
from .commands import Agreed
from .course import locked_plan, record, stale
from .models import Plan, PlanVersion
from .picture import doer_kind
from .states import FAMILY, Made, RoleState, State


def note_version(
    actor: Actor, plan: Plan, made: Made, now: datetime, *, yes: Iterable[Participant] = (), on: date | None = None
) -> PlanVersion:
    """The plan as it stands now, as a version; those of the family in `yes` have agreed to it.

    What is changed later the same day goes into the same version, unless the parents have said yes to it already.
    """
    content, names = content_of(plan), [seat.name for seat in yes if doer_kind(seat) in FAMILY]
    agreed: dict[str, Any] = {
        "agreed_on": (on or clock.day_of(now)) if names else None,
        "agreed_with": ", ".join(names),
    }
    last = plan.versions.order_by("-number").first()
    stamp = {"made_at": now, "made_by_name": actor.name}
    if last is not None and last.agreed_on is None and clock.day_of(last.made_at) == clock.day_of(now):
        made = Made(last.made) if made is Made.CHANGED else made
        PlanVersion.objects.filter(pk=last.pk).update(content=content, made=made, **stamp, **agreed)
        last.refresh_from_db()
        return last
    if last is not None and last.content == content and not names:
        return last
    number = last.number + 1 if last else 1
    return PlanVersion.objects.create(plan=plan, number=number, made=made, content=content, **stamp, **agreed)


def content_of(plan: Plan) -> dict[str, Any]:
    """Goals that stand with their signs, steps, who coordinates, how much help, and the next date; nobody's numbers and
    nobody's own words from a follow-up."""
    fresh = Plan.objects.select_related("owner").get(pk=plan.pk)
    goals = fresh.goals.filter(dropped=False).select_related("words_of").prefetch_related("signs")
    level = fresh.levels.order_by("-at", "-pk").first()
    held = fresh.roles.filter(state=RoleState.HELD).select_related("person").order_by("role")
    return {
        "goals": [
            {
                "id": goal.pk,
                "text": goal.text,
                "whose": goal.words_of.name if goal.words_of else "",
                "verbatim": goal.verbatim,
                "signs": [{"id": sign.pk, "text": sign.text} for sign in goal.signs.all()],
            }
            for goal in goals
        ],
        "steps": [
            {
                "id": step.pk,
                "what": step.what,
                "who": step.doer.name,
                "kind": doer_kind(step.doer).value,
                "goal": step.goal_id,
                "due": step.due_on.isoformat() if step.due_on else None,
                "state": str(step.state),
                "done_on": step.done_on.isoformat() if step.done_on else None,
            }
            for step in fresh.steps.select_related("doer").order_by("pk")
        ],
        "coordinators": [{"role": str(row.role), "who": row.person.name} for row in held],
        "level": level.level if level else None,
        "level_name": level.name if level else "",
        "next_on": fresh.due_on.isoformat() if fresh.due_on else None,
        "owner": fresh.owner.name if fresh.owner else "",
        "active": fresh.state == State.ACTIVE,
        "outcome": str(fresh.outcome),
    }


@transaction.atomic
def agree_version(actor: Actor, command: Agreed, *, now: datetime) -> PlanVersion:
    """The family has said yes to the newest version; from now on the next change is a new one."""
    today = clock.day_of(now)
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    last = plan.versions.order_by("-number").first()
    if last is None or last.number != command.number:
        raise stale("plan_changed", plan)
    if last.agreed_on is not None:
        return last
    family = {seat.pk: seat.name for seat in queries.seats(plan) if doer_kind(seat) in FAMILY}
    errors = {} if command.by and set(command.by) <= family.keys() else {"by": "nobody_agreed"}
    if command.on > today:
        errors["on"] = "future"
    elif command.on < clock.day_of(last.made_at):
        errors["on"] = "before_version"
    if errors:
        raise Invalid(errors)
    names = ", ".join(family[pk] for pk in command.by)
    PlanVersion.objects.filter(pk=last.pk).update(agreed_on=command.on, agreed_with=names)
    record(actor, "plan.version_agreed", plan, now, number=last.number)
    last.refresh_from_db()
    return last
