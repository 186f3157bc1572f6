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
    SET_ASIDE = "set_aside"


TABLE: dict[tuple[State, Move], State] = {
    (State.OWN, Move.SETTLE_GREEN): State.DONE,
    (State.OWN, Move.SETTLE_WATCH): State.WATCHED,
    (State.OWN, Move.LEAVE): State.DONE,
    (State.WATCHED, Move.FOLLOW_UP): State.WATCHED,
    (State.WATCHED, Move.CARRY): State.CARRIED,
    (State.WATCHED, Move.CLOSE): State.DONE,
    (State.WATCHED, Move.LEAVE): State.DONE,
    (State.DONE, Move.RETURN): State.OWN,
    (State.OWN, Move.SET_ASIDE): State.DONE,
}

OPEN = (State.OWN, State.WATCHED)


class ToldHow(StrEnum):
    """How the parents were told."""

    TALK = "talk"
    PHONE = "phone"
    MEETING = "meeting"
    LETTER = "letter"


class KeptState(StrEnum):
    """Where a rating that was kept on a device is, once it has come."""

    TAKEN = "taken"
    ASIDE = "aside"
    HELD = "held"
    USED = "used"
    PUT_AWAY = "put_away"
    LET_IN = "let_in"
    LEFT_OUT = "left_out"


class KeptMove(StrEnum):
    USE = "use"
    PUT_AWAY = "put_away"
    LET_IN = "let_in"
    LEAVE_OUT = "leave_out"


KEPT_TABLE: dict[tuple[KeptState, KeptMove], KeptState] = {
    (KeptState.ASIDE, KeptMove.USE): KeptState.USED,
    (KeptState.ASIDE, KeptMove.PUT_AWAY): KeptState.PUT_AWAY,
    (KeptState.HELD, KeptMove.LET_IN): KeptState.LET_IN,
    (KeptState.HELD, KeptMove.LEAVE_OUT): KeptState.LEFT_OUT,
}

KEPT_OPEN = (KeptState.ASIDE, KeptState.HELD)


class FocusState(StrEnum):
    """Where a group's focus point is."""

    RUNNING = "running"
    ENDED = "ended"


class FocusMove(StrEnum):
    LOOK = "look"
    END = "end"


FOCUS_TABLE: dict[tuple[FocusState, FocusMove], FocusState] = {
    (FocusState.RUNNING, FocusMove.LOOK): FocusState.RUNNING,
    (FocusState.RUNNING, FocusMove.END): FocusState.ENDED,
}
FOCUS_OPEN = (FocusState.RUNNING,)


class Around(StrEnum):
    """Da: hvad de voksne ændrer ved. What around the children the adults change."""

    TOGETHER = "together"
    RHYTHM = "rhythm"
    ROOM = "room"
    TASKS = "tasks"
    PARENTS = "parents"


class NoticeState(StrEnum):
    """Where a version of the text to parents is."""

    DRAFT = "draft"
    APPROVED = "approved"


class GivenHow(StrEnum):
    """How a custody holder was given the text."""

    DIGITAL = "digital"
    PAPER = "paper"
    TALK = "talk"


class Reason(StrEnum):
    """Why a child is not assessed in a round."""

    ABSENT = "absent"
    MOVED = "moved"
    NEW = "new"
    OBJECTION = "objection"
    OTHER = "other"


class NotState(StrEnum):
    """Where the record that a child is not assessed is: an objection waits for the leader, all else stands at once."""

    ASKED = "asked"
    STANDS = "stands"
    OVERRULED = "overruled"
    BACK = "back"


class NotMove(StrEnum):
    RESPECT = "respect"
    OVERRULE = "overrule"
    TAKE_BACK = "take_back"


NOT_TABLE: dict[tuple[NotState, NotMove], NotState] = {
    (NotState.ASKED, NotMove.RESPECT): NotState.STANDS,
    (NotState.ASKED, NotMove.OVERRULE): NotState.OVERRULED,
    (NotState.ASKED, NotMove.TAKE_BACK): NotState.BACK,
    (NotState.STANDS, NotMove.TAKE_BACK): NotState.BACK,
}

NOT_OPEN = (NotState.ASKED,)
NOT_ENDED = (NotState.OVERRULED, NotState.BACK)
