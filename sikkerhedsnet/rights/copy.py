"""The copy of everything about a child as values: one shape behind the page, the JSON and the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.redaction import NOTHING_MORE, About, Because, Reader
from sikkerhedsnet.web.words import clock_words, day_words

NO_YEAR = date.min


@dataclass(frozen=True)
class Column:
    """One stored fact: `name` is the model's field and the key in the JSON; the model says what it would tell."""

    name: str
    label: Any
    words: Mapping[Any, Any] | None = None
    get: Callable[[Any], Any] | None = None

    def value(self, row: Any) -> Any:
        return self.get(row) if self.get else getattr(row, self.name)


@dataclass(frozen=True)
class Table:
    """What one model gives: which rows, which columns, and why a field is not given at all.

    With `of` a row belongs to a row of another table, and is in the copy only when that one is; `about` says whose a row is,
    for `people.redaction`.
    """

    key: str
    title: Any
    noun: Any
    model: type[models.Model]
    rows: Callable[[Child, Reader], Iterable[Any]]
    columns: tuple[Column, ...]
    of: tuple[str, type[models.Model]] | None = None
    not_given: Mapping[str, str] = field(default_factory=dict)
    about: Callable[[Any], About] = lambda row: NOTHING_MORE


@dataclass(frozen=True)
class Pinned:
    """A party's statement about one of an item's texts."""

    about: str
    who: str
    capacity: str
    on: str
    day: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One fact in the copy: for a machine and in words. Kept back it has neither, only the reason."""

    name: str
    label: str
    value: Any
    text: str
    kept_back: Because | None = None
    key: str = ""


@dataclass(frozen=True)
class Item:
    """One row in the copy, numbered among those that are in it."""

    ref: str
    title: str
    of: str
    of_title: str
    cells: tuple[Cell, ...]
    statements: tuple[Pinned, ...] = ()


@dataclass(frozen=True)
class Part:
    """One table's rows."""

    key: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class LeftOut:
    """One thing kept back: where it stood, why, and the text itself for the employee who weighs it (else empty)."""

    because: Because
    key: str
    part: str
    item: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Copy:
    """Everything about one child that one asker may have."""

    municipality: str
    child: str
    asker: str
    kind: str
    made_at: datetime
    released: bool
    parts: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]
    let_in: tuple[LeftOut, ...]
    refused_because: str = ""

    @property
    def reasons(self) -> list[Because]:
        """The reasons something is kept back, each once, in a steady order."""
        found = {left.because for left in self.left_out}
        return [because for because in Because if because in found]


def machine(value: Any) -> Any:
    """The value as JSON has it: days and moments in ISO 8601, a person or a place by name."""
    if isinstance(value, datetime):
        return clock.local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [machine(part) for part in value]
    return value


def human(value: Any, words: Mapping[Any, Any] | None = None) -> str:
    """The value in words; empty when there is nothing."""
    if value is None or value == "" or value == []:
        return ""
    if words is not None and value in words:
        return str(words[value])
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, datetime):
        return _("%(day)s kl. %(clock)s") % {"day": day_words(value, NO_YEAR), "clock": clock_words(value)}
    if isinstance(value, date):
        return day_words(value, NO_YEAR)
    if isinstance(value, (list, tuple)):
        return ", ".join(human(part) for part in value)
    return str(value)
