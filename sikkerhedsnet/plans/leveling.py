"""How much help: up and down the municipality's own ladder, each time by somebody and for a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.verdicts import require

from . import policy, queries, rules
from .commands import SetLevel, WriteLadder
from .course import locked_plan, record, stale, touch
from .ladders import ladder_on
from .models import Ladder, PlanLevel
from .states import Made, State
from .versions import note_version


@transaction.atomic
def set_level(actor: Actor, command: SetLevel, *, now: datetime) -> PlanLevel:
    """One more line in the history of levels; nothing else follows from it. The same key gives the same line."""
    today = clock.day_of(now)
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    earlier = plan.levels.filter(idempotency_key=command.key).first() if command.key else None
    if earlier is not None:
        found: PlanLevel = earlier
        return found
    if plan.state != State.ACTIVE:
        raise stale("plan_closed", plan)
    last = plan.levels.order_by("-at", "-pk").first()
    rules.check_level(command.level, command.because, last.level if last else None)
    ladder = ladder_on(actor.municipality_id, today)
    row: PlanLevel = PlanLevel.objects.create(
        idempotency_key=command.key,
        plan=plan,
        level=command.level,
        name=ladder.rungs[command.level].name,
        because=command.because,
        by_id=actor.id,
        at=now,
    )
    touch(actor, plan, now)
    note_version(actor, plan, Made.CHANGED, now)
    record(actor, "plan.level_set", plan, now, level=command.level, before=last.level if last else None)
    return row


@transaction.atomic
def write_ladder(actor: Actor, command: WriteLadder, *, now: datetime) -> Ladder:
    """A whole new version of the ladder; what was set on an older one keeps its name."""
    require(policy.may_keep_ladder(actor))
    rules.check_ladder(command.names, command.meanings, command.from_on, clock.day_of(now))
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    mine = Ladder.objects.visible_to(actor)
    number = (mine.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    row, new = create_once(
        Ladder,
        command.key,
        lambda: Ladder.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            number=number,
            from_on=command.from_on,
            names=list(command.names),
            meanings=list(command.meanings),
            written_by_name=actor.name,
            written_at=now,
        ),
    )
    if new:
        audit.record(actor, "ladder.written", row, at=now, details={"number": number})
    return row
