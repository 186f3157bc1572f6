"""A district's team over time: who belongs to it, in which function, from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import District, DistrictTeamMember, Employment

from . import policy
from .commands import JoinTeam, LeaveTeam

IN_A_TEAM = (
    Function.PREVENTION_ADVISER, Function.HEALTH_VISITOR, Function.EDUCATIONAL_PSYCHOLOGIST,
    Function.SPEECH_AND_HEARING_THERAPIST, Function.FAMILY_ADVISER, Function.DENTAL_PROFESSIONAL, Function.TEACHER,
    Function.PEDAGOGUE, Function.LEADER, Function.DISTRICT_FACILITATOR,
)  # fmt: skip
"""Functions a team is made of (halsnaes-2018: health visitors, psychologists, social workers, teachers, pedagogues, leaders)."""


@dataclass(frozen=True)
class Member:
    """One membership, with the last day that counts: its own or that of the post, whichever comes first."""

    pk: int
    name: str
    function: str
    place: str
    start_on: date
    end_on: date | None


@dataclass(frozen=True)
class Team:
    """One district's team: today's members by function, and those who have been or will be in it."""

    district: District
    today: list[tuple[str, list[Member]]]
    coming: list[Member]
    before: list[Member]

    @property
    def size(self) -> int:
        return sum(len(members) for _function, members in self.today)


def districts(actor: Actor) -> list[District]:
    """The municipality's districts in Danish order."""
    return list(District.objects.filter(municipality_id=actor.municipality_id).order_by("sort_key", "pk"))


def teams(actor: Actor, today: date) -> list[Team]:
    """Every district's team; two queries."""
    require(policy.may_see(actor))
    found = districts(actor)
    rows = (
        DistrictTeamMember.objects.filter(district__in=found)
        .select_related("employment__user", "employment__institution")
        .order_by("employment__function", "employment__user__sort_key", "start_on", "pk")
    )
    members: dict[int, list[Member]] = {district.pk: [] for district in found}
    for row in rows:
        members[row.district_id].append(_member(row))
    return [_team(district, members[district.pk], today) for district in found]


def candidates(actor: Actor, today: date) -> list[Employment]:
    """The posts a team can be made of today, by name; one query."""
    return list(
        Employment.objects.filter(Q(end_on=None) | Q(end_on__gte=today), start_on__lte=today)
        .filter(municipality_id=actor.municipality_id, function__in=IN_A_TEAM, user__is_active=True)
        .select_related("user", "institution", "district")
        .order_by("user__sort_key", "user_id", "pk")
    )


@transaction.atomic
def join(actor: Actor, command: JoinTeam, *, now: datetime) -> DistrictTeamMember:
    """A colleague joins; sent twice she is in it once. Raises Invalid when she does not work here that day."""
    require(policy.may_keep(actor))
    district = District.objects.get(pk=command.district_id, municipality_id=actor.municipality_id)
    here = {row.pk for row in candidates(actor, command.start_on)}
    if command.employment_id not in here:
        raise Invalid({"employment": "not_here"})
    there = DistrictTeamMember.objects.filter(district=district, employment_id=command.employment_id)
    same = there.filter(start_on=command.start_on).first()
    if same is not None:
        return same
    if there.filter(Q(end_on=None) | Q(end_on__gte=command.start_on)).exists():
        raise Invalid({"employment": "already_member"})
    row: DistrictTeamMember = DistrictTeamMember.objects.create(
        district=district, employment_id=command.employment_id, start_on=command.start_on
    )
    audit.record(
        actor, "team.joined", row, at=now, details={"district": district.pk, "from": command.start_on.isoformat()}
    )
    return row


@transaction.atomic
def leave(actor: Actor, command: LeaveTeam, *, now: datetime) -> DistrictTeamMember:
    """The last day of a membership; what was stands in the team's history."""
    require(policy.may_keep(actor))
    row: DistrictTeamMember = DistrictTeamMember.objects.select_for_update(of=("self",)).get(
        pk=command.member_id, district__municipality_id=actor.municipality_id
    )
    if command.end_on < row.start_on - timedelta(days=1):
        raise Invalid({"end_on": "before_join"})
    if row.end_on == command.end_on:
        return row
    row.end_on = command.end_on
    row.save(update_fields=["end_on"])
    audit.record(
        actor, "team.left", row, at=now, details={"district": row.district_id, "to": command.end_on.isoformat()}
    )
    return row


def member_of(actor: Actor, pk: int) -> Member:
    """One membership of this municipality, or DistrictTeamMember.DoesNotExist."""
    row = DistrictTeamMember.objects.select_related("employment__user", "employment__institution").get(
        pk=pk, district__municipality_id=actor.municipality_id
    )
    return _member(row)


def post_words(row: Employment) -> str:
    """Name, function and place of a post, for a list to choose from."""
    where = row.institution.name if row.institution else row.district.name if row.district else ""
    return ", ".join(filter(None, [row.user.name, str(FUNCTION[Function(row.function)]).lower(), where]))


def _member(row: DistrictTeamMember) -> Member:
    post = row.employment
    ends: Iterable[date] = (day for day in (row.end_on, post.end_on) if day is not None)
    return Member(
        pk=row.pk,
        name=post.user.name,
        function=str(FUNCTION[Function(post.function)]),
        place=post.institution.name if post.institution else "",
        start_on=row.start_on,
        end_on=min(ends, default=None),
    )


def _team(district: District, members: list[Member], today: date) -> Team:
    now = [one for one in members if one.start_on <= today and (one.end_on is None or one.end_on >= today)]
    by_function: dict[str, list[Member]] = {}
    for one in now:
        by_function.setdefault(one.function, []).append(one)
    return Team(
        district,
        sorted(by_function.items()),
        [one for one in members if one.start_on > today],
        [one for one in members if one.end_on is not None and one.end_on < today],
    )
