"""States and moves of a concern; pure."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a concern is."""

    RAISED = "raised"
    TAKEN = "taken"
    AT_MEETING = "at_meeting"
    IN_PLAN = "in_plan"
    CLOSED = "closed"


class Move(StrEnum):
    TAKE = "take"
    ACCEPT = "accept"
    NOTE_CONTACT = "note_contact"
    CALL_MEETING = "call_meeting"
    CANCEL_MEETING = "cancel_meeting"
    AGREE_PLAN = "agree_plan"
    MEET_AGAIN = "meet_again"
    FOLLOW_PLAN = "follow_plan"
    CLOSE = "close"
    CLOSE_PLAN = "close_plan"
    REOPEN_PLAN = "reopen_plan"
    JOIN_PLAN = "join_plan"


TABLE: dict[tuple[State, Move], State] = {
    (State.RAISED, Move.TAKE): State.TAKEN,
    (State.RAISED, Move.ACCEPT): State.TAKEN,
    (State.TAKEN, Move.ACCEPT): State.TAKEN,
    (State.TAKEN, Move.NOTE_CONTACT): State.TAKEN,
    (State.TAKEN, Move.CALL_MEETING): State.AT_MEETING,
    (State.TAKEN, Move.CLOSE): State.CLOSED,
    (State.AT_MEETING, Move.CANCEL_MEETING): State.TAKEN,
    (State.AT_MEETING, Move.AGREE_PLAN): State.IN_PLAN,
    (State.AT_MEETING, Move.CLOSE): State.CLOSED,
    (State.IN_PLAN, Move.MEET_AGAIN): State.IN_PLAN,
    (State.IN_PLAN, Move.FOLLOW_PLAN): State.IN_PLAN,
    (State.IN_PLAN, Move.CLOSE_PLAN): State.CLOSED,
    (State.CLOSED, Move.REOPEN_PLAN): State.IN_PLAN,
    (State.RAISED, Move.JOIN_PLAN): State.CLOSED,
    (State.TAKEN, Move.JOIN_PLAN): State.CLOSED,
}

OPEN = (State.RAISED, State.TAKEN)
"""Open in the concern's own name; at a meeting or in a plan, the meeting or the plan owes the next date."""

NOT_CLOSED = (State.RAISED, State.TAKEN, State.AT_MEETING, State.IN_PLAN)


class ParentsKnow(StrEnum):
    """Do the parents know of the worry?"""

    YES = "yes"
    NOT_YET = "not_yet"
    MUST_NOT = "must_not"


class CloseReason(StrEnum):
    """Why a concern ends; `UNCHANGED` only when a plan has been tried."""

    SOLVED = "solved"
    HELP_IN_PLACE = "help_in_place"
    FAMILY_DECLINES = "family_declines"
    NOTIFIED = "notified"
    MOVED = "moved"
    UNFOUNDED = "unfounded"
    UNCHANGED = "unchanged"


class ContactHow(StrEnum):
    PHONE = "phone"
    TALK = "talk"
    HOME_VISIT = "home_visit"
    LETTER = "letter"
    NO_ANSWER = "no_answer"


class Stage(StrEnum):
    """Da: trin. How sure somebody is, from a feeling to knowing; the last two close the worry to everybody else."""

    WONDER = "wonder"
    WORRY = "worry"
    SUSPICION = "suspicion"
    KNOWLEDGE = "knowledge"


GUARDED = (Stage.SUSPICION, Stage.KNOWLEDGE)
"""Of violence or abuse by a parent or at home: the parents' view is closed, and the duty to notify is at once."""


class Axis(StrEnum):
    """Da: akse. What a level is about; the two are read beside each other and never put together."""

    CHILD = "child"
    CARE = "care"


LEVELS = (1, 2, 3, 4, 5)


class NotificationState(StrEnum):
    """Where a notification is: written, sent to the family adviser, received by name; or given up as a draft."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    DROPPED = "dropped"


class NotificationMove(StrEnum):
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    DROP = "drop"


NOTIFICATION_TABLE: dict[tuple[NotificationState, NotificationMove], NotificationState] = {
    (NotificationState.DRAFT, NotificationMove.SEND): NotificationState.SENT,
    (NotificationState.DRAFT, NotificationMove.DROP): NotificationState.DROPPED,
    (NotificationState.SENT, NotificationMove.ACKNOWLEDGE): NotificationState.ACKNOWLEDGED,
}

NOTIFICATION_OPEN = (NotificationState.DRAFT, NotificationState.SENT)
