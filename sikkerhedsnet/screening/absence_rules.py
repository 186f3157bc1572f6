"""What it takes to leave a child out of a round, and to decide on the parents' objection; pure.

The task of following children's wellbeing, development and learning in day care is the municipality's own
(dagtilbudsloven § 1, stk. 1; databeskyttelsesloven § 7, stk. 4; Datatilsynet 21 November 2019, Hvidovre: consent is not
its basis; the decision itself was not read, bør kontrolleres). So an objection is a record and a talk, not a withdrawal.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sikkerhedsnet.core.errors import Invalid

from .states import Reason

OBJECTION_BACK_TO = timedelta(days=366)


def new_until(start_on: date, weeks: int) -> date:
    """The last day on which a child that began on `start_on` is newly started."""
    return start_on + timedelta(weeks=weeks)


def check_reason(
    reason: Reason,
    *,
    words: str,
    said_on: date | None,
    said_by_id: int | None,
    guardians: Collection[int],
    new_until: date,
    opened_on: date,
    today: date,
) -> None:
    """Other needs words, an objection its day, and only a child that began lately is newly started; else Invalid."""
    errors: dict[str, str] = {}
    if reason is Reason.OTHER and not words.strip():
        errors["words"] = "not_words"
    if reason is Reason.NEW and new_until < opened_on:
        errors["reason"] = "not_new"
    if reason is Reason.OBJECTION:
        if said_on is None:
            errors["said_on"] = "said_on"
        elif said_on > today:
            errors["said_on"] = "said_in_the_future"
        elif said_on < today - OBJECTION_BACK_TO:
            errors["said_on"] = "said_long_ago"
        if said_by_id is not None and said_by_id not in guardians:
            errors["said_by_id"] = "guardian"
        if not words.strip():
            errors["words"] = "objection_words"
    if errors:
        raise Invalid(errors)


def check_decision(why: str) -> None:
    """The leader writes why, whatever she decides; else Invalid."""
    if not why.strip():
        raise Invalid({"why": "decision_why"})
