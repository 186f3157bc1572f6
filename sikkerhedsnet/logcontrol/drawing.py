"""A month's look-ups as the control counts them: one person's at one child on one day, with what flags and weighs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit.labels import LOOKED, OWN_ROWS
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.audit.months import months_after
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child, Custody, Guardian
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.voices.models import ChildVoice

from . import rules
from .models import ControlSettings
from .states import Flag

LISTS = frozenset(
    {
        "desk.listed",
        "desk.read",
        "group.read",
        "ratings.read",
        "unhelped.read",
        "sharing.controlled",
        "sharing.exported",
    }
)
"""Pages with many names, which nobody opened for one child's sake."""
OPENED = frozenset(LOOKED) - LISTS


@dataclass
class Look:
    """One person's look-ups at one child on one day; what is about a suspicion stands by itself."""

    actor_id: int
    child: int
    day: date
    quiet: bool
    function: str = ""
    unit: str = ""
    basis: str = ""
    at: list[datetime] = field(default_factory=list)
    what: list[str] = field(default_factory=list)
    fresh: bool = False
    weight: int = 0
    flags: tuple[Flag, ...] = ()

    @property
    def key(self) -> str:
        """What the seed is asked about; the same whenever the month is drawn again."""
        return f"{self.actor_id}:{self.child}:{self.day.isoformat()}:{int(self.quiet)}"


def span(month: date) -> tuple[datetime, datetime]:
    """The month's first moment in Denmark, and the next month's."""
    return clock.at(month, 0), clock.at(months_after(month, 1), 0)


def looks_of(municipality_id: int, month: date, up_to: int | None = None) -> list[Look]:
    """Every look-up of the month, in a steady order; of lines up to a number when the month is drawn again."""
    begins, ends = span(month)
    lines = ReadLine.objects.filter(
        municipality_id=municipality_id, at__gte=begins, at__lt=ends, action__in=OPENED, child_id__isnull=False,
        actor_id__isnull=False,
    ).exclude(function__in=[UserKind.PARENT, UserKind.YOUNG_PERSON])  # fmt: skip
    if up_to is not None:
        lines = lines.filter(id__lte=up_to)
    hidden = _rows_of_suspicions(municipality_id)
    found: dict[tuple[int, int, date, bool], Look] = {}
    fields = ("at", "actor_id", "child_id", "action", "object_type", "object_id", "function", "unit", "basis")
    for at, actor, child, action, kind, pk, function, unit, basis in lines.order_by("id").values_list(*fields):
        quiet = (kind, pk) in hidden or basis.startswith("quiet_") or basis in OWN_ROWS
        day = clock.day_of(at)
        look = found.setdefault((actor, child, day, quiet), Look(actor, child, day, quiet, function, unit, basis))
        look.at.append(at)
        if action not in look.what:
            look.what.append(action)
        if basis in ("none", "own_family"):
            look.basis = basis
    return [found[key] for key in sorted(found)]


def last_line(municipality_id: int, month: date) -> int:
    """The number of the newest line the month's drawing counts."""
    begins, ends = span(month)
    lines = ReadLine.objects.filter(municipality_id=municipality_id, at__gte=begins, at__lt=ends)
    return lines.order_by("-id").values_list("id", flat=True).first() or 0


def weigh(looks: Iterable[Look], month: date, settings: ControlSettings) -> None:
    """Gives each look its weight: by its basis, and more when the one who looked has done nothing for the child lately."""
    begins, ends = span(month)
    worked: dict[tuple[int, int], set[date]] = defaultdict(set)
    lines = ChangeLine.objects.filter(
        municipality_id=settings.municipality_id, at__gte=begins - timedelta(days=settings.fresh_days + 1), at__lt=ends,
        actor_id__isnull=False, child_id__isnull=False,
    ).exclude(action__startswith="look.")  # fmt: skip
    for actor, child, at in lines.order_by("id").values_list("actor_id", "child_id", "at"):
        if actor is not None and child is not None:
            worked[actor, child].add(clock.day_of(at))
    for look in looks:
        look.fresh = rules.is_fresh(worked.get((look.actor_id, look.child), ()), look.day, settings.fresh_days)
        look.weight = rules.weight_of(
            look.basis, fresh=look.fresh, weights=settings.weights, factor=settings.not_fresh_factor
        )


def flag(looks: list[Look], settings: ControlSettings) -> None:
    """Gives each look the rules that point at it; the number of queries does not grow with the looks."""
    municipality_id = settings.municipality_id
    children = {look.child for look in looks}
    surnames = dict(Child.objects.filter(pk__in=children).values_list("pk", "last_name"))
    people = {user.pk: _person(user) for user in User.objects.filter(municipality_id=municipality_id)}
    guardians: dict[int, list[rules.Person]] = defaultdict(list)
    for custody in Custody.objects.filter(child_id__in=children).select_related("guardian").order_by("id"):
        guardians[custody.child_id].append(_guardian(custody.guardian))
    names = Child.objects.filter(municipality_id=municipality_id).values_list("last_name", flat=True)
    holders = Counter(part for name in names for part in rules.all_surnames(name))
    limits = settings.limits(len(names))
    units = _units(municipality_id)
    crowds = _crowds(looks, settings)
    for look in looks:
        looker = people.get(look.actor_id, rules.Person(""))
        working = (pk for pk, start, end in units[look.unit] if start <= look.day and (end is None or end >= look.day))
        facts = rules.Facts(
            basis=look.basis,
            looker=looker,
            child_surname=surnames.get(look.child, ""),
            guardians=tuple(guardians[look.child]),
            colleagues=tuple(people[pk] for pk in sorted(set(working)) if pk != look.actor_id and pk in people),
            opened_at=tuple(clock.local(at) for at in look.at),
            crowded=look.child in crowds[look.actor_id, look.day],
        )
        look.flags = rules.flags_of(facts, holders, limits)


def _crowds(looks: list[Look], settings: ControlSettings) -> dict[tuple[int, date], frozenset[int]]:
    opened: dict[tuple[int, date], list[tuple[datetime, int]]] = defaultdict(list)
    for look in looks:
        opened[look.actor_id, look.day] += [(at, look.child) for at in look.at]
    return {
        key: rules.crowded(moments, children=settings.many_children, minutes=settings.many_minutes)
        for key, moments in opened.items()
    }


def _units(municipality_id: int) -> dict[str, list[tuple[int, date, date | None]]]:
    """Who has worked in each unit, from when to when; the unit as the log writes it."""
    found: dict[str, list[tuple[int, date, date | None]]] = defaultdict(list)
    posts = Employment.objects.filter(municipality_id=municipality_id, institution__isnull=False)
    for pk, user_id, start, end in posts.values_list("institution_id", "user_id", "start_on", "end_on"):
        found[f"institution:{pk}"].append((user_id, start, end))
    return found


def _person(user: User) -> rules.Person:
    return rules.Person(user.name, _mail(user.email), user.pk)


def _guardian(guardian: Guardian) -> rules.Person:
    return rules.Person(guardian.name, _mail(guardian.email), guardian.user_id)


def _mail(email: str) -> frozenset[str]:
    """A mail address as it is compared; a phone says nothing, because many at work share one."""
    return frozenset(filter(None, [email.strip().casefold()]))


def _rows_of_suspicions(municipality_id: int) -> set[tuple[str, int]]:
    here: dict[Any, dict[str, Any]] = {
        Concern: {"child__municipality_id": municipality_id, "suspicion": True},
        Meeting: {"child__municipality_id": municipality_id, "suspicion": True},
        ChildVoice: {"child__municipality_id": municipality_id, "suspicion": True},
        Plan: {"child__municipality_id": municipality_id, "suspicion": True},
        Step: {"plan__child__municipality_id": municipality_id, "plan__suspicion": True},
    }
    return {
        (model._meta.label_lower, pk)
        for model, wanted in here.items()
        for pk in model._default_manager.filter(**wanted).values_list("pk", flat=True)
    }
