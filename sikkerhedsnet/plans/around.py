"""What stands around a plan on its page: who coordinates, how much help it is, its versions, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock

from . import policy
from .headings import name_of
from .labels import COORDINATING, COORDINATING_HINT
from .models import LookAgain, Plan, PlanLevel, PlanRole, PlanVersion, Reopening
from .states import Coordinating, RoleState, State, WatchState


@dataclass(frozen=True)
class RoleRow:
    """One of the two tasks: who has it, and who is asked."""

    role: Coordinating
    name: str
    hint: str
    held: PlanRole | None
    asked: PlanRole | None
    mine: bool


@dataclass(frozen=True)
class Around:
    """Beside the plan itself; six queries."""

    roles: tuple[RoleRow, ...]
    levels: tuple[PlanLevel, ...]
    version: PlanVersion | None
    last_yes: PlanVersion | None
    """What the family last said yes to, when the plan has ended with a version it was not asked about."""
    watches: tuple[LookAgain, ...]
    reopenings: tuple[Reopening, ...]
    headings: tuple[tuple[str, int], ...]
    may_reopen: bool
    may_look: bool

    @property
    def level(self) -> PlanLevel | None:
        return self.levels[-1] if self.levels else None

    @property
    def watch(self) -> LookAgain | None:
        return next((row for row in self.watches if row.state == WatchState.WATCHING), None)

    @property
    def asked_me(self) -> tuple[RoleRow, ...]:
        return tuple(row for row in self.roles if row.mine)


def around_plan(actor: Actor, plan: Plan, people: policy.People) -> Around:
    roles = [row for row in plan.roles.select_related("person", "asked_by") if row.state in OPEN_ROLES]
    watches = tuple(plan.watches.select_related("owner", "named_by"))
    tags = plan.tags.values_list("scheme", "heading")
    names: dict[str, int] = {}
    for scheme, heading in tags:
        names[name_of(scheme, heading)] = names.get(name_of(scheme, heading), 0) + 1
    watch = next((row for row in watches if row.state == WatchState.WATCHING), None)
    closed = plan.state == State.CLOSED
    version = plan.versions.order_by("-number").first()
    unasked = version is not None and version.ended and version.agreed_on is None
    agreed = plan.versions.filter(agreed_on__isnull=False).order_by("-number")
    return Around(
        roles=tuple(_role(actor, role, roles) for role in Coordinating),
        levels=tuple(plan.levels.select_related("by")),
        version=version,
        last_yes=agreed.first() if unasked else None,
        watches=watches,
        reopenings=tuple(plan.reopenings.select_related("by")),
        headings=tuple(names.items()),
        may_reopen=closed and bool(policy.may_reopen(actor, people)),
        may_look=watch is not None and bool(policy.may_look(actor, watch.owner_id, watch.escalated_to_id, people)),
    )


OPEN_ROLES = (RoleState.ASKED, RoleState.HELD)


def _role(actor: Actor, role: Coordinating, rows: list[PlanRole]) -> RoleRow:
    of = {row.state: row for row in rows if row.role == role}
    asked = of.get(RoleState.ASKED)
    return RoleRow(
        role,
        str(COORDINATING[role]),
        str(COORDINATING_HINT[role]),
        of.get(RoleState.HELD),
        asked,
        asked is not None and asked.person_id == actor.id,
    )


def version_in_force(plan: Plan, day: date) -> PlanVersion | None:
    """The version the plan had at the end of the day."""
    rows = [row for row in plan.versions.order_by("number") if clock.day_of(row.made_at) <= day]
    return rows[-1] if rows else None
