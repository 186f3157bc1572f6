"""What people ask for around a hand-over, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sikkerhedsnet.sharing.states import Topic

from .states import OnLeaving, Source, TalkHow


@dataclass(frozen=True)
class Begin:
    """A record for a child, from a place to a place here or to another municipality."""

    child_id: int
    from_id: int
    occasion_on: date
    to_id: int | None = None
    to_municipality: str = ""
    to_place: str = ""
    to_person: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class WritePart:
    """One part as it should stand: words, chosen rows and basis; or the parents' no."""

    handover_id: int
    kind_id: int
    version: int
    """Of the part; 0 for one nobody has written yet."""
    text: str = ""
    rows: tuple[tuple[Source, int], ...] = ()
    basis: str = ""
    consent_id: int | None = None
    note: str = ""
    declined_by: str = ""


@dataclass(frozen=True)
class Talk:
    """The parents have gone through it."""

    handover_id: int
    version: int
    on: date
    how: TalkHow
    guardian_id: int | None = None
    together: bool = False
    young: bool = False
    words: str = ""
    corrected: str = ""
    disagrees: bool = False
    pass_on: bool = False
    key: UUID | None = None


@dataclass(frozen=True)
class Choose:
    """Who is to receive it."""

    handover_id: int
    version: int
    user_id: int


@dataclass(frozen=True)
class LeaveOut:
    """Why something relevant is not part of the record."""

    handover_id: int
    label: str
    row_id: int
    because: str


@dataclass(frozen=True)
class WithoutParents:
    """Why the parents have not gone through it."""

    handover_id: int
    version: int
    because: str


@dataclass(frozen=True)
class Send:
    """These very words, read aloud."""

    handover_id: int
    version: int
    seen: str


@dataclass(frozen=True)
class Answer:
    """A move on the version somebody had on the screen, in words where the move asks for them."""

    handover_id: int
    version: int
    because: str = ""


@dataclass(frozen=True)
class Receipt:
    """Another municipality has received it: who said so, and when."""

    handover_id: int
    version: int
    by_name: str
    on: date
    note: str = ""


@dataclass(frozen=True)
class Subject:
    """A subject in the municipality's own words, and what it may be filled from."""

    name: str
    help: str
    topic: Topic
    sources: tuple[Source, ...]
    must_read: bool
    consent_only: bool
    source_mark: str


@dataclass(frozen=True)
class AddSubject:
    """One more subject on the sheet."""

    subject: Subject
    key: UUID | None = None


@dataclass(frozen=True)
class WordSubject:
    """A subject in new words, as it was seen before."""

    kind_id: int
    seen: str
    subject: Subject


@dataclass(frozen=True)
class EndSubject:
    """A subject that is not to be written on any more, as it was seen."""

    kind_id: int
    seen: str


@dataclass(frozen=True)
class ChangeRules:
    """The municipality's own rules for hand-overs, with the reason."""

    version: int
    assessments_follow: bool
    health_needs_consent: bool
    on_leaving: OnLeaving
    keep_months: int
    rounds: int
    begin_days: int
    answer_days: int
    follow_up_days: int
    read_months: int
    school_age: int
    because: str
