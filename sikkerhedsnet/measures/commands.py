"""What people ask for around measures, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sikkerhedsnet.sharing.commands import Ground

from .states import AskedHow, Ending, Tier


@dataclass(frozen=True)
class StartMeasure:
    """One measure for one child, agreed with the parents: what for, who does it, from when, and when it is looked at.

    It grows from the meeting (or the plan, whose concern it shares); `ground` is for a doer in another service.
    """

    kind_id: int
    meeting_id: int | None
    plan_id: int | None
    owner_id: int
    start_on: date
    follow_up_on: date
    purpose: str
    asked_on: date | None
    asked_how: AskedHow
    ground: Ground | None = None
    key: UUID | None = None
    agreement_id: int | None = None
    """The agreement at the table that becomes this measure."""


@dataclass(frozen=True)
class FollowUpMeasure:
    """What it did so far, and the next date."""

    measure_id: int
    version: int
    on: date
    what_it_did: str
    next_on: date
    key: UUID | None = None


@dataclass(frozen=True)
class EndMeasure:
    """How it ended, and what it did."""

    measure_id: int
    version: int
    on: date
    ending: Ending | None
    what_it_did: str
    key: UUID | None = None


@dataclass(frozen=True)
class SetKind:
    """A row of the catalogue, new without `kind_id`."""

    kind_id: int | None
    version: int
    name: str
    tier: Tier
    what: str
    purpose: str
    starters: tuple[str, ...]
    doers: tuple[str, ...]
    weeks: int | None
    follow_up_weeks: int
    price: int | None
    price_mark: str
    mark: str
    is_offered: bool
    key: UUID | None = None


@dataclass(frozen=True)
class JoinTeam:
    """A colleague belongs to a district's team from a day."""

    district_id: int
    employment_id: int
    start_on: date


@dataclass(frozen=True)
class LeaveTeam:
    """The last day of a colleague in a team."""

    member_id: int
    end_on: date
