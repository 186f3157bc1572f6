"""One child's page: who it is, what is open, what is agreed, and what has happened; reads every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.appointments import queries as appointments
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.fbu.queries import has_received
from sikkerhedsnet.handover import queries as handover
from sikkerhedsnet.instruments import queries as instruments
from sikkerhedsnet.logcontrol.queries import family_sees_names
from sikkerhedsnet.measures import queries as measures
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.labels import KIND as MEETING_KIND
from sikkerhedsnet.meetings.states import Kind as MeetingKind
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import ContactView, age_of, contact_view, open_child, places_shown
from sikkerhedsnet.plans import queries as plans
from sikkerhedsnet.plans.queries import PlanPicture
from sikkerhedsnet.screening import queries as screening
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.statements.queries import with_said
from sikkerhedsnet.visits import queries as visits
from sikkerhedsnet.voices import queries as voices

from .access import Person, who_has_access
from .labels import KIND, OPEN
from .looks import Visit, child_for_log, looks
from .order import in_order

__all__ = ["ChildFile", "access_page", "child_file", "family_reader", "looks_told", "open_things", "who_has_access"]


class Step(Protocol):
    """What a step's `queries` module gives a child's page."""

    def events(self, actor: Actor, child: Child) -> list[Event]: ...
    def owing(self, municipality_id: int) -> Iterable[Any]: ...


STEPS: tuple[Step, ...] = (
    instruments,
    screening,
    visits,
    concerns,
    sharing,
    meetings,
    voices,
    plans,
    appointments,
    measures,
    handover,
)
PAGES = {
    "instruments.followup": "instruments:response",
    "screening.wellbeingassessment": "screening:assessment",
    "visits.plannedvisit": "visits:planned",
    "visits.visit": "visits:visit",
    "visits.dentalrecall": "visits:recall",
    "concerns.concern": "concerns:concern",
    "concerns.notification": "concerns:notification",
    "meetings.meeting": "meetings:meeting",
    "plans.plan": "plans:plan",
    "plans.step": "plans:step",
    "plans.planrole": "plans:role",
    "plans.lookagain": "plans:watch",
    "measures.measure": "measures:measure",
    "handover.handover": "handover:handover",
}
COORDINATES = ("plans.plan", "meetings.meeting", "concerns.concern")
"""Whose owner coordinates the help, the first that is open."""


@dataclass(frozen=True)
class OpenThing:
    """One open thing: what, whose, and by when; `at` when it has an hour."""

    kind: str
    what: str
    text: str
    owner: str
    phone: str
    due_on: date
    at: datetime | None
    position: str
    url_name: str
    pk: int


@dataclass(frozen=True)
class Year:
    """One year of the chronology."""

    year: int
    events: tuple[Event, ...]


@dataclass(frozen=True)
class ChildFile:
    """Everything the page shows, already narrowed to what this reader may see."""

    child: Child
    age: str
    places: list[str]
    contact: ContactView
    open_things: list[OpenThing]
    next: OpenThing | None
    coordinator: OpenThing | None
    plans: list[PlanPicture]
    years: list[Year]
    total: int
    kinds: list[tuple[str, Any, int]]
    with_access: int
    access_until: date | None
    may_raise: bool
    may_assess: bool
    may_visit: bool
    sees_forms: bool
    sees_sharing: bool
    sees_assessments: bool
    sees_received: bool
    may_take_request: bool
    may_protect: bool
    history: screening.History | None
    may_hand_over: bool


def child_file(actor: Actor, pk: int, *, now: datetime, kind: str = "", oldest_first: bool = False) -> ChildFile:
    """The child's page for this reader, and a line in the read log; out of reach: Child.DoesNotExist.

    The number of queries does not grow with the years. `kind` narrows the chronology to one step.
    """
    today = clock.local(now).date()
    child = open_child(actor, pk, now=now)
    things = open_things(actor, child)
    events = with_said((event for step in STEPS for event in step.events(actor, child)), child.pk)
    chosen = [event for event in events if not kind or _step_of(event) == kind]
    people = who_has_access(child, today, reader=actor)
    contact = contact_view(actor, child, today)
    audit.read_children(actor, "child.listed", [sibling.id for sibling in contact.siblings], at=now)
    return ChildFile(
        child=child,
        age=age_of(child, today),
        places=places_shown(child, today, reader=actor),
        contact=contact,
        open_things=[thing for thing in things if thing.kind != "plans.step"],
        next=things[0] if things else None,
        coordinator=_coordinator(things),
        plans=plans.active_plans(actor, child),
        years=by_year(chosen, oldest_first=oldest_first),
        total=len(events),
        kinds=_kinds(events),
        with_access=len(people),
        access_until=_until(people),
        may_raise=actor.has(Permission.CONCERN_RAISE),
        may_assess=actor.has(Permission.ASSESSMENT_ALONE),
        may_visit=actor.has(Permission.VISIT_SEE) and child.pk not in actor.glass,
        sees_assessments=actor.has(Permission.ASSESSMENT_SEE),
        sees_forms=actor.has(Permission.INSTRUMENT_SEE) and child.pk not in actor.glass,
        sees_sharing=actor.has(Permission.SHARING_SEE),
        sees_received=actor.has(Permission.VISIT_SEE) and has_received(actor, child),
        may_take_request=actor.has(Permission.RIGHTS_HANDLE),
        history=screening.history(actor, child),
        may_protect=actor.has(Permission.PROTECTION_KEEP) and child.pk not in actor.glass,
        may_hand_over=handover.may_begin_for(actor, child),
    )


def open_things(actor: Actor, child: Child) -> list[OpenThing]:
    """What is open about the child and within this reader's sight, the nearest date first; a query for each kind."""
    found: list[OpenThing] = []
    for step in STEPS:
        for rows in step.owing(child.municipality_id):
            about = "child" if hasattr(rows.model, "child") else "plan__child"
            found += [_thing(row) for row in rows.visible_to(actor).filter(**{about: child}) if row.due_on]
    return sorted(
        found, key=lambda thing: (thing.due_on, thing.at or clock.at(thing.due_on, 23, 59), thing.kind, thing.pk)
    )


def _thing(row: Any) -> OpenThing:
    kind = row._meta.label_lower
    return OpenThing(
        kind=kind,
        what=_open_words(kind, row),
        text=row.what if kind == "plans.step" else "",
        owner=row.owner.name if row.owner else "",
        phone=row.owner.phone if row.owner else "",
        due_on=row.due_on,
        at=getattr(row, "starts_at", None),
        position=str(getattr(row, "position", "")),
        url_name=PAGES[kind],
        pk=row.response_id if kind == "instruments.followup" else row.pk,
    )


def _open_words(kind: str, row: Any) -> str:
    words = str(OPEN[kind, str(row.state)])
    return words % {"meeting": MEETING_KIND[MeetingKind(row.kind)]} if kind == "meetings.meeting" else words


def _coordinator(things: Iterable[OpenThing]) -> OpenThing | None:
    first: dict[str, OpenThing] = {}
    for thing in things:
        first.setdefault(thing.kind, thing)
    return next((first[kind] for kind in COORDINATES if kind in first), None)


def by_year(events: Iterable[Event], *, oldest_first: bool) -> list[Year]:
    """The events in order, under their years."""
    found: dict[int, list[Event]] = {}
    story = in_order(events)
    for event in story if oldest_first else reversed(story):
        found.setdefault(event.on.year, []).append(event)
    return [Year(year, tuple(rows)) for year, rows in found.items()]


def _kinds(events: Iterable[Event]) -> list[tuple[str, Any, int]]:
    count = Counter(_step_of(event) for event in events)
    return [(key, label, count[key]) for key, label in KIND.items() if count[key]]


def _step_of(event: Event) -> str:
    return event.kind.partition(".")[0]


def _until(people: Iterable[Person]) -> date | None:
    days = [person.until for person in people if person.until]
    return max(days) if days else None


def access_page(actor: Actor, pk: int, *, now: datetime) -> tuple[Child, list[Person]]:
    """The child and everybody who can open its page today, for who works with it or controls the log; a line in the
    read log."""
    if actor.has(Permission.LOG_CONTROL):
        child = child_for_log(actor, pk, now=now)
        audit.read(actor, "access.read", child, at=now, child_id=child.pk)
    else:
        child = open_child(actor, pk, now=now)
    return child, who_has_access(child, clock.local(now).date(), reader=actor)


def family_reader(child: Child) -> Actor:
    """Somebody who sees no suspicion and works nowhere: as the lists of access and looks are told to a family."""
    return Actor(0, "", "", child.municipality_id, child.municipality.name, False, UserKind.PARENT)


def looks_told(child: Child) -> list[Visit]:
    """Everybody who looked at the child as the family reads it: by function and place, without suspicion, and with
    names only where the municipality has decided so."""
    return looks(family_reader(child), child, names=family_sees_names(child.municipality_id))
