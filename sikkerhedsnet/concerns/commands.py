"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sikkerhedsnet.scans.commands import Paper

from .states import Axis, CloseReason, ContactHow, ParentsKnow, Stage


@dataclass(frozen=True)
class ToldBy:
    """Somebody who does not work here and has told the sender; all of it is empty when they would not say who they are."""

    name: str = ""
    tie: str = ""
    reach: str = ""


@dataclass(frozen=True)
class RaiseConcern:
    """A worry about one child, from somebody who works with it."""

    child_id: int
    observation: str
    parents_know: ParentsKnow
    key: UUID | None = None
    signs: tuple[str, ...] = ()
    works: str = ""
    tried: str = ""
    parents_know_note: str = ""
    suspicion: bool = False
    follow_up_id: int | None = None
    assessment_id: int | None = None
    told_by: ToldBy | None = None
    paper: Paper | None = None
    """The sheet it was first written on, by whom and when."""
    stage: Stage | None = None
    leader_is_close: bool = False
    """The suspicion is about the leader, or about somebody she is close to: she is not told."""


@dataclass(frozen=True)
class Seen:
    """A concern in the version somebody had on the screen, and the earlier ones she says she has read."""

    concern_id: int
    version: int
    read: tuple[int, ...] = ()


@dataclass(frozen=True)
class Offer:
    """Ask another adviser to take over; the owner stays responsible until she accepts."""

    concern_id: int
    version: int
    to_id: int
    note: str = ""


@dataclass(frozen=True)
class NoteContact:
    """A talk with the parents, and the date of what comes next."""

    concern_id: int
    version: int
    on: date
    how: ContactHow
    next_on: date
    said: str = ""
    guardian_id: int | None = None
    private: bool = False
    key: UUID | None = None


@dataclass(frozen=True)
class Close:
    """How it ended, with an answer the sender can read."""

    concern_id: int
    version: int
    reason: CloseReason
    answer: str


@dataclass(frozen=True)
class Mark:
    """A level on one axis, and why."""

    axis: Axis
    level: int
    rationale: str
    protective: str = ""
    risk: str = ""


@dataclass(frozen=True)
class Rate:
    """One person's levels on one day; each axis for itself."""

    concern_id: int
    marks: tuple[Mark, ...]
    key: UUID | None = None


@dataclass(frozen=True)
class MoveStage:
    """The stage the adviser puts it at now, and why."""

    concern_id: int
    version: int
    stage: Stage
    because: str


@dataclass(frozen=True)
class LevelWords:
    """What one level on one axis is called and looks like."""

    axis: Axis
    level: int
    name: str
    text: str = ""


@dataclass(frozen=True)
class NewScale:
    """A new version of the municipality's scale: a proposal until somebody else has approved it."""

    words: tuple[LevelWords, ...]
    key: UUID | None = None


@dataclass(frozen=True)
class Begin:
    """Somebody begins a notification beside a worry."""

    concern_id: int
    key: UUID | None = None


@dataclass(frozen=True)
class TalkWith:
    """When one parent was spoken with about it, and how they took it."""

    guardian_id: int
    on: date | None = None
    reaction: str = ""


@dataclass(frozen=True)
class WriteNotification:
    """The whole sheet in the version somebody had on the screen."""

    notification_id: int
    version: int
    relation: str
    worry: str
    other_knowledge: str = ""
    efforts: str = ""
    interpreter: bool = False
    language: str = ""
    gone_through_on: date | None = None
    gone_through_how: str = ""
    not_gone_through: str = ""
    talks: tuple[TalkWith, ...] = ()


@dataclass(frozen=True)
class SendNotification:
    """To which family adviser."""

    notification_id: int
    version: int
    to_id: int


@dataclass(frozen=True)
class SeenNotification:
    """A notification in the version somebody had on the screen; `because` when it is given up."""

    notification_id: int
    version: int
    because: str = ""


@dataclass(frozen=True)
class Promises:
    """The municipality's own promises about worries."""

    version: int
    meeting_days: int
    stall_days: int
