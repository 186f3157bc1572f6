"""What a statement can be pinned to, and in whose words it is; pure."""

from __future__ import annotations

from enum import StrEnum


class Whole(StrEnum):
    """The thing whose page shows the disputed text; who sees it sees the statement."""

    ASSESSMENT = "screening.wellbeingassessment"
    CONCERN = "concerns.concern"
    MEETING = "meetings.meeting"
    PLAN = "plans.plan"


class Capacity(StrEnum):
    """In which capacity somebody disputes a text."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    REPRESENTATIVE = "representative"
