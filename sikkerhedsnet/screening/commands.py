"""What a form asks for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .rules import Settling
from .states import Position, ToldHow


@dataclass(frozen=True)
class OpenRound:
    """A round in some institutions, from one day to another (both included)."""

    name: str
    opens_on: date
    closes_on: date
    institution_ids: frozenset[int]
    key: UUID | None = None


@dataclass(frozen=True)
class Place:
    """One group's page in one round; `group_id` None is the institution's children without a group."""

    round_id: int
    institution_id: int
    group_id: int | None


@dataclass(frozen=True)
class OwnRating:
    """What I see of one child; no position is a note on the way."""

    child_id: int
    position: Position | None
    comment: str = ""
    what_works: str = ""


@dataclass(frozen=True)
class SaveOwn:
    """My ratings of a group; `hand_in` hands in those that have a position."""

    place: Place
    ratings: tuple[OwnRating, ...]
    hand_in: bool = False


@dataclass(frozen=True)
class TakeUp:
    """My handed-in rating of one child becomes a draft again."""

    place: Place
    child_id: int


@dataclass(frozen=True)
class Settle:
    """The joint position of one child."""

    assessment_id: int
    version: int
    settling: Settling


@dataclass(frozen=True)
class SettleAgreed:
    """Every child of the page on whom all agree that it thrives, each in the version that was shown."""

    place: Place
    versions: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class TellParents:
    """The parents know: when, how, by whom, which custody holder (None: both together), and what they said."""

    assessment_id: int
    told_on: date
    how: ToldHow
    told_by_id: int
    guardian_id: int | None = None
    parents_said: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class FollowUp:
    """What was seen on the agreed date; then the next date, or the end; `owner_id` gives the rest to a colleague."""

    assessment_id: int
    version: int
    seen: str
    next_on: date | None
    ends: bool = False
    key: UUID | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class AssessAlone:
    """One professional's assessment at a visit; `parents_present` says that they were told then and there."""

    child_id: int
    institution_id: int | None
    settling: Settling
    parents_present: bool = False
    parents_said: str = ""
    key: UUID | None = None
