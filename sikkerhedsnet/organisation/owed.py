"""What an open row that somebody owes lacks, told in each step's own words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sikkerhedsnet.core.tasks import Hole

from .models import Owed

UNANSWERED = ("no_owner", "owner_gone", "owner_without_access")


@dataclass(frozen=True)
class Watch:
    """Against what open rows are held: the day, who has left, and who reads what it is about (None: it is not asked)."""

    today: date
    gone: Collection[int]
    readers: Collection[int] | None = None

    def lacks(self, row: Owed, *, blind: bool = False) -> Iterator[str]:
        """The kinds of hole in the row: at most one about who answers, and one about its date."""
        if row.owner_id is None:
            yield "no_owner"
        elif row.owner_id in self.gone:
            yield "owner_gone"
        elif blind:
            yield "owner_without_access"
        if row.due_on is None:
            yield "no_next_date"
        elif row.due_on < self.today and row.escalated_at is None:
            yield "overdue_not_escalated"
        elif row.due_on < self.today and self.readers is not None and row.escalated_to_id not in self.readers:
            yield "overdue_out_of_sight"


@dataclass(frozen=True)
class Telling:
    """How one row's holes are told: a sentence for each kind (`%(who)s` is who answers; a kind without a sentence is not
    told), where it is mended, and since when nobody answers.

    `chief` is who mends what nobody answers for, when that is somebody; `late_since` is since when it is late, when that
    is not the day that has passed.
    """

    child_id: int | None
    words: Mapping[str, Any]
    page: str
    page_args: tuple[int, ...]
    place: str
    since: date
    chief: str = ""
    late_since: date | None = None


def owed_holes(row: Owed, watch: Watch, telling: Telling, *, blind: bool = False) -> list[Hole]:
    """The row's holes; `blind`: whoever answers cannot see it."""
    owner = row.owner.name if row.owner else telling.chief
    found = []
    for kind in watch.lacks(row, blind=blind):
        if kind not in telling.words:
            continue
        unanswered = kind in UNANSWERED
        late = telling.late_since or row.due_on or telling.since
        found.append(
            Hole(
                kind=kind,
                child_id=telling.child_id,
                what=telling.words[kind] % {"who": owner},
                since=telling.since if unanswered else late,
                who=(telling.chief or owner) if unanswered else owner,
                mend_url_name=telling.page,
                mend_url_args=telling.page_args,
                place=telling.place,
            )
        )
    return found
