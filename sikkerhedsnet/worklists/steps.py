"""The steps that give tasks, holes and open rows, in the order of the child's journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sikkerhedsnet.absences import queries as absences
from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.appointments import queries as appointments
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core.tasks import Hole, Task, Unhelped, Waiting
from sikkerhedsnet.fbu import queries as fbu
from sikkerhedsnet.glass import queries as glass
from sikkerhedsnet.guide import queries as guide
from sikkerhedsnet.handover import queries as handover
from sikkerhedsnet.instruments import queries as instruments
from sikkerhedsnet.logcontrol import queries as logcontrol
from sikkerhedsnet.measures import queries as measures
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.oversight import queries as oversight
from sikkerhedsnet.plans import queries as plans
from sikkerhedsnet.rights import queries as rights
from sikkerhedsnet.screening import queries as screening
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.ties import queries as ties
from sikkerhedsnet.training import queries as training
from sikkerhedsnet.visits import queries as visits
from sikkerhedsnet.voices import queries as voices


class Step(Protocol):
    """What a step's `queries` module gives."""

    def tasks(self, actor: Actor, today: date) -> list[Task]: ...
    def waiting(self, actor: Actor, today: date) -> list[Waiting]: ...
    def holes(self, municipality_id: int, now: datetime) -> list[Hole]: ...
    def owing(self, municipality_id: int) -> Iterable[OwedQuerySet]: ...


STEPS: tuple[Step, ...] = (
    glass, instruments, screening, visits, concerns, sharing, meetings, voices, plans, appointments, measures, handover, rights, logcontrol, ties,
    absences, oversight, training, fbu, guide,
)  # fmt: skip


class Sees(Protocol):
    """What a step that sees how children are doing gives besides."""

    def unhelped(self, actor: Actor, today: date) -> list[Unhelped]: ...


SEEING: tuple[Sees, ...] = (screening, instruments)
"""The steps in which a child can be seen without being helped."""
