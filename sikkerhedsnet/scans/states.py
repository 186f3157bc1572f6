"""What a scan can belong to; pure."""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """The thing whose readers see the scan, and nobody else."""

    RESPONSE = "instruments.response"
    VISIT = "visits.visit"
    CONCERN = "concerns.concern"
    MEETING = "meetings.meeting"
    PREPARATION = "voices.preparation"
    VOICE = "voices.childvoice"
    PLAN = "plans.plan"
