"""What people ask for around a meeting, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sikkerhedsnet.sharing.commands import Ground

from .states import Becomes, Choice, InvitedHow, Kind, Manner, Outcome, Topic


@dataclass(frozen=True)
class Newcomer:
    """Somebody from the family's own network who is not known here yet."""

    name: str
    tie: str


@dataclass(frozen=True)
class Guests:
    """Who is invited, besides the one who calls; `asked_on` and `asked_how` say when and how the parents were asked,
    `ground` on which basis those in another service are told."""

    guardian_ids: tuple[int, ...] = ()
    staff_ids: tuple[int, ...] = ()
    network_ids: tuple[int, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    child_comes: bool = False
    asked_on: date | None = None
    asked_how: InvitedHow = InvitedHow.TALK
    ground: Ground | None = None

    @property
    def family(self) -> bool:
        """Whether anybody is invited who is not there as a professional."""
        return bool(self.guardian_ids or self.network_ids or self.newcomers or self.child_comes)

    @property
    def anybody(self) -> bool:
        return self.family or bool(self.staff_ids)


@dataclass(frozen=True)
class CallMeeting:
    """A meeting with its time, its place and its people."""

    starts_at: datetime
    ends_at: datetime
    place: str
    guests: Guests
    institution_id: int | None = None
    interpreter: str = ""
    kind: Kind = Kind.COLLABORATION
    key: UUID | None = None


@dataclass(frozen=True)
class MoveDate:
    """Another time, and perhaps another place; the parents are asked again."""

    version: int
    starts_at: datetime
    ends_at: datetime
    place: str
    asked_on: date | None = None
    asked_how: InvitedHow = InvitedHow.TALK


@dataclass(frozen=True)
class CancelMeeting:
    """Why, and the next date; a meeting on a plan leaves the date to the plan.

    `outcome` says that it was called but not held because somebody stayed away or did not want it.
    """

    version: int
    because: str
    next_on: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class WriteEntry:
    """What one participant said; without `said_by_id` it is said by all."""

    topic: Topic
    text: str
    said_by_id: int | None = None
    disagrees: bool = False
    key: UUID | None = None
    manner: Manner | None = None


@dataclass(frozen=True)
class ChangeEntry:
    """A line put right, in the version somebody had on the screen."""

    version: int
    text: str
    said_by_id: int | None = None
    disagrees: bool = False
    manner: Manner | None = None


@dataclass(frozen=True)
class SettleEntry:
    """Two changed the same line: which of the two stands, and the words of the one who came second."""

    choice: Choice
    mine: ChangeEntry
    key: UUID | None = None


@dataclass(frozen=True)
class SaveDraft:
    """What is being typed: at a part of the minutes, or about one line. `key` is the form's own, so that what was put
    into the minutes meanwhile is not saved again."""

    part: str
    version: int
    text: str
    said_by_id: int | None = None
    disagrees: bool = False
    manner: Manner | None = None
    entry_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Attendance:
    """Whether a participant came; None takes the mark away."""

    came: bool | None


@dataclass(frozen=True)
class Scale:
    """One participant's own two numbers."""

    now: int | None
    good: int | None


@dataclass(frozen=True)
class Agree:
    """Who does what, by when, and what it is to become."""

    what: str
    who_id: int
    due_on: date
    key: UUID | None = None
    becomes: Becomes = Becomes.STEP


@dataclass(frozen=True)
class ConcludeWithoutPlan:
    """How the worry ended at the meeting: why there is no plan, and the answer to whoever raised it."""

    version: int
    reason: str
    because: str
    answer: str
