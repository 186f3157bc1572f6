"""The look that a leader and the data-protection officer each give a broken glass; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where one reviewer's look stands."""

    OPEN = "open"
    FINE = "fine"
    ESCALATED = "escalated"


class Move(StrEnum):
    """What a reviewer can answer."""

    ACCEPT = "accept"
    ESCALATE = "escalate"


OPEN = (State.OPEN,)
TABLE: dict[tuple[State, Move], State] = {
    (State.OPEN, Move.ACCEPT): State.FINE,
    (State.OPEN, Move.ESCALATE): State.ESCALATED,
}
