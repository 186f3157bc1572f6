"""What parents say of meetings and courses, by district and quarter, without a family in sight.

A quarter is shown when it is over, so that two looks never differ by one answer, and the same to everybody who may see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core.quarters import Quarter, over
from sikkerhedsnet.organisation.models import District
from sikkerhedsnet.screening.queries import choices_of
from sikkerhedsnet.screening.suppression import Counts, Detail, Sum, add, details, parts

from .labels import OUTSIDE
from .models import Answer, Remark, SlipEntered
from .rules import counts
from .states import About, Statement

QUARTERS = 8
NOWHERE = 0
EVERYWHERE = "all"
NO_ONE: Counts = (0, 0, 0)


@dataclass(frozen=True)
class Row:
    """How many agree, as anybody may read it: what is not shown is not here."""

    name: object
    detail: Detail
    total: int | None = None
    agree: int | None = None
    others: int | None = None
    neither: int | None = None
    disagree: int | None = None

    def percent(self, number: int | None) -> int | None:
        return round(100 * number / self.total) if number is not None and self.total else None

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """What a bar is drawn of."""
        if self.detail is Detail.POSITIONS:
            return (("agree", self.agree or 0), ("neither", self.neither or 0), ("disagree", self.disagree or 0))
        if self.detail is Detail.GREEN_AND_OTHERS:
            return (("agree", self.agree or 0), ("others", self.others or 0))
        return ()


@dataclass(frozen=True)
class Results:
    """One quarter in one place: the four lines, one of them over time and by district, and what was written."""

    quarters: tuple[Quarter, ...]
    quarter: Quarter
    places: tuple[District, ...]
    place: District | None
    about: About
    statement: Statement
    statements: tuple[tuple[Statement, Row], ...]
    over_time: tuple[tuple[Quarter, Row], ...]
    districts: tuple[Row, ...]
    remarks: tuple[str, ...]
    fewest: int

    @property
    def hidden(self) -> bool:
        return self.statements[0][1].detail is Detail.NOTHING


def results(
    municipality_id: int, *, about: str, quarter: str, statement: str, place: int | None, today: date
) -> Results:
    """The quarter asked for, or the newest that is over; a constant number of queries."""
    listed = over(today, QUARTERS)
    chosen = next((one for one in listed if one.key == quarter), listed[0])
    of = About(about) if about in set(About) else About.MEETING
    line = Statement(statement) if statement in set(Statement) else Statement.HEARD
    districts = tuple(District.objects.filter(municipality_id=municipality_id).order_by("sort_key"))
    here = next((one for one in districts if one.pk == place), None)
    fewest = choices_of(municipality_id).fewest
    boxes = _boxes(municipality_id, of, listed)
    names: dict[int, object] = {one.pk: one.name for one in districts}
    if any(pk not in names for box in boxes.values() for pk in box):
        names[NOWHERE] = OUTSIDE
    shown = {
        (each, one): _rows(boxes[each], one, names, fewest) for each in listed for one in Statement
    }  # each line by itself: the same families stand behind all four, so their totals agree
    key = str(here.pk) if here else EVERYWHERE
    four = tuple((one, shown[chosen, one][key]) for one in Statement)
    return Results(
        quarters=listed,
        quarter=chosen,
        places=districts,
        place=here,
        about=of,
        statement=line,
        statements=four,
        over_time=tuple((each, shown[each, line][key]) for each in listed),
        districts=tuple(shown[chosen, line][str(pk)] for pk in names),
        remarks=() if four[0][1].detail is Detail.NOTHING else _remarks(municipality_id, of, chosen, here),
        fewest=fewest,
    )


Box = Mapping[int, list[Answer]]


def _boxes(municipality_id: int, about: About, quarters: tuple[Quarter, ...]) -> dict[Quarter, dict[int, list[Answer]]]:
    """Every answer of the quarters by district; one query."""
    found: dict[Quarter, dict[int, list[Answer]]] = {quarter: defaultdict(list) for quarter in quarters}
    rows = Answer.objects.filter(
        municipality_id=municipality_id, about=about, quarter__in=[quarter.first for quarter in quarters]
    )
    for row in rows.order_by("pk"):
        found[Quarter.of(row.quarter)][row.district_id or NOWHERE].append(row)
    return found


def _rows(box: Box, statement: Statement, names: Mapping[int, object], fewest: int) -> dict[str, Row]:
    """One line in one quarter, in every district and in all."""
    rows = {str(pk): counts(getattr(row, statement) for row in box.get(pk, ())) for pk in names}
    of = tuple(rows)
    rows[EVERYWHERE] = add(rows.values()) if rows else NO_ONE
    shown = details(rows, [Sum(EVERYWHERE, of)], fewest)
    told = {str(pk): name for pk, name in names.items()}
    return {key: _row(told.get(key, ""), rows[key], shown[key]) for key in rows}


def _row(name: object, of: Counts, detail: Detail) -> Row:
    """The row with what it shows and nothing else."""
    if detail is Detail.NOTHING:
        return Row(name, detail)
    said = parts(of, detail)
    if detail is Detail.TOTAL:
        return Row(name, detail, total=said[0])
    if detail is Detail.GREEN_AND_OTHERS:
        return Row(name, detail, total=sum(said), agree=said[0], others=said[1])
    return Row(
        name, detail, total=sum(said), agree=said[0], others=said[1] + said[2], neither=said[1], disagree=said[2]
    )


def _remarks(municipality_id: int, about: About, quarter: Quarter, place: District | None) -> tuple[str, ...]:
    """What was written there, in the order of the alphabet."""
    rows = Remark.objects.filter(municipality_id=municipality_id, about=about, quarter=quarter.first)
    if place:
        rows = rows.filter(district=place)
    return tuple(sorted(rows.values_list("text", flat=True), key=str.casefold))


def districts_for(actor: Actor) -> list[tuple[int, str]]:
    """Every district, the person's own first."""
    own = {post.district_id for post in actor.posts if post.district_id}
    rows = District.objects.filter(municipality_id=actor.municipality_id).order_by("sort_key")
    return sorted(((row.pk, row.name) for row in rows), key=lambda row: row[0] not in own)


def entered_by(actor: Actor) -> int:
    """How many slips this person has typed in."""
    return SlipEntered.objects.filter(by_id=actor.id).count()
