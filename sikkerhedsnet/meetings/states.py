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


class Kind(StrEnum):
    """Da: mødetype. Each has its own agenda to begin with, its own length, and those who usually come."""

    COLLABORATION = "collaboration"
    COORDINATION = "coordination"
    NETWORK = "network"
    FOLLOW_UP = "follow_up"
    CONSULTATION = "consultation"


class Outcome(StrEnum):
    """Why a meeting that was called was not held; a plain cancellation says so in its own words."""

    NOBODY_CAME = "nobody_came"
    PARENTS_ABSENT = "parents_absent"
    DECLINED = "declined"


NO_SHOW = (Outcome.NOBODY_CAME, Outcome.PARENTS_ABSENT)


class Manner(StrEnum):
    """What a professional's line is: what was seen and heard, or what she makes of it. The two are never mixed."""

    OBSERVATION = "observation"
    INTERPRETATION = "interpretation"


class Becomes(StrEnum):
    """What an agreement is to become."""

    STEP = "step"
    MEASURE = "measure"
    CONSENT = "consent"
    NEXT = "next"


class Choice(StrEnum):
    """What stands when two changed the same line."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


AGREEMENT_PART = "agree"
"""Where a half-written agreement is kept; every other part is a topic."""
