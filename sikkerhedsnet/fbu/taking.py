"""A delivery that was read -> rows about children we know: what is newer is taken, the rest is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.people.models import Child, Custody, Guardian

from .building import build_resource
from .checks import Mistake
from .locking import one_at_a_time
from .models import ReceivedItem, Sender
from .parsing import ReadDelivery, ReadReport
from .report import (
    IN_ERROR,
    Answers,
    Citizen,
    Encounter,
    Intervention,
    Observation,
    Report,
    Resource,
)
from .states import Fate

MOST_KEPT = 1000
"""Mistakes kept for the page; all of them are counted."""


@dataclass(frozen=True)
class Known:
    """The child a report is about, and the parents in it whom we know, by their citizen's id."""

    child_id: int
    guardians: dict[str, int]


@dataclass
class Outcome:
    """What taking a file in did, or would do."""

    reports: int
    refused: int = 0
    taken: bool = False
    fates: Counter[Fate] = field(default_factory=Counter)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    """Where a report stands in the file, and the masked number of the child nobody here knows."""
    mistakes: tuple[Mistake, ...] = ()
    children: set[int] = field(default_factory=set)

    @property
    def all_taken(self) -> bool:
        """Nothing in the file was left out."""
        return not self.refused and not self.unknown and not self.fates[Fate.OTHER_CHILD] and not self.refusing

    @property
    def refusing(self) -> int:
        return sum(mistake.refuses for mistake in self.mistakes)

    def counts(self) -> dict[str, int]:
        """Numbers for the log and for a machine."""
        return {
            "reports": self.reports,
            "refused": self.refused,
            "children": len(self.children),
            "unknown_children": len(self.unknown),
            "mistakes": self.refusing,
            "remarks": len(self.mistakes) - self.refusing,
            **{fate.value: self.fates[fate] for fate in Fate},
        }

    def to_keep(self) -> dict[str, Any]:
        """What the page shows of it later; no number of any person whole."""
        return {
            "counts": self.counts(),
            "taken": self.taken,
            "unknown": [list(one) for one in self.unknown[:MOST_KEPT]],
            "mistakes": [kept(one) for one in self.mistakes[:MOST_KEPT]],
        }


def kept(mistake: Mistake) -> dict[str, Any]:
    """A mistake as JSON; `labels` has the words."""
    return {
        "rule": mistake.rule.value,
        "place": mistake.place,
        "resource": mistake.resource,
        "at": mistake.at,
        "told": mistake.details,
    }


def look_through(municipality: Municipality, read: ReadDelivery) -> Outcome:
    """What taking the file in would do; nothing is written."""
    with context.beyond_reach():
        return _walk(municipality, read, take_good=True)[0]


def take_in(
    author: audit.Author, municipality: Municipality, read: ReadDelivery, *, take_good: bool, now: datetime
) -> Outcome:
    """Takes what is newer than what we have. A file with mistakes is left alone whole, unless its good reports are asked for."""
    with context.beyond_reach():
        one_at_a_time(municipality.pk)
        outcome, rows = _walk(municipality, read, take_good=take_good)
        for row in rows:
            row.received_at = now
            row.save()
        outcome.taken = read.whole or take_good
        touched = Counter(row.child_id for row in rows)
        audit.record(author, "fbu.taken", municipality, at=now, details=outcome.counts())
        audit.record_many(
            author,
            [("fbu.received", municipality, pk, {"things": many}) for pk, many in sorted(touched.items())],
            at=now,
        )
    return outcome


def _walk(municipality: Municipality, read: ReadDelivery, *, take_good: bool) -> tuple[Outcome, list[ReceivedItem]]:
    good = [one.report for one in read.reports if one.report is not None]
    outcome = Outcome(len(read.reports), len(read.reports) - len(good), mistakes=read.all_mistakes)
    people = _People(municipality, good)
    own = Sender.objects.filter(municipality=municipality).values_list("sor", flat=True).first()
    rows = _Rows(municipality, good)
    places = {one.id: one for one in read.reports}
    left_alone = not read.whole and not take_good
    if left_alone:
        outcome.refused = len(read.reports)
    for report in sorted(good, key=_written):
        known = people.known(report)
        if report.citizens and all(citizen.sender == own for citizen in report.citizens):
            outcome.fates[Fate.OWN] += sum(1 for _ in _facts(report))
        elif known is None:
            outcome.unknown.append((_place(places, report), _masked(people.number(report))))
        elif not left_alone:
            outcome.children.add(known.child_id)
            for fact in _facts(report):
                outcome.fates[rows.take(report, known, fact)] += 1
    return outcome, rows.changed()


class _People:
    """Who is known here of those a file is about."""

    def __init__(self, municipality: Municipality, reports: list[Report]) -> None:
        numbers = {citizen.cpr for report in reports for citizen in report.citizens}
        here = Child.objects.filter(municipality=municipality, cpr_number__in=numbers)
        self._children = dict(here.values_list("cpr_number", "pk"))
        parents = Guardian.objects.filter(municipality=municipality, cpr_number__in=numbers)
        self._guardians = dict(parents.values_list("cpr_number", "pk"))
        self._of: dict[int, set[int]] = {}
        for guardian_id, child_id in Custody.objects.filter(guardian__in=parents).values_list(
            "guardian_id", "child_id"
        ):
            self._of.setdefault(guardian_id, set()).add(child_id)
        unborn = Child.objects.filter(custodies__guardian__in=parents, birth_date=None)
        self._unborn = set(unborn.values_list("pk", flat=True))

    def number(self, report: Report) -> str:
        child = report.child()
        return child.cpr if child else ""

    def known(self, report: Report) -> Known | None:
        """The child by its number; before the birth the one child its parents expect."""
        child = report.child()
        child_id = self._children.get(child.cpr) if child else None
        if child_id is None and not report.parents:
            expected = {
                pk for one in report.citizens if (g := self._guardians.get(one.cpr)) for pk in self._of.get(g, set())
            }
            expected &= self._unborn
            child_id = expected.pop() if len(expected) == 1 else None
        if child_id is None:
            return None
        guardians = {
            citizen.id: guardian_id
            for citizen in report.citizens
            if (guardian_id := self._guardians.get(citizen.cpr)) and child_id in self._of.get(guardian_id, set())
        }
        return Known(child_id, guardians)


class _Rows:
    """What was received before of what a file tells, and what the file makes of it."""

    def __init__(self, municipality: Municipality, reports: list[Report]) -> None:
        ids = {fact.id for report in reports for fact in _facts(report)}
        here = ReceivedItem.objects.filter(child__municipality=municipality, resource_id__in=ids)
        self._known = {(row.sender, row.kind, row.resource_id): row for row in here}
        self._changed: dict[tuple[str, str, str], ReceivedItem] = {}

    def take(self, report: Report, known: Known, fact: Resource) -> Fate:
        subject = getattr(fact, "subject", "")
        citizen = next((one for one in report.citizens if one.id == subject), None)
        sender = citizen.sender if citizen else report.citizens[0].sender
        key = (sender, fact.KIND, fact.id)
        value = build_resource(fact)
        row = self._known.get(key)
        if row is not None and row.child_id != known.child_id:
            return Fate.OTHER_CHILD
        if row is not None:
            if row.reported_at > report.timestamp:
                return Fate.OLDER
            if row.value == value:
                if row.reported_at != report.timestamp:
                    row.reported_at = report.timestamp
                    self._changed[key] = row
                return Fate.UNCHANGED
            if row.reported_at == report.timestamp and _text(row.value) > _text(value):
                return Fate.OLDER
        made = row or ReceivedItem(child_id=known.child_id, sender=sender, kind=fact.KIND, resource_id=fact.id)
        if row is not None:
            made.earlier = [*row.earlier, {"reported_at": row.reported_at.isoformat(), "value": row.value}]
        made.guardian_id = known.guardians.get(subject)
        made.about_parent = citizen is not None and _is_parent(report, citizen)
        made.reported_at, made.at = report.timestamp, day_of(fact)
        made.value, made.in_error = value, getattr(fact, "status", "") == IN_ERROR
        self._known[key] = self._changed[key] = made
        return Fate.NEW if row is None else Fate.CHANGED

    def changed(self) -> list[ReceivedItem]:
        return list(self._changed.values())


def day_of(fact: Resource) -> date:
    """The Danish day it is about."""
    if isinstance(fact, Encounter | Intervention):
        return clock.day_of(fact.start)
    if isinstance(fact, Answers):
        return clock.day_of(fact.authored)
    assert isinstance(fact, Observation)
    return clock.day_of(fact.at)


def _facts(report: Report) -> Iterator[Resource]:
    yield from (*report.encounters, *report.interventions, *report.observations, *report.answers)


def _is_parent(report: Report, citizen: Citizen) -> bool:
    return citizen.id in report.parent_ids() or (
        not report.parents and report.encounters != () and _before_birth(report)
    )


def _before_birth(report: Report) -> bool:
    return any(encounter.type == "pregnancy" for encounter in report.encounters)


def _written(report: Report) -> tuple[datetime, str]:
    return report.timestamp, report.id


def _place(places: dict[str, ReadReport], report: Report) -> str:
    return places[report.id].place


def _masked(number: str) -> str:
    return f"{number[:6]}-****" if number else ""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
