"""Where a planned visit, a held visit, an intervention and a recall stand; pure."""

from __future__ import annotations

from enum import StrEnum

from sikkerhedsnet.core.states import Table


class PlannedState(StrEnum):
    """Da: planlagt besøg."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


PLANNED_OPEN = (PlannedState.PLANNED,)


class PlannedMove(StrEnum):
    """What happens to a planned visit."""

    AGREE = "agree"
    MISS = "miss"
    HOLD = "hold"
    GIVE_UP = "give_up"
    REOPEN = "reopen"


PLANNED_TABLE: Table[PlannedState, PlannedMove] = {
    (PlannedState.PLANNED, PlannedMove.AGREE): PlannedState.PLANNED,
    (PlannedState.PLANNED, PlannedMove.MISS): PlannedState.PLANNED,
    (PlannedState.PLANNED, PlannedMove.HOLD): PlannedState.HELD,
    (PlannedState.PLANNED, PlannedMove.GIVE_UP): PlannedState.NOT_HELD,
    (PlannedState.HELD, PlannedMove.REOPEN): PlannedState.PLANNED,
}


class Why(StrEnum):
    """Why a visit is planned."""

    SCHEDULE = "schedule"
    NEED = "need"
    MAKE_UP = "make_up"
    """Makes up for mandatory findings a standard visit lacked; the guide calls it an ordinary preventive contact."""


class NotHeld(StrEnum):
    """Why a visit was not held; who is not seen is counted by it."""

    ABSENT = "absent"
    MOVED = "moved"
    OBJECTION = "objection"
    REPLACED = "replaced"
    """A later standard visit was held instead."""
    OTHER = "other"


GIVEN_BY_HAND = (NotHeld.ABSENT, NotHeld.MOVED, NotHeld.OBJECTION, NotHeld.OTHER)
"""The reasons a health visitor chooses among; a later visit that replaces an earlier is seen by the system."""


class VisitState(StrEnum):
    """Da: besøg, der er holdt."""

    DRAFT = "draft"
    MISSING = "missing"
    """Saved, but mandatory findings are asked for until the day they are due."""
    WHOLE = "whole"


VISIT_OPEN = (VisitState.DRAFT, VisitState.MISSING)


class VisitMove(StrEnum):
    """What happens to a visit that is written down."""

    SAVE_WHOLE = "save_whole"
    SAVE_MISSING = "save_missing"
    FILL = "fill"
    RUN_OUT = "run_out"
    ASK_AGAIN = "ask_again"
    """A mandatory finding was marked as wrong: the right one is asked for."""


VISIT_TABLE: Table[VisitState, VisitMove] = {
    (VisitState.DRAFT, VisitMove.SAVE_WHOLE): VisitState.WHOLE,
    (VisitState.DRAFT, VisitMove.SAVE_MISSING): VisitState.MISSING,
    (VisitState.MISSING, VisitMove.FILL): VisitState.WHOLE,
    (VisitState.MISSING, VisitMove.RUN_OUT): VisitState.WHOLE,
    (VisitState.WHOLE, VisitMove.ASK_AGAIN): VisitState.MISSING,
}


class Absent(StrEnum):
    """Why an observation has no value; base FHIR's data-absent-reason."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"
    ASKED_UNKNOWN = "asked-unknown"
    ASKED_DECLINED = "asked-declined"
    TEMP_UNKNOWN = "temp-unknown"
    NOT_PERFORMED = "not-performed"
    NOT_PERMITTED = "not-permitted"
    NOT_APPLICABLE = "not-applicable"
    MASKED = "masked"
    UNSUPPORTED = "unsupported"
    AS_TEXT = "as-text"
    ERROR = "error"
    NOT_A_NUMBER = "not-a-number"
    NEGATIVE_INFINITY = "negative-infinity"
    POSITIVE_INFINITY = "positive-infinity"


CHOSEN_ABSENT = (Absent.NOT_PERFORMED, Absent.ASKED_DECLINED, Absent.ASKED_UNKNOWN, Absent.NOT_ASKED, Absent.UNKNOWN)
"""The reasons a health visitor chooses among; a national file may bring any of them."""


class HelpState(StrEnum):
    """Da: behovsindsats. How far a need-based intervention has come; the words are base FHIR's."""

    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


HELP_ONGOING = (HelpState.ACTIVE, HelpState.ON_HOLD)


class RecallState(StrEnum):
    """Da: indkaldelse til tandplejen."""

    CALLED = "called"
    SEEN = "seen"
    ENDED = "ended"


RECALL_OPEN = (RecallState.CALLED,)


class RecallMove(StrEnum):
    """What happens to a recall."""

    MISS = "miss"
    STEP = "step"
    SEE = "see"
    END = "end"


RECALL_TABLE: Table[RecallState, RecallMove] = {
    (RecallState.CALLED, RecallMove.MISS): RecallState.CALLED,
    (RecallState.CALLED, RecallMove.STEP): RecallState.CALLED,
    (RecallState.CALLED, RecallMove.SEE): RecallState.SEEN,
    (RecallState.CALLED, RecallMove.END): RecallState.ENDED,
}


class RecallTurn(StrEnum):
    """What was done about a recall, and by whom; a missed appointment asks for the next of the steps."""

    CALLED = "called"
    MISSED = "missed"
    NEW_DATE = "new_date"
    PHONED = "phoned"
    LETTER = "letter"
    LEADER = "leader"
    SEEN = "seen"
    ENDED = "ended"
    TALK = "talk"
    """Somebody outside the dental service was told, on a basis that is written down."""


class Per(StrEnum):
    """What the coverage is counted by; the value stands in the address."""

    DISTRICT = "distrikt"
    PLACE = "sted"
    GROUP = "gruppe"
