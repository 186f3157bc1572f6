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
    REOPEN = "reopen"


DECISIONS = (Move.CONTINUE, Move.CHANGE, Move.STEP_UP, Move.CLOSE)
"""How a follow-up may end."""

TABLE: dict[tuple[State, Move], State] = {
    (State.ACTIVE, Move.CONTINUE): State.ACTIVE,
    (State.ACTIVE, Move.CHANGE): State.ACTIVE,
    (State.ACTIVE, Move.STEP_UP): State.ACTIVE,
    (State.ACTIVE, Move.CLOSE): State.CLOSED,
    (State.ACTIVE, Move.ACCEPT): State.ACTIVE,
    (State.CLOSED, Move.REOPEN): State.ACTIVE,
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


class Went(StrEnum):
    """How a step did, as one side sees it."""

    WORKED = "worked"
    PARTLY = "partly"
    NOT = "not"
    TOO_EARLY = "too_early"


class Doer(StrEnum):
    """Who has a step: the family's own people, or a professional from here or from elsewhere."""

    PARENT = "parent"
    CHILD = "child"
    PRIVATE_NETWORK = "private_network"
    PROFESSIONAL_NETWORK = "professional_network"
    PROFESSIONAL = "professional"


FAMILY = (Doer.PARENT, Doer.CHILD, Doer.PRIVATE_NETWORK)


class Coordinating(StrEnum):
    """Da: tovholder. Two tasks that need not be one person's: the family's contact, and whoever keeps it together."""

    RELATIONAL = "relational"
    ORGANISING = "organising"


class RoleState(StrEnum):
    ASKED = "asked"
    HELD = "held"
    DECLINED = "declined"
    ENDED = "ended"


class WatchState(StrEnum):
    """Keeping an eye out after a plan: still to look, has looked, or the plan was taken up again meanwhile."""

    WATCHING = "watching"
    LOOKED = "looked"
    REOPENED = "reopened"


class Found(StrEnum):
    """What somebody found who looked again."""

    WELL = "well"
    AGAIN = "again"
    WORRIED = "worried"


class Made(StrEnum):
    """From what a version of a plan came."""

    AGREED = "agreed"
    EXTENDED = "extended"
    REVIEWED = "reviewed"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"


LEVELS = (0, 1, 2, 3)
"""The steps of the ladder; what each is called is the municipality's own."""
