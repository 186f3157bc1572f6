"""What a form asks for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sikkerhedsnet.organisation.kinds import InstitutionKind

from .cadence import Window
from .rules import Settling
from .states import KeptMove, Position, Reason, ToldHow


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
    """My ratings of a group; `hand_in` hands in those that have a position, or of them only the children `handed_in`."""

    place: Place
    ratings: tuple[OwnRating, ...]
    hand_in: bool = False
    handed_in: frozenset[int] | None = None


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


@dataclass(frozen=True)
class Kept:
    """One rating as a device kept it: `base` is when what it was written upon was saved, `earlier` the keys of what
    the device has sent of it without an answer."""

    key: UUID
    rating: OwnRating
    written_at: datetime
    base: datetime | None = None
    earlier: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class TakeKept:
    """What one device has kept of one place; `hand_in` when the rater pressed so before the network was back."""

    place: Place
    kept: tuple[Kept, ...]
    hand_in: bool = False


@dataclass(frozen=True)
class DecideKept:
    """What is done with a rating that could not be put in by itself; `why` is asked for when it is left out."""

    kept_id: int
    version: int
    move: KeptMove
    why: str = ""


@dataclass(frozen=True)
class SetAside:
    """A child is not assessed in a round, and why; an objection with its day and, when known, whose it is."""

    round_id: int
    institution_id: int
    child_id: int
    reason: Reason
    words: str = ""
    said_on: date | None = None
    said_by_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class TakeBack:
    """The child is to be assessed after all."""

    absence_id: int
    version: int


@dataclass(frozen=True)
class Decide:
    """What the leader decides on the parents' objection, and why."""

    absence_id: int
    version: int
    respect: bool
    why: str


@dataclass(frozen=True)
class DecidePlan:
    """How often and when one kind of institution has rounds."""

    kind: InstitutionKind
    version: int
    windows: tuple[Window, ...]
    reminder_days: int
    raters: int | None
    from_months: int
    reason: str


@dataclass(frozen=True)
class ChangeChoices:
    """The municipality's own choices about all its rounds; `version` 0 when it had none."""

    version: int
    fewest: int
    objection_respected: bool
    new_weeks: int
    reason: str
