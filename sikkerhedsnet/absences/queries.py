"""Who is away, what the cover has from that, and what nobody covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.appointments import queries as appointments
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting, by_promise
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.organisation.models import Absence, Employment, Owed, OwedQuerySet
from sikkerhedsnet.organisation.queries import absences_from, actor_for, as_away, away_on
from sikkerhedsnet.organisation.rules import cover_on
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import own_family_pairs, same_person
from sikkerhedsnet.plans import queries as plans
from sikkerhedsnet.plans.models import Step
from sikkerhedsnet.ties.queries import child_of, is_quiet, led_by, what_of
from sikkerhedsnet.web.words import day_words

from .meanwhile import Meanwhile as Meanwhile
from .meanwhile import meanwhile as meanwhile

CARRIED = (concerns, meetings, plans)
"""The steps whose open rows go with an absence."""
TOLD = (*CARRIED, appointments)
"""The steps whose tasks go with it."""
LABELS = frozenset({"concerns.concern", "meetings.meeting", "plans.plan", "plans.step"})
KINDS = frozenset(
    {
        "concerns.take", "concerns.contact", "concerns.next", "meetings.hold", "meetings.conclude", "plans.review",
        "plans.family_step", "plans.step", "appointments.answer", "appointments.interpreter",
    }
)  # fmt: skip
"""What a colleague can do for somebody; what she was asked by name waits for herself."""
SOON = timedelta(days=7)
"""How long before an absence without cover begins the leader is told."""


def carried(municipality_id: int, owners: Collection[int]) -> list[Owed]:
    """The open rows these people answer for; one query for each table."""
    if not owners:
        return []
    with context.beyond_reach():
        return [
            row
            for step in CARRIED
            for rows in step.owing(municipality_id)
            if rows.model._meta.label_lower in LABELS
            for row in rows.filter(owner_id__in=owners).select_related(_district_of(rows)).order_by("due_on", "pk")
        ]


def _district_of(rows: OwedQuerySet) -> str:
    return "plan__child__district" if rows.model._meta.label_lower == "plans.step" else "child__district"


@dataclass(frozen=True)
class Carrying:
    """One open row of somebody who is away: who has it meanwhile, and until when; nobody when it must be given by name."""

    row: Owed
    absence: Absence
    cover_id: int | None

    @property
    def uncovered(self) -> bool:
        """Whether nobody can do it meanwhile: a step in another's plan is done by whoever is named."""
        if self.cover_id is None:
            return True
        return self.row._meta.label_lower == "plans.step" and not _leads_plan(self.row)


def _leads_plan(step: Any) -> bool:
    return bool(step.plan.owner_id == step.owner_id)


def carrying(municipality_id: int, day: date, absences: Collection[Absence] | None = None) -> list[Carrying]:
    """Every open row of those who are away on that day, or of these absences; a suspicion and a case of the cover's own
    family go to nobody."""
    known = absences_from(municipality_id, day)
    chosen = [row for row in known if row.start_on <= day] if absences is None else absences
    days = as_away(known)
    by_owner = {absence.user_id: absence for absence in chosen}
    cover = {pk: cover_on(days, pk, max(day, absence.start_on)) for pk, absence in by_owner.items()}
    rows = carried(municipality_id, by_owner)
    covers = {pk for pk in cover.values() if pk is not None}
    with context.beyond_reach():
        own = own_family_pairs(covers, {child_of(row).pk for row in rows}, day) if covers and rows else set()
    found = []
    for row in rows:
        owner_id = row.owner_id or 0
        covering = cover[owner_id]
        kept_from = covering is not None and (covering, child_of(row).pk) in own
        found.append(Carrying(row, by_owner[owner_id], None if is_quiet(row) or kept_from else covering))
    return found


def fit_for(user_id: int, municipality_id: int, start_on: date, end_on: date) -> list[User]:
    """Prevention advisers employed here on all of the days, but for herself; those of her own district first."""
    posts = Employment.objects.filter(
        municipality_id=municipality_id, function=Function.PREVENTION_ADVISER, user__is_active=True
    ).select_related("user")
    rows = list(posts.order_by("user__sort_key", "user_id", "id"))
    hers = {post.district_id for post in rows if post.user_id == user_id}
    covering = [post for post in rows if post.start_on <= start_on and (post.end_on is None or post.end_on >= end_on)]
    never = {user_id, *same_person(user_id)}
    near = sorted(covering, key=lambda post: post.district_id not in hers)
    return list({post.user_id: post.user for post in near if post.user_id not in never}.values())


def advisers_led(actor: Actor, today: date) -> dict[int, User]:
    """The advisers this person leads."""
    led = led_by(actor, today)
    posts = Employment.objects.on(today).filter(user_id__in=led, function=Function.PREVENTION_ADVISER)
    return {post.user_id: post.user for post in posts.select_related("user").order_by("user__sort_key", "user_id")}


def adviser_led(actor: Actor, pk: int, today: date) -> User:
    """One of them, or User.DoesNotExist."""
    found = advisers_led(actor, today).get(pk)
    if found is None:
        raise User.DoesNotExist
    return found


def within_reach(actor: Actor, pk: int, today: date) -> Absence:
    """An absence of one's own or of an adviser one leads, or Absence.DoesNotExist."""
    mine = {actor.id, *advisers_led(actor, today)}
    here = Absence.objects.filter(municipality_id=actor.municipality_id, user_id__in=mine, end_on__gte=today)
    found: Absence = here.select_related("user", "cover").get(pk=pk)
    return found


@dataclass(frozen=True)
class MyAbsences:
    """One's own that are not over, and those in which one covers."""

    mine: list[Absence]
    covered: list[Absence]


def my_absences(actor: Actor, today: date) -> MyAbsences:
    rows = absences_from(actor.municipality_id, today)
    return MyAbsences(
        [row for row in rows if row.user_id == actor.id], [row for row in rows if row.cover_id == actor.id]
    )


@dataclass(frozen=True)
class Covering:
    """What a desk shows of one colleague who is away: her rows, oldest promise first."""

    absence: Absence
    tasks: list[Task]


def covering(actor: Actor, today: date) -> list[Covering]:
    """Those this person covers for today, each with what waits; nothing about a child she does not reach."""
    if not actor.has(Permission.CONCERN_TAKE):
        return []
    away = away_on(actor.municipality_id, today)
    mine = [one.absence for one in away.values() if one.cover is not None and one.cover.pk == actor.id]
    found = [Covering(absence, by_promise(_tasks_of(absence.user, today))) for absence in mine]
    asked = {task.child_id for one in found for task in one.tasks if task.child_id is not None}
    reached = set(Child.objects.visible_to(actor, today).filter(pk__in=asked).values_list("pk", flat=True))
    return [replace(one, tasks=[task for task in one.tasks if task.child_id in reached]) for one in found]


def _tasks_of(user: User, today: date) -> list[Task]:
    """Her own desk's rows as each step tells them, without what was asked of her by name or grew from a suspicion."""
    with context.beyond_reach():
        owner = actor_for(user, today)
        rows = [task for step in TOLD for task in step.tasks(owner, today)]
        rows = [task for task in rows if task.kind in KINDS and task.sealed_by is None]
        steps = [task.url_args[0] for task in rows if task.url_name == "plans:step"]
        led = set(Step.objects.filter(pk__in=steps, plan__owner=user).values_list("pk", flat=True))
    return [_at_hand(task) for task in rows if task.url_name != "plans:step" or task.url_args[0] in led]


def _at_hand(task: Task) -> Task:
    """A meeting is opened by those at the table alone; the cover comes to it, and to its interpreter, by leading it."""
    if task.url_name != "appointments:interpreter" and not task.url_name.startswith("meetings:"):
        return task
    return replace(task, url_name="meetings:take_lead", action_label=_("Led mødet"))


@dataclass(frozen=True)
class Uncovered:
    """One open row nobody has meanwhile, as the leader is told of it: what, where and when; never about whom."""

    what: str
    place: str
    due_on: date | None
    due_meanwhile: bool


@dataclass(frozen=True)
class AwayRow:
    """One absence on the leader's page, with what nobody has meanwhile."""

    absence: Absence
    cover: User | None
    uncovered: list[Uncovered]


@dataclass(frozen=True)
class AdviserRow:
    """One adviser on the leader's page."""

    user: User
    absences: list[AwayRow]


def staff_page(actor: Actor, today: date) -> list[AdviserRow]:
    """The advisers this person leads, those who are away first; a constant number of queries."""
    led = advisers_led(actor, today)
    known = [row for row in absences_from(actor.municipality_id, today) if row.user_id in led]
    first = list({row.user_id: row for row in reversed(known)}.values())
    left = _uncovered(actor, today, first)
    days = as_away(absences_from(actor.municipality_id, today))
    by_user: dict[int, list[AwayRow]] = defaultdict(list)
    for row in known:
        standing = cover_on(days, row.user_id, max(today, row.start_on))
        by_user[row.user_id].append(AwayRow(row, row.cover if standing else None, left.get(row.pk, [])))
    found = [AdviserRow(user, by_user.get(pk, [])) for pk, user in led.items()]
    return sorted(found, key=lambda one: not one.absences)


def _uncovered(actor: Actor, today: date, absences: Collection[Absence]) -> dict[int, list[Uncovered]]:
    """What nobody has, by absence. A suspicion is told to a chief alone, and nothing to the child's own family."""
    rows = [one for one in carrying(actor.municipality_id, today, absences) if one.uncovered]
    chief = any(post.function is Function.CHIEF for post in actor.posts)
    with context.beyond_reach():
        own = own_family_pairs([actor.id], {child_of(one.row).pk for one in rows}, today) if rows else set()
    found: dict[int, list[Uncovered]] = defaultdict(list)
    for one in rows:
        child = child_of(one.row)
        if (actor.id, child.pk) in own or (is_quiet(one.row) and not chief):
            continue
        due = one.row.due_on
        meanwhile = due is not None and due <= one.absence.end_on
        found[one.absence.pk].append(Uncovered(what_of(one.row), _place(child), due, meanwhile))
    return found


# What the desk and the net ask every step for.


def tasks(actor: Actor, today: date) -> list[Task]:
    """For the leader: somebody is away, or soon will be, and nobody has what she answers for."""
    if not actor.has(Permission.STAFF_LEAD):
        return []
    led = led_by(actor, today)
    near = [
        row
        for row in absences_from(actor.municipality_id, today)
        if row.user_id in led and row.start_on <= today + SOON
    ]
    first = list({row.user_id: row for row in reversed(near)}.values())
    left = _uncovered(actor, today, first) if first else {}
    return [_task(row, left[row.pk], today) for row in first if left.get(row.pk)]


def _task(absence: Absence, left: list[Uncovered], today: date) -> Task:
    due = min([one.due_on for one in left if one.due_on is not None], default=absence.start_on)
    words = {"who": absence.user.name, "day": day_words(absence.end_on, today), "n": len(left)}
    return Task(
        kind="absences.uncovered",
        what=_("%(who)s er fraværende til og med %(day)s. Uden dækning: %(n)s") % words,
        to_whom=absence.user.name,
        since=clock.day_of(absence.registered_at),
        due_on=max(due, absence.start_on),
        url_name="absences:staff",
        url_args=(),
        action_label=_("Find en, der dækker"),
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with a colleague."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """A date that falls while the one who owes it is away and nobody covers."""
    today = clock.day_of(now)
    return [
        Hole(
            kind="owner_absent",
            child_id=None if is_quiet(one.row) else child_of(one.row).pk,
            what=_("%(what)s: ansvarlig er fraværende til og med %(day)s")
            % {"what": what_of(one.row).capitalize(), "day": day_words(one.absence.end_on, today)},
            since=one.absence.start_on,
            who=one.absence.user.name,
            place=_place(child_of(one.row)),
        )
        for one in carrying(municipality_id, today)
        if one.uncovered and one.row.due_on is not None and one.row.due_on <= one.absence.end_on
    ]


def _place(child: Child) -> str:
    return _("Distrikt %(name)s") % {"name": child.district.name} if child.district else ""


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """An absence is owed by nobody."""
    return ()
