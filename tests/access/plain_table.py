"""Who should see what lies around a meeting's table, and which consents meet a dental professional, with plain sets."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from sikkerhedsnet.appointments.models import (
    Agenda,
    AgendaLine,
    Interpreter,
    MeetingWays,
    NotHeld,
    TimeOffer,
    TimeSlot,
)
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.meetings.models import Agreement, Draft, Meeting, MinutesEntry, Participant, Wording
from sikkerhedsnet.plans.models import Plan, Review
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.sharing.models import (
    Consent,
    ConsentPaper,
    ConsentVoice,
    Disclosure,
    DisclosureTurn,
    LegalBasis,
    SharingSettings,
)
from sikkerhedsnet.visits.models import DentalRecall, Visit
from sikkerhedsnet.voices.models import ChildVoice, Preparation, QuestionsKept
from tests.access.plain_newest import on

Rows = dict[type[models.Model], list[Any]]
Found = dict[type[models.Model], set[int]]

OF_MEETING = (Interpreter, Agenda, AgendaLine)
OF_WORRY = (TimeOffer, NotHeld)
TABLE: tuple[type[models.Model], ...] = (
    *OF_MEETING, *OF_WORRY, TimeSlot, Draft, Preparation, ChildVoice, Scan, LegalBasis,
)  # fmt: skip
COMMON = (LegalBasis, SharingSettings, MeetingWays, QuestionsKept)
"""The municipality's own words and choices, which hold no word of a person."""
PARTS: dict[type[models.Model], tuple[type[models.Model], str]] = {
    MinutesEntry: (Meeting, "meeting_id"),
    Wording: (Meeting, "meeting_id"),
    Agreement: (Meeting, "meeting_id"),
    Participant: (Meeting, "meeting_id"),
    ConsentVoice: (Consent, "consent_id"),
    ConsentPaper: (Consent, "consent_id"),
    DisclosureTurn: (Disclosure, "disclosure_id"),
    Review: (Plan, "plan_id"),
}
GUARDED_TABLE: tuple[type[models.Model], ...] = (*PARTS, SharingSettings, MeetingWays, QuestionsKept)
THINGS: dict[str, type[models.Model]] = {
    "instruments.response": Response, "visits.visit": Visit, "concerns.concern": Concern, "meetings.meeting": Meeting,
    "voices.preparation": Preparation, "voices.childvoice": ChildVoice, "plans.plan": Plan,
}  # fmt: skip
TELLS = {"health_visiting", "school", "day_care"}
"""Whom a dental professional may talk with about a child that stays away."""


def table_rows() -> Rows:
    return {model: list(model._base_manager.all()) for model in (*TABLE, *GUARDED_TABLE)}


def table_seen(
    rows: Rows, user_id: int, found: Found, *, here: int, works: bool, mine: set[int], home: set[int],
    begun: set[int], suspicions: dict[int, int], plans: list[Plan],
) -> Found:  # fmt: skip
    """`found`: what she sees of everything else; `begun`: the meetings that have; `suspicions`: the child of each worry that
    is one; `plans`: every one, whoever sees it: who reads a plan reads by name who is to do its steps."""
    meetings, worries = found[Meeting], found[Concern]
    seen: Found = {model: {row.pk for row in rows[model] if row.meeting_id in meetings} for model in OF_MEETING}
    for model in OF_WORRY:
        seen[model] = {row.pk for row in rows[model] if works and row.concern_id in worries}
    seen[TimeSlot] = {row.pk for row in rows[TimeSlot] if row.offer_id in seen[TimeOffer]}
    seen[Draft] = {row.pk for row in rows[Draft] if row.writer_id == user_id and row.meeting_id in meetings}
    seen[Preparation] = {
        row.pk for row in rows[Preparation]
        if row.meeting_id in meetings
        and (row.audience == "family" or row.meeting_id in begun or row.entered_by_id == user_id)
    }  # fmt: skip
    harmed = {child for worry, child in suspicions.items() if worry in worries}
    seen[ChildVoice] = {
        row.pk for row in rows[ChildVoice]
        if row.child_id in mine and (
            not row.suspicion or row.written_by_id == user_id or row.meeting_id in meetings or row.child_id in harmed
        )
    }  # fmt: skip
    everything = found | seen
    seen[Scan] = {
        row.pk for row in rows[Scan]
        if row.about_id in everything[THINGS[row.about]] and row.child_id in home
    }  # fmt: skip
    for model in COMMON:
        seen[model] = {row.pk for row in rows[model] if row.municipality_id == here}
    for part, (whole, column) in PARTS.items():
        seen[part] = {row.pk for row in rows[part] if getattr(row, column) in found[whole]}
    named_at = {plan.meeting_id for plan in plans if plan.pk in found[Plan]}
    named_at |= {row.meeting_id for row in rows[Review] if row.pk in seen[Review]}
    seen[Participant] |= {row.pk for row in rows[Participant] if row.meeting_id in named_at}
    return seen


def met_at_recalls(recalls: list[Any], found: Found, consents: list[Any], posts: list[Any]) -> set[int]:
    """The consents a dental professional meets at her recalls: those the dental service was given itself or that name it, to
    tell whom she may talk with about the child's health; and none that somebody wrote down in another post."""
    called = {row.child_id for row in recalls if row.pk in found[DentalRecall]}
    return {
        row.pk for row in consents
        if row.child_id in called and "health" in row.topics and TELLS & set(row.receivers)
        and ("dental_care" in row.receivers or _in_the_service(row.owner_id, clock.day_of(row.recorded_at), posts))
    }  # fmt: skip


def _in_the_service(user_id: int, day: date, posts: list[Any]) -> bool:
    return any(p.user_id == user_id and p.function == "dental_professional" and on(p, day) for p in posts)
