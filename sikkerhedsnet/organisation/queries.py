"""Who works where today, and who answers for what when somebody does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext

from sikkerhedsnet.access import queries as access
from sikkerhedsnet.access.actor import Actor, Post, UserKind
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import IN_GROUPS, PERMISSIONS, Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require

from .models import Absence, District, Employment, GroupAssignment, Institution
from .owed import Telling as Telling
from .owed import Watch as Watch
from .owed import owed_holes as owed_holes
from .rules import Away, cover_on


def actor_for(user: User, today: date) -> Actor:
    """The user's Actor with the posts held today; no posts for staff means that access has ended."""
    employments = list(
        Employment.objects.on(today).filter(user=user).select_related("institution", "district").order_by("id")
    )
    groups: dict[int, set[int]] = defaultdict(set)
    in_groups = [employment for employment in employments if employment.function in IN_GROUPS]
    for assignment in GroupAssignment.objects.on(today).filter(employment__in=in_groups):
        groups[assignment.employment_id].add(assignment.group_id)
    return Actor(
        id=user.pk,
        name=user.name,
        username=user.username,
        municipality_id=user.municipality_id,
        municipality_name=user.municipality.name,
        is_demo=user.municipality.is_demo,
        kind=UserKind(user.kind),
        posts=tuple(
            Post(
                employment_id=e.pk,
                function=Function(e.function),
                function_label=str(FUNCTION[Function(e.function)]),
                institution_id=e.institution_id,
                district_id=e.district_id,
                group_ids=frozenset(groups[e.pk]),
                place=(
                    e.institution.name
                    if e.institution
                    else gettext("Distrikt %(name)s") % {"name": e.district.name}
                    if e.district
                    else ""
                ),
            )
            for e in employments
        ),
    )


def unit_names(units: Collection[str]) -> dict[str, str]:
    """What the log's units (`institution:7`, `district:3`) are called; two queries at most."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, _colon, number in (unit.partition(":") for unit in units if unit):
        ids[kind].add(int(number))
    names: dict[str, str] = {}
    if ids["institution"]:
        rows = Institution.objects.filter(pk__in=ids["institution"]).values_list("pk", "name")
        names |= {f"institution:{pk}": name for pk, name in rows}
    if ids["district"]:
        districts = District.objects.filter(pk__in=ids["district"]).values_list("pk", "name")
        names |= {f"district:{pk}": gettext("Distrikt %(name)s") % {"name": name} for pk, name in districts}
    return names


def works_here(user_id: int | None, today: date) -> bool:
    """Whether the user has an employment today."""
    return user_id is not None and Employment.objects.on(today).filter(user_id=user_id, user__is_active=True).exists()


def gone_user_ids(municipality_id: int, today: date) -> set[int]:
    """Staff of the municipality without an employment today."""
    here = Employment.objects.on(today).filter(municipality_id=municipality_id).values("user_id")
    return set(
        User.objects.filter(municipality_id=municipality_id, kind=UserKind.STAFF)
        .exclude(pk__in=here.filter(user__is_active=True))
        .values_list("pk", flat=True)
    )


def staff_with(municipality_id: int, function: Function, today: date) -> list[User]:
    """Everybody who holds `function` in the municipality today, in a steady order."""
    return list(
        User.objects.filter(
            pk__in=Employment.objects.on(today)
            .filter(municipality_id=municipality_id, function=function)
            .values("user_id"),
            is_active=True,
        ).order_by("sort_key", "id")
    )


def raters_of(institution_id: int, today: date) -> list[User]:
    """Those who rate children in the institution today."""
    raters = [function for function, may in PERMISSIONS.items() if Permission.ASSESSMENT_RATE in may]
    return list(
        User.objects.filter(
            pk__in=Employment.objects.on(today)
            .filter(institution_id=institution_id, function__in=raters)
            .values("user_id"),
            is_active=True,
        ).order_by("sort_key", "id")
    )


def leader_of(institution: Institution | None, today: date) -> User | None:
    """The institution's leader today."""
    if institution is None:
        return None
    return (
        User.objects.filter(
            pk__in=Employment.objects.on(today)
            .filter(institution=institution, function=Function.LEADER)
            .values("user_id"),
            is_active=True,
        )
        .order_by("id")
        .first()
    )


def advisers_of(district: District | None, municipality_id: int, today: date) -> list[User]:
    """Prevention advisers to choose from, the district's own first."""
    everyone = staff_with(municipality_id, Function.PREVENTION_ADVISER, today)
    if district is None:
        return everyone
    own = set(
        Employment.objects.on(today)
        .filter(function=Function.PREVENTION_ADVISER, district=district)
        .values_list("user_id", flat=True)
    )
    return sorted(everyone, key=lambda user: user.pk not in own)


def absences_from(municipality_id: int, day: date) -> list[Absence]:
    """The absences that stand and are not over on that day, the first to begin first; one query."""
    rows = Absence.objects.standing().filter(municipality_id=municipality_id, end_on__gte=day)
    return list(rows.select_related("user", "cover").order_by("start_on", "id"))


def as_away(absences: Iterable[Absence]) -> list[Away]:
    """The same as the rules ask for them."""
    return [Away(row.user_id, row.start_on, row.end_on, row.cover_id) for row in absences]


@dataclass(frozen=True)
class AwayToday:
    """Somebody who is away today, the last day of it, and who covers, if anybody does."""

    absence: Absence
    cover: User | None


def away_on(municipality_id: int, day: date) -> dict[int, AwayToday]:
    """Everybody who is away on a day, by user id; one query."""
    rows = absences_from(municipality_id, day)
    days = as_away(rows)
    return {
        row.user_id: AwayToday(row, row.cover if cover_on(days, row.user_id, day) else None)
        for row in rows
        if row.start_on <= day
    }


def covers_of(user_id: int | None, municipality_id: int, day: date) -> frozenset[int]:
    """Who acts for somebody on a day: her cover while she is away, and nobody else; one query."""
    cover = cover_on(as_away(absences_from(municipality_id, day)), user_id, day) if user_id is not None else None
    return frozenset() if cover is None else frozenset({cover})


def covered_by(user_id: int, municipality_id: int, day: date) -> frozenset[int]:
    """Those this person acts for on a day; one query."""
    away = away_on(municipality_id, day)
    return frozenset(pk for pk, one in away.items() if one.cover is not None and one.cover.pk == user_id)


def acting_for(actor_id: int, owner_id: int | None, municipality_id: int, day: date) -> dict[str, int]:
    """What the log adds when somebody acts for a colleague who is away: for whom."""
    if owner_id is None or owner_id == actor_id or actor_id not in covers_of(owner_id, municipality_id, day):
        return {}
    return {"for": owner_id}


def next_up(
    user_id: int | None,
    institution: Institution | None,
    municipality_id: int,
    today: date,
    *,
    never: Collection[int] = (),
) -> User | None:
    """Whom to tell when `user_id` does not keep a date: the leader of the place, else a chief, else a facilitator.

    Nobody in `never`, the child's own family, is told.
    """
    candidates = [
        leader_of(institution, today),
        *staff_with(municipality_id, Function.CHIEF, today),
        *staff_with(municipality_id, Function.DISTRICT_FACILITATOR, today),
    ]
    return next((c for c in candidates if c is not None and c.pk != user_id and c.pk not in never), None)


def next_up_quietly(
    user_id: int | None, district: District | None, municipality_id: int, today: date, *, never: Collection[int] = ()
) -> User | None:
    """Whom to tell when the date passed on a suspicion: the advisers' chief, else another adviser; nobody where the
    child spends its day, and nobody in `never`."""
    candidates = [
        *staff_with(municipality_id, Function.CHIEF, today),
        *advisers_of(district, municipality_id, today),
    ]
    return next((c for c in candidates if c.pk != user_id and c.pk not in never), None)


def who_may(permission: Permission, municipality_id: int, today: date) -> set[int]:
    """Everybody who works here today in a function that holds the permission."""
    functions = [function for function, may in PERMISSIONS.items() if permission in may]
    return set(
        Employment.objects.on(today)
        .filter(municipality_id=municipality_id, function__in=functions, user__is_active=True)
        .values_list("user_id", flat=True)
    )


@dataclass(frozen=True)
class AccountRow:
    """One colleague on the administrator's list."""

    user: User
    posts: str
    signed_in_before: bool
    has_factor: bool
    invited_until: datetime | None
    is_me: bool


def colleague(actor: Actor, pk: int) -> User:
    """An employee of the same municipality; anybody else does not exist."""
    return User.objects.get(pk=pk, municipality_id=actor.municipality_id, kind=UserKind.STAFF, is_active=True)


def accounts(actor: Actor, text: str, *, only_new: bool, now: datetime) -> list[AccountRow]:
    """Those who work here today and whose name, user name or mail holds the text; nothing about any child."""
    require(ALLOWED if actor.has(Permission.ACCOUNT_MANAGE) else denied("role"))
    here = Employment.objects.on(clock.day_of(now)).filter(municipality_id=actor.municipality_id)
    users = User.objects.filter(pk__in=here.values("user_id"), kind=UserKind.STAFF, is_active=True)
    if only_new:
        users = users.filter(last_login=None)
    if text:
        users = users.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text))
    found = list(users.order_by("sort_key", "id"))
    ids = [user.pk for user in found]
    posts: dict[int, list[str]] = defaultdict(list)
    for row in here.filter(user_id__in=ids).select_related("institution", "district").order_by("id"):
        where = row.institution or row.district
        label = str(FUNCTION[Function(row.function)])
        posts[row.user_id].append(f"{label}, {where.name}" if where else label)
    with_factor, invited = access.have_factors(ids), access.open_invitations(ids, now)
    return [
        AccountRow(
            user=user,
            posts="; ".join(dict.fromkeys(posts[user.pk])),
            signed_in_before=user.last_login is not None,
            has_factor=user.pk in with_factor,
            invited_until=invited.get(user.pk),
            is_me=user.pk == actor.id,
        )
        for user in found
    ]
