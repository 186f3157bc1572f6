"""One person's desk and one municipality's net, put together from what every step gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from sikkerhedsnet.absences import queries as absences
from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.tasks import Bucket, Hole, Task, Unhelped, Waiting, group_tasks, sealed
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Enrolment

from .steps import SEEING, STEPS

MOST_WAITING = 8
"""How much of what lies with others a desk shows."""


@dataclass(frozen=True)
class Desk:
    """What one person owes, has been told and waits for; `kinds` and `places` are what the list can be narrowed to."""

    groups: list[tuple[Bucket, list[Task]]]
    total: int
    overdue: int
    today: int
    kinds: list[tuple[str, int]]
    places: list[str]
    meetings: list[Meeting]
    waiting: list[Waiting]
    messages: list[Message]
    covering: list[absences.Covering]
    meanwhile: absences.Meanwhile | None

    @property
    def children(self) -> dict[int, tuple[str, int] | None]:
        """The children that stand on it by name, each with the row of a suspicion when nothing else puts it there."""
        named = [(task.child_id, task.sealed_by) for _bucket, tasks in self.groups for task in tasks]
        named += [(task.child_id, task.sealed_by) for one in self.covering for task in one.tasks]
        named += [(meeting.child_id, sealed(meeting, meeting.suspicion)) for meeting in self.meetings]
        named += [(wait.child_id, wait.sealed_by) for wait in self.waiting]
        named += [(row.child_id, row.sealed_by) for row in (self.meanwhile.rows if self.meanwhile else ())]
        found: dict[int, tuple[str, int] | None] = {}
        for child_id, seal in named:
            if child_id is not None:
                found[child_id] = found.get(child_id, seal) and seal
        return found


def desk(actor: Actor, today: date, *, kind: str = "", place: str = "") -> Desk:
    """Everything that waits for `actor`, oldest promise first; `kind` is a step's name, `place` part of a child's line."""
    tasks = [task for step in STEPS for task in step.tasks(actor, today)]
    chosen = [t for t in tasks if (not kind or step_of(t) == kind) and (not place or place in str(t.child_line))]
    return Desk(
        groups=group_tasks(chosen, today),
        total=len(tasks),
        overdue=sum(task.due_on < today for task in tasks),
        today=sum(task.due_on == today for task in tasks),
        kinds=sorted(Counter(step_of(task) for task in tasks).items()),
        places=_places(today, tasks),
        meetings=meetings_ahead(actor, today),
        waiting=[wait for step in STEPS for wait in step.waiting(actor, today)][:MOST_WAITING],
        messages=list(Message.objects.filter(to_id=actor.id, seen_at=None)[:20]),
        covering=absences.covering(actor, today),
        meanwhile=absences.meanwhile(actor, today),
    )


def meetings_ahead(actor: Actor, today: date) -> list[Meeting]:
    """The meetings I lead or sit in from today and a week ahead, in time order."""
    until = clock.at(today + timedelta(days=8), 0, 0)
    seat = Participant.objects.filter(meeting_id=OuterRef("pk"), user_id=actor.id)
    rows = (
        Meeting.objects.filter(Q(owner_id=actor.id) | Q(Exists(seat)), state__in=Meeting.OPEN)
        .filter(starts_at__gte=clock.at(today, 0, 0), starts_at__lt=until)
        .select_related("child", "institution")
        .order_by("starts_at", "pk")
    )
    return list(meetings.with_places(actor, list(rows)))


def step_of(task: Task) -> str:
    """The journey step a task belongs to."""
    return task.kind.partition(".")[0]


def _places(today: date, tasks: list[Task]) -> list[str]:
    """The institutions of the children on the desk, in Danish order: those this person is told of on the rows themselves."""
    child_ids = {task.child_id for task in tasks if task.child_id}
    names = Institution.objects.filter(
        pk__in=Enrolment.objects.on(today).filter(child_id__in=child_ids).values("institution_id")
    ).values_list("name", flat=True)
    lines = [str(task.child_line) for task in tasks]
    return [name for name in names if any(name in line for line in lines)]


@dataclass(frozen=True)
class Net:
    """The net of one municipality at one moment."""

    holes: list[Hole]
    children: int
    open_things: int

    @property
    def whole(self) -> bool:
        return not self.holes


def net(municipality_id: int, now: datetime) -> Net:
    """Every hole, the oldest first, with how many children and open things the net holds."""
    found = [hole for step in STEPS for hole in step.holes(municipality_id, now)]
    return Net(
        holes=sorted(found, key=lambda hole: (hole.since, hole.kind, hole.child_id or 0)),
        children=Child.objects.filter(municipality_id=municipality_id).living_here().count(),
        open_things=sum(rows.count() for step in STEPS for rows in step.owing(municipality_id)),
    )


def today_of(now: datetime) -> date:
    return clock.local(now).date()


def children(rows: Iterable[Unhelped]) -> int:
    """How many children: one who was seen twice, or in two places, is one."""
    return len({row.counts_as for row in rows})


@dataclass(frozen=True)
class UnhelpedPlace:
    """One institution with its groups; those without a name on the page are only counted."""

    name: str
    groups: list[tuple[str, list[Unhelped]]]

    @property
    def total(self) -> int:
        return children(row for _group, rows in self.groups for row in rows)


@dataclass(frozen=True)
class UnhelpedPage:
    """Who was seen and not helped, by district, institution and group, in Danish order."""

    districts: list[tuple[str, int, list[UnhelpedPlace]]]
    child_ids: set[int | None]
    total: int


def unhelped(actor: Actor, today: date) -> UnhelpedPage:
    """Everybody within reach who was seen and not helped, from every step that sees, longest first in each group."""
    rows = sorted((row for step in SEEING for row in step.unhelped(actor, today)), key=lambda row: row.since)
    tree: dict[str, dict[str, dict[str, list[Unhelped]]]] = {}
    for row in rows:
        tree.setdefault(row.district, {}).setdefault(row.institution, {}).setdefault(row.group, []).append(row)
    districts = []
    for district in _in_order(tree):
        places = [
            UnhelpedPlace(name, [(group, tree[district][name][group]) for group in _in_order(tree[district][name])])
            for name in _in_order(tree[district])
        ]
        here = children(row for place in places for _group, found in place.groups for row in found)
        districts.append((district, here, places))
    return UnhelpedPage(districts, {row.child_id for row in rows}, children(rows))


def _in_order(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (not name, danish_sort_key(name)))
