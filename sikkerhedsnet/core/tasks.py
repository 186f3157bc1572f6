"""What every step knows how to give: tasks, holes, events and what one waits for, as plain values.

Texts meant for the screen may be lazy translations; keys and URL names are plain text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Task:
    """One thing somebody owes: `due_on` is the promised day, `at` the hour when there is one, `since` when it arose.

    One that is about no single child, or whose child the desk must not name, leaves the child out. `sealed_by` is the row
    of a suspicion it grew from (see `sealed`), so that the log can tell whether that alone put the child on a desk.
    """

    kind: str
    what: Any
    to_whom: Any
    since: date
    due_on: date
    url_name: str
    url_args: tuple[int, ...]
    action_label: Any
    at: datetime | None = None
    child_id: int | None = None
    child_name: str = ""
    child_line: Any = ""
    sealed_by: tuple[str, int] | None = None


def sealed(row: Any, suspicion: bool) -> tuple[str, int] | None:
    """The table and number of a row that is about a suspicion; nothing of any other."""
    return (row._meta.label_lower, row.pk) if suspicion else None


@dataclass(frozen=True)
class Hole:
    """One place where the net is open, since when, whose it was, and the page where it can be mended."""

    kind: str
    child_id: int | None
    what: Any
    since: date
    who: str
    mend_url_name: str = ""
    mend_url_args: tuple[int, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Event:
    """One thing that happened, for a chronology; `by` names who did it, `position` carries a position's key.

    `texts` are the stored texts it shows, as (table, number, field); `said` what parties have said about them.
    """

    kind: str
    on: date
    at: datetime | None
    title: Any
    text: Any
    by: str
    position: str = ""
    url_name: str = ""
    url_args: tuple[int, ...] = ()
    texts: tuple[tuple[str, int, str], ...] = ()
    said: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """One thing that lies with somebody else, so that nobody has to remember whom they asked."""

    what: Any
    child_name: str
    on_whom: Any
    since: date
    url_name: str
    url_args: tuple[int, ...] = ()
    child_id: int | None = None
    sealed_by: tuple[str, int] | None = None


@dataclass(frozen=True)
class Unhelped:
    """A child somebody saw who has had no help since: what was seen, where, and how long ago.

    For those who may not see the child it is a number: no child, nobody responsible, no address. `counts_as` is there for all,
    to count a child once whatever was seen of it, and is shown to nobody.
    """

    what: Any
    since: date
    institution: str
    group: str
    district: str
    counts_as: int
    child_id: int | None = None
    child_name: str = ""
    who: str = ""
    url_name: str = ""
    url_args: tuple[int, ...] = ()
    action_label: Any = ""
    position: str = ""

    def weeks(self, today: date) -> int:
        """For how many whole weeks nothing has happened."""
        return (today - self.since).days // 7


class Bucket(StrEnum):
    """When a task is due, as a desk groups it; the week ends on Sunday."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"


_NO_HOUR = datetime(MAXYEAR, 1, 1, tzinfo=UTC)


def bucket_of(due_on: date, today: date) -> Bucket:
    """Which group a due date falls in, seen from `today`."""
    if due_on < today:
        return Bucket.OVERDUE
    if due_on == today:
        return Bucket.TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    return Bucket.THIS_WEEK if due_on <= sunday else Bucket.LATER


def by_promise(tasks: Iterable[Task]) -> list[Task]:
    """Oldest promise first: by due date, then by how long it has waited, then by the hour when there is one."""
    return sorted(tasks, key=lambda task: (task.due_on, task.since, task.at or _NO_HOUR))


def group_tasks(tasks: Iterable[Task], today: date) -> list[tuple[Bucket, list[Task]]]:
    """Every task once, in the groups that have any, overdue first; inside a group the oldest promise first."""
    groups: dict[Bucket, list[Task]] = {bucket: [] for bucket in Bucket}
    for task in by_promise(tasks):
        groups[bucket_of(task.due_on, today)].append(task)
    return [(bucket, found) for bucket, found in groups.items() if found]
