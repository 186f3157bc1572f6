"""States, moves and outcomes of a plan and its steps; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a plan is."""

    ACTIVE = "active"
    CLOSED = "closed"


class Move(StrEnum):
    CONTINUE = "continue"
    CHANGE = "change"
    STEP_UP = "step_up"
    CLOSE = "close"
    ACCEPT = "accept"


DECISIONS = (Move.CONTINUE, Move.CHANGE, Move.STEP_UP, Move.CLOSE)
"""How a follow-up may end."""

TABLE: dict[tuple[State, Move], State] = {
    (State.ACTIVE, Move.CONTINUE): State.ACTIVE,
    (State.ACTIVE, Move.CHANGE): State.ACTIVE,
    (State.ACTIVE, Move.STEP_UP): State.ACTIVE,
    (State.ACTIVE, Move.CLOSE): State.CLOSED,
    (State.ACTIVE, Move.ACCEPT): State.ACTIVE,
}

OPEN = (State.ACTIVE,)


class StepState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """How a plan ended."""

    GOOD_ENOUGH = "good_enough"
    BETTER = "better"
    UNCHANGED = "unchanged"
    OTHER_HELP = "other_help"
    NOTIFIED = "notified"
    FAMILY_STOPPED = "family_stopped"
    MOVED = "moved"


class StepUpTo(StrEnum):
    """To what a plan is stepped up."""

    WIDER_MEETING = "wider_meeting"
    SPECIALIST = "specialist"
    NOTIFICATION = "notification"
