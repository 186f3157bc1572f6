"""Quarters of the calendar year; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a calendar year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter the day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def months(self) -> tuple[date, date, date]:
        """The first day of each of its months."""
        first, second, third = (date(self.year, 3 * self.number - 2 + n, 1) for n in range(3))
        return first, second, third

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"


def over(today: date, how_many: int) -> tuple[Quarter, ...]:
    """The last quarters that are over, newest first."""
    listed = [Quarter.of(today).before]
    while len(listed) < how_many:
        listed.append(listed[-1].before)
    return tuple(listed)
