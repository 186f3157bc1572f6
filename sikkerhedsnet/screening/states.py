"""States, positions and moves of a wellbeing assessment; pure."""

from __future__ import annotations

from enum import StrEnum


class Position(StrEnum):
    """Da: position. How a child is doing in one setting on one day; never a property of the child."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class State(StrEnum):
    """Where a wellbeing assessment is."""

    OWN = "own"
    WATCHED = "watched"
    CARRIED = "carried"
    DONE = "done"


class Move(StrEnum):
    SETTLE_GREEN = "settle_green"
    SETTLE_WATCH = "settle_watch"
    FOLLOW_UP = "follow_up"
    CARRY = "carry"
    CLOSE = "close"
    LEAVE = "leave"
    RETURN = "return"


TABLE: dict[tuple[State, Move], State] = {
    (State.OWN, Move.SETTLE_GREEN): State.DONE,
    (State.OWN, Move.SETTLE_WATCH): State.WATCHED,
    (State.OWN, Move.LEAVE): State.DONE,
    (State.WATCHED, Move.FOLLOW_UP): State.WATCHED,
    (State.WATCHED, Move.CARRY): State.CARRIED,
    (State.WATCHED, Move.CLOSE): State.DONE,
    (State.WATCHED, Move.LEAVE): State.DONE,
    (State.DONE, Move.RETURN): State.OWN,
}

OPEN = (State.OWN, State.WATCHED)


class ToldHow(StrEnum):
    """How the parents were told."""

    TALK = "talk"
    PHONE = "phone"
    MEETING = "meeting"
    LETTER = "letter"
