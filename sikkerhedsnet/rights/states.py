"""States and moves of a request for access; pure."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Which right is asked for."""

    DATA_ACCESS = "data_access"
    FILE_ACCESS = "file_access"


class State(StrEnum):
    """Where a request is."""

    RECEIVED = "received"
    EXTENDED = "extended"
    ANSWERED = "answered"
    PARTLY_REFUSED = "partly_refused"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    EXTEND = "extend"
    ANSWER = "answer"
    REFUSE_PARTLY = "refuse_partly"
    WITHDRAW = "withdraw"


TABLE: dict[tuple[State, Move], State] = {
    (State.RECEIVED, Move.EXTEND): State.EXTENDED,
    (State.RECEIVED, Move.ANSWER): State.ANSWERED,
    (State.RECEIVED, Move.REFUSE_PARTLY): State.PARTLY_REFUSED,
    (State.RECEIVED, Move.WITHDRAW): State.WITHDRAWN,
    (State.EXTENDED, Move.EXTEND): State.EXTENDED,
    (State.EXTENDED, Move.ANSWER): State.ANSWERED,
    (State.EXTENDED, Move.REFUSE_PARTLY): State.PARTLY_REFUSED,
    (State.EXTENDED, Move.WITHDRAW): State.WITHDRAWN,
}

OPEN = (State.RECEIVED, State.EXTENDED)
RELEASED = (State.ANSWERED, State.PARTLY_REFUSED)
