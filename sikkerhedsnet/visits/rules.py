"""The schedule engine: which visit a child is owed, from when and until when; pure, and the day is always an argument.

Source: the national guide (KLChildren/FBU 2.1.0) names the standard visits and what must be observed at each, and gives
almost no ages; so every window is the municipality's own data, shipped as an assumption. A visit is what was done at it,
not how old the child was (the guide's text), so a type is done when a visit of that type was held at any age.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sikkerhedsnet.core.calendar import add_months
from sikkerhedsnet.core.errors import Invalid

from .standard import Service, standard
from .states import RecallTurn


class Unit(StrEnum):
    """What a window's numbers count since the birth."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Span:
    """From, by and until which age; the three are in order."""

    unit: Unit
    earliest: int
    aim: int
    latest: int

    def __post_init__(self) -> None:
        if not 0 <= self.earliest <= self.aim <= self.latest:
            raise Invalid({"earliest": "window_order"})

    def window(self, birth: date) -> Window:
        """The three days for a child born on that day."""
        return Window(*(age_day(birth, self.unit, n) for n in (self.earliest, self.aim, self.latest)))


@dataclass(frozen=True)
class Window:
    """When a visit may be held at the earliest, when it is meant to be, and the last day that is in time."""

    earliest: date
    aim: date
    latest: date


def age_day(birth: date, unit: Unit, n: int) -> date:
    """The day the child is so old; a child born on the 31st is a month old on the last day of a shorter month."""
    if unit is Unit.MONTH:
        return add_months(birth, n)
    return birth + timedelta(days=n * (7 if unit is Unit.WEEK else 1))


@dataclass(frozen=True)
class Standing:
    """One standard visit as a municipality gives it."""

    visit_type: str
    span: Span
    offered: bool = True
    first_child_only: bool = False
    instruments: tuple[str, ...] = ()

    @property
    def series(self) -> Service:
        return standard().visit_types[self.visit_type].service


@dataclass(frozen=True)
class Due:
    """The one visit of a series that a child is owed next."""

    visit_type: str
    series: Service
    window: Window
    instruments: tuple[str, ...] = ()

    def overdue(self, today: date) -> bool:
        return self.window.latest < today

    def open(self, today: date) -> bool:
        """May be held now."""
        return self.window.earliest <= today


ORDER: dict[Service, tuple[str, ...]] = {
    Service.SMALL: (
        "maternity", "establishing", "first_month_other", "two_months", "four_to_six_months", "eight_to_eleven_months",
    ),
    Service.SCHOOL: ("school_start", "school_middle", "school_leaving"),
}  # fmt: skip
"""The standard visits of each series in the order they are given; a pregnancy visit comes before there is a child."""


@dataclass(frozen=True)
class ChildFacts:
    """What the engine must know of a child; `first_born` None when nobody knows, and then a visit for the first child alone is not
    asked for."""

    birth_date: date | None
    asked_from: date
    """Nobody asks for a visit whose last day had passed when the municipality began to answer for the child."""
    left_on: date | None = None
    first_born: bool | None = None


def next_due(
    child: ChildFacts, series: Service, scheme: Iterable[Standing], done: Collection[str], today: date
) -> Due | None:
    """The one visit of the series the child is owed next, or None: not born, gone, too old, or all are done.

    `done` are the types held or given up with a reason. A child that has left is asked for nothing.
    """
    if child.birth_date is None or (child.left_on is not None and child.left_on <= today):
        return None
    rows = {row.visit_type: row for row in scheme}
    order = ORDER[series]
    last_done = max((order.index(kind) for kind in done if kind in order), default=-1)
    for place, kind in enumerate(order):
        row = rows.get(kind)
        if row is None or not row.offered or kind in done or place < last_done:
            continue
        if row.first_child_only and child.first_born is not True:
            continue
        window = row.span.window(child.birth_date)
        if window.latest >= child.asked_from:
            return Due(kind, series, window, row.instruments)
    return None


def replaced_by(kind: str) -> tuple[str, ...]:
    """The earlier standard visits that are over when this one is held; a need-visit replaces nothing."""
    for order in ORDER.values():
        if kind in order:
            return order[: order.index(kind)]
    return ()


# What a visit must hold.


def asked_at(visit_type: str, *, face_to_face: bool) -> tuple[str, ...]:
    """What must be observed at a visit of the type; nothing on a screen or the telephone (the guide's machine rules)."""
    return tuple(standard().visit_types[visit_type].mandatory) if face_to_face else ()


def lacking(
    visit_type: str, given: Mapping[str, int], *, face_to_face: bool, parents_present: int = 1
) -> tuple[str, ...]:
    """What is asked for and not given; what is about a parent is asked once for each parent who was there.

    `given` counts the observations of each kind, with a value or with the reason why there is none.
    """
    kinds = standard().indicators

    def wanted(key: str) -> int:
        return max(parents_present, 1) if key in kinds and kinds[key].about == "parent" else 1

    asked = asked_at(visit_type, face_to_face=face_to_face)
    return tuple(key for key in asked if given.get(key, 0) < wanted(key))


def ask_until(held_on: date, days: int) -> date:
    """The last day on which what is lacking is asked for: two days after the visit by the guide's text.

    At the end of it the visit is whole with "unknown" in what is still missing.
    """
    return held_on + timedelta(days=days)


# Growth. The guide has no plausible ranges: these are an assumption, wide enough that only slips of the pen fall outside.


@dataclass(frozen=True)
class Range:
    """Between which numbers a measurement raises no question, in the unit it is written in."""

    kind: str
    unit: str
    from_months: int
    to_months: int
    low: Decimal
    high: Decimal


def _range(kind: str, unit: str, from_months: int, to_months: int, low: str, high: str) -> Range:
    return Range(kind, unit, from_months, to_months, Decimal(low), Decimal(high))


RANGES: tuple[Range, ...] = (
    _range("weight", "g", 0, 1, "1500", "6500"),
    _range("weight", "g", 1, 3, "2000", "9000"),
    _range("weight", "g", 3, 7, "3500", "12000"),
    _range("weight", "g", 7, 13, "5000", "16000"),
    _range("weight", "g", 13, 72, "7000", "40000"),
    _range("weight", "kg", 0, 13, "1.5", "16"),
    _range("weight", "kg", 13, 72, "7", "40"),
    _range("weight", "kg", 72, 132, "13", "90"),
    _range("weight", "kg", 132, 228, "22", "180"),
    _range("height", "cm", 0, 3, "38", "70"),
    _range("height", "cm", 3, 13, "50", "90"),
    _range("height", "cm", 13, 72, "65", "135"),
    _range("height", "cm", 72, 132, "95", "175"),
    _range("height", "cm", 132, 228, "120", "215"),
    _range("head", "cm", 0, 3, "27", "46"),
    _range("head", "cm", 3, 13, "34", "52"),
    _range("head", "cm", 13, 72, "40", "58"),
)
MARKS: dict[str, str] = {
    "ranges": "antagelse: den nationale vejledning har ingen grænser",
    "documentation_days": "KL's vejledning: de næste to dage",
    "need_visits_before_talk": "lokal regel (Opsporingsmodellens skema for sundhedsplejen); bør kontrolleres",
    "talks_before_closing": "lokal regel (Opsporingsmodellens skema for sundhedsplejen); bør kontrolleres",
    "recall_first_months": "lokal regel (Halsnæs: 18 måneder; Favrskov: 1½ år)",
    "recall_next_months": "lokal regel (Halsnæs: næste gang ved 2½ år)",
    "recall_until_years": "antagelse: til 18 år; tandplejen gælder længere for nogle årgange",
}
"""Where each local number comes from; shown beside it wherever it is changed."""


def age_in_months(birth: date, day: date) -> int:
    """Whole months lived; 0 on a day before the birth."""
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    return max(months, 0)


@dataclass(frozen=True)
class Ranges:
    """One edition of the ranges: from which day, who set it where from, and its numbers; number 0 are those that are shipped."""

    number: int
    from_on: date | None
    source: str
    by: str
    rows: tuple[Range, ...]


SHIPPED = Ranges(0, None, MARKS["ranges"], "", RANGES)


def editions(stored: Mapping[str, Any]) -> tuple[Ranges, ...]:
    """The shipped ranges and the municipality's own after them, in the order they came into force."""
    own = [
        Ranges(
            number,
            date.fromisoformat(one["from_on"]),
            one["source"],
            one["by"],
            tuple(_range(r["kind"], r["unit"], r["from"], r["to"], r["low"], r["high"]) for r in one["rows"]),
        )
        for number, one in enumerate(stored.get("editions", ()), start=1)
    ]
    return (SHIPPED, *own)


def ranges_on(stored: Mapping[str, Any], day: date) -> Ranges:
    """The ranges a measurement of that day is held against."""
    return [one for one in editions(stored) if one.from_on is None or one.from_on <= day][-1]


def with_edition(
    stored: Mapping[str, Any], rows: Sequence[Range], *, from_on: date, source: str, by: str, today: date
) -> dict[str, Any]:
    """The stored ranges with a new edition; one that has not come into force yet gives way to it.

    Raises Invalid for a day that has been, for ages or units that are not ours, and for limits that are not in order.
    """
    if from_on < today:
        raise Invalid({"from_on": "range_day"})
    if not source.strip():
        raise Invalid({"source": "range_source"})
    if [(r.kind, r.unit, r.from_months, r.to_months) for r in rows] != [
        (r.kind, r.unit, r.from_months, r.to_months) for r in RANGES
    ]:
        raise Invalid({"from_on": "not_in_list"})
    wrong = {f"high_{n}": "range_order" for n, row in enumerate(rows) if not 0 < row.low < row.high}
    if wrong:
        raise Invalid(wrong)
    kept = [one for one in stored.get("editions", ()) if date.fromisoformat(one["from_on"]) <= today]
    kept = [one for one in kept if date.fromisoformat(one["from_on"]) < from_on]
    new = {
        "from_on": from_on.isoformat(),
        "source": source.strip(),
        "by": by,
        "rows": [
            {"kind": r.kind, "unit": r.unit, "from": r.from_months, "to": r.to_months, "low": str(r.low),
             "high": str(r.high)}
            for r in rows
        ],
    }  # fmt: skip
    return {"editions": [*kept, new]}


def unusual(kind: str, unit: str, value: Decimal, months: int, ranges: Sequence[Range] = RANGES) -> Range | None:
    """The range the number falls outside of at this age; None when it is usual or nobody has said what is."""
    here = [r for r in ranges if (r.kind, r.unit) == (kind, unit) and r.from_months <= months < r.to_months]
    return next((r for r in here if not r.low <= value <= r.high), None)


def read_number(text: str) -> Decimal:
    """`4,3`, `4.3` or `4300` as a number with at most one decimal; a thousands separator is not guessed at."""
    cleaned = text.strip().replace(" ", "").replace("\u00a0", "").replace(",", ".")
    digits = cleaned.replace(".", "", 1)
    if not digits or not digits.isascii() or not digits.isdigit() or len(digits) > 6:
        raise Invalid({"value": "not_a_number"})
    number = Decimal(cleaned)
    if number.as_tuple().exponent < -1:  # type: ignore[operator]
        raise Invalid({"value": "one_decimal"})
    if number <= 0:
        raise Invalid({"value": "not_a_number"})
    return number


def unit_of(kind: str, service: Service) -> str:
    """The unit the form asks for: small children are weighed in whole grams, pupils in kilograms (the guide's text)."""
    if kind == "weight":
        return "g" if service is Service.SMALL else "kg"
    return "cm"


def how_of(kind: str, service: Service) -> str:
    """Lying until the child stands up, then standing (the guide's text); proposed, never decided, by the form."""
    if kind != "height":
        return ""
    return "lying" if service is Service.SMALL else "standing"


# What a visit can lead to.


class Reminder(StrEnum):
    """Local rules that remind and never block."""

    NEW_FORM = "new_form"
    """More need-visits to a yellow child than the local number: rate anew and talk about it in-house."""
    TALK_BEFORE_CLOSING = "talk_before_closing"
    """A yellow or red child is not let go before it has been talked about the local number of times."""


def reminders(position: str, need_visits: int, talks: int, *, most_need: int, least_talks: int) -> tuple[Reminder, ...]:
    """`need_visits` since the position was settled; `talks` how often the child was discussed since."""
    found = []
    if position == "yellow" and need_visits > most_need:
        found.append(Reminder.NEW_FORM)
    if position in ("yellow", "red") and talks < least_talks:
        found.append(Reminder.TALK_BEFORE_CLOSING)
    return tuple(found)


# Dental recall.


def first_recall(birth: date, months: int) -> date:
    """When a child is called for the first time."""
    return add_months(birth, months)


def step_done(does: RecallTurn, turns: Iterable[RecallTurn]) -> bool:
    """Whether what a missed appointment asks for has been done since the last one; the oldest turn first."""
    done = False
    for turn in turns:
        done = turn == does or (done and turn != RecallTurn.MISSED)
    return done


def next_recall(seen_on: date, months: int) -> date:
    """When the dentist wants to see the child again; the interval is her decision about this child."""
    if not 1 <= months <= 60:
        raise Invalid({"months": "recall_months"})
    return add_months(seen_on, months)
