"""What is evaluated, and what is asked; pure."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """One meeting, or the whole course when it has ended."""

    MEETING = "meeting"
    COURSE = "course"


class Statement(StrEnum):
    """What parents agree with or not."""

    HEARD = "heard"
    INVOLVED = "involved"
    DIFFERENCE = "difference"
    PACE = "pace"


AGREE, NEITHER, DISAGREE = (4, 5), (0, 3), (1, 2)
"""From 5 (strongly agree) to 1 (strongly disagree); 0 is that they do not know, or left the line empty."""
