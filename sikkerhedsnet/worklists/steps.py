"""The steps that give tasks, holes and open rows, in the order of the child's journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.glass import queries as glass
from sikkerhedsnet.logcontrol import queries as logcontrol
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.oversight import queries as oversight
from sikkerhedsnet.plans import queries as plans
from sikkerhedsnet.rights import queries as rights
from sikkerhedsnet.screening import queries as screening
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.ties import queries as ties


class Step(Protocol):
    """What a step's `queries` module gives."""

    def tasks(self, actor: Actor, today: date) -> list[Task]: ...
    def waiting(self, actor: Actor, today: date) -> list[Waiting]: ...
    def holes(self, municipality_id: int, now: datetime) -> list[Hole]: ...
    def owing(self, municipality_id: int) -> Iterable[OwedQuerySet]: ...


STEPS: tuple[Step, ...] = (
    glass, screening, concerns, sharing, meetings, plans, rights, logcontrol, ties, oversight,
)  # fmt: skip
