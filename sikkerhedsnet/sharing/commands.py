"""What people ask for around consent and passing on, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .rules import YOUNG_FROM
from .states import Form, Kind, Service, Told, Topic, What


@dataclass(frozen=True)
class Paper:
    """A scanned sheet, already known for what it is."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Yes:
    """Who said yes, on which day and how."""

    on: date
    form: Form
    guardian_ids: tuple[int, ...] = ()
    young: bool = False
    witness: str = ""
    paper: Paper | None = None


@dataclass(frozen=True)
class GiveConsent:
    """A yes to telling these services about these topics, for this purpose."""

    child_id: int
    receivers: tuple[Service, ...]
    topics: tuple[Topic, ...]
    purpose: str
    yes: Yes
    expires_on: date | None = None
    external_name: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class JoinConsent:
    """One more who says yes to the same."""

    consent_id: int
    yes: Yes
    key: UUID | None = None


@dataclass(frozen=True)
class WithdrawConsent:
    """Taken back from today by one of those who may."""

    consent_id: int
    version: int
    by: str
    because: str = ""


@dataclass(frozen=True)
class RenewConsent:
    """The same once more, with a new yes."""

    consent_id: int
    version: int
    yes: Yes
    expires_on: date | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class Ground:
    """On which basis something is passed on: the basis' key, and what it asks for."""

    basis: str
    consent_id: int | None = None
    purpose: str = ""
    note: str = ""
    special_reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class PassOn:
    """Something passed on by hand: what, to whom, and until when it may be used; `told` says whether the parents know."""

    child_id: int
    what: What
    content: str
    ground: Ground
    service: Service
    to_name: str
    on: date
    until: date
    told: Told = Told.TOLD
    told_on: date | None = None
    not_told_because: str = ""
    concern_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class ChangeBasis:
    """A basis in a new wording from a day; the one before ends on the day before."""

    basis_id: int
    name: str
    paragraph: str
    source_mark: str
    needs_note: bool
    needs_decision: bool
    valid_from: date


@dataclass(frozen=True)
class AddBasis:
    """One more basis in the municipality's list."""

    kind: Kind
    name: str
    paragraph: str
    source_mark: str
    needs_note: bool
    needs_decision: bool
    valid_from: date
    key: UUID | None = None


@dataclass(frozen=True)
class ChangeSettings:
    """The municipality's own periods, and the topics for which one custody holder's yes is enough."""

    version: int
    consent_months: int
    meeting_days: int
    remind_days: int
    one_holder_topics: tuple[Topic, ...]
    young_from_years: int = YOUNG_FROM
    young_from_mark: str = ""


@dataclass(frozen=True)
class EndBasis:
    """A basis that is not to be chosen any more after a day."""

    basis_id: int
    last_day: date


@dataclass(frozen=True)
class SeenConsent:
    """A consent in the version somebody had on the screen."""

    consent_id: int
    version: int
