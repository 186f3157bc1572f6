"""The two ways to leave a trace; both join the caller's transaction.

In which function, in which unit and on which basis somebody acts is said by the database as the line is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import models

from . import origin
from .models import ChangeLine, ReadLine

SAME_LOOK = timedelta(minutes=10)
"""How long a page that asks anew by itself counts as one look."""


class Author(Protocol):
    """Whoever acts: a signed-in person or the system itself."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def municipality_id(self) -> int | None: ...


def record(
    author: Author,
    action: str,
    obj: models.Model | None,
    *,
    at: datetime,
    child_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Adds a change line; it lives or dies with the change it describes."""
    ChangeLine.objects.create(**_line(author, action, obj, at, child_id), details=details or {})


def record_many(
    author: Author, lines: Iterable[tuple[str, models.Model, int | None, dict[str, Any]]], *, at: datetime
) -> None:
    """Adds many change lines at once, each told as (action, row, child's number or none, details)."""
    ChangeLine.objects.bulk_create(
        [
            ChangeLine(**_line(author, action, row, at, child_id), details=details)
            for action, row, child_id, details in lines
        ],
        batch_size=1000,
    )


def record_all(author: Author, action: str, objs: Iterable[models.Model], *, at: datetime) -> None:
    """Adds one change line for each row, all in one statement; a row with `child_id` names its child."""
    ChangeLine.objects.bulk_create(
        [ChangeLine(**_line(author, action, obj, at, _child_of(obj)), details={}) for obj in objs]
    )


def read(author: Author, action: str, obj: models.Model | None, *, at: datetime, child_id: int | None = None) -> None:
    """Adds a read line: this person opened this row."""
    ReadLine.objects.create(**_line(author, action, obj, at, child_id))


def read_all(author: Author, action: str, objs: Iterable[models.Model], *, at: datetime) -> None:
    """Adds one read line for each row, all in one statement; a row with `child_id` names its child."""
    ReadLine.objects.bulk_create([ReadLine(**_line(author, action, obj, at, _child_of(obj))) for obj in objs])


def read_children(author: Author, action: str, child_ids: Iterable[int | None], *, at: datetime) -> None:
    """Adds one read line for each child named on a list, once however often it stands there, in one statement."""
    read_listed(author, action, dict.fromkeys(pk for pk in child_ids if pk is not None), at=at)


def read_listed(author: Author, action: str, children: Mapping[int, tuple[str, int] | None], *, at: datetime) -> None:
    """Adds one read line for each child; beside it the row (table, number) that alone put the child on the list, if any."""
    lines = []
    for pk, row in sorted(children.items()):
        label, number = row or ("", None)
        lines.append(ReadLine(**{**_line(author, action, None, at, pk), "object_type": label, "object_id": number}))
    ReadLine.objects.bulk_create(lines)


def read_again(author: Author, action: str, obj: models.Model, *, at: datetime, child_id: int) -> None:
    """Adds a read line unless this person has one for this row from the last ten minutes: for a page that asks anew
    by itself every few seconds."""
    line = _line(author, action, obj, at, child_id)
    sought = {key: line[key] for key in ("actor_id", "action", "object_type", "object_id", "child_id")}
    if not ReadLine.objects.filter(**sought, at__gt=at - SAME_LOOK, at__lte=at).exists():
        ReadLine.objects.create(**line)


def _child_of(obj: models.Model) -> int | None:
    return getattr(obj, "child_id", obj.pk if obj._meta.label_lower == "people.child" else None)


def _line(author: Author, action: str, obj: models.Model | None, at: datetime, child_id: int | None) -> dict[str, Any]:
    where = origin.current()
    return {
        "at": at,
        "municipality_id": author.municipality_id,
        "actor_id": author.id,
        "actor_name": author.name,
        "action": action,
        "object_type": obj._meta.label_lower if obj else "",
        "object_id": obj.pk if obj else None,
        "child_id": child_id,
        "origin": where.road,
        "network": where.network,
        "device": where.device,
    }
