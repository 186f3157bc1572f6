"""Where the net is open among plans and their steps, and where a concern waits for a meeting or a plan that is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Post
from sikkerhedsnet.access.roles import PERMISSIONS, REACH, Function, Permission, Reach
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, staff_with, who_may
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.people.queries import enrolments_of, own_family_pairs

from .models import LookAgain, Plan, PlanRole, Step
from .states import RoleState

Pair = tuple[int, Child]


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Active plans and open steps that nobody answers for or nobody was told are late, and concerns left behind;
    a constant number of queries."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality_id, today)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    plans = list(
        Plan.objects.filter(child__municipality_id=municipality_id)
        .open()
        .select_related("child__district", "owner")
        .order_by("due_on", "id")
    )
    steps = list(
        Step.objects.filter(plan__child__municipality_id=municipality_id)
        .open()
        .select_related("plan__child__district", "owner")
        .order_by("due_on", "id")
    )
    here = {"plan__child__municipality_id": municipality_id}
    roles = (
        PlanRole.objects.filter(**here).open().select_related("plan__child__district", "owner").order_by("due_on", "id")
    )
    watches = (
        LookAgain.objects.filter(**here)
        .open()
        .select_related("plan__child__district", "owner")
        .order_by("due_on", "id")
    )
    words: list[tuple[Any, Child, str, str]] = [(plan, plan.child, "plans:plan", _("en plan")) for plan in plans]
    words += [(step, step.plan.child, "plans:step", _("et skridt i en plan")) for step in steps]
    words += [(role, role.plan.child, "plans:plan", _("et svar om at være tovholder")) for role in roles]
    words += [(watch, watch.plan.child, "plans:watch", _("at se igen efter en plan")) for watch in watches]
    blind = without_access(((row.owner_id, child) for row, child, _name, _what in words if row.owner_id), today)
    watch = Watch(today, gone, who_may(Permission.PLAN_SEE, municipality_id, today))
    found = []
    for row, child, page, what in words:
        telling = Telling(
            child_id=child.pk,
            words=owed_words(what),
            page=page,
            page_args=(row.plan_id if isinstance(row, PlanRole) else row.pk,),
            place=place_of(child),
            since=clock.day_of(row.changed_at),
            chief=chief,
        )
        found += owed_holes(row, watch, telling, blind=(row.owner_id, child.pk) in blind)
    return found + _left_behind(municipality_id, chief) + _coordinators_gone(municipality_id, gone, chief)


def _coordinators_gone(municipality_id: int, gone: Collection[int], chief: str) -> list[Hole]:
    """Active plans whose coordinator does not work here any more; one query."""
    held = PlanRole.objects.filter(
        plan__child__municipality_id=municipality_id, state=RoleState.HELD, person_id__in=gone
    )
    rows = held.filter(plan__state__in=Plan.OPEN).select_related("plan__child__district", "plan__owner", "person")
    return [
        Hole(
            "coordinator_gone",
            row.plan.child_id,
            _("%(who)s er tovholder for en plan, men arbejder her ikke mere") % {"who": row.person.name},
            clock.day_of(row.changed_at),
            row.plan.owner.name if row.plan.owner else chief,
            "plans:plan",
            (row.plan_id,),
            place_of(row.plan.child),
        )
        for row in rows.order_by("pk")
    ]


def owed_words(what: str) -> dict[str, str]:
    """The sentences about a plan or a step; who answers is filled in later."""
    named = {"what": what, "who": "%(who)s"}
    late = _("Datoen for %(what)s er gået") % named
    return {
        "no_owner": _("Ingen er ansvarlig for %(what)s") % named,
        "owner_gone": _("%(who)s har %(what)s, men arbejder her ikke mere") % named,
        "owner_without_access": _("%(who)s har %(what)s, men kan ikke se barnet") % named,
        "no_next_date": _("Der er ingen næste dato for %(what)s") % named,
        "overdue_not_escalated": late,
        "overdue_out_of_sight": late,
    }


def _left_behind(municipality_id: int, chief: str) -> list[Hole]:
    """Concerns whose next date is a meeting's or a plan's, with no such meeting or plan; one query."""
    meeting = Meeting.objects.filter(concern_id=OuterRef("pk"), state__in=Meeting.OPEN)
    plan = Plan.objects.filter(concern_id=OuterRef("pk"), state__in=Plan.OPEN)
    rows = (
        Concern.objects.filter(child__municipality_id=municipality_id)
        .filter(Q(state=ConcernState.AT_MEETING) & ~Exists(meeting) | Q(state=ConcernState.IN_PLAN) & ~Exists(plan))
        .select_related("child__district", "owner")
        .order_by("changed_at", "id")
    )
    found = []
    for row in rows:
        if row.state == ConcernState.AT_MEETING:
            kind, what = "concern_without_meeting", _("En bekymring venter på et samarbejdsmøde, som ikke findes")
        else:
            kind, what = "concern_without_plan", _("En bekymring hører til en plan, som ikke er i gang")
        since, who = clock.day_of(row.changed_at), row.owner.name if row.owner else chief
        found.append(Hole(kind, row.child_id, what, since, who, "concerns:concern", (row.pk,), place_of(row.child)))
    return found


def place_of(child: Child) -> str:
    return _("Distrikt %(name)s") % {"name": child.district.name} if child.district else ""


def without_access(pairs: Iterable[Pair], today: date) -> set[tuple[int, int]]:
    """Of these (user, child) pairs, those where the user cannot see the child's plan today; a constant number of queries."""
    asked = {(user, child.pk): child for user, child in pairs}
    users = {user for user, _child in asked}
    children = {child for _user, child in asked}
    about = {"child_id__in": children}
    let_in = set(Relation.objects.on(today).filter(user_id__in=users, **about).values_list("user_id", "child_id"))
    own = own_family_pairs(users, children, today)
    posts = _posts(users, today)
    places = enrolments_of(children, today)

    def reads(user: int) -> bool:
        return any(Permission.PLAN_SEE in PERMISSIONS[post.function] for post in posts[user])

    def reaches(user: int, child: Child) -> bool:
        return any(_post_reaches(post, child, places[child.pk]) for post in posts[user])

    return {
        (user, pk)
        for (user, pk), child in asked.items()
        if (user, pk) in own or not reads(user) or not ((user, pk) in let_in or reaches(user, child))
    }


def _posts(users: Iterable[int], today: date) -> dict[int, list[Post]]:
    rows = list(Employment.objects.on(today).filter(user_id__in=users))
    groups: dict[int, set[int]] = defaultdict(set)
    for assignment in GroupAssignment.objects.on(today).filter(employment__in=rows):
        groups[assignment.employment_id].add(assignment.group_id)
    posts: dict[int, list[Post]] = defaultdict(list)
    for row in rows:
        posts[row.user_id].append(
            Post(
                row.pk,
                Function(row.function),
                institution_id=row.institution_id,
                district_id=row.district_id,
                group_ids=frozenset(groups[row.pk]),
            )
        )
    return posts


def _post_reaches(post: Post, child: Child, places: Iterable[Any]) -> bool:
    reach = REACH.get(post.function)
    if reach is Reach.DISTRICT:
        return post.district_id is not None and post.district_id == child.district_id
    if reach is Reach.GROUP and post.group_ids:
        return any(place.group_id in post.group_ids for place in places)
    if reach in (Reach.GROUP, Reach.INSTITUTION):
        return any(place.institution_id == post.institution_id for place in places)
    return False
