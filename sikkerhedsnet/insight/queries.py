"""From worry to action, in days: what happened after each worry, by district and month, without persons.

Counted is every worry that is no suspicion: a suspicion leaves no trace in a number either, so that none differs on the day
somebody has one. A quarter is shown when it is over, so that no two looks at the same number of worries differ by one. The
same numbers are shown to everybody who may see them, whoever's family is among them, for the same reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, QuerySet

from sikkerhedsnet.concerns.models import Concern, ParentContact
from sikkerhedsnet.concerns.states import ContactHow
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.quarters import Quarter, over
from sikkerhedsnet.measures.models import Measure
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import District
from sikkerhedsnet.plans.models import Step, StepReview
from sikkerhedsnet.plans.states import StepState
from sikkerhedsnet.screening.queries import choices_of
from sikkerhedsnet.screening.suppression import Detail, Sum, details

from .labels import OUTSIDE
from .rules import Course, Spread, Wait, about, spread, wait_for, weekly
from .states import Milestone

QUARTERS = 8
NOWHERE = 0
"""The place of worries about children in no district."""


@dataclass(frozen=True)
class Row:
    """One group of worries as anybody may read it: what is not shown is not here."""

    name: object
    total: int | None = None
    few_reached: bool = False
    spread: Spread | None = None
    waiting: int | None = None
    few_waiting: bool = False
    most_waiting: bool = False

    @property
    def hidden(self) -> bool:
        return self.total is None


@dataclass(frozen=True)
class Days:
    """One quarter: what it took in the chosen place, in every district, and month by month."""

    quarters: tuple[Quarter, ...]
    quarter: Quarter
    places: tuple[District, ...]
    place: District | None
    milestone: Milestone
    everything: Row
    milestones: tuple[tuple[Milestone, Row], ...]
    districts: tuple[Row, ...]
    months: tuple[tuple[date, Row], ...]
    drawn: tuple[tuple[int, int], ...]
    fewest: int
    today: date


def days(municipality_id: int, *, quarter: str, milestone: str, place: int | None, today: date) -> Days:
    """The quarter asked for, or the newest that is over; a constant number of queries."""
    listed = over(today, QUARTERS)
    chosen = next((one for one in listed if one.key == quarter), listed[0])
    led = Milestone(milestone) if milestone in set(Milestone) else Milestone.BEGUN
    districts = tuple(District.objects.filter(municipality_id=municipality_id).order_by("sort_key"))
    here = next((one for one in districts if one.pk == place), None)
    found = _courses(municipality_id, chosen, today)
    fewest = choices_of(municipality_id).fewest
    cells = _Cells(found, [one.pk for one in districts], chosen.months, fewest, today)
    where = here.pk if here else None
    names: dict[int, object] = {one.pk: one.name for one in districts}
    if any(pk not in names for pk, _month in found):
        names[NOWHERE] = OUTSIDE
    everything = cells.row("", led, where, None)
    return Days(
        quarters=listed,
        quarter=chosen,
        places=districts,
        place=here,
        milestone=led,
        everything=everything,
        milestones=tuple((one, cells.row("", one, where, None)) for one in Milestone),
        districts=tuple(cells.row(name, led, pk, None) for pk, name in names.items()),
        months=tuple((month, cells.row("", led, where, month)) for month in chosen.months),
        drawn=() if everything.hidden else weekly(cells.waits(led, where, None), fewest),
        fewest=fewest,
        today=today,
    )


Cell = tuple[int, date]
"""A district (0: none) and the first day of a month."""


class _Cells:
    """The worries of a quarter by district and month, and how many of each group are shown."""

    def __init__(
        self, found: Mapping[Cell, list[Course]], districts: list[int], months: Iterable[date], fewest: int, today: date
    ) -> None:
        self.found, self.fewest, self.today = found, fewest, today
        self.months = tuple(months)
        self.places = [*districts, NOWHERE]
        rows = {
            _key(place, month): (sum(len(found.get(cell, ())) for cell in self._of(place, month)), 0, 0)
            for place in (*self.places, None)
            for month in (*self.months, None)
        }
        sums = [Sum(_key(place, None), tuple(_key(place, m) for m in self.months)) for place in (*self.places, None)]
        sums += [Sum(_key(None, m), tuple(_key(place, m) for place in self.places)) for m in (*self.months, None)]
        self.shown = details(rows, sums, fewest)

    def _of(self, place: int | None, month: date | None) -> list[Cell]:
        places = self.places if place is None else [place]
        return [(p, m) for p in places for m in (self.months if month is None else (month,))]

    def waits(self, milestone: Milestone, place: int | None, month: date | None) -> list[Wait]:
        """Every worry of the group, with how long it took or has taken."""
        return [
            wait_for(course, milestone, self.today)
            for cell in self._of(place, month)
            for course in self.found.get(cell, ())
        ]

    def row(self, name: object, milestone: Milestone, place: int | None, month: date | None) -> Row:
        """The group with what it shows and nothing else."""
        if self.shown[_key(place, month)] is Detail.NOTHING:
            return Row(name)
        waits = self.waits(milestone, place, month)
        reached, waiting = sum(one.reached for one in waits), sum(one.waiting for one in waits)
        few, most = waiting < self.fewest, len(waits) - waiting < self.fewest
        return Row(
            name,
            total=len(waits),
            few_reached=reached < self.fewest,
            spread=None if reached < self.fewest else spread(waits),
            waiting=None if few or most else about(waiting, self.fewest),
            few_waiting=few,
            most_waiting=most,
        )


def _key(place: int | None, month: date | None) -> str:
    return f"{'all' if place is None else place} {month or 'all'}"


def _courses(municipality_id: int, quarter: Quarter, today: date) -> dict[Cell, list[Course]]:
    """The quarter's worries that are no suspicion, each with what followed."""
    worries = Concern.objects.filter(
        child__municipality_id=municipality_id,
        suspicion=False,
        raised_at__gte=clock.at(quarter.first, 0),
        raised_at__lt=clock.at(quarter.next.first, 0),
    )
    ids = worries.values("pk")
    reached: dict[int, dict[Milestone, date]] = defaultdict(dict)
    for milestone, firsts in (
        (Milestone.CONTACT, _spoken(ids)),
        (
            Milestone.MEETING,
            _first(Meeting.objects.filter(concern__in=ids, concluded_at__isnull=False), "concluded_at"),
        ),
        (Milestone.BEGUN, first_step_begun(ids, today)),
        (Milestone.DONE, _done(ids)),
    ):
        for concern_id, moment in firsts.items():
            reached[concern_id][milestone] = clock.day_of(moment)
    found: dict[Cell, list[Course]] = defaultdict(list)
    for row in worries.only("raised_at", "taken_at", "closed_at", "district_id").order_by("pk"):
        raised_on = clock.day_of(row.raised_at)
        answered = min((moment for moment in (row.taken_at, row.closed_at) if moment), default=None)
        if answered:
            reached[row.pk][Milestone.ANSWER] = clock.day_of(answered)
        ended_on = clock.day_of(row.closed_at) if row.closed_at else None
        cell = (row.district_id or NOWHERE, raised_on.replace(day=1))
        found[cell].append(Course(raised_on, dict(reached[row.pk]), ended_on))
    return found


def _first(rows: QuerySet[Any], column: str, concern: str = "concern_id") -> dict[int, Any]:
    """The first value of the column for each worry."""
    return dict(rows.order_by().values_list(concern).annotate(first=Min(column)))


def _spoken(ids: Any) -> dict[int, date]:
    return _first(ParentContact.objects.filter(concern__in=ids).exclude(how=ContactHow.NO_ANSWER), "on")


def _done(ids: Any) -> dict[int, date]:
    steps = Step.objects.filter(plan__concern__in=ids, state=StepState.DONE, done_on__isnull=False)
    return _first(steps, "done_on", "plan__concern_id")


def first_step_begun(ids: Any, today: date) -> dict[int, date]:
    """The day on which the first step of each worry's plan was under way, or the first early measure.

    A step says itself when it was begun, where steps do (`begun_on`); else it had begun at the latest when it was
    followed up for the first time, or was done.
    """
    steps = Step.objects.filter(plan__concern__in=ids)
    firsts = [
        _first(Measure.objects.filter(concern__in=ids, start_on__lte=today), "start_on"),
        _first(steps.filter(state=StepState.DONE, done_on__isnull=False), "done_on", "plan__concern_id"),
    ]
    if any(field.name == "begun_on" for field in Step._meta.get_fields()):
        firsts.append(_first(steps.filter(begun_on__isnull=False), "begun_on", "plan__concern_id"))
    else:
        looked_at = StepReview.objects.filter(step__plan__concern__in=ids)
        firsts.append(_first(looked_at, "review__held_on", "step__plan__concern_id"))
    found: dict[int, date] = {}
    for first in firsts:
        for concern_id, day in first.items():
            found[concern_id] = min(day, found.get(concern_id, day))
    return found
