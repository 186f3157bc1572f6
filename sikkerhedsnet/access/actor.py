"""Who is acting right now, as one frozen value; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .roles import FAMILY_PERMISSIONS, PERMISSIONS, REACH, Function, Permission, Reach


class UserKind(StrEnum):
    """Which persona a sign-in is; personas never mix in a session."""

    STAFF = "staff"
    PARENT = "parent"
    YOUNG_PERSON = "young_person"


@dataclass(frozen=True)
class Post:
    """One employment that is active today."""

    employment_id: int
    function: Function
    function_label: str = ""
    institution_id: int | None = None
    district_id: int | None = None
    group_ids: frozenset[int] = frozenset()
    place: str = ""


@dataclass(frozen=True)
class Actor:
    """A signed-in person with the posts held today; every policy and every `visible_to` takes one."""

    id: int
    name: str
    username: str
    municipality_id: int
    municipality_name: str
    is_demo: bool
    kind: UserKind
    posts: tuple[Post, ...] = field(default=())
    glass: frozenset[int] = frozenset()
    """Children this person sees for the moment because she has broken the glass."""
    kept_from: dict[date, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    """Children this person may never meet at work, by day; worked out when it is first asked for (`people`)."""

    @property
    def permissions(self) -> frozenset[Permission]:
        if self.kind is not UserKind.STAFF:
            return FAMILY_PERMISSIONS
        return frozenset().union(*(PERMISSIONS[post.function] for post in self.posts))

    def has(self, permission: Permission) -> bool:
        return permission in self.permissions

    def posts_with(self, permission: Permission) -> tuple[Post, ...]:
        return tuple(post for post in self.posts if permission in PERMISSIONS[post.function])

    def institution_ids(self, permission: Permission) -> frozenset[int]:
        """Institutions in which this person holds `permission`."""
        return frozenset(p.institution_id for p in self.posts_with(permission) if p.institution_id)

    @property
    def led_institution_ids(self) -> frozenset[int]:
        """Institutions this person leads."""
        return frozenset(p.institution_id for p in self.posts if p.function is Function.LEADER and p.institution_id)

    @property
    def whole_institution_ids(self) -> frozenset[int]:
        """Institutions whose every child is within reach: leaders', and those of staff without a fixed group."""
        return frozenset(
            post.institution_id
            for post in self.posts
            if post.institution_id
            and (
                REACH.get(post.function) is Reach.INSTITUTION
                or (REACH.get(post.function) is Reach.GROUP and not post.group_ids)
            )
        )

    @property
    def group_ids(self) -> frozenset[int]:
        return frozenset(
            group for post in self.posts if REACH.get(post.function) is Reach.GROUP for group in post.group_ids
        )

    @property
    def district_ids(self) -> frozenset[int]:
        """Districts whose every child is within reach (health visitors)."""
        return frozenset(
            post.district_id for post in self.posts if post.district_id and REACH.get(post.function) is Reach.DISTRICT
        )

    @property
    def function_label(self) -> str:
        return ", ".join(dict.fromkeys(post.function_label for post in self.posts))

    @property
    def place_label(self) -> str:
        return ", ".join(dict.fromkeys(post.place for post in self.posts if post.place))


def actor_of(request: Any) -> Actor:
    """Who makes this request; the gate lets nobody in without one."""
    actor: Actor = request.actor
    return actor


@dataclass(frozen=True)
class System:
    """The author of what happens by itself: reminders, escalations, imports from the command line."""

    municipality_id: int | None = None
    id: None = None
    name: str = "Sikkerhedsnet"
