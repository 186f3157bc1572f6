"""Who rates a group today, and who may answer for a child there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import IN_GROUPS, PERMISSIONS, Function, Permission
from sikkerhedsnet.organisation.models import Employment, GroupAssignment, Institution
from sikkerhedsnet.organisation.queries import next_up

from .policy import Setting

RATE = [f for f in Function if Permission.ASSESSMENT_RATE in PERMISSIONS[f]]
SETTLE = [f for f in Function if Permission.ASSESSMENT_SETTLE in PERMISSIONS[f]]


@dataclass(frozen=True)
class Colleague:
    """An employee as colleagues call them."""

    id: int
    name: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]


class Colleagues:
    """The employees of some institutions with the groups each one works with; two queries, however many places."""

    def __init__(self, institution_ids: Iterable[int], today: date, functions: Iterable[Function]) -> None:
        employments = list(
            Employment.objects.on(today)
            .filter(institution_id__in=list(institution_ids), function__in=list(functions), user__is_active=True)
            .order_by("user__sort_key", "user_id")
            .values_list("pk", "institution_id", "user_id", "user__name")
        )
        groups: dict[int, set[int]] = defaultdict(set)
        for employment_id, group_id in (
            GroupAssignment.objects.on(today)
            .filter(employment_id__in=[pk for pk, *_ in employments], employment__function__in=IN_GROUPS)
            .values_list("employment_id", "group_id")
        ):
            groups[employment_id].add(group_id)
        self._posts: dict[int, list[tuple[Colleague, set[int]]]] = defaultdict(list)
        for pk, institution_id, user_id, name in employments:
            self._posts[institution_id].append((Colleague(user_id, name), groups[pk]))

    def of(self, setting: Setting) -> tuple[Colleague, ...]:
        """Those who work with the setting's group, in Danish order; without fixed groups one works with them all."""
        found = (
            colleague
            for colleague, groups in self._posts[setting.institution_id]
            if not groups or setting.group_id in groups
        )
        return tuple(dict.fromkeys(found))


def raters_of(setting: Setting, today: date) -> tuple[Colleague, ...]:
    """Those who are to rate the setting's children."""
    return Colleagues([setting.institution_id], today, RATE).of(setting)


def responsible_in(setting: Setting, today: date) -> tuple[Colleague, ...]:
    """Those who may answer for a child of the setting: its raters and the leader; each of them can see the child."""
    return Colleagues([setting.institution_id], today, SETTLE).of(setting)


def answers_for(institution: Institution, today: date, *, never: Collection[int] = ()) -> User | None:
    """Who owns the institution's unfinished assessments: its leader, else whoever stands above; nobody in `never`."""
    return next_up(None, institution, institution.municipality_id, today, never=never)
