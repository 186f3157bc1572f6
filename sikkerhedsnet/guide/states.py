"""States of a guide's version and of a sparring, and the axes an entry is found by; pure."""

from __future__ import annotations

from enum import StrEnum

from sikkerhedsnet.access.roles import Function


class VersionState(StrEnum):
    """Where a version of the guide is; the approved one with the latest date is in force."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"


class VersionMove(StrEnum):
    EDIT = "edit"
    PROPOSE = "propose"
    TAKE_BACK = "take_back"
    DECLINE = "decline"
    APPROVE = "approve"


VERSION_TABLE: dict[tuple[VersionState, VersionMove], VersionState] = {
    (VersionState.DRAFT, VersionMove.EDIT): VersionState.DRAFT,
    (VersionState.DRAFT, VersionMove.PROPOSE): VersionState.PROPOSED,
    (VersionState.PROPOSED, VersionMove.TAKE_BACK): VersionState.DRAFT,
    (VersionState.PROPOSED, VersionMove.DECLINE): VersionState.DRAFT,
    (VersionState.PROPOSED, VersionMove.APPROVE): VersionState.APPROVED,
}

UNDER_WAY = (VersionState.DRAFT, VersionState.PROPOSED)
"""A municipality works on one version at a time."""


class State(StrEnum):
    """Where a sparring is."""

    ASKED = "asked"
    ANSWERED = "answered"


class Move(StrEnum):
    ANSWER = "answer"


TABLE: dict[tuple[State, Move], State] = {(State.ASKED, Move.ANSWER): State.ANSWERED}

OPEN = (State.ASKED,)


class AgeBand(StrEnum):
    """Ages in full years; before birth is a band of its own."""

    UNBORN = "unborn"
    BABY = "0"
    TODDLER = "1-2"
    KINDERGARTEN = "3-5"
    YOUNG_PUPIL = "6-9"
    PUPIL = "10-12"
    TEENAGER = "13-17"


YEARS: dict[AgeBand, tuple[int, int]] = {
    AgeBand.BABY: (0, 0),
    AgeBand.TODDLER: (1, 2),
    AgeBand.KINDERGARTEN: (3, 5),
    AgeBand.YOUNG_PUPIL: (6, 9),
    AgeBand.PUPIL: (10, 12),
    AgeBand.TEENAGER: (13, 17),
}
"""First and last full year of each band; together they cover every year from 0 to 17 once."""

LEVELS = (1, 2, 3, 4, 5)
"""How worried one is, from ordinary thriving to knowledge of harm; a picture of the moment, never summed."""

PROFESSIONS: tuple[Function, ...] = (
    Function.PEDAGOGUE,
    Function.CHILDMINDER,
    Function.TEACHER,
    Function.HEALTH_VISITOR,
    Function.DENTAL_PROFESSIONAL,
    Function.EDUCATIONAL_PSYCHOLOGIST,
    Function.SPEECH_AND_HEARING_THERAPIST,
    Function.PREVENTION_ADVISER,
    Function.FAMILY_ADVISER,
    Function.LEADER,
)
"""Those the guide speaks to."""

KNOWN_HARM = 5
"""The level of a suspicion of violence or abuse, or of knowing about it."""
HARM = ("suspicion", "knowledge")
"""The stages of a worry that stand on that level."""
