"""Tiers, states and endings of a measure; pure."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """For whom a measure is meant: all, a group at risk, a child with signs, a child with a need of special support."""

    UNIVERSAL = "universal"
    SELECTIVE = "selective"
    INDICATED = "indicated"
    SPECIAL = "special"


class State(StrEnum):
    """Where a measure is."""

    RUNNING = "running"
    ENDED = "ended"


class Move(StrEnum):
    FOLLOW_UP = "follow_up"
    END = "end"


TABLE: dict[tuple[State, Move], State] = {
    (State.RUNNING, Move.FOLLOW_UP): State.RUNNING,
    (State.RUNNING, Move.END): State.ENDED,
}

OPEN = (State.RUNNING,)


class Ending(StrEnum):
    """Why a measure ended."""

    REACHED = "reached"
    BETTER = "better"
    NO_EFFECT = "no_effect"
    FAMILY_STOPPED = "family_stopped"
    OTHER_HELP = "other_help"
    MOVED = "moved"
    NEVER_BEGUN = "never_begun"


class AskedHow(StrEnum):
    """How the parents said yes."""

    AT_THE_TABLE = "at_the_table"
    TALK = "talk"
    PHONE = "phone"
    LETTER = "letter"
