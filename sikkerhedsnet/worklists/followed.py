"""Which signs were told of, and what followed, as numbers without persons.

Counted is every worry that is no suspicion: a suspicion leaves no trace in a number either, so that none changes on the
day somebody has one. What followed is what had happened six weeks after the worry was written, and a quarter is shown
when six weeks have passed since its last day: a number that has been shown never changes, but when worries are erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from sikkerhedsnet.concerns.labels import CLOSE_REASON
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.quarters import Quarter
from sikkerhedsnet.guide import signs
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.screening.queries import choices_of
from sikkerhedsnet.screening.suppression import Counts, Detail, Sum, add, details, parts

WITHIN = timedelta(weeks=6)
"""Assumption: long enough for a meeting and a plan, short enough to learn from."""
QUARTERS = 4
ALL, ANSWERED = "all", "answered"
NO_ONE: Counts = (0, 0, 0)


@dataclass(frozen=True)
class Row:
    """One row as anybody may read it: what is not shown is not here."""

    name: object
    detail: Detail
    total: int | None = None
    neither: int | None = None
    more: int | None = None
    meeting: int | None = None
    plan: int | None = None


@dataclass(frozen=True)
class Followed:
    """One quarter in tables."""

    quarters: tuple[Quarter, ...]
    chosen: Quarter
    everything: Row
    groups: tuple[tuple[str, tuple[Row, ...], tuple[object, ...]], ...]
    """Each group of signs with the rows that are shown, and the names of those that are not."""
    answers: tuple[Row, ...]
    fewest: int


def quarters(today: date) -> tuple[Quarter, ...]:
    """The last quarters that are over, with what followed, newest first."""
    found = Quarter.of(today)
    while found.last + WITHIN >= today:
        found = found.before
    listed = [found]
    while len(listed) < QUARTERS:
        listed.append(listed[-1].before)
    return tuple(listed)


def followed(municipality_id: int, key: str, today: date) -> Followed:
    """The quarter asked for, or the newest; a constant number of queries."""
    listed = quarters(today)
    chosen = next((quarter for quarter in listed if quarter.key == key), listed[0])
    told = _told(municipality_id, chosen)
    fewest = choices_of(municipality_id).fewest
    rows, sums = _rows(told)
    shown = details(rows, sums, fewest)
    return Followed(
        quarters=listed,
        chosen=chosen,
        everything=_row("", rows[ALL], shown[ALL]),
        groups=tuple(_parted(group, rows, shown) for group in signs.groups()),
        answers=tuple(
            _row(CLOSE_REASON[reason], rows[f"reason {reason}"], shown[f"reason {reason}"]) for reason in CloseReason
        ),
        fewest=fewest,
    )


def _parted(
    group: signs.Group, rows: Mapping[str, Counts], shown: Mapping[str, Detail]
) -> tuple[str, tuple[Row, ...], tuple[object, ...]]:
    every = [_row(str(sign), rows[sign.key], shown[sign.key]) for sign in group.signs]
    return (
        str(group.name),
        tuple(row for row in every if row.total is not None),
        tuple(row.name for row in every if row.total is None),
    )


@dataclass(frozen=True)
class _Told:
    signs: frozenset[str]
    followed: int
    """0 nothing more than an answer, 1 a meeting, 2 a plan."""
    reason: str


def _told(municipality_id: int, quarter: Quarter) -> list[_Told]:
    """The quarter's worries that are no suspicion; what lies after the six weeks is not looked at."""
    worries = Concern.objects.filter(
        child__municipality_id=municipality_id,
        suspicion=False,
        raised_at__gte=clock.at(quarter.first, 0),
        raised_at__lt=clock.at(quarter.next.first, 0),
    )
    ids = worries.values("pk")
    held = _first(Meeting.objects.filter(concern__in=ids, concluded_at__isnull=False), "concluded_at")
    agreed = _first(Plan.objects.filter(concern__in=ids), "agreed_at")
    found = []
    for row in worries.only("signs", "raised_at", "closed_at", "close_reason"):
        until = clock.at(clock.day_of(row.raised_at) + WITHIN + timedelta(days=1), 0)
        followed_by = 2 if agreed.get(row.pk, until) < until else 1 if held.get(row.pk, until) < until else 0
        reason = row.close_reason if row.closed_at and row.closed_at < until else ""
        found.append(_Told(frozenset(row.signs), followed_by, reason))
    return found


def _first(rows: QuerySet[Any], column: str) -> dict[int, datetime]:
    return dict(rows.order_by(f"-{column}").values_list("concern_id", column))


def _rows(told: Iterable[_Told]) -> tuple[Mapping[str, Counts], list[Sum]]:
    """Every row there is, with the rows that follow from the shown ones: the worries without a sign are those of all less
    those with it."""
    found = list(told)
    known = [sign.key for group in signs.groups() for sign in group.signs]
    everything = _counts(found)
    rows: dict[str, Counts] = {ALL: everything}
    sums = []
    for key in known:
        rows[key] = _counts(one for one in found if key in one.signs)
        rows[f"not {key}"] = _counts(one for one in found if key not in one.signs)
        sums.append(Sum(ALL, (key, f"not {key}")))
    reasons = Counter(one.reason for one in found)
    of = [f"reason {reason}" for reason in ("", *CloseReason)]
    rows |= {f"reason {reason}": (reasons[reason], 0, 0) for reason in ("", *CloseReason)}
    rows[ANSWERED] = add(rows[name] for name in of)
    sums.append(Sum(ANSWERED, tuple(of)))
    return rows, sums


def _counts(told: Iterable[_Told]) -> Counts:
    by = Counter(one.followed for one in told)
    return by[0], by[1], by[2]


def _row(name: object, counts: Counts, detail: Detail) -> Row:
    if detail is Detail.NOTHING:
        return Row(name, detail)
    total, shown = sum(counts), parts(counts, detail)
    if detail is Detail.TOTAL:
        return Row(name, detail, total)
    if detail is Detail.GREEN_AND_OTHERS:
        return Row(name, detail, total, neither=shown[0], more=shown[1])
    return Row(name, detail, total, neither=shown[0], more=shown[1] + shown[2], meeting=shown[1], plan=shown[2])
