"""One person's desk and one municipality's net, put together from what every step gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Bucket, Hole, Task, Waiting, group_tasks
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Enrolment

from .steps import STEPS

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

    @property
    def child_ids(self) -> set[int | None]:
        """The children that stand on it by name."""
        tasks = {task.child_id for _bucket, tasks in self.groups for task in tasks}
        return tasks | {meeting.child_id for meeting in self.meetings} | {wait.child_id for wait in self.waiting}


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
        places=_places(actor, today, tasks),
        meetings=meetings_ahead(actor, today),
        waiting=[wait for step in STEPS for wait in step.waiting(actor, today)][:MOST_WAITING],
        messages=list(Message.objects.filter(to_id=actor.id, seen_at=None)[:20]),
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


def _places(actor: Actor, today: date, tasks: list[Task]) -> list[str]:
    """The institutions of the children on the desk, in Danish order."""
    child_ids = {task.child_id for task in tasks if task.child_id}
    return list(
        Institution.objects.filter(
            pk__in=Enrolment.objects.on(today).filter(child_id__in=child_ids).values("institution_id")
        ).values_list("name", flat=True)
    )


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
