"""Read measures: the catalogue, who may do what, one measure, and what people owe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Event, Task, Waiting
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment, OwedQuerySet
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_lines, own_family_user_ids
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.plans.states import State as PlanState
from sikkerhedsnet.plans.states import StepState

from . import policy, rules
from .holes import holes
from .labels import ENDING
from .models import Measure, MeasureKind
from .states import Ending, State, Tier

__all__ = [
    "Doer", "Offer", "Origin", "doers", "events", "functions_in_words", "has_other_work", "holes", "kind_of", "kinds",
    "may_write", "measures_of", "offers", "open_measure", "origin", "owing", "tasks", "waiting", "within_reach",
]  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """From what a measure grows: a meeting at the table, or a plan; and whether that is still going on."""

    child: Child
    concern: Concern
    meeting: Meeting | None
    plan: Plan | None
    open: bool
    state: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Doer:
    """A colleague who could do it; `team` when she is near: in the child's district, or in its team."""

    user_id: int
    name: str
    title: str
    place: str
    team: bool

    @property
    def words(self) -> str:
        return ", ".join(filter(None, [self.name, self.title, self.place]))


@dataclass(frozen=True)
class Offer:
    """One row of the catalogue as the one who asks meets it: whether she may start it, and else who may."""

    kind: MeasureKind
    mine: bool
    starters: tuple[str, ...]
    doers: tuple[str, ...]


def functions_in_words(functions: Iterable[str]) -> tuple[str, ...]:
    """The functions' Danish names in the order they are stored; one the system has dropped is left out."""
    known = {function.value for function in Function}
    return tuple(str(FUNCTION[Function(key)]) for key in functions if key in known)


def kinds(actor: Actor) -> list[MeasureKind]:
    """The municipality's whole catalogue, tier by tier, in Danish order; one query."""
    order = {tier.value: number for number, tier in enumerate(Tier)}
    rows = MeasureKind.objects.filter(municipality_id=actor.municipality_id).order_by("sort_key", "pk")
    return sorted(rows, key=lambda row: order[row.tier])


def kind_of(actor: Actor, pk: int) -> MeasureKind:
    """A row of the own municipality's catalogue, or MeasureKind.DoesNotExist."""
    found: MeasureKind = MeasureKind.objects.get(pk=pk, municipality_id=actor.municipality_id)
    return found


def offers(actor: Actor, *, only_mine: bool = False) -> list[Offer]:
    """What is offered, those this person may start without asking first within each tier."""
    functions = [post.function for post in actor.posts]
    found = [
        Offer(
            kind,
            rules.starts_without_asking(functions, kind.starters, Tier(kind.tier)),
            functions_in_words(kind.starters),
            functions_in_words(kind.doers),
        )
        for kind in kinds(actor)
        if kind.is_offered
    ]
    return [offer for offer in found if offer.mine or not only_mine]


def origin(actor: Actor, *, meeting_id: int | None, plan_id: int | None) -> Origin:
    """The running meeting or the active plan it grows from; out of reach: DoesNotExist."""
    if meeting_id is not None:
        meeting: Meeting = (
            Meeting.objects.visible_to(actor)
            .select_related("child__municipality", "child__district")
            .get(pk=meeting_id)
        )
        context.follow(meeting, "concern")
        with context.beyond_reach():
            plan = Plan.objects.filter(concern_id=meeting.concern_id, state=PlanState.ACTIVE).first()
        running = meeting.state == MeetingState.RUNNING
        return Origin(
            meeting.child, meeting.concern, meeting, plan, running, meeting.state, meeting.changed_by_name,
            meeting.changed_at,
        )  # fmt: skip
    found: Plan = (
        Plan.objects.visible_to(actor).select_related("child__municipality", "child__district").get(pk=plan_id or 0)
    )
    context.follow(found, "concern")
    active = found.state == PlanState.ACTIVE
    return Origin(found.child, found.concern, None, found, active, found.state, found.changed_by_name, found.changed_at)


def doers(kind: MeasureKind, child: Child, today: date) -> list[Doer]:
    """Who the catalogue says does it, and may read plans: the child's own district team first; never its family."""
    functions = [key for key in kind.doers if key in {f.value for f in Function}]
    reading = [key for key in functions if Permission.PLAN_SEE in PERMISSIONS[Function(key)]]
    posts = list(
        Employment.objects.on(today)
        .filter(
            municipality_id=child.municipality_id,
            function__in=reading,
            user__is_active=True,
            user__kind=UserKind.STAFF,
        )
        .exclude(user_id__in=own_family_user_ids(child, today))
        .select_related("user", "institution")
        .order_by("user__sort_key", "user_id", "pk")
    )
    team = set(
        DistrictTeamMember.objects.on(today)
        .filter(district_id=child.district_id)
        .values_list("employment_id", flat=True)
        if child.district_id
        else []
    )
    found: dict[int, Doer] = {}
    for post in posts:
        near = post.pk in team or (post.district_id is not None and post.district_id == child.district_id)
        if post.user_id not in found or (near and not found[post.user_id].team):
            title = str(FUNCTION[Function(post.function)])
            place = post.institution.name if post.institution else ""
            found[post.user_id] = Doer(post.user_id, post.user.name, title, place, near)
    return sorted(found.values(), key=lambda one: not one.team)


def within_reach(actor: Actor, pk: int, *, lock: bool = False) -> Measure:
    """The measure with what is around it, or Measure.DoesNotExist."""
    rows = Measure.objects.visible_to(actor)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: Measure = rows.select_related("child__municipality", "child__district", "kind").get(pk=pk)
    return context.follow(found, "concern")


def open_measure(actor: Actor, pk: int, *, now: datetime) -> Measure:
    """The measure, and a line in the read log."""
    found = within_reach(actor, pk)
    audit.read(actor, "measure.read", found, at=now, child_id=found.child_id)
    return found


def may_write(actor: Actor, measure: Measure, today: date) -> bool:
    """Whether this person may say how the measure goes."""
    return bool(
        policy.may_follow_up(
            actor,
            owner_id=measure.owner_id,
            escalated_to_id=measure.escalated_to_id,
            leads=measure.concern.owner_id,
            family_ids=own_family_user_ids(measure.child, today),
        )
    )


def measures_of(actor: Actor, *, concern_id: int) -> list[Measure]:
    """The measures of one course this person may see, running ones first; one query."""
    rows = Measure.objects.visible_to(actor).filter(concern_id=concern_id).select_related("owner")
    return sorted(rows, key=lambda row: (row.state != State.RUNNING, row.start_on, row.pk))


def has_other_work(child: Child, user_id: int) -> bool:
    """Whether she has another running measure or an open step with the child."""
    return (
        Measure.objects.filter(child=child, owner_id=user_id).open().exists()
        or Step.objects.filter(plan__child=child, owner_id=user_id, state=StepState.OPEN).exists()
    )


def tasks(actor: Actor, today: date) -> list[Task]:
    """The measures this person does, each to be looked at by its date; two queries."""
    if not actor.has(Permission.PLAN_SEE):
        return []
    rows = list(_mine(actor).filter(owner_id=actor.id))
    lines = child_lines([row.child for row in rows], today, reader=actor)
    return [
        Task(
            kind="measures.follow_up",
            what=_("Se på indsatsen: %(name)s") % {"name": row.name},
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
            to_whom=_("familien"),
            since=row.start_on,
            due_on=row.due_on,
            url_name="measures:measure",
            url_args=(row.pk,),
            action_label=_("Skriv, hvad den gør"),
        )
        for row in rows
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Measures others do in the courses this person coordinates; one query."""
    if not actor.has(Permission.PLAN_LEAD):
        return []
    rows = _mine(actor).filter(concern__owner_id=actor.id).exclude(owner_id=actor.id).select_related("owner")
    return [
        Waiting(
            what=_("Indsats: %(name)s") % {"name": row.name},
            child_name=row.child.name,
            on_whom=row.owner.name if row.owner else "",
            since=row.start_on,
            url_name="measures:measure",
            url_args=(row.pk,),
            child_id=row.child_id,
        )
        for row in rows
    ]


def _mine(actor: Actor) -> OwedQuerySet:
    return (
        Measure.objects.filter(child__municipality_id=actor.municipality_id)
        .open()
        .select_related("child")
        .order_by("due_on", "pk")
    )


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every running measure."""
    rows: OwedQuerySet = Measure.objects.filter(child__municipality_id=municipality_id).open()
    return (rows.select_related("child__district", "owner", "concern"),)


def events(actor: Actor, child: Child) -> list[Event]:
    """What was started, looked at and ended about the child, as far as this person may see; two queries."""
    rows = (
        Measure.objects.visible_to(actor)
        .filter(child=child)
        .select_related("owner", "started_by")
        .prefetch_related("looks__by")
        .order_by("start_on", "pk")
    )
    return [event for row in rows for event in _events_of(row)]


def _events_of(row: Measure) -> Sequence[Event]:
    page = ("measures:measure", (row.pk,))
    who = row.owner.name if row.owner else ""
    started = _("Indsats sat i gang: %(name)s") % {"name": row.name}
    at = row.started_at if clock.day_of(row.started_at) == row.start_on else None
    texts = (("measures.measure", row.pk, "purpose"),)
    found = [Event("measures.started", row.start_on, at, started, row.purpose, who, "", *page, texts=texts)]
    for look in row.looks.all():
        title = _("Set på indsatsen: %(name)s") % {"name": row.name}
        if look.next_on is None and row.ending:
            title = _("Indsats afsluttet: %(name)s. %(why)s") % {"name": row.name, "why": ENDING[Ending(row.ending)]}
        texts = (("measures.measurelook", look.pk, "what_it_did"),)
        found.append(
            Event("measures.looked", look.on, None, title, look.what_it_did, look.by.name, "", *page, texts=texts)
        )
    return found
