"""A visit is written down: a draft as it was typed, then coded rows that stand; what lacked is asked for, then unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of

from . import planning, policy, rules
from .checking import (
    check_about,
    check_growth,
    check_lists,
    check_visit,
    choices_of,
    face_to_face,
    is_unusual,
    service_of,
)
from .commands import About, Fed, Fill, Found, Measured, NewHelp, PlanNeed, SaveDraft, SaveVisit, Seen
from .models import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
    VisitGuardian,
    VisitHelp,
)
from .standard import Service, standard
from .states import VISIT_TABLE, Absent, PlannedMove, PlannedState, VisitMove, VisitState, Why


def child_in_reach(actor: Actor, pk: int) -> Child:
    """A child whose journal this person keeps, or Child.DoesNotExist."""
    children = Child.objects.worked_with(actor).select_related("municipality", "district")
    found: Child = children.get(pk=pk)
    return found


def visit_in_reach(actor: Actor, pk: int) -> Visit:
    """The visit, locked, or Visit.DoesNotExist."""
    rows = Visit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("child__municipality")
    found: Visit = rows.get(pk=pk)
    return found


@transaction.atomic
def save_draft(actor: Actor, command: SaveDraft, *, now: datetime) -> Visit:
    """Keeps what has been typed, whatever it is; the one who writes owes the rest within the municipality's days."""
    visit = _draft(actor, command.about, command.visit_id, command.version, command.key, now)
    _write(visit, actor, now, **_about(command.about), draft=dict(command.typed))
    audit.record(actor, "visit.draft", visit, at=now, child_id=visit.child_id)
    return visit


@transaction.atomic
def save_visit(actor: Actor, command: SaveVisit, *, now: datetime) -> Visit:
    """The coded rows are made, the planned visit is held, and the next is planned.

    What is asked for and not given leaves the visit open until the day it is due. Sent again, the first visit answers.
    """
    if command.key is not None:
        found = Visit.objects.filter(idempotency_key=command.key).exclude(state=VisitState.DRAFT).first()
        if found is not None and found.child_id == command.about.child_id:
            return found
    visit = _draft(actor, command.about, command.visit_id, command.version, command.key, now)
    today = clock.local(now).date()
    child = visit.child
    parents = {custody.guardian_id for custody in guardians_of(child, clock.day_of(command.about.starts_at))}
    check_visit(command, child, parents, today)
    missing = _missing(command.about, command.seen, command.measured, command.fed, len(command.present))
    held_on = clock.day_of(command.about.starts_at)
    due = rules.ask_until(held_on, choices_of(child.municipality_id).documentation_days)
    still_asked = bool(missing) and due >= today
    move = VisitMove.SAVE_MISSING if still_asked else VisitMove.SAVE_WHOLE
    school = planning.school_of(child, held_on) if service_of(command.about.visit_type) is Service.SCHOOL else None
    _write(
        visit,
        actor,
        now,
        **_about(command.about),
        state=step(VISIT_TABLE, VisitState(visit.state), move),
        draft={},
        notes=command.notes,
        told_parents=command.told_parents,
        school_id=school.institution_id if school else None,
        saved_at=now,
        due_on=due if still_asked else None,
    )
    VisitGuardian.objects.bulk_create([VisitGuardian(visit=visit, guardian_id=pk) for pk in sorted(command.present)])
    _observe(actor, visit, command.seen, command.measured, command.fed, now)
    _find(actor, visit, command.found, now)
    if missing and not still_asked:
        _unknown(actor, visit, missing, now)
    _help(actor, visit, command.helps, command.new_help, now)
    audit.record(actor, "visit.saved", visit, at=now, child_id=child.pk, details={"missing": len(missing)})
    _hold_planned(actor, visit, now)
    if command.next_need is not None:
        plan_need(actor, command.next_need, now=now)
    planning.plan_child(actor, child, now=now)
    return visit


@transaction.atomic
def fill(actor: Actor, command: Fill, *, now: datetime) -> Visit:
    """Adds what was lacking; when nothing lacks any more the visit is whole and can be delivered."""
    visit = visit_in_reach(actor, command.visit_id)
    require(policy.may_keep_visits(actor))
    if visit.state != VisitState.MISSING or visit.version != command.version:
        raise Stale(who=visit.changed_by_name, what=visit.state, at=visit.changed_at)
    check_growth(command.measured, visit.child, clock.day_of(visit.starts_at), service_of(visit.visit_type))
    check_lists(command.seen, command.fed)
    _observe(actor, visit, command.seen, command.measured, command.fed, now)
    move = VisitMove.FILL if not lacking_at(visit) else None
    if move is None:
        _write(visit, actor, now)
    else:
        _write(visit, actor, now, state=step(VISIT_TABLE, VisitState.MISSING, move), due_on=None)
    audit.record(actor, "visit.filled", visit, at=now, child_id=visit.child_id)
    return visit


@context.beyond_reach()
def run_out(municipality_id: int, *, now: datetime) -> int:
    """What was asked for until yesterday and never given is unknown from today, and the visit is whole; how many."""
    today = clock.local(now).date()
    late = Visit.objects.filter(
        state=VisitState.MISSING, due_on__lt=today, child__municipality_id=municipality_id
    ).order_by("pk")
    done = 0
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            visit = late.filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
            if visit is None:
                continue
            author = System(municipality_id)
            missing = lacking_at(visit)
            _unknown(author, visit, missing, now)
            _write(visit, author, now, state=VisitState.WHOLE, due_on=None, escalated_at=None, escalated_to=None)
            details = {"unknown": len(missing)}
            audit.record(author, "visit.run_out", visit, at=now, child_id=visit.child_id, details=details)
            done += 1
    return done


def lacking_at(visit: Visit) -> tuple[str, ...]:
    """What the visit's type asks for that it does not hold, by the rows that stand."""
    given: Counter[str] = Counter(visit.indicatorobservations.filter(wrong_at=None).values_list("indicator", flat=True))
    given.update(visit.growthmeasurements.filter(wrong_at=None).values_list("kind", flat=True))
    if visit.feedingobservations.filter(wrong_at=None, at__isnull=False).exists():
        given["feeding"] += 1
    return rules.lacking(
        visit.visit_type,
        given,
        face_to_face=face_to_face(visit.visit_class),
        parents_present=visit.present.count(),
    )


@transaction.atomic
def plan_need(actor: Actor, command: PlanNeed, *, now: datetime) -> PlannedVisit:
    """A visit because of a need; whoever plans it owes it."""
    require(policy.may_keep_visits(actor))
    child = child_in_reach(actor, command.child_id)
    today = clock.local(now).date()
    problems = {}
    if not today <= command.due_on <= date(today.year + 1, today.month, min(today.day, 28)):
        problems["next_on"] = "next_on"
    if not command.note.strip():
        problems["next_note"] = "no_need"
    if problems:
        raise Invalid(problems)
    help = Intervention.objects.visible_to(actor).get(pk=command.help_id, child=child) if command.help_id else None

    def make() -> PlannedVisit:
        row = PlannedVisit.objects.create(
            idempotency_key=command.key,
            child=child,
            guardian_id=command.guardian_id,
            visit_type=command.visit_type,
            series=standard().visit_types[command.visit_type].service.value,
            why=Why.NEED,
            note=command.note,
            window_from=today,
            window_to=command.due_on,
            due_on=command.due_on,
            owner_id=actor.id,
            help=help,
            planned_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        )
        audit.record(actor, "visit.planned", row, at=now, child_id=child.pk, details={"type": command.visit_type})
        return row

    return create_once(PlannedVisit, command.key, make)[0]


def _draft(actor: Actor, about: About, pk: int | None, version: int, key: Any, now: datetime) -> Visit:
    """The draft that is being written, locked in the version that was shown; a new one the first time."""
    require(policy.may_keep_visits(actor))
    check_about(about)
    if pk is None:
        child = child_in_reach(actor, about.child_id)
        planned = _planned(actor, child, about)

        def make() -> Visit:
            return Visit.objects.create(
                idempotency_key=key,
                child=child,
                planned=planned,
                owner_id=actor.id,
                held_by_id=actor.id,
                due_on=clock.local(now).date(),
                changed_at=now,
                changed_by_name=actor.name,
                **_about(about),
            )

        visit, _new = create_once(Visit, key, make)
        pk = visit.pk
        version = version or visit.version
    visit = visit_in_reach(actor, pk)
    if visit.child_id != about.child_id:
        raise Visit.DoesNotExist
    require(policy.may_write_on(actor, visit.owner_id if visit.state == VisitState.DRAFT else None))
    if visit.state != VisitState.DRAFT or (version and visit.version != version):
        raise Stale(who=visit.changed_by_name, what=visit.state, at=visit.changed_at)
    return visit


def _planned(actor: Actor, child: Child, about: About) -> PlannedVisit | None:
    """The planned visit this one answers: the one named, else the open one of the same type."""
    rows = PlannedVisit.objects.visible_to(actor).filter(child=child)
    if about.planned_id is not None:
        named: PlannedVisit = rows.get(pk=about.planned_id)
        return named if named.visit_type == about.visit_type else None
    same: PlannedVisit | None = rows.filter(visit_type=about.visit_type, state=PlannedState.PLANNED).first()
    return same


def _about(about: About) -> dict[str, Any]:
    return {
        "visit_type": about.visit_type,
        "visit_class": about.visit_class,
        "starts_at": about.starts_at,
        "ends_at": about.ends_at,
        "guardian_id": about.guardian_id,
    }


def _write(visit: Visit, author: audit.Author, now: datetime, **changes: Any) -> None:
    change(visit, by_name=author.name, at=now, **changes)


def _missing(
    about: About, seen: Iterable[Seen], measured: Iterable[Measured], fed: Iterable[Fed], present: int
) -> tuple[str, ...]:
    given = Counter(one.indicator for one in seen)
    given.update(one.kind for one in measured)
    given["feeding"] += sum(meal.from_on is None for meal in fed)
    return rules.lacking(about.visit_type, given, face_to_face=face_to_face(about.visit_class), parents_present=present)


def _observe(
    author: audit.Author,
    visit: Visit,
    seen: Iterable[Seen],
    measured: Iterable[Measured],
    fed: Iterable[Fed],
    now: datetime,
) -> None:
    here: dict[str, Any] = {"child_id": visit.child_id, "visit": visit, "recorded_at": now, "recorded_by_id": author.id}
    at = visit.starts_at
    IndicatorObservation.objects.bulk_create(
        [
            IndicatorObservation(
                **here, at=at, indicator=s.indicator, guardian_id=s.guardian_id, value=s.value, absent=s.absent
            )
            for s in seen
        ]
    )
    on = clock.day_of(at)
    GrowthMeasurement.objects.bulk_create(
        [
            GrowthMeasurement(
                **here, at=at, kind=m.kind, value=m.value, unit=m.unit, how=m.how, absent=m.absent,
                seen_as_unusual=is_unusual(m, visit.child, on),
            )
            for m in measured
        ]
    )  # fmt: skip
    FeedingObservation.objects.bulk_create(
        [
            FeedingObservation(
                **here, value=f.value, absent=f.absent, at=None if f.from_on else at, from_on=f.from_on, to_on=f.to_on
            )
            for f in fed
        ]
    )


def _unknown(author: audit.Author, visit: Visit, missing: Iterable[str], now: datetime) -> None:
    """What nobody gave is written as unknown: for a parent's, once for each parent who was there."""
    lists, service = standard(), service_of(visit.visit_type)
    present: list[int | None] = [*visit.present.values_list("guardian_id", flat=True)] or [None]
    seen, measured, fed = [], [], []
    for key in missing:
        if key in lists.growth:
            measured.append(Measured(key, rules.unit_of(key, service), absent=Absent.UNKNOWN))
        elif key == "feeding":
            fed.append(Fed(absent=Absent.UNKNOWN))
        else:
            about_parent = lists.indicators[key].about == "parent"
            there = set(
                visit.indicatorobservations.filter(wrong_at=None, indicator=key).values_list("guardian_id", flat=True)
            )
            whom = [pk for pk in present if pk not in there] if about_parent else [None]
            seen += [Seen(key, pk, absent=Absent.UNKNOWN) for pk in whom]
    _observe(author, visit, seen, measured, fed, now)


def _find(actor: Actor, visit: Visit, found: Iterable[Found], now: datetime) -> None:
    here: dict[str, Any] = {"child_id": visit.child_id, "visit": visit, "recorded_at": now, "recorded_by_id": actor.id}
    ExamFinding.objects.bulk_create(
        [ExamFinding(**here, at=visit.starts_at, code=f.code, guardian_id=f.guardian_id) for f in found]
    )


def _help(actor: Actor, visit: Visit, helps: frozenset[int], new: NewHelp | None, now: datetime) -> None:
    ongoing = set(
        Intervention.objects.visible_to(actor)
        .filter(child_id=visit.child_id, pk__in=helps)
        .values_list("pk", flat=True)
    )
    if new is not None:
        made = Intervention.objects.create(
            child_id=visit.child_id,
            visit=visit,
            guardian_id=new.guardian_id,
            code=new.code,
            reasons=list(new.reasons),
            start_on=new.start_on,
            end_on=new.end_on,
            recorded_at=now,
            recorded_by_id=actor.id,
        )
        audit.record(actor, "help.begun", made, at=now, child_id=visit.child_id)
    VisitHelp.objects.bulk_create([VisitHelp(visit=visit, help_id=pk) for pk in sorted(ongoing)])


def _hold_planned(actor: Actor, visit: Visit, now: datetime) -> None:
    """The planned visit it answers is held, and earlier standard visits nobody held are over."""
    row = visit.planned
    if row is None or row.visit_type != visit.visit_type:
        row = PlannedVisit.objects.open().filter(child_id=visit.child_id, visit_type=visit.visit_type).first()
    if row is not None and row.state == PlannedState.PLANNED:
        planning.close(actor, row, PlannedMove.HOLD, now=now)
        if visit.planned_id != row.pk:
            _write(visit, actor, now, planned=row)
    planning.replace_earlier(actor, visit.child, visit.visit_type, now=now)
