"""What becomes of a course date, and of one colleague's place on it; pure."""

from __future__ import annotations

from enum import StrEnum


class DateState(StrEnum):
    """Where one course date stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class DateMove(StrEnum):
    """What the one who keeps the register does with a course date."""

    HOLD = "hold"
    CANCEL = "cancel"


DATE_TABLE: dict[tuple[DateState, DateMove], DateState] = {
    (DateState.PLANNED, DateMove.HOLD): DateState.HELD,
    (DateState.PLANNED, DateMove.CANCEL): DateState.CANCELLED,
    (DateState.HELD, DateMove.HOLD): DateState.HELD,
}
"""Who came may be written again: a name was forgotten."""


class Attendance(StrEnum):
    """What became of one colleague's place on a course date."""

    ASKED = "asked"
    """She has asked herself; a place is given by the one who keeps the register."""
    SIGNED_UP = "signed_up"
    CAME = "came"
    AWAY = "away"
    WITHDRAWN = "withdrawn"


WITH_A_PLACE = (Attendance.SIGNED_UP, Attendance.CAME, Attendance.AWAY)


class Source(StrEnum):
    """How a certificate came into the register."""

    COURSE = "course"
    BY_HAND = "by_hand"
    FILE = "file"


class Standing(StrEnum):
    """How one colleague stands to one course today."""

    HAS = "has"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    MISSING = "missing"


TRAINED = (Standing.HAS, Standing.EXPIRING)
