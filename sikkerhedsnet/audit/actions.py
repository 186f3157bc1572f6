"""The two ways to leave a trace; both join the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from .models import ChangeLine, ReadLine


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
    ChangeLine.objects.create(
        at=at,
        municipality_id=author.municipality_id,
        actor_id=author.id,
        actor_name=author.name,
        action=action,
        object_type=obj._meta.label_lower if obj else "",
        object_id=obj.pk if obj else None,
        child_id=child_id,
        details=details or {},
    )


def read(author: Author, action: str, obj: models.Model | None, *, at: datetime, child_id: int | None = None) -> None:
    """Adds a read line: this person opened this row."""
    ReadLine.objects.create(
        at=at,
        municipality_id=author.municipality_id,
        actor_id=author.id,
        actor_name=author.name,
        action=action,
        object_type=obj._meta.label_lower if obj else "",
        object_id=obj.pk if obj else None,
        child_id=child_id,
    )


def record_many(
    author: Author, lines: Iterable[tuple[str, models.Model, int | None, dict[str, Any]]], *, at: datetime
) -> None:
    """Adds many change lines at once, each told as (action, row, child's number or none, details)."""
    ChangeLine.objects.bulk_create(
        [
            ChangeLine(
                at=at,
                municipality_id=author.municipality_id,
                actor_id=author.id,
                actor_name=author.name,
                action=action,
                object_type=row._meta.label_lower,
                object_id=row.pk,
                child_id=child_id,
                details=details,
            )
            for action, row, child_id, details in lines
        ],
        batch_size=1000,
    )


def record_all(author: Author, action: str, objs: Iterable[models.Model], *, at: datetime) -> None:
    """Adds one change line for each row, all in one statement; a row with `child_id` names its child."""
    ChangeLine.objects.bulk_create([ChangeLine(**_line(author, action, obj, at), details={}) for obj in objs])


def read_all(author: Author, action: str, objs: Iterable[models.Model], *, at: datetime) -> None:
    """Adds one read line for each row, all in one statement; a row with `child_id` names its child."""
    ReadLine.objects.bulk_create([ReadLine(**_line(author, action, obj, at)) for obj in objs])


def _line(author: Author, action: str, obj: models.Model, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "municipality_id": author.municipality_id,
        "actor_id": author.id,
        "actor_name": author.name,
        "action": action,
        "object_type": obj._meta.label_lower,
        "object_id": obj.pk,
        "child_id": getattr(obj, "child_id", obj.pk if obj._meta.label_lower == "people.child" else None),
    }
