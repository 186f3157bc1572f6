"""The two ways to leave a trace; both join the caller's transaction."""

from __future__ import annotations

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


def read(
    author: Author, action: str, obj: models.Model | None, *, at: datetime, child_id: int | None = None
) -> None:
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
