"""Levels and stages: each is one person's word on one day, added to what others have said and never put together."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import Refused, require
from sikkerhedsnet.organisation.queries import who_may
from sikkerhedsnet.outbox import actions as outbox

from . import policy, queries, rules
from .commands import Mark, MoveStage, NewScale, Rate
from .labels import MESSAGE
from .level_queries import scale_on
from .models import Concern, ConcernRating, LevelScale, LevelText
from .states import LEVELS, NOT_CLOSED, Axis, Stage, State


@transaction.atomic
def rate(actor: Actor, command: Rate, *, now: datetime) -> list[ConcernRating]:
    """One row for each axis, on the scale in force today; the same form sent twice gives the same rows.

    Nothing else is written: no date, no state and no owner follows from a level.
    """
    concern = _open(actor, command.concern_id)
    today = clock.day_of(now)
    require(policy.may_rate(actor, queries.people_of(concern, today)))
    if not command.marks:
        raise Invalid({"child_level": "one_axis"})
    for mark in command.marks:
        try:
            rules.check_level(mark.level, mark.rationale)
        except Invalid as problem:
            raise Invalid({f"{mark.axis}_{name}": key for name, key in problem.errors.items()}) from None
    scale = scale_on(actor.municipality_id, today)
    found = []
    for mark in command.marks:
        key = uuid5(command.key, mark.axis) if command.key else None
        row, new = create_once(ConcernRating, key, partial(_rated, actor, concern, scale, mark, key, now))
        if new:
            details = {"axis": mark.axis.value, "level": mark.level, "scale": scale.number}
            audit.record(actor, "concern.rated", row, at=now, child_id=concern.child_id, details=details)
        found.append(row)
    return found


def _rated(
    actor: Actor, concern: Concern, scale: LevelScale, mark: Mark, key: UUID | None, now: datetime
) -> ConcernRating:
    row: ConcernRating = ConcernRating.objects.create(
        idempotency_key=key,
        concern=concern,
        axis=mark.axis,
        level=mark.level,
        scale=scale,
        rater_id=actor.id,
        rated_at=now,
        rationale=mark.rationale,
        protective=mark.protective,
        risk=mark.risk,
    )
    return row


@transaction.atomic
def move_stage(actor: Actor, command: MoveStage, *, now: datetime) -> Concern:
    """The adviser moves it, and says why; never across the guard."""
    concern = _open(actor, command.concern_id)
    require(policy.may_handle(actor, queries.people_of(concern, clock.day_of(now))))
    stage = Stage(concern.stage) if concern.stage else None
    if stage is command.stage and concern.changed_by_name == actor.name and concern.version > command.version:
        return concern
    rules.check_stage(command.stage, stage, command.because, suspicion=concern.suspicion)
    concern.version = command.version
    change(concern, by_name=actor.name, at=now, stage=command.stage)
    concern.stages.create(stage=command.stage, by_id=actor.id, at=now, because=command.because)
    details = {"from": stage.value if stage else "", "to": command.stage.value}
    audit.record(actor, "concern.stage_moved", concern, at=now, child_id=concern.child_id, details=details)
    return concern


@transaction.atomic
def write_scale(actor: Actor, command: NewScale, *, now: datetime) -> LevelScale:
    """A whole new version, not in force before somebody else has approved it; what was rated on the old one stands."""
    require(policy.may_keep_promises(actor))
    wanted = {(axis, level) for axis in Axis for level in LEVELS}
    if {(words.axis, words.level) for words in command.words if words.name.strip()} != wanted:
        raise Invalid({"": "whole_scale"})
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    mine = LevelScale.objects.visible_to(actor)
    number = (mine.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    scale, new = create_once(
        LevelScale,
        command.key,
        lambda: LevelScale.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            number=number,
            written_by_name=actor.name,
            written_at=now,
        ),
    )
    if new:
        LevelText.objects.bulk_create(
            LevelText(scale=scale, axis=w.axis, level=w.level, name=normalise_text(w.name)[:120], text=w.text)
            for w in command.words
        )
        audit.record(actor, "scale.written", scale, at=now, details={"number": scale.number})
        _ask_for_approval(actor, now)
    return scale


def _ask_for_approval(actor: Actor, now: datetime) -> None:
    about = str(MESSAGE["scale.written"] % {"who": actor.name})
    for user_id in sorted(who_may(Permission.CONCERN_RULES, actor.municipality_id, clock.day_of(now)) - {actor.id}):
        outbox.enqueue("scale.written", to_id=user_id, about=about, at=now, url_name="concerns:scale")


@transaction.atomic
def approve_scale(actor: Actor, pk: int, *, now: datetime) -> LevelScale:
    """In force from today; somebody else than its writer says so."""
    with context.beyond_reach():
        scale = LevelScale.objects.visible_to(actor).select_for_update().get(pk=pk)
    require(policy.may_approve_scale(actor, scale.written_by_name))
    if scale.approved_at is not None:
        return scale
    if LevelScale.objects.visible_to(actor).filter(number__gt=scale.number, valid_from__isnull=False).exists():
        raise Refused("older_scale")
    scale.valid_from, scale.approved_by_name, scale.approved_at = clock.day_of(now), actor.name, now
    scale.save(update_fields=["valid_from", "approved_by_name", "approved_at"])
    audit.record(actor, "scale.approved", scale, at=now, details={"number": scale.number})
    return scale


def _open(actor: Actor, pk: int) -> Concern:
    concern = queries.within_reach(actor, pk)
    if concern.state not in NOT_CLOSED:
        raise Stale(who=concern.changed_by_name, what=State.CLOSED, at=concern.changed_at)
    return concern
