"""When somebody is away and who covers: on which days, for whom, and what is refused; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.core.errors import Invalid

LONGEST = timedelta(days=183)
"""As long as any reason to see a child lasts without being looked at again."""


@dataclass(frozen=True)
class Away:
    """One absence: first and last day (both included), and who covers, if anybody does."""

    user_id: int
    start_on: date
    end_on: date
    cover_id: int | None = None

    def on(self, day: date) -> bool:
        return self.start_on <= day <= self.end_on

    def meets(self, other: Away) -> bool:
        """Whether the two have a day in common."""
        return self.start_on <= other.end_on and other.start_on <= self.end_on


def cover_on(absences: Collection[Away], user_id: int, day: date) -> int | None:
    """Who covers for somebody on a day: nobody when she is not away, and nobody who is away herself."""
    away = {one.user_id: one.cover_id for one in absences if one.on(day)}
    cover = away.get(user_id)
    return None if cover is None or cover == user_id or cover in away else cover


def check_days(start_on: date, end_on: date, today: date) -> None:
    """Raises Invalid unless the days run forward from today and no longer than a reason to see a child may."""
    if start_on < today:
        raise Invalid({"start_on": "start_past"})
    if end_on < start_on:
        raise Invalid({"end_on": "end_before_start"})
    if end_on - start_on >= LONGEST:
        raise Invalid({"end_on": "too_long"})


def check_away(asked: Away, others: Collection[Away], *, fit: Collection[int], ill: bool) -> None:
    """Raises Invalid when the absence meets another of hers, or the cover cannot be it on all of the days.

    `fit`: who may cover. `ill`: the leader writes it for somebody who cannot come, so that nothing stops it that only
    leaves a third person without cover: that is shown to the leader instead.
    """
    meeting = [other for other in others if asked.meets(other)]
    if any(other.user_id == asked.user_id for other in meeting):
        raise Invalid({"start_on": "overlaps"})
    if not ill and any(other.cover_id == asked.user_id for other in meeting):
        raise Invalid({"start_on": "covers_another"})
    if asked.cover_id is None:
        return
    if asked.cover_id == asked.user_id:
        raise Invalid({"cover": "cover_self"})
    if asked.cover_id not in fit:
        raise Invalid({"cover": "cover_not_fit"})
    if any(other.user_id == asked.cover_id for other in meeting):
        raise Invalid({"cover": "cover_away"})
