"""Who looked at one child, when, at what and why: one line for each person and day, the newest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q
from django.db.models.functions import TruncDate

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import function_words
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.labels import BASIS, LISTED, LOOKED, OWN_ROWS, basis_words
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns.models import Concern, Notification
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import unit_names
from sikkerhedsnet.people.models import Child, Enrolment, Relation, own_family
from sikkerhedsnet.people.queries import knows_place, named_like
from sikkerhedsnet.plans.models import LookAgain, Plan, PlanRole, Step
from sikkerhedsnet.voices.models import ChildVoice

from .access import told_of
from .labels import EMPLOYEE, UNNAMED

GROUPED = (
    "day", "before", "actor_id", "actor_name", "action", "object_type", "object_id", "function", "unit", "basis",
)  # fmt: skip
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
    """What the reader may not know of: rows of suspicions, who stands in them, since when, and whose reasons she is told."""

    rows: frozenset[tuple[str, int]]
    people: frozenset[int]
    since: datetime | None
    told: frozenset[int]

    def keeps(self, line: dict[str, Any]) -> bool:
        """A look that is there, or may be there, because of a suspicion alone."""
        if (line["object_type"], line["object_id"]) in self.rows:
            return True
        if line["basis"] in Relation.Quiet.values:
            return line["actor_id"] not in self.told
        if self.since is None or line["before"]:
            return False
        listed = line["action"] == "desk.read" and line["actor_id"] in self.people
        return listed or line["basis"] in OWN_ROWS


@dataclass(frozen=True)
class Places:
    """What a look may give away about where the child is: posts by person, the child's places, and the units' names."""

    posts: dict[int, list[Employment]]
    enrolments: list[Enrolment]
    names: dict[str, str]


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

    Function, unit and reason are what the line says of its moment. What a suspicion alone explains is told to those who
    see the suspicion: for everybody else it is as if neither it nor the look were there. The number of queries does not
    grow with the looks.
    """
    told = told_of(reader, child)
    seen = _seen(reader, child)
    with context.beyond_reach():
        quiet = _quiet(child, seen, told, reader)
        lines: list[Any] = list(
            ReadLine.objects.filter(child_id=child.pk, municipality_id=child.municipality_id, actor_id__isnull=False)
            .annotate(day=TruncDate("at", tzinfo=clock.COPENHAGEN), before=_before(quiet.since))
            .values(*GROUPED)
            .annotate(first=Min("at"), last=Max("at"), times=Count("id"))
            .order_by("-day", "-last", "actor_id")
        )
        places = _places(child, lines)
        by_visit: dict[tuple[date, int], list[dict[str, Any]]] = defaultdict(list)
        for line in lines:
            if not quiet.keeps(line):
                by_visit[line["day"], line["actor_id"]].append(line)
    visits = [_visit(reader, child, day, held, places, names=names) for (day, _user), held in by_visit.items()]
    return sorted(visits, key=lambda visit: visit.last, reverse=True)


def _before(moment: datetime | None) -> ExpressionWrapper[Any]:
    """Whether a line is from before the first suspicion: what has been told once is never taken off the list again."""
    return ExpressionWrapper(Q(at__lt=moment) if moment else Q(pk__isnull=True), output_field=BooleanField())


def _visit(
    reader: Actor, child: Child, day: date, lines: list[dict[str, Any]], places: Places, *, names: bool
) -> Visit:
    here = [place for place in places.enrolments if _holds(place, day)]
    kept_back = {
        place.institution_id for place in here if not knows_place(reader, child, place.institution_id, place.group_id)
    }
    posts = [post for post in places.posts[lines[0]["actor_id"]] if _holds(post, day)]
    unnamed = any(post.institution_id in kept_back for post in posts) or any(
        line["unit"] == f"institution:{pk}" for line in lines for pk in kept_back
    )
    functions = dict.fromkeys(words for line in lines if (words := function_words(line["function"])))
    units = dict.fromkeys(places.names[line["unit"]] for line in lines if line["unit"] in places.names)
    reasons = tuple(dict.fromkeys(basis_words(line["basis"]) for line in lines))
    return Visit(
        day=day,
        name="" if unnamed or not names else lines[0]["actor_name"],
        function=str(UNNAMED) if unnamed else ", ".join(functions) or str(EMPLOYEE),
        unit="" if unnamed else ", ".join(units),
        first=min(line["first"] for line in lines),
        last=max(line["last"] for line in lines),
        times=sum(line["times"] for line in lines),
        what=tuple(dict.fromkeys(str(LOOKED.get(line["action"], LISTED)) for line in lines)),
        why=(str(BASIS["institution"]),) if unnamed else reasons,
    )


def _places(child: Child, lines: list[dict[str, Any]]) -> Places:
    """Where the child has been, where those who looked have worked, and what their units are called."""
    posts: dict[int, list[Employment]] = defaultdict(list)
    users = {line["actor_id"] for line in lines}
    for post in Employment.objects.filter(user_id__in=users, municipality_id=child.municipality_id).order_by("id"):
        posts[post.user_id].append(post)
    return Places(posts, list(Enrolment.objects.filter(child=child)), unit_names({line["unit"] for line in lines}))


def _seen(reader: Actor, child: Child) -> dict[str, set[int]]:
    """The rows of suspicions about the child that this reader sees herself."""
    found = {
        model._meta.label_lower: set(
            model.objects.visible_to(reader).filter(child=child, suspicion=True).values_list("pk", flat=True)
        )
        for model in (Concern, Meeting, ChildVoice, Plan)
    }
    steps = Step.objects.visible_to(reader).filter(plan__child=child, plan__suspicion=True)
    sheets = Notification.objects.visible_to(reader).filter(child=child, concern__suspicion=True)
    found[Notification._meta.label_lower] = set(sheets.values_list("pk", flat=True))
    for part in (PlanRole, LookAgain):
        rows = part.objects.visible_to(reader).filter(plan__child=child, plan__suspicion=True)
        found[part._meta.label_lower] = set(rows.values_list("pk", flat=True))
    return {**found, "plans.step": set(steps.values_list("pk", flat=True))}


def _quiet(child: Child, seen: dict[str, set[int]], told: Q, reader: Actor) -> Quiet:
    """The rows of suspicions the reader does not see, and everybody who stands in one."""
    rows: set[tuple[str, int]] = set()
    people: set[int | None] = set()
    about = {
        Concern: (
            Q(child=child, suspicion=True),
            ("raised_by_id", "owner_id", "offered_to_id", "escalated_to_id", "leader_told_id"),
        ),
        Notification: (
            Q(child=child, concern__suspicion=True),
            ("begun_by_id", "owner_id", "escalated_to_id", "sent_by_id", "acknowledged_by_id"),
        ),
        Meeting: (Q(child=child, suspicion=True), ("owner_id", "escalated_to_id")),
        ChildVoice: (Q(child=child, suspicion=True), ("written_by_id",)),
        Plan: (Q(child=child, suspicion=True), ("owner_id", "escalated_to_id")),
        Step: (Q(plan__child=child, plan__suspicion=True), ("owner_id", "escalated_to_id")),
        PlanRole: (Q(plan__child=child, plan__suspicion=True), ("person_id", "owner_id", "escalated_to_id")),
        LookAgain: (Q(plan__child=child, plan__suspicion=True), ("owner_id", "escalated_to_id")),
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
    quiet = Relation.objects.filter(child=child, kind__in=Relation.Quiet.values)
    known = set(quiet.filter(told).values_list("pk", flat=True))
    related = list(quiet.values_list("pk", "user_id"))
    people |= {user_id for pk, user_id in related if pk not in known}
    return Quiet(
        rows=frozenset(rows),
        people=frozenset(pk for pk in people if pk is not None),
        since=began,
        told=frozenset({reader.id, *(user_id for pk, user_id in related if pk in known)}),
    )


def _holds(row: Any, day: date) -> bool:
    return bool(row.start_on <= day and (row.end_on is None or row.end_on >= day))
