"""Deadlines as data: each rule names its paragraph and source and counts in exactly one unit.

Hours are real hours, through nights, weekends and changes of the clock. Days, weeks and months are Danish dates,
counted from the Danish day something happened; a date that falls on a holiday is not moved to a later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sikkerhedsnet.core import calendar, clock

SOON_WORKING_DAYS = 2


class ClockState(StrEnum):
    """How a due date stands today."""

    GOOD_TIME = "good_time"
    SOON = "soon"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class DeadlineRule:
    """How long something may take and who says so; with no unit given it is due the same day."""

    key: str
    paragraph: str
    source: str
    days: int = 0
    working_days: int = 0
    hverdage: int = 0
    weeks: int = 0
    months: int = 0
    hours: int = 0

    def __post_init__(self) -> None:
        amounts = (self.days, self.working_days, self.hverdage, self.weeks, self.months, self.hours)
        if any(amount < 0 for amount in amounts):
            raise ValueError(f"{self.key}: a deadline does not run backwards")
        if sum(amount > 0 for amount in amounts) > 1:
            raise ValueError(f"{self.key}: a deadline counts in one unit")

    def due(self, began: date | datetime, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS) -> date:
        """The Danish date it is due; a rule in hours needs a moment and raises ValueError for a bare date."""
        if self.hours:
            return clock.local(self.due_at(_moment(self.key, began))).date()
        start = clock.day_of(began)
        if self.working_days:
            return calendar.add_working_days(start, self.working_days, closing)
        if self.hverdage:
            return calendar.add_hverdage(start, self.hverdage)
        if self.months:
            return calendar.add_months(start, self.months)
        return start + timedelta(days=self.days, weeks=self.weeks)

    def due_at(self, began: datetime, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS) -> datetime:
        """The moment it is due, in UTC: the exact hour for a rule in hours, else the midnight ending the due date."""
        if self.hours:
            return _moment(self.key, began).astimezone(UTC) + timedelta(hours=self.hours)
        return clock.at(self.due(began, closing) + timedelta(days=1), 0).astimezone(UTC)


@dataclass(frozen=True)
class StricterRule:
    """The law's rule with a municipality's own on top; whichever comes first counts, so it is never laxer."""

    law: DeadlineRule
    local: DeadlineRule

    @property
    def key(self) -> str:
        """The law's key: it is the same deadline, kept more strictly."""
        return self.law.key

    def governing(
        self, began: date | datetime, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS
    ) -> DeadlineRule:
        """The rule that decides for this beginning, to be shown with its paragraph; the law's when they agree."""
        if isinstance(began, datetime):
            local_wins = self.local.due_at(began, closing) < self.law.due_at(began, closing)
        else:
            local_wins = self.local.due(began, closing) < self.law.due(began, closing)
        return self.local if local_wins else self.law

    def due(self, began: date | datetime, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS) -> date:
        """The earlier of the two dates."""
        return self.governing(began, closing).due(began, closing)

    def due_at(self, began: datetime, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS) -> datetime:
        """The earlier of the two moments, in UTC."""
        return self.governing(began, closing).due_at(began, closing)


def stricter(law_rule: DeadlineRule, local_rule: DeadlineRule | None) -> DeadlineRule | StricterRule:
    """The rule to use where a municipality may promise more than the law, never less; alone, the law's own rule."""
    return law_rule if local_rule is None else StricterRule(law_rule, local_rule)


def clock_state(due_on: date, today: date, closing: frozenset[str] = calendar.DEFAULT_CLOSING_DAYS) -> ClockState:
    """Overdue the day after the due date, soon from two working days before it, otherwise in good time."""
    if due_on < today:
        return ClockState.OVERDUE
    if due_on <= calendar.add_working_days(today, SOON_WORKING_DAYS, closing):
        return ClockState.SOON
    return ClockState.GOOD_TIME


def _moment(key: str, began: date | datetime) -> datetime:
    if not isinstance(began, datetime):
        raise ValueError(f"{key}: hours are counted from a moment, not from a date")
    if began.tzinfo is None or began.utcoffset() is None:
        raise ValueError(f"{key}: a moment needs a time zone")
    return began
