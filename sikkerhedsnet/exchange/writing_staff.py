"""Writes the employees: a user who cannot sign in until invited, the employments, and the district's fixed team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.queries import usernames_taken
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment

from .planning import Plan
from .planning_staff import PersonWrite, PostWrite
from .words import IN_DISTRICT_TEAM
from .world import World, key
from .writing import BATCH, Hand


def write_staff(plan: Plan[PersonWrite], world: World, hand: Hand) -> None:
    """New people, changed people, and their employments."""
    users = _new_users([write for write in plan.writes if write.pk is None], hand)
    user_pk = {
        write.external_id: users[write.external_id].pk if write.pk is None else write.pk for write in plan.writes
    }
    renamed = _changed_users([write for write in plan.writes if write.pk is not None and write.values])
    posts = [(write, post) for write in plan.writes for post in write.posts]
    changed = _changed_posts([post for _, post in posts if post.pk is not None], world)
    new = [
        Employment(
            user_id=user_pk[write.external_id], municipality_id=hand.municipality_id, **_columns(post.values, world)
        )
        for write, post in posts
        if post.pk is None
    ]
    Employment.objects.bulk_create(new, batch_size=BATCH)
    _keep_teams([*new, *changed])
    lines: list[tuple[str, Any, int | None, dict[str, Any]]] = []
    for write in plan.writes:
        row = users.get(write.external_id) or renamed.get(write.pk) or User(pk=write.pk)
        action = "employee.registered" if write.pk is None else "employee.changed"
        lines.append((action, row, None, {"fields": sorted(write.aspects)}))
    audit.record_many(hand.author, lines, at=hand.now)


def _new_users(writes: list[PersonWrite], hand: Hand) -> dict[str, User]:
    names = _user_names(writes, hand)
    users = {
        write.external_id: User(
            username=names[write.external_id],
            name=write.values["name"],
            sort_key=danish_sort_key(write.values["name"]),
            email=write.values["email"],
            municipality_id=hand.municipality_id,
            kind=UserKind.STAFF,
            password=make_password(None),
        )
        for write in writes
    }
    User.objects.bulk_create(users.values(), batch_size=BATCH)
    return users


def _user_names(writes: list[PersonWrite], hand: Hand) -> dict[str, str]:
    """The part of the mail address before the @, else the register's number; never a name that somebody has."""
    wishes = {write.external_id: _wishes(write, hand.municipality_id) for write in writes}
    asked = {wish for wished in wishes.values() for wish in wished}
    taken = usernames_taken(asked)
    given: dict[str, str] = {}
    for external_id, wished in wishes.items():
        name = next((wish for wish in wished if wish not in taken), None)
        number = 2
        while name is None:
            candidate = f"{wished[-1][:70]}-{number}"
            name = None if candidate in taken or usernames_taken([candidate]) else candidate
            number += 1
        given[external_id] = name
        taken.add(name)
    return given


def _wishes(write: PersonWrite, municipality_id: int) -> list[str]:
    number = write.external_id.casefold()
    wished = [write.values["email"].split("@")[0].lower(), number, f"{number[:60]}-{municipality_id}"]
    return [wish[:80] for wish in wished if wish]


def _changed_users(writes: list[PersonWrite]) -> dict[int | None, User]:
    users = User.objects.select_for_update().in_bulk([write.pk for write in writes])
    for write in writes:
        user = users[write.pk]
        user.name = write.values.get("name", user.name)
        user.email = write.values.get("email", user.email)
        user.sort_key = danish_sort_key(user.name)
    User.objects.bulk_update(users.values(), ["name", "email", "sort_key"], batch_size=BATCH)
    return dict(users)


def _changed_posts(writes: list[PostWrite], world: World) -> list[Employment]:
    rows = Employment.objects.select_for_update().in_bulk([write.pk for write in writes])
    for write in writes:
        for name, value in _columns(write.values, world).items():
            setattr(rows[write.pk], name, value)
    fields = ["institution", "district", "start_on", "end_on", "external_id"]
    Employment.objects.bulk_update(rows.values(), fields, batch_size=BATCH)
    return list(rows.values())


def _columns(values: dict[str, Any], world: World) -> dict[str, Any]:
    columns = dict(values)
    for name, known in (("institution", world.institutions), ("district", world.districts)):
        if name in columns:
            code = columns.pop(name)
            columns[f"{name}_id"] = known[key(code)].pk if code else None
    return columns


def _keep_teams(employments: Iterable[Employment]) -> None:
    """Whoever is employed for a district in one of the team's functions sits in its team, as long as employed."""
    by_pk = {employment.pk: employment for employment in employments}
    seats = list(DistrictTeamMember.objects.select_for_update().filter(employment_id__in=by_pk).order_by("pk"))
    seated: set[int] = set()
    for seat in seats:
        employment = by_pk[seat.employment_id]
        if employment.function in IN_DISTRICT_TEAM and employment.district_id and seat.employment_id not in seated:
            seat.district_id, seat.start_on, seat.end_on = (
                employment.district_id, employment.start_on, employment.end_on,
            )  # fmt: skip
            seated.add(seat.employment_id)
    DistrictTeamMember.objects.bulk_update(seats, ["district", "start_on", "end_on"], batch_size=BATCH)
    gone = [seat.pk for seat in seats if seat.employment_id not in seated]
    DistrictTeamMember.objects.filter(Q(pk__in=gone)).delete()
    DistrictTeamMember.objects.bulk_create(
        [
            DistrictTeamMember(
                district_id=employment.district_id,
                employment=employment,
                start_on=employment.start_on,
                end_on=employment.end_on,
            )
            for employment in by_pk.values()
            if employment.pk not in seated and employment.function in IN_DISTRICT_TEAM and employment.district_id
        ],
        batch_size=BATCH,
    )
