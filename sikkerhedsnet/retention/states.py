"""Where a rule and an erasure are; pure."""

from __future__ import annotations

from enum import StrEnum


class RuleState(StrEnum):
    """A period is a proposal until it is confirmed; a later version replaces it."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


class State(StrEnum):
    """Where an erasure is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    CALLED_OFF = "called_off"


class Move(StrEnum):
    APPROVE = "approve"
    CALL_OFF = "call_off"
    FINISH = "finish"


TABLE: dict[tuple[State, Move], State] = {
    (State.PROPOSED, Move.APPROVE): State.APPROVED,
    (State.PROPOSED, Move.CALL_OFF): State.CALLED_OFF,
    (State.APPROVED, Move.CALL_OFF): State.CALLED_OFF,
    (State.APPROVED, Move.FINISH): State.DONE,
}


class KeptBecause(StrEnum):
    """Why something on the list was not erased after all."""

    HOLD = "hold"
    RULE = "rule"
    NOT_DUE = "not_due"
    BOUND = "bound"
