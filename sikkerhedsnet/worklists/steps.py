"""The steps that give tasks, holes and open rows, in the order of the child's journey."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.organisation.models import OwedQuerySet


class Step(Protocol):
    """What a step's `queries` module gives."""

    def tasks(self, actor: Actor, today: date) -> list[Task]: ...
    def waiting(self, actor: Actor, today: date) -> list[Waiting]: ...
    def holes(self, municipality_id: int, now: datetime) -> list[Hole]: ...
    def owing(self, municipality_id: int) -> Iterable[OwedQuerySet]: ...



import importlib.util as _u
from importlib import import_module as _i

STEPS: tuple[Step, ...] = tuple(
    _i(f"sikkerhedsnet.{n}.queries")
    for n in ("screening", "concerns", "meetings", "plans")
    if _u.find_spec(f"sikkerhedsnet.{n}.queries")
    and all(hasattr(_i(f"sikkerhedsnet.{n}.queries"), f) for f in ("tasks", "waiting", "holes", "owing"))
)
