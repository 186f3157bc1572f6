"""Services, topics, and the kinds of basis information crosses from one service to another on; pure."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """Da: tjeneste. Where somebody works, seen from the one whose information it is."""

    DAY_CARE = "day_care"
    SCHOOL = "school"
    HEALTH_VISITING = "health_visiting"
    DENTAL_CARE = "dental_care"
    PPR = "ppr"
    SOCIAL = "social"
    EXTERNAL = "external"


TOLD_BY_DENTAL = (Service.HEALTH_VISITING, Service.SCHOOL, Service.DAY_CARE)
"""Whom the ladder of missed appointments lets a dental professional talk with."""


class Topic(StrEnum):
    """Da: emne. What a consent is about; the usual six of a social case, without the last, `other` (law.md 6.1, [M])."""

    DEVELOPMENT = "development"
    FAMILY = "family"
    SCHOOL = "school"
    HEALTH = "health"
    LEISURE = "leisure"


class Form(StrEnum):
    """How a consent was given."""

    DIGITAL = "digital"
    PAPER = "paper"
    SPOKEN = "spoken"


class Kind(StrEnum):
    """What sort of basis it is, and so what it asks for; the words and paragraphs are the municipality's own data."""

    CONSENT = "consent"
    ONE_OFF = "one_off"
    DUTY = "duty"
    CHILDRENS_HOUSE = "childrens_house"
    WITHOUT_CONSENT = "without_consent"
    VALUE_BALANCE = "value_balance"
    WITHIN = "within"
    REPORTING = "reporting"


class What(StrEnum):
    """How the information crossed."""

    MEETING = "meeting"
    HAND_OVER = "hand_over"
    CONCERN = "concern"
    COPY = "copy"
    SPECIALIST = "specialist"
    PHONE = "phone"
    MEASURE = "measure"
    NATIONAL = "national"


class Told(StrEnum):
    """Whether the parents were told that it crossed, or why not."""

    TOLD = "told"
    LATER = "later"
    SUSPICION = "suspicion"
    NOBODY = "nobody"


class Turn(StrEnum):
    """What became of something that was passed on; each is a row of its own, for what was recorded stands."""

    MOVED = "moved"
    CALLED_OFF = "called_off"
    ENDED = "ended"


class OneOff(StrEnum):
    """How a matter stands with the one-off exchange."""

    FREE = "free"
    ASKS_REASON = "asks_reason"
    STOPPED = "stopped"


KEPT_IN = frozenset({What.COPY, What.SPECIALIST, What.PHONE})
"""What a person writes down herself; a meeting, a measure and a hand-over are recorded by what happens."""
