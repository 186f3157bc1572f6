"""Who looked at one child, when, at what and why: one line for each person and day, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.labels import LISTED, LOOKED
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import BrokenGlass, Child, Enrolment, Relation, own_family
from sikkerhedsnet.people.queries import knows_place, named_like
from sikkerhedsnet.plans.models import Plan, Step

from .access import reach_of, told_of
from .labels import CONTROLS, EMPLOYEE, UNEXPLAINED, UNNAMED, WHY

MOST_FOUND = 20
CPR_LENGTH = 10


@dataclass(frozen=True)
class Visit:
    """One person's looks at the child on one day."""

    day: date
    name: str
    function: str
    unit: str
    first: datetime
    last: datetime
    times: int
    what: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class Quiet:
    """What the reader may not know of: rows of suspicions, who stands in them, and since when."""

    rows: frozenset[tuple[str, int]]
    people: frozenset[int]
    since: date | None

    def keeps(self, user_id: int, day: date, *, explained: bool, listed: bool) -> bool:
        """A look that is there, or may be there, because of a suspicion alone."""
        if self.since is None or day < self.since:
            return False
        return not explained or (listed and user_id in self.people)


@dataclass(frozen=True)
class Past:
    """What explains a look: posts, groups, enrolments and relations, each with its days."""

    posts: dict[int, list[Employment]]
    assignments: list[GroupAssignment]
    places: list[Enrolment]
    relations: list[Relation]
    quiet: list[Relation]
    glass: list[BrokenGlass]


def child_for_log(actor: Actor, pk: int, *, now: datetime) -> Child:
    """The child for one who works with it, or who controls the municipality's log; never of her own family."""
    children = Child.objects.select_related("municipality", "district")
    if actor.has(Permission.LOG_CONTROL):
        return _of_the_municipality(actor).select_related("municipality", "district").get(pk=pk)
    return children.filter(pk__in=Child.objects.visible_to(actor, clock.day_of(now)).values("pk")).get(pk=pk)


def found_for_log(actor: Actor, text: str, *, now: datetime) -> list[Child]:
    """The municipality's children by name or CPR number for one who controls the log; the search and each hit are logged."""
    digits = "".join(c for c in text if c in "0123456789")
    wanted = Q(cpr_number=digits) if len(digits) == CPR_LENGTH else named_like(text)
    audit.read(actor, "log.searched", None, at=now)
    found = list(_of_the_municipality(actor).filter(wanted).order_by("sort_key", "id")[:MOST_FOUND])
    audit.read_children(actor, "log.found", [child.pk for child in found], at=now)
    return found


def _of_the_municipality(actor: Actor) -> Any:
    return Child.objects.filter(municipality_id=actor.municipality_id).exclude(pk__in=own_family(actor))


def may_see_names(reader: Actor, child: Child, today: date) -> bool:
    """Who controls the log, leads a place where the child goes, or leads help as its adviser."""
    if reader.has(Permission.LOG_CONTROL) or reader.has(Permission.PLAN_LEAD):
        return True
    return (
        Enrolment.objects.on(today).filter(child=child, institution_id__in=reader.led_institution_ids).exists()
        if reader.led_institution_ids
        else False
    )


def looks(reader: Actor, child: Child, *, names: bool) -> list[Visit]:
    """Everybody who looked at the child, as this reader may know it; the caller has made sure she may see the child.

    What a suspicion alone explains is told to those who see the suspicion: for everybody else it is as if neither it
    nor the look were there. The number of queries does not grow with the looks.
    """
    told = told_of(reader, child)
    seen = _seen(reader, child)
    with context.beyond_reach():
        quiet = _quiet(child, seen, told)
        lines: list[Any] = list(
            ReadLine.objects.filter(child_id=child.pk, municipality_id=child.municipality_id, actor_id__isnull=False)
            .annotate(day=TruncDate("at", tzinfo=clock.COPENHAGEN))
            .values("day", "actor_id", "actor_name", "action", "object_type", "object_id")
            .annotate(first=Min("at"), last=Max("at"), times=Count("id"))
            .order_by("-day", "-last", "actor_id")
        )
        past = _past(child, {line["actor_id"] for line in lines}, told)
        by_visit: dict[tuple[date, int], list[dict[str, Any]]] = defaultdict(list)
        for line in lines:
            if (line["object_type"], line["object_id"]) not in quiet.rows:
                by_visit[line["day"], line["actor_id"]].append(line)
        visits = [
            visit
            for (day, user_id), held in by_visit.items()
            if (visit := _visit(reader, child, day, user_id, held, past, quiet, names=names))
        ]
    return sorted(visits, key=lambda visit: visit.last, reverse=True)


def _visit(
    reader: Actor,
    child: Child,
    day: date,
    user_id: int,
    lines: list[dict[str, Any]],
    past: Past,
    quiet: Quiet,
    *,
    names: bool,
) -> Visit | None:
    posts = [post for post in past.posts.get(user_id, ()) if _holds(post, day)]
    places = [place for place in past.places if _holds(place, day)]
    known = [place for place in places if knows_place(reader, child, place.institution_id, place.group_id)]
    why = list(_why(user_id, posts, places, child, day, past))
    if not why and any(relation.user_id == user_id and _holds(relation, day) for relation in past.quiet):
        return None
    shown = [
        line
        for line in lines
        if not quiet.keeps(user_id, day, explained=bool(why), listed=line["action"] == "desk.read")
    ]
    if not shown:
        return None
    kept_back = {place.institution_id for place in places} - {place.institution_id for place in known}
    unnamed = any(post.institution_id in kept_back for post in posts)
    functions = dict.fromkeys(str(FUNCTION[Function(post.function)]) for post in posts)
    units = dict.fromkeys(filter(None, (_unit(post) for post in posts)))
    return Visit(
        day=day,
        name="" if unnamed or not names else shown[0]["actor_name"],
        function=str(UNNAMED) if unnamed else ", ".join(functions) or str(EMPLOYEE),
        unit="" if unnamed else ", ".join(units),
        first=min(line["first"] for line in shown),
        last=max(line["last"] for line in shown),
        times=sum(line["times"] for line in shown),
        what=tuple(dict.fromkeys(str(LOOKED.get(line["action"], LISTED)) for line in shown)),
        why=(str(WHY["institution"]),) if unnamed else tuple(dict.fromkeys(why)) or (str(UNEXPLAINED),),
    )


def _why(
    user_id: int, posts: Iterable[Employment], places: list[Enrolment], child: Child, day: date, past: Past
) -> Iterable[str]:
    for relation in past.relations:
        if relation.user_id == user_id and _holds(relation, day):
            yield str(WHY[relation.kind.removeprefix("quiet_")])
    for glass in past.glass:
        if glass.user_id == user_id and clock.day_of(glass.broken_at) <= day <= clock.day_of(glass.ends_at):
            yield str(WHY["glass"])
    groups: dict[int, set[int]] = defaultdict(set)
    for assignment in past.assignments:
        if _holds(assignment, day):
            groups[assignment.employment_id].add(assignment.group_id)
    for post in posts:
        if reason := reach_of(post, groups, child, places):
            yield str(WHY[reason])
        if Permission.LOG_CONTROL in PERMISSIONS[Function(post.function)]:
            yield str(CONTROLS)


def _past(child: Child, user_ids: set[int], told: Q) -> Past:
    posts: dict[int, list[Employment]] = defaultdict(list)
    for post in (
        Employment.objects.filter(user_id__in=user_ids, municipality_id=child.municipality_id)
        .select_related("institution", "district")
        .order_by("id")
    ):
        posts[post.user_id].append(post)
    about = Relation.objects.filter(child=child)
    hidden = about.exclude(pk__in=about.filter(told).values("pk"))
    return Past(
        posts=posts,
        assignments=list(GroupAssignment.objects.filter(employment__user_id__in=user_ids)),
        places=list(Enrolment.objects.filter(child=child)),
        relations=list(about.filter(told).order_by("id")),
        quiet=list(hidden),
        glass=list(BrokenGlass.objects.filter(child=child).order_by("id")),
    )


def _seen(reader: Actor, child: Child) -> dict[str, set[int]]:
    """The rows of suspicions about the child that this reader sees herself."""
    found = {
        model._meta.label_lower: set(
            model.objects.visible_to(reader).filter(child=child, suspicion=True).values_list("pk", flat=True)
        )
        for model in (Concern, Meeting, Plan)
    }
    steps = Step.objects.visible_to(reader).filter(plan__child=child, plan__suspicion=True)
    return {**found, "plans.step": set(steps.values_list("pk", flat=True))}


def _quiet(child: Child, seen: dict[str, set[int]], told: Q) -> Quiet:
    """The rows of suspicions the reader does not see, and everybody who stands in one."""
    rows: set[tuple[str, int]] = set()
    people: set[int | None] = set()
    about = {
        Concern: (Q(child=child, suspicion=True), ("raised_by_id", "owner_id", "offered_to_id", "escalated_to_id")),
        Meeting: (Q(child=child, suspicion=True), ("owner_id", "escalated_to_id")),
        Plan: (Q(child=child, suspicion=True), ("owner_id", "escalated_to_id")),
        Step: (Q(plan__child=child, plan__suspicion=True), ("owner_id", "escalated_to_id")),
    }
    for model, (which, named) in about.items():
        label = model._meta.label_lower
        for pk, *users in model._default_manager.filter(which).values_list("pk", *named):
            if pk not in seen[label]:
                rows.add((label, pk))
                people |= set(users)
    meetings = [pk for label, pk in rows if label == "meetings.meeting"]
    people |= set(Participant.objects.filter(meeting_id__in=meetings).values_list("user_id", flat=True))
    concerns = [pk for label, pk in rows if label == "concerns.concern"]
    began = Concern.objects.filter(pk__in=concerns).aggregate(at=Min("raised_at"))["at"]
    hidden = Relation.objects.filter(child=child).exclude(
        pk__in=Relation.objects.filter(told, child=child).values("pk")
    )
    people |= set(hidden.values_list("user_id", flat=True))
    return Quiet(
        frozenset(rows), frozenset(pk for pk in people if pk is not None), clock.day_of(began) if began else None
    )


def _holds(row: Any, day: date) -> bool:
    return bool(row.start_on <= day and (row.end_on is None or row.end_on >= day))


def _unit(post: Employment) -> str:
    where = post.institution or post.district
    return where.name if where else ""
