"""When a link has run out, and what of many answers may be shown; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sikkerhedsnet.screening.suppression import Counts

from .states import AGREE, DISAGREE

LINK_LASTS = timedelta(days=30)
"""Assumption: long enough to come home and think, short enough that it is about the meeting; not set by any law."""
LONGEST_REMARK = 300


def expires_on(today: date) -> date:
    """The last day a link can be used."""
    return today + LINK_LASTS


def counts(answers: Iterable[int]) -> Counts:
    """How many agree, do not say, and disagree."""
    agree = neither = disagree = 0
    for answer in answers:
        agree += answer in AGREE
        disagree += answer in DISAGREE
        neither += answer not in AGREE and answer not in DISAGREE
    return agree, neither, disagree
