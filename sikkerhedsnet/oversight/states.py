"""What the officer says of somebody's access, and what becomes of it; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where one look at a person's access stands."""

    REVIEWED = "reviewed"
    TO_END = "to_end"
    ENDED = "ended"
    KEPT = "kept"


class Move(StrEnum):
    """What a leader can answer."""

    END = "end"
    KEEP = "keep"


OPEN = (State.TO_END,)
TABLE: dict[tuple[State, Move], State] = {
    (State.TO_END, Move.END): State.ENDED,
    (State.TO_END, Move.KEEP): State.KEPT,
}
