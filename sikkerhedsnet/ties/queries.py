"""One's own ties, those of the staff one leads, and what they leave for others to take over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.organisation.models import Employment, Owed, OwedQuerySet
from sikkerhedsnet.organisation.queries import advisers_of, leader_of, raters_of, works_here
from sikkerhedsnet.people.models import Child, Person, Persona, Tie, TieKind
from sikkerhedsnet.people.queries import own_family_pairs, own_family_user_ids, same_person
from sikkerhedsnet.plans import queries as plans
from sikkerhedsnet.screening import queries as screening

from .labels import WHAT

OWING = (screening, concerns, meetings, plans)


def led_by(actor: Actor, today: date) -> dict[int, str]:
    """Those this person leads, each with where: her institutions' staff, and for a chief whoever has no leader."""
    if not actor.has(Permission.STAFF_LEAD):
        return {}
    here = Employment.objects.on(today).filter(municipality_id=actor.municipality_id, user__is_active=True)
    leaders: dict[int, set[int]] = defaultdict(set)
    posts = list(here.select_related("institution", "district").order_by("user__sort_key", "user_id", "id"))
    for post in posts:
        if post.function == Function.LEADER and post.institution_id:
            leaders[post.institution_id].add(post.user_id)
    chief = any(post.function is Function.CHIEF for post in actor.posts)
    led_somewhere = {p.user_id for p in posts if leaders.get(p.institution_id or 0, set()) - {p.user_id}}
    myself, found = same_person(actor.id), dict[int, str]()
    for post in posts:
        mine = actor.id in leaders.get(post.institution_id or 0, set()) or (chief and post.user_id not in led_somewhere)
        if mine and post.user_id not in myself:
            place = post.institution or post.district
            found.setdefault(post.user_id, place.name if place else "")
    return found


def kinds_of(municipality_id: int) -> list[TieKind]:
    """What counts as a tie here today."""
    return list(TieKind.objects.filter(municipality_id=municipality_id, retired_on=None))


@dataclass(frozen=True)
class TieRow:
    """One tie as it was told, and whether it counts on a day; never whether the child was found."""

    tie: Tie
    counts: bool

    @property
    def child(self) -> str:
        """The child as it was typed; of a number only the birth date's part."""
        tie = self.tie
        return tie.child_name or _("CPR-nummer %(day)s-xxxx") % {"day": tie.child_cpr[:6]}


def ties_of(user_ids: Iterable[int], today: date) -> dict[int, list[TieRow]]:
    """Everything told of each of them, what counts today first; one query."""
    rows = Tie.objects.filter(user_id__in=list(user_ids)).select_related("kind", "declared_by", "ended_by")
    found: dict[int, list[TieRow]] = defaultdict(list)
    for tie in rows.order_by("-start_on", "-id"):
        found[tie.user_id].append(TieRow(tie, tie.end_on is None or tie.end_on >= today))
    return {pk: sorted(held, key=lambda row: not row.counts) for pk, held in found.items()}


def my_ties(actor: Actor, today: date) -> list[TieRow]:
    """Those this person or her leader has told of."""
    with context.beyond_reach():  # who else has written it down has a name
        return ties_of([actor.id], today).get(actor.id, [])


def tie_within_reach(actor: Actor, pk: int, today: date) -> Tie:
    """A tie of somebody this person leads, or Tie.DoesNotExist."""
    with context.beyond_reach():
        led = led_by(actor, today)
        return Tie.objects.select_related("user", "kind").get(pk=pk, user_id__in=led)


def colleague_led(actor: Actor, pk: int, today: date) -> User:
    """An employee this person leads, or User.DoesNotExist."""
    return User.objects.get(pk=pk, pk__in=list(led_by(actor, today)), kind=UserKind.STAFF)


@dataclass(frozen=True)
class Led:
    """Somebody this person leads, and the ties told of."""

    user: User
    place: str
    ties: list[TieRow]


def staff_page(actor: Actor, today: date) -> tuple[list[Led], list[Left]]:
    """Whom this person leads, those with ties first, and what waits for somebody else."""
    led = led_by(actor, today)
    with context.beyond_reach():
        ties = ties_of(led, today)
    users = {user.pk: user for user in User.objects.filter(pk__in=led)}
    rows = [Led(users[pk], place, ties.get(pk, [])) for pk, place in led.items()]
    return sorted(rows, key=lambda row: not row.ties), left_behind(actor, today)


@dataclass(frozen=True)
class Left:
    """One open thing whose owner may not see the child, and who could have it instead."""

    row: Owed
    label: str
    what: str
    child_name: str
    place: str
    owner: User
    free: tuple[User, ...]


def left_behind(actor: Actor, today: date) -> list[Left]:
    """What those one leads answer for about children they may not see; a suspicion only for a chief, and no child's name
    for who does not work with it."""
    led = led_by(actor, today)
    if not led:
        return []
    chief = any(post.function is Function.CHIEF for post in actor.posts)
    with context.beyond_reach():
        rows = [
            row
            for step in OWING
            for owing in step.owing(actor.municipality_id)
            for row in owing.filter(owner_id__in=led)
            if chief or not is_quiet(row)
        ]
        pairs = own_family_pairs({row.owner_id for row in rows}, {child_of(row).pk for row in rows}, today)
        held = [row for row in rows if (row.owner_id, child_of(row).pk) in pairs]
        found = [_left(row, today) for row in held]
    mine = set(
        Child.objects.visible_to(actor, today)
        .filter(pk__in={child_of(row).pk for row in held})
        .values_list("pk", flat=True)
    )
    own = own_family_pairs([actor.id], {child_of(row).pk for row in held}, today) if held else set()
    return [
        Left(**{**left.__dict__, "child_name": child_of(left.row).name if child_of(left.row).pk in mine else ""})
        for left in found
        if (actor.id, child_of(left.row).pk) not in own
    ]


def _left(row: Owed, today: date) -> Left:
    child = child_of(row)
    place = _("Distrikt %(name)s") % {"name": child.district.name} if child.district else ""
    label = row._meta.label_lower
    assert row.owner is not None
    return Left(row, label, what_of(row), "", place, row.owner, free_for(row, today))


def free_for(row: Owed, today: date) -> tuple[User, ...]:
    """Colleagues who could answer for it: not of the child's own family, and still here."""
    child = child_of(row)
    never = {*own_family_user_ids(child, today), row.owner_id}
    candidates: list[User | None] = []
    if row._meta.label_lower == "screening.wellbeingassessment":
        institution = row.institution  # type: ignore[attr-defined]
        candidates += [leader_of(institution, today), *raters_of(institution.pk, today)]
    else:
        candidates += advisers_of(child.district, child.municipality_id, today)
    if row._meta.label_lower == "concerns.concern":
        never.add(row.raised_by_id)  # type: ignore[attr-defined]
    return tuple(
        {u.pk: u for u in candidates if u is not None and u.pk not in never and works_here(u.pk, today)}.values()
    )


def left_within_reach(actor: Actor, label: str, pk: int, today: date) -> Left:
    """One of `left_behind`, or Tie.DoesNotExist."""
    for left in left_behind(actor, today):
        if left.label == label and left.row.pk == pk:
            return left
    raise Tie.DoesNotExist


def child_of(row: Owed) -> Child:
    """The child it is about; a step's is its plan's."""
    child: Child = _about(row).child
    return child


def is_quiet(row: Owed) -> bool:
    """Whether it grew from a suspicion."""
    return bool(getattr(_about(row), "suspicion", False))


def _about(row: Any) -> Any:
    """What names the child: the row itself, or the plan a step is part of; a worry's plan is not looked for."""
    return row if hasattr(row, "child_id") else row.plan


def what_of(row: Owed) -> str:
    """What it is, in words."""
    return str(WHAT[row._meta.label_lower])


def person_of(user_id: int) -> tuple[Person | None, list[User]]:
    """The person behind a user, and her other users."""
    with context.beyond_reach():
        mine = Persona.objects.filter(user_id=user_id).select_related("person").first()
        if mine is None:
            return None, []
        others = Persona.objects.filter(person=mine.person).exclude(user_id=user_id).select_related("user")
        return mine.person, [persona.user for persona in others.order_by("user__sort_key")]


# What the desk and the net ask every step for.


def tasks(actor: Actor, today: date) -> list[Task]:
    """What a leader has to find somebody else for."""
    if not actor.has(Permission.STAFF_LEAD):
        return []
    return [
        Task(
            kind="ties.take_over",
            what=_("%(who)s må ikke se barnet. Find en anden til %(what)s")
            % {"who": left.owner.name, "what": left.what},
            child_id=child_of(left.row).pk if left.child_name else None,
            child_name=left.child_name,
            child_line=left.place,
            to_whom=left.owner.name,
            since=clock.day_of(left.row.changed_at),
            due_on=today,
            url_name="ties:staff",
            url_args=(),
            action_label=_("Find en anden"),
        )
        for left in left_behind(actor, today)
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with a colleague."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Each step says itself when an owner may not see the child."""
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """A tie is owed by nobody."""
    return ()
