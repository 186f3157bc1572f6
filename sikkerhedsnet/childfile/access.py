"""Who may see one child today, why, and until when; the same reasons that open the child's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import PERMISSIONS, REACH, Function, Permission, Reach
from sikkerhedsnet.audit.labels import BASIS as WHY
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import Child, Enrolment, Relation
from sikkerhedsnet.people.queries import enrolments_of, knows_place, own_family_user_ids
from sikkerhedsnet.plans.models import Plan

from .labels import UNNAMED


@dataclass(frozen=True)
class Reason:
    """One reason; without a last day it holds for as long as it is true."""

    why: str
    until: date | None


@dataclass(frozen=True)
class Person:
    """Somebody with access, and every reason for it."""

    user_id: int
    name: str
    function: str
    sort_key: str
    reasons: tuple[Reason, ...]

    @property
    def until(self) -> date | None:
        """The last day of the longest reason; none when one of them has no end."""
        days = [reason.until for reason in self.reasons]
        return None if None in days else max(day for day in days if day)


def who_has_access(child: Child, today: date, *, reader: Actor) -> list[Person]:
    """Everybody who can open the child's page today, in Danish order of names; eight queries.

    What somebody may see because of a suspicion alone is told to those who see the suspicion: for everybody else the
    list, its length and its dates are as if the suspicion were not there.
    """
    reasons: dict[int, list[Reason]] = defaultdict(list)
    for relation in Relation.objects.on(today).filter(told_of(reader, child), child=child).order_by("id"):
        why = relation.kind.removeprefix("quiet_")
        reason = Reason(str(WHY[why]), relation.end_on)
        if reason not in reasons[relation.user_id]:
            reasons[relation.user_id].append(reason)
    places = enrolments_of([child.pk], today)[child.pk]
    here = {place.institution_id for place in places}
    posts = list(
        Employment.objects.on(today)
        .filter(municipality_id=child.municipality_id, user__is_active=True)
        .filter(_may_matter(child, here, set(reasons)))
        .select_related("user")
        .order_by("user__sort_key", "user_id", "id")
    )
    groups: dict[int, set[int]] = defaultdict(set)
    for assignment in GroupAssignment.objects.on(today).filter(employment__in=posts):
        groups[assignment.employment_id].add(assignment.group_id)
    own = own_family_user_ids(child, today)
    by_user: dict[int, list[Employment]] = defaultdict(list)
    for post in posts:
        if post.user_id not in own and Permission.CHILD_SEE in PERMISSIONS[Function(post.function)]:
            by_user[post.user_id].append(post)
    known = [place for place in places if knows_place(reader, child, place.institution_id, place.group_id)]
    found = []
    for user_id, held in by_user.items():
        told = [Reason(str(WHY[why]), post.end_on) for post in held if (why := reach_of(post, groups, child, known))]
        if told or reasons[user_id]:
            functions = dict.fromkeys(str(FUNCTION[Function(post.function)]) for post in held)
            user = held[0].user
            why_all = (*reasons[user_id], *told)
            found.append(Person(user_id, user.name, ", ".join(functions), user.sort_key, why_all))
        elif kept_back := [post.end_on for post in held if reach_of(post, groups, child, places)]:
            # a name would give away where a child with a protected address spends its day
            unnamed = tuple(Reason(str(WHY["institution"]), until) for until in kept_back)
            found.append(Person(user_id, str(UNNAMED), "", held[0].user.sort_key, unnamed))
    return found


def told_of(reader: Actor, child: Child) -> Q:
    """The relations this reader may know of: the open ones, her own, and those of the suspicions she sees herself."""
    about = {"child": child, "suspicion": True}
    seen = set(Concern.objects.visible_to(reader).filter(child=child, suspicion=True).values_list("pk", flat=True))
    for rows in (Meeting.objects.visible_to(reader), Plan.objects.visible_to(reader)):
        seen |= set(rows.filter(**about).values_list("concern_id", flat=True))
    open_to_all = ~Q(kind__in=Relation.Quiet.values)
    return open_to_all | Q(user_id=reader.id) | Q(source__in=[f"concern:{pk}" for pk in seen])


def _may_matter(child: Child, here: set[int], related: set[int]) -> Q:
    found = Q(user_id__in=related) | Q(institution_id__in=here)
    return found | Q(district_id=child.district_id) if child.district_id else found


def reach_of(post: Employment, groups_of: dict[int, set[int]], child: Child, places: Iterable[Enrolment]) -> str:
    """Why the post itself opens the child's page; empty when it does not."""
    groups = groups_of[post.pk]
    reach = REACH.get(Function(post.function))
    if reach is Reach.DISTRICT:
        same = post.district_id is not None and post.district_id == child.district_id
        return "district" if same and child.left_on is None else ""
    if reach is Reach.GROUP and groups:
        return "group" if any(place.group_id in groups for place in places) else ""
    if reach in (Reach.GROUP, Reach.INSTITUTION) and any(p.institution_id == post.institution_id for p in places):
        return "leader" if reach is Reach.INSTITUTION else "institution"
    return ""
