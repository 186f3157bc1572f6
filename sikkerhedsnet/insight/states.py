"""The road from a worry to action; pure."""

from __future__ import annotations

from enum import StrEnum


class Milestone(StrEnum):
    """Da: led. What comes after a worry, in its order."""

    ANSWER = "answer"
    CONTACT = "contact"
    MEETING = "meeting"
    BEGUN = "begun"
    DONE = "done"
