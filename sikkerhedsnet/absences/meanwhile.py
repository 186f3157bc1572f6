"""For whoever comes back: which of her cases somebody else wrote in while she was away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.labels import STATE as CONCERN_STATE
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import sealed
from sikkerhedsnet.meetings.labels import STATE as MEETING_STATE
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Absence
from sikkerhedsnet.people.queries import child_lines
from sikkerhedsnet.plans.labels import STATE as PLAN_STATE
from sikkerhedsnet.plans.labels import STEP_STATE
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.ties.queries import child_of, is_quiet, what_of

SHOWN = timedelta(days=14)
"""How long after an absence the desk shows it."""


@dataclass(frozen=True)
class Changed:
    """One row of hers that somebody else wrote in last: what, how it stands now, whose child, by whom and when."""

    what: str
    stands: str
    child_id: int
    child_name: str
    child_line: str
    by: str
    on: date
    url_name: str
    pk: int
    sealed_by: tuple[str, int] | None


@dataclass(frozen=True)
class Meanwhile:
    """The days somebody was away, and what others wrote in her cases then, the newest first."""

    first: date
    last: date
    rows: list[Changed]


def meanwhile(actor: Actor, today: date) -> Meanwhile | None:
    """Of her latest absence, for two weeks after it; None when there is nothing to tell. What she has since written in
    herself is not there, nor what she may not see; six queries, one when she was not away."""
    away = _latest(actor, today) if actor.has(Permission.CONCERN_TAKE) else None
    if away is None:
        return None
    begins, over = clock.at(away.start_on, 0), away.ended_at or clock.at(away.end_on + timedelta(days=1), 0)
    found = [
        (row, str(words[row.state])) for rows, words in _mine(actor) for row in _by_others(actor, rows, begins, over)
    ]
    if not found:
        return None
    lines = child_lines([child_of(row) for row, _stands in found], today, reader=actor)
    changed = [_told(row, stands, lines[child_of(row).pk]) for row, stands in found]
    last = min(away.end_on, clock.day_of(over))
    return Meanwhile(away.start_on, last, sorted(changed, key=lambda one: one.on, reverse=True))


def _latest(actor: Actor, today: date) -> Absence | None:
    """The last one that began and is over."""
    rows = Absence.objects.filter(user_id=actor.id, start_on__lte=today, end_on__gte=today - SHOWN)
    over = [row for row in rows.order_by("-start_on", "-id") if row.ended_at or row.end_on < today]
    return next((row for row in over if row.ended_at is None or clock.day_of(row.ended_at) >= row.start_on), None)


def _mine(actor: Actor) -> Iterable[tuple[QuerySet[Any], dict[Any, Any]]]:
    """What she answers for, open or not, and the words for its states; a meeting her cover led is her worry's."""
    hers = Q(owner_id=actor.id)
    yield Concern.objects.visible_to(actor).filter(hers).select_related("child"), CONCERN_STATE
    meetings = Meeting.objects.visible_to(actor).filter(hers | Q(concern__owner_id=actor.id))
    yield meetings.select_related("child"), MEETING_STATE
    yield Plan.objects.visible_to(actor).filter(hers).select_related("child"), PLAN_STATE
    yield Step.objects.visible_to(actor).filter(plan__owner_id=actor.id).select_related("plan__child"), STEP_STATE


def _by_others(actor: Actor, rows: QuerySet[Any], begins: datetime, over: datetime) -> QuerySet[Any]:
    then = rows.filter(changed_at__gte=begins, changed_at__lt=over)
    return then.exclude(changed_by_name__in=(actor.name, System().name)).order_by("-changed_at", "pk")


def _told(row: Any, stands: str, line: str) -> Changed:
    child = child_of(row)
    return Changed(
        what=what_of(row).capitalize(),
        stands=stands,
        child_id=child.pk,
        child_name=child.name,
        child_line=line,
        by=row.changed_by_name,
        on=clock.day_of(row.changed_at),
        url_name=f"{row._meta.app_label}:{row._meta.model_name}",
        pk=row.pk,
        sealed_by=sealed(row, is_quiet(row)),
    )
