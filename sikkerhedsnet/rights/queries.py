"""Read requests for access: one with its copy, everybody's clocks, and what people owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, who_may
from sikkerhedsnet.people.models import Child, Guardian, own_family
from sikkerhedsnet.people.queries import child_line, child_lines, own_family_pairs, own_family_user_ids

from . import policy, rules
from .copy import Copy
from .gathering import asker_words, copy_of
from .labels import KIND, STATE
from .models import AccessRequest, Practice
from .states import OPEN, RELEASED, Kind, State

__all__ = ["holes", "owing", "tasks", "waiting"]

AROUND = ("owner", "escalated_to", "registered_by")
ALSO = ("child", "guardian")
MOST_ENDED = 50


def within_reach(actor: Actor, pk: int) -> AccessRequest:
    """The request with the people around it loaded, or AccessRequest.DoesNotExist."""
    request: AccessRequest = AccessRequest.objects.visible_to(actor).select_related(*AROUND).get(pk=pk)
    with context.beyond_reach():  # who was told that it is late may not work with the child
        request.child = Child.objects.select_related("municipality", "district").get(pk=request.child_id)
        context.follow(request, "guardian")
    return request


@dataclass(frozen=True)
class RequestPage:
    """One request as one reader may see it, with what this reader can do about it now."""

    request: AccessRequest
    kind: str
    state: str
    asker: str
    line: str
    rule: DeadlineRule
    open: bool
    released: bool
    handles: bool
    sees_child: bool


def open_request(actor: Actor, pk: int, *, now: datetime, to_handle: bool = False) -> RequestPage:
    """The request, and a line in the read log; out of reach: AccessRequest.DoesNotExist.

    `to_handle` is for a page where something is done: Refused for everybody but the one who answers.
    """
    request = within_reach(actor, pk)
    today = clock.day_of(now)
    with context.beyond_reach():
        parents = own_family_user_ids(request.child, today)
    handles = policy.may_handle(actor, owner_id=request.owner_id, parent_ids=parents)
    if to_handle:
        require(handles)
    sees_child = Child.objects.visible_to(actor, today).filter(pk=request.child_id).exists()
    audit.read(actor, "request.read", request, at=now, child_id=request.child_id)
    return RequestPage(
        request=request,
        kind=str(KIND[Kind(request.kind)]),
        state=str(STATE[State(request.state)]),
        asker=asker_words(request),
        line=child_line(request.child, today, reader=actor, enrolments=None if sees_child else ()),
        rule=rules.RULES[Kind(request.kind)],
        open=request.state in OPEN,
        released=request.state in RELEASED,
        handles=bool(handles),
        sees_child=sees_child,
    )


def open_copy(actor: Actor, pk: int, *, now: datetime, action: str = "copy.read") -> tuple[RequestPage, Copy]:
    """The copy for the one who answers, made anew, and a line in the read log; else Refused or DoesNotExist."""
    page = open_request(actor, pk, now=now, to_handle=True)
    copy = copy_of(page.request, now=now)
    audit.read(actor, action, page.request, at=now, child_id=page.request.child_id)
    return page, copy


def suspicion_kept_out(actor: Actor, child_id: int) -> bool:
    """Whether this reader sees a suspicion about the child herself, and so may be told that it is left out."""
    return Concern.objects.visible_to(actor).filter(child_id=child_id, suspicion=True).exists()


@dataclass(frozen=True)
class Clock:
    """One request's clock, with nothing of what it is about."""

    id: int
    child_id: int
    kind: str
    state: str
    asker: str
    received_on: date
    due_on: date | None
    ended_on: date | None
    owner: str
    late: bool
    extended: bool


def requests_of(actor: Actor, *, now: datetime) -> list[tuple[AccessRequest, str, str, str, str]]:
    """The requests this person may see, open ones first by date: request, child's line, kind, state, asker."""
    today = clock.day_of(now)
    rows = list(
        AccessRequest.objects.visible_to(actor).select_related("owner").order_by("due_on", "-ended_at", "id")[:200]
    )
    with context.beyond_reach():
        children = Child.objects.select_related("municipality").in_bulk([row.child_id for row in rows])
        guardians = Guardian.objects.in_bulk([row.guardian_id for row in rows if row.guardian_id])
        for row in rows:
            row.child = children[row.child_id]
            row.guardian = guardians[row.guardian_id] if row.guardian_id else None
    lines = child_lines(children.values(), today, reader=actor)
    audit.read_children(actor, "requests.listed", children, at=now)
    return [
        (row, lines[row.child_id], str(KIND[Kind(row.kind)]), str(STATE[State(row.state)]), asker_words(row))
        for row in rows
    ]


def clocks(actor: Actor, *, now: datetime) -> list[Clock]:
    """Every request of the municipality for the data-protection officer: numbers and dates, no name of a child and
    nothing anybody wrote; open ones first, then the latest ended; never her own family's."""
    require(policy.may_control(actor))
    today = clock.day_of(now)
    rows = AccessRequest.objects.filter(child__municipality_id=actor.municipality_id).exclude(
        child_id__in=own_family(actor)
    )
    rows = rows.select_related("owner").order_by("-ended_at", "due_on", "id")
    ended = list(rows.exclude(state__in=OPEN)[:MOST_ENDED])
    audit.read(actor, "requests.controlled", None, at=now)
    return [_clock(row, today) for row in [*rows.filter(state__in=OPEN).order_by("due_on", "id"), *ended]]


def _clock(row: AccessRequest, today: date) -> Clock:
    ended = clock.day_of(row.ended_at) if row.ended_at else None
    asker = _("den unge selv") if row.guardian_id is None else _("en forældremyndighedsindehaver")
    if row.representative:
        asker = _("en partsrepræsentant")
    promised, extended = row.due_on or row.first_due_on, row.extension_told_on is not None
    return Clock(
        id=row.pk,
        child_id=row.child_id,
        kind=str(KIND[Kind(row.kind)]),
        state=str(STATE[State(row.state)]),
        asker=asker,
        received_on=row.received_on,
        due_on=row.due_on,
        ended_on=ended,
        owner=row.owner.name if row.owner else "",
        late=row.state != State.WITHDRAWN and promised < (ended or today) and (ended is None or not extended),
        extended=extended,
    )


def practice_of(actor: Actor) -> Practice:
    """What the municipality has chosen to give out; the safe choice where it has not chosen."""
    return Practice.objects.filter(municipality_id=actor.municipality_id).first() or Practice()


def tasks(actor: Actor, today: date) -> list[Task]:
    """The requests this person answers for; two queries."""
    rows = list(
        AccessRequest.objects.filter(owner_id=actor.id, child__municipality_id=actor.municipality_id)
        .open()
        .select_related("child", "guardian")
        .order_by("due_on", "id")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor) if rows else {}
    return [
        Task(
            kind="rights.answer",
            what=_("Svar på anmodning: %(kind)s") % {"kind": KIND[Kind(row.kind)]},
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
            to_whom=asker_words(row),
            since=row.received_on,
            due_on=row.due_on,
            url_name="rights:request",
            url_args=(row.pk,),
            action_label=_("Find frem, og svar"),
        )
        for row in rows
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nobody waits for somebody else's answer to a request."""
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every open request."""
    rows: OwedQuerySet = AccessRequest.objects.filter(child__municipality_id=municipality_id).open()
    return (rows.select_related("child__district", "owner"),)


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Requests nobody answers for, and those whose date passed without anybody else being told; three queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    can = who_may(Permission.RIGHTS_HANDLE, municipality_id, today)
    found: list[Hole] = []
    rows = list(owing(municipality_id)[0].order_by("due_on", "pk"))
    own = own_family_pairs({row.owner_id for row in rows if row.owner_id}, {row.child_id for row in rows}, today)
    nobody = _("En anmodning om indsigt har ingen, der svarer")
    words = {
        "no_owner": nobody,
        "owner_gone": nobody,
        "owner_without_access": _("%(who)s har en anmodning om indsigt, men kan ikke svare på den"),
        "overdue_not_escalated": _("En anmodning om indsigt er ikke besvaret til tiden"),
    }
    for row in rows:
        telling = Telling(
            child_id=row.child_id,
            words=words,
            page="rights:request",
            page_args=(row.pk,),
            place=_("Distrikt %(name)s") % {"name": row.child.district.name} if row.child.district else "",
            since=row.received_on,
        )
        blind = row.owner_id not in can or (row.owner_id, row.child_id) in own
        found += owed_holes(row, Watch(today, gone), telling, blind=blind)
    return found
