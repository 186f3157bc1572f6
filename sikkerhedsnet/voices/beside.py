"""What stands about preparation and the child's words on a meeting's page; lent to it by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import Child

from . import queries
from .queries import Said, Seat


@dataclass(frozen=True)
class Beside:
    """The family's and the professionals' words, and the child's that may be shown to whoever sits at the table."""

    meeting: Meeting
    seats: list[Seat]
    voices: list[Said]
    open: bool
    template: str = "voices/_beside.html"

    @property
    def family(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.audience == "family"]

    @property
    def professionals(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.audience == "professional"]


def beside(actor: Actor, meeting: Meeting) -> Beside:
    """Four queries."""
    now = clock.now()
    return Beside(
        meeting, queries.seats(actor, meeting), queries.for_meeting(actor, meeting, now), meeting.concluded_at is None
    )


class Planned(Protocol):
    """A plan, as far as this step below it needs to know one."""

    child: Child
    child_id: int


@dataclass(frozen=True)
class BesidePlan:
    """The newest the child has said that may be shown to whoever reads the plan together."""

    child: Child
    voices: list[Said]
    template: str = "voices/_beside_plan.html"


def beside_plan(actor: Actor, plan: Planned) -> BesidePlan | None:
    """One query."""
    said = queries.for_plan(actor, plan.child_id)
    return BesidePlan(plan.child, [said]) if said else None
