"""Lines and messages about somebody's own account, whether she is signed in or still at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import context
from sikkerhedsnet.outbox import actions as outbox

from .models import User


@dataclass(frozen=True)
class Author:
    """Somebody who acts on her own account, signed in or about to be."""

    id: int
    name: str
    municipality_id: int


def author_of(user: User) -> Author:
    return Author(user.pk, user.name, user.municipality_id)


def record(
    user: User,
    action: str,
    obj: models.Model | None = None,
    *,
    now: datetime,
    author: audit.Author | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """A line about the user's own account; at the door nobody has been let in yet, so the municipality asks."""
    with context.asking(context.municipality(user.municipality_id)):
        audit.record(author or author_of(user), action, obj or user, at=now, details=details)


def tell(user: User, kind: str, about: str, *, now: datetime) -> None:
    """A message about the user's own account, on her desk and as a mail without content."""
    with context.asking(context.municipality(user.municipality_id)):
        outbox.enqueue(kind, to_id=user.pk, about=about, at=now, once=f"{user.pk}:{now.isoformat()}")
