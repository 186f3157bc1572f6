"""Who prepares, how it was said, and what becomes of a child's wish to keep something; pure."""

from __future__ import annotations

from enum import StrEnum

from sikkerhedsnet.meetings.states import Role


class Audience(StrEnum):
    """Whose questions they are."""

    FAMILY = "family"
    PROFESSIONAL = "professional"


class How(StrEnum):
    """How the words came here."""

    SCREEN = "screen"
    PAPER = "paper"
    TOLD = "told"


class Keep(StrEnum):
    """Whether the child's words may be shown to its parents."""

    OPEN = "open"
    ASKED = "asked"
    KEPT = "kept"
    SHOWN = "shown"


FROM_PARENTS = (Keep.ASKED, Keep.KEPT)
"""Until somebody has decided, the child's wish counts."""

AUDIENCE_OF: dict[Role, Audience] = {
    Role.PARENT: Audience.FAMILY,
    Role.NETWORK: Audience.FAMILY,
    Role.PROFESSIONAL: Audience.PROFESSIONAL,
}
"""The child has its three houses instead."""
