"""One saved visit in words, for those who keep the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from sikkerhedsnet.core.names import danish_sort_key

from .labels import ABSENT, GROWTH, HOW, VISIT
from .models import Visit
from .queries import code_name
from .saving import lacking_at
from .standard import Level, standard
from .states import Absent, VisitState


@dataclass(frozen=True)
class Fact:
    """One coded row in words; `about` names the parent it is about, `wrong` says why it should not have been there."""

    kind: str
    pk: int
    name: str
    value: str
    about: str = ""
    level: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class ShownVisit:
    """The visit's page."""

    visit: Visit
    type_name: str
    place: str
    state: str
    facts: list[Fact]
    findings: list[Fact]
    helps: list[Any]
    present: list[str]
    lacking: list[str]


def shown_visit(visit: Visit) -> ShownVisit:
    """What was seen, measured and found, what lacks, and who was there."""
    lists = standard()
    kind = lists.classes.get(visit.visit_class)
    found = lists.visit_types.get(visit.visit_type)
    lacking = lacking_at(visit) if visit.state == VisitState.MISSING and not visit.wrong_at else ()
    return ShownVisit(
        visit=visit,
        type_name=found.name if found else visit.visit_type,
        place=kind.name if kind else visit.visit_class,
        state=str(VISIT[VisitState(visit.state)]),
        facts=[*_indicators(visit), *_growth(visit), *_feeding(visit)],
        findings=[
            Fact("finding", row.pk, code_name(row.code), "", row.guardian.name if row.guardian else "", "", _wrong(row))
            for row in visit.examfindings.select_related("guardian")
        ],
        helps=[(row.help, code_name(row.help.code)) for row in visit.helps.select_related("help")]
        + [(row, code_name(row.code)) for row in visit.interventions.all()],
        present=sorted((row.guardian.name for row in visit.present.select_related("guardian")), key=danish_sort_key),
        lacking=[asked_name(key) for key in lacking],
    )


def asked_name(key: str) -> str:
    """`Søvn`, `Vægt` or `Ernæring`."""
    lists = standard()
    if key in lists.indicators:
        return lists.indicators[key].name
    return str(GROWTH.get(key, gettext("Ernæring")))


def _wrong(row: Any) -> str:
    return row.wrong_because if row.wrong_at else ""


def _indicators(visit: Visit) -> list[Fact]:
    found = []
    for row in visit.indicatorobservations.select_related("guardian"):
        kind = standard().indicators.get(row.indicator)
        value = next((v for v in kind.values if v.code == row.value), None) if kind else None
        words = value.name if value else str(ABSENT[Absent(row.absent)]) if row.absent else row.value
        level = row.level
        found.append(
            Fact(
                "indicator",
                row.pk,
                kind.name if kind else row.indicator,
                words,
                row.guardian.name if row.guardian else "",
                level.value if level is not None and level is not Level.NORMAL else "",
                _wrong(row),
            )
        )
    return found


def _growth(visit: Visit) -> list[Fact]:
    found = []
    for row in visit.growthmeasurements.all():
        number = f"{row.value.normalize():f}".replace(".", ",") if row.value is not None else ""
        how = f", {str(HOW[row.how]).lower()}" if row.how else ""
        words = f"{number} {row.unit}{how}" if number else str(ABSENT[Absent(row.absent)])
        found.append(Fact("growth", row.pk, str(GROWTH[row.kind]), words, wrong=_wrong(row)))
    return found


def _feeding(visit: Visit) -> list[Fact]:
    found = []
    for row in visit.feedingobservations.all():
        value = standard().feeding.get(row.value)
        words = value.name if value else str(ABSENT[Absent(row.absent)]) if row.absent else row.value
        found.append(Fact("feeding", row.pk, _fed_name(row), words, wrong=_wrong(row)))
    return found


def _fed_name(row: Any) -> str:
    if row.from_on is None:
        return gettext("Ernæring")
    until = f"–{row.to_on:%-d.%-m.%Y}" if row.to_on else "–"
    return f"{gettext('Ernæring')} {row.from_on:%-d.%-m.%Y}{until}"
