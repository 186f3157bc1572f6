"""States, moves and agenda of a collaboration meeting; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a meeting is."""

    PLANNED = "planned"
    RUNNING = "running"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Move(StrEnum):
    MOVE_DATE = "move_date"
    BEGIN = "begin"
    CONCLUDE = "conclude"
    CANCEL = "cancel"


TABLE: dict[tuple[State, Move], State] = {
    (State.PLANNED, Move.MOVE_DATE): State.PLANNED,
    (State.PLANNED, Move.BEGIN): State.RUNNING,
    (State.PLANNED, Move.CANCEL): State.CANCELLED,
    (State.RUNNING, Move.CONCLUDE): State.CONCLUDED,
}

OPEN = (State.PLANNED, State.RUNNING)


class Topic(StrEnum):
    """The agenda in the solution-focused order."""

    HOPES = "hopes"
    WORKS = "works"
    WORRIES = "worries"
    EVERYDAY = "everyday"
    SCALE = "scale"
    STEPS = "steps"
    WHO_ELSE = "who_else"
    NEXT = "next"


class Role(StrEnum):
    """In which capacity somebody sits at the table."""

    CHILD = "child"
    PARENT = "parent"
    NETWORK = "network"
    PROFESSIONAL = "professional"


class InvitedHow(StrEnum):
    PHONE = "phone"
    TALK = "talk"
    LETTER = "letter"
    SYSTEM = "system"
