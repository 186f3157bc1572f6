"""What a health visitor does with visits besides writing them; planning, writing and recalls stand in files of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import step
from sikkerhedsnet.core.verdicts import require

from . import planning, policy, rules
from .checking import choices_of
from .commands import Agree, EndHelp, GiveUp, MarkWrong, Miss, SetChoices, SetRanges, SetScheme
from .models import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
    VisitChoices,
    VisitScheme,
)
from .planning import leave, plan_child, plan_everybody
from .recalling import call, call_everybody, decide, end_recalls, take_turn, talk
from .rules import Span, Unit
from .saving import fill, lacking_at, plan_need, run_out, save_draft, save_visit
from .standard import standard
from .states import (
    GIVEN_BY_HAND,
    HELP_ONGOING,
    VISIT_TABLE,
    HelpState,
    PlannedMove,
    PlannedState,
    VisitMove,
    VisitState,
    Why,
)

__all__ = [
    "agree", "call", "call_everybody", "decide", "end_help", "end_recalls", "fill", "give_up", "leave", "mark_wrong", "miss",
    "plan_child", "plan_everybody", "plan_need", "run_out", "save_draft", "save_visit", "set_ranges", "set_scheme", "take_turn",
    "talk",
]  # fmt: skip

LONGEST_PUT_OFF = timedelta(days=366)
KINDS: dict[str, type[models.Model]] = {
    "visit": Visit,
    "indicator": IndicatorObservation,
    "growth": GrowthMeasurement,
    "feeding": FeedingObservation,
    "finding": ExamFinding,
    "help": Intervention,
}
"""What can be marked as wrong, by the word the page uses."""


@transaction.atomic
def agree(actor: Actor, command: Agree, *, now: datetime) -> PlannedVisit:
    """A day and hour agreed with the family."""
    row = _planned(actor, command.planned_id, command.version)
    if command.starts_at < now - timedelta(hours=1) or command.starts_at > now + LONGEST_PUT_OFF:
        raise Invalid({"on": "next_on"})
    change(row, by_name=actor.name, at=now, starts_at=command.starts_at)
    planning.turn(actor, row, PlannedMove.AGREE, now=now, note=command.note, to_on=clock.day_of(command.starts_at))
    return row


@transaction.atomic
def miss(actor: Actor, command: Miss, *, now: datetime) -> PlannedVisit:
    """Nobody was there, or it was put off: a new last day, and the window the schedule asked for stands."""
    row = _planned(actor, command.planned_id, command.version)
    today = clock.local(now).date()
    if not today <= command.new_on <= today + LONGEST_PUT_OFF:
        raise Invalid({"new_on": "next_on"})
    if command.reason not in GIVEN_BY_HAND:
        raise Invalid({"reason": "not_in_list"})
    before = row.due_on
    changes: dict[str, Any] = {"due_on": command.new_on, "starts_at": None, "escalated_at": None, "escalated_to": None}
    change(row, by_name=actor.name, at=now, **changes)
    planning.turn(
        actor,
        row,
        PlannedMove.MISS,
        now=now,
        reason=command.reason,
        note=command.note,
        from_on=before,
        to_on=command.new_on,
    )
    return row


@transaction.atomic
def give_up(actor: Actor, command: GiveUp, *, now: datetime) -> PlannedVisit:
    """The visit is not held, and why; the child is owed the next of the series all the same."""
    row = _planned(actor, command.planned_id, command.version)
    if command.reason not in GIVEN_BY_HAND:
        raise Invalid({"reason": "not_in_list"})
    if not command.note.strip():
        raise Invalid({"note": "note"})
    planning.close(actor, row, PlannedMove.GIVE_UP, now=now, reason=command.reason, note=command.note)
    planning.plan_child(actor, row.child, now=now)
    return row


@transaction.atomic
def mark_wrong(actor: Actor, command: MarkWrong, *, now: datetime) -> models.Model:
    """Says that a row should never have been there; it stays, and a wrong visit is owed again.

    The rows of a wrong visit are wrong with it.
    """
    require(policy.may_keep_visits(actor))
    if not command.because.strip():
        raise Invalid({"because": "because"})
    model: Any = KINDS[command.what]
    row = model.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=command.pk)
    if row.wrong_at is not None:
        return row  # type: ignore[no-any-return]
    marks = {"wrong_at": now, "wrong_by_id": actor.id, "wrong_because": command.because}
    if isinstance(row, Visit):
        if row.state == "draft":
            raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)
        change(row, by_name=actor.name, at=now, state="whole", due_on=None, **marks)
        for name in ("indicatorobservations", "growthmeasurements", "feedingobservations", "examfindings"):
            getattr(row, name).filter(wrong_at=None).update(**marks)
        _owed_again(actor, row, now)
    else:
        model.objects.filter(pk=row.pk).update(**marks)
        if row.visit_id is not None:
            _ask_again(actor, row.visit_id, now)
    audit.record(actor, f"{command.what}.wrong", row, at=now, child_id=row.child_id)
    row.refresh_from_db()
    return row  # type: ignore[no-any-return]


def _ask_again(actor: Actor, pk: int, now: datetime) -> None:
    """What the visit lacks now that a row is wrong is asked for by the one who found the mistake."""
    visit = Visit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("child").get(pk=pk)
    if visit.state != VisitState.WHOLE or visit.wrong_at is not None or not lacking_at(visit):
        return
    days = choices_of(visit.child.municipality_id).documentation_days
    due = rules.ask_until(clock.local(now).date(), days)
    state = step(VISIT_TABLE, VisitState.WHOLE, VisitMove.ASK_AGAIN)
    change(visit, by_name=actor.name, at=now, state=state, owner_id=actor.id, due_on=due)


def _owed_again(actor: Actor, visit: Visit, now: datetime) -> None:
    """The planned visit it answered is open again, unless a later one of the series is."""
    planned = visit.planned
    if planned is None or planned.state != PlannedState.HELD or visit.child.left_on is not None:
        return
    rows = PlannedVisit.objects.open().filter(child=visit.child, series=planned.series, why=Why.SCHEDULE)
    if planned.why == Why.SCHEDULE and rows.exists():
        return
    today = clock.local(now).date()
    due = max(planned.window_to, today)
    change(planned, by_name=actor.name, at=now, state=PlannedState.PLANNED, closed_on=None, due_on=due)
    planning.turn(actor, planned, PlannedMove.REOPEN, now=now)


@transaction.atomic
def end_help(actor: Actor, command: EndHelp, *, now: datetime) -> Intervention:
    """An intervention has come to its end, or was given up."""
    require(policy.may_keep_visits(actor))
    help = Intervention.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=command.help_id)
    if command.state not in (HelpState.COMPLETED, HelpState.REVOKED):
        raise Invalid({"state": "not_in_list"})
    if help.state not in HELP_ONGOING:
        return help  # type: ignore[no-any-return]
    if command.end_on < help.start_on or command.end_on > clock.local(now).date():
        raise Invalid({"end_on": "ends_later"})
    help.state, help.end_on = command.state, command.end_on
    help.save(update_fields=["state", "end_on"])
    audit.record(actor, "help.ended", help, at=now, child_id=help.child_id)
    return help  # type: ignore[no-any-return]


@transaction.atomic
def set_scheme(actor: Actor, command: SetScheme, *, now: datetime) -> VisitScheme:
    """One standard visit as the municipality wants it; what is planned already stands."""
    require(policy.may_change_scheme(actor))
    if command.visit_type not in standard().visit_types or command.unit not in set(Unit):
        raise Invalid({"unit": "not_in_list"})
    Span(Unit(command.unit), command.earliest, command.aim, command.latest)
    row = VisitScheme.objects.get(municipality_id=actor.municipality_id, visit_type=command.visit_type)
    row.version = command.version
    change(
        row,
        by_name=actor.name,
        at=now,
        offered=command.offered,
        unit=command.unit,
        earliest=command.earliest,
        aim=command.aim,
        latest=command.latest,
        instruments=list(command.instruments),
        first_child_only=command.first_child_only,
        source_mark=command.source_mark,
    )
    audit.record(actor, "visit_scheme.changed", row, at=now, details={"type": command.visit_type})
    return row


@transaction.atomic
def set_choices(actor: Actor, command: SetChoices, *, now: datetime) -> VisitChoices:
    """The municipality's own numbers; what is planned or called already stands. Raises Stale for who comes second."""
    require(policy.may_change_scheme(actor))
    row = VisitChoices.objects.get(municipality_id=actor.municipality_id)
    before = {name: getattr(row, name) for name in command.numbers}
    row.version = command.version
    change(row, by_name=actor.name, at=now, **command.numbers)
    changed = {name: [before[name], number] for name, number in command.numbers.items() if before[name] != number}
    audit.record(actor, "visit_choices.changed", row, at=now, details=changed)
    return row


@transaction.atomic
def set_ranges(actor: Actor, command: SetRanges, *, now: datetime) -> VisitChoices:
    """The municipality's own ranges from a day; what was measured before is held against those of its own day."""
    require(policy.may_change_scheme(actor))
    row = VisitChoices.objects.get(municipality_id=actor.municipality_id)
    row.version = command.version
    stored = rules.with_edition(
        row.ranges, command.rows, from_on=command.from_on, source=command.source, by=actor.name, today=clock.day_of(now)
    )
    before = {(r.kind, r.unit, r.from_months): r for r in rules.ranges_on(row.ranges, command.from_on).rows}
    changed = {
        f"{r.kind} {r.unit} {r.from_months}": [f"{was.low}-{was.high}", f"{r.low}-{r.high}"]
        for r in command.rows
        if (was := before.get((r.kind, r.unit, r.from_months))) is not None and (was.low, was.high) != (r.low, r.high)
    }
    change(row, by_name=actor.name, at=now, ranges=stored)
    details = {"from": command.from_on.isoformat(), "source": command.source.strip(), **changed}
    audit.record(actor, "visit_ranges.changed", row, at=now, details=details)
    return row


def _planned(actor: Actor, pk: int, version: int) -> PlannedVisit:
    """The open planned visit in the version that was shown, or Stale with who came first."""
    require(policy.may_keep_visits(actor))
    rows = PlannedVisit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("child__municipality")
    row: PlannedVisit = rows.get(pk=pk)
    if row.state != PlannedState.PLANNED or row.version != version:
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)
    return row
