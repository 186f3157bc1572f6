"""A look-up that was drawn: explained by a leader, or passed on to the data-protection officer; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where one drawn look-up stands."""

    OPEN = "open"
    EXPLAINED = "explained"
    PASSED_ON = "passed_on"
    CLOSED = "closed"
    NOBODY = "nobody"
    """Nobody was found who may explain it: a hole in the net until somebody is."""


class Move(StrEnum):
    """What can be answered."""

    EXPLAIN = "explain"
    PASS_ON = "pass_on"
    CLOSE = "close"


class Flag(StrEnum):
    """The rules that point at a look-up; a flag is its rule and nothing more."""

    OWN_FAMILY = "own_family"
    OWN_HOUSEHOLD = "own_household"
    SAME_SURNAME = "same_surname"
    COLLEAGUE_CHILD = "colleague_child"
    MANY_CHILDREN = "many_children"
    OUTSIDE_HOURS = "outside_hours"


OPEN = (State.OPEN, State.PASSED_ON)
TABLE: dict[tuple[State, Move], State] = {
    (State.OPEN, Move.EXPLAIN): State.EXPLAINED,
    (State.OPEN, Move.PASS_ON): State.PASSED_ON,
    (State.PASSED_ON, Move.CLOSE): State.CLOSED,
}
