"""States and moves of a hand-over, and what a part may be filled from; pure."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """From what to what."""

    TO_SCHOOL = "to_school"
    TO_DAY_CARE = "to_day_care"
    FROM_HEALTH = "from_health"
    AWAY = "away"
    """To another municipality: there is nobody to sign in, so a paper goes, and the receipt is written down by hand."""


class State(StrEnum):
    """Where a hand-over is."""

    DRAFT = "draft"
    WITH_PARENTS = "with_parents"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    EDIT = "edit"
    GO_THROUGH = "go_through"
    SEND = "send"
    NAME = "name"
    SEND_BACK = "send_back"
    CORRECT = "correct"
    ACCEPT = "accept"
    CLOSE = "close"
    WITHDRAW = "withdraw"


TABLE: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.EDIT): State.DRAFT,
    (State.DRAFT, Move.GO_THROUGH): State.WITH_PARENTS,
    (State.WITH_PARENTS, Move.GO_THROUGH): State.WITH_PARENTS,
    (State.WITH_PARENTS, Move.EDIT): State.DRAFT,
    (State.WITH_PARENTS, Move.SEND): State.SENT,
    (State.SENT, Move.NAME): State.SENT,
    (State.SENT, Move.SEND_BACK): State.RETURNED,
    (State.RETURNED, Move.CORRECT): State.DRAFT,
    (State.SENT, Move.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Move.CLOSE): State.CLOSED,
    (State.DRAFT, Move.WITHDRAW): State.WITHDRAWN,
    (State.WITH_PARENTS, Move.WITHDRAW): State.WITHDRAWN,
    (State.SENT, Move.WITHDRAW): State.WITHDRAWN,
    (State.RETURNED, Move.WITHDRAW): State.WITHDRAWN,
}

OPEN = (State.DRAFT, State.WITH_PARENTS, State.SENT, State.RETURNED, State.ACCEPTED)
BEING_WRITTEN = (State.DRAFT, State.WITH_PARENTS, State.SENT, State.RETURNED)
"""Not received yet: one at a time for a child and a place."""
RECEIVED = (State.SENT, State.ACCEPTED, State.CLOSED)
"""In which the receiver reads it."""
THEIRS = (State.ACCEPTED, State.CLOSED)
"""In which the receiver answers for it."""


class Source(StrEnum):
    """Rows that a part may be filled from, each chosen one by one."""

    ASSESSMENTS = "assessments"
    FOLLOW_UPS = "follow_ups"
    GOALS = "goals"
    STEPS = "steps"
    WORRIES = "worries"
    TALKS = "talks"


class TalkHow(StrEnum):
    """How the parents went through it."""

    MEETING = "meeting"
    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"


class OnLeaving(StrEnum):
    """What becomes of wellbeing assessments when the child leaves the setting they were made in; the strictest first."""

    DELETED = "deleted"
    ANONYMISED = "anonymised"
    KEPT = "kept"
