"""What the latest delivery held back stands with the one who can mend it: the health visitor who held the visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import gone_user_ids
from sikkerhedsnet.people.queries import child_lines
from sikkerhedsnet.visits.models import Visit
from sikkerhedsnet.visits.standard import standard
from sikkerhedsnet.visits.states import VisitState

from . import labels
from .models import DeliveryRun, HeldBack
from .rules import LATE_DAYS
from .states import Held

HERS = (Held.NO_NUMBER, Held.REPLACEMENT, Held.PARENT_NUMBER, Held.MISSING)
"""What somebody who works with the child can do something about; what would be refused is for who looks after the system."""


def tasks(actor: Actor, today: date) -> list[Task]:
    """What the latest delivery could not take along of the children this person visits, with why; four queries at most.

    It is whoever held the visit (without one: the latest visit) who has it, and when she works here no more, everybody who
    keeps the child's journal. What already stands on her desk as a visit to be finished is not told twice.
    """
    if not actor.has(Permission.VISIT_SEE):
        return []
    with context.beyond_reach():
        run = DeliveryRun.objects.filter(municipality_id=actor.municipality_id).values("pk")[:1]
        rows = _rows(actor, run, gone_user_ids(actor.municipality_id, today) if run else set())
    lines = child_lines([row.child for row in rows], today, reader=actor)
    return [_task(row, lines[row.child_id]) for row in rows]


def _rows(actor: Actor, run: Any, gone: set[int]) -> list[Any]:
    last = Visit.objects.filter(child_id=OuterRef("child_id"), wrong_at=None).exclude(state=VisitState.DRAFT)
    found = (
        HeldBack.objects.visible_to(actor)
        .filter(run__in=run, why__in=HERS)
        .annotate(last_held_by=Subquery(last.order_by("-starts_at").values("held_by_id")[:1]))
        .select_related("visit", "child")
    )
    return [row for row in found if _is_hers(row, actor, gone)]


def _is_hers(row: Any, actor: Actor, gone: set[int]) -> bool:
    visit = row.visit
    if visit is not None and visit.state == VisitState.MISSING and visit.owner_id == actor.id:
        return False
    if visit is not None and row.why == Held.MISSING and visit.state != VisitState.MISSING:
        return False  # written since: it goes with the next
    who = visit.held_by_id if visit is not None and visit.held_by_id else row.last_held_by
    return who == actor.id or who is None or who in gone


def _task(row: Any, line: Any) -> Task:
    lacks = labels.lacking(row.lacks)
    why = gettext("mangler %(lacks)s") % {"lacks": lacks} if lacks else str(labels.HELD[Held(row.why)])
    kind = standard().visit_types[row.visit.visit_type].name if row.visit else gettext("Alt om barnet")
    page = ("visits:visit", row.visit_id) if row.visit_id else ("childfile:child", row.child_id)
    return Task(
        kind="fbu.held",
        what=gettext("%(what)s kan ikke leveres: %(why)s") % {"what": kind, "why": why},
        to_whom=str(labels.REGISTER),
        since=row.since_on,
        due_on=row.since_on + LATE_DAYS,
        url_name=page[0],
        url_args=(page[1],),
        action_label=gettext("Se besøget") if row.visit_id else gettext("Se barnet"),
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with somebody else."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """A delivery is not help: no child falls through it."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """What is held back is owed as the visit it lacks something of."""
    return ()
