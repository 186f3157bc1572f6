"""Signing in and out leaves a line in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import context

from .models import User


@dataclass(frozen=True)
class _Author:
    id: int
    name: str
    municipality_id: int


@transaction.atomic
def note_session(user: User, what: str, *, now: datetime) -> None:
    """Records that a session began or ended; `what` is signed_in, signed_out, timed_out or employment_ended."""
    author = _Author(user.pk, user.name, user.municipality_id)
    with context.asking(context.municipality(user.municipality_id)):  # at the door nobody has been let in yet
        audit.record(author, f"session.{what}", user, at=now)
