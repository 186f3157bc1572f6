"""What an import came to, ready to be shown; opening one is written in the read log."""

from __future__ import annotations

from datetime import datetime

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit

from .models import ImportRun

MOST_LISTED = 20


def latest(actor: Actor) -> list[ImportRun]:
    """The latest imports of the municipality."""
    return list(ImportRun.objects.visible_to(actor).defer("report")[:MOST_LISTED])


def open_run(actor: Actor, pk: int, *, now: datetime) -> ImportRun:
    """One import with its rows; they may hold personal data, so the look is logged."""
    run = ImportRun.objects.visible_to(actor).get(pk=pk)
    audit.read(actor, "register.read", run, at=now)
    return run
