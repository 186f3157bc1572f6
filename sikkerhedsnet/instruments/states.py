"""The enums of the instruments, and the states of what follows from an answer; pure.

A TOPI position (`screening.states.Position`), a band here and the level of a concern are three things that are never compared.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Licence(StrEnum):
    """On what terms an instrument may be used and shipped."""

    FREE = "free"
    CERTIFIED = "certified"
    LICENSED = "licensed"
    COMMERCIAL = "commercial"
    MINISTERIAL = "ministerial"


class Shape(StrEnum):
    """What a form asks for."""

    POSITION = "position"
    """Examples under three positions; nothing is counted, and the answers are given in a round."""
    ITEMS = "items"
    RESULT = "result"
    """The result of something done elsewhere."""


class About(StrEnum):
    """Whom the answers are about."""

    CHILD = "child"
    GUARDIAN = "guardian"


class Answered(StrEnum):
    """Da: hvem har svaret. The national list of informants (FBU 11.3); the export has the codes."""

    CITIZEN = "citizen"
    CITIZEN_WITH_RELATIVE = "citizen_with_relative"
    CITIZEN_WITH_STAFF = "citizen_with_staff"
    RELATIVE = "relative"
    STAFF = "staff"
    STAFF_AND_RELATIVE = "staff_and_relative"


FAMILY = frozenset(set(Answered) - {Answered.STAFF})
"""Answers in which the family had its part; they stand beside the staff's own."""


class Takes(StrEnum):
    """What one item takes as an answer."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"


class Method(StrEnum):
    """How answers become a result."""

    NONE = "none"
    SUM = "sum"
    DEVIATIONS = "deviations"
    SUBSCALES = "subscales"
    WORST = "worst"


class Mark(StrEnum):
    """How sure a fact is: from memory, own words that professionals must approve, or local practice."""

    MEMORY = "M"
    OWN = "SYN"
    LOCAL = "local"
    CHECK = "verify"


class Told(StrEnum):
    """What the parents are shown of a result."""

    WORDS = "words"
    NUMBERS = "numbers"
    NOTHING = "nothing"


class When(StrEnum):
    """Which result a rule of what follows looks at."""

    ALWAYS = "always"
    FIRST = "first"
    CONFIRMED = "confirmed"


class Do(StrEnum):
    """What must follow."""

    OBSERVE_AGAIN = "observe_again"
    ACT = "act"
    ACT_NOW = "act_now"


class RungDoes(StrEnum):
    """What is done on one step of a ladder, as the step that keeps the appointments writes it down."""

    NEW_DATE = "new_date"
    PHONED = "phoned"
    LETTER = "letter"
    LEADER = "leader"


class AdbbBand(Enum):
    """The band of an ADBB; no number and no text, so that it is never compared with a position or a level."""

    USUAL = "usual"
    WITHDRAWN = "withdrawn"


class FollowState(StrEnum):
    """Where something that must follow is."""

    OPEN = "open"
    REPEATED = "repeated"
    ACTED = "acted"
    CARRIED = "carried"
    CORRECTED = "corrected"
    LEFT = "left"


class FollowMove(StrEnum):
    REPEAT = "repeat"
    ACT = "act"
    CARRY = "carry"
    CORRECT = "correct"
    LEAVE = "leave"


TABLE: dict[tuple[FollowState, FollowMove], FollowState] = {
    (FollowState.OPEN, FollowMove.REPEAT): FollowState.REPEATED,
    (FollowState.OPEN, FollowMove.ACT): FollowState.ACTED,
    (FollowState.OPEN, FollowMove.CARRY): FollowState.CARRIED,
    (FollowState.OPEN, FollowMove.CORRECT): FollowState.CORRECTED,
    (FollowState.OPEN, FollowMove.LEAVE): FollowState.LEFT,
}
OPEN = (FollowState.OPEN,)
HELPED = (FollowState.REPEATED, FollowState.ACTED, FollowState.CARRIED)


class VersionState(StrEnum):
    """Where a municipality's own version of a form is."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"


class VersionMove(StrEnum):
    EDIT = "edit"
    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"


VERSION_TABLE: dict[tuple[VersionState, VersionMove], VersionState] = {
    (VersionState.DRAFT, VersionMove.EDIT): VersionState.DRAFT,
    (VersionState.DECLINED, VersionMove.EDIT): VersionState.DRAFT,
    (VersionState.PROPOSED, VersionMove.EDIT): VersionState.DRAFT,
    (VersionState.DRAFT, VersionMove.PROPOSE): VersionState.PROPOSED,
    (VersionState.PROPOSED, VersionMove.APPROVE): VersionState.APPROVED,
    (VersionState.PROPOSED, VersionMove.DECLINE): VersionState.DECLINED,
}
