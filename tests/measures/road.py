"""A measure started at the table, through the real actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sikkerhedsnet.measures import actions
from sikkerhedsnet.measures.commands import StartMeasure
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.measures.states import AskedHow
from sikkerhedsnet.sharing.commands import Ground
from tests.personas import NOW, TODAY, Town
from tests.plans.road import Table

FOLLOW_UP = date(2027, 1, 4)
BALANCE = Ground(
    "value_balance",
    purpose="At audiologopæden kan hjælpe Freja",
    note="Uden det kan hun ikke hjælpe.",
    decided_by="Dorte Skov",
    decided_on=TODAY,
)
"""From the adviser's service to PPR."""


def kind(town: Town, name: str = "Audiologopæd i dagtilbuddet") -> MeasureKind:
    found: MeasureKind = MeasureKind.objects.get(municipality=town.municipality, name=name)
    return found


def command(table: Table, **changes: Any) -> StartMeasure:
    base = StartMeasure(
        kind_id=kind(table.town).pk,
        meeting_id=table.meeting.pk,
        plan_id=None,
        owner_id=table.town.user("lone").pk,
        start_on=TODAY,
        follow_up_on=FOLLOW_UP,
        purpose="Freja bliver forstået af de andre børn.",
        asked_on=TODAY,
        asked_how=AskedHow.AT_THE_TABLE,
        ground=BALANCE,
        key=uuid4(),
    )
    return replace(base, **changes)


def started(table: Table, *, who: str = "jonas", now: datetime = NOW, **changes: Any) -> Measure:
    return actions.start(table.town.actor(who), command(table, **changes), now=now)
