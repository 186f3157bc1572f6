"""A paper is laid with the thing it belongs to, and taken back when it should never have lain there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require

from . import policy, queries, rules
from .commands import Paper, Thing, Withdraw
from .models import Scan
from .states import About


@transaction.atomic
def add(actor: Actor, about: About, pk: int, paper: Paper, *, now: datetime) -> Scan:
    """The paper belongs to the thing from now; the same key answers with the same paper.

    Raises Invalid when the file is not one that can be kept, or nobody says whose it is.
    """
    require(policy.may_add(actor))
    return keep(actor, queries.thing(actor, about, pk), paper, now=now)


def keep(actor: Actor, thing: Thing, paper: Paper, *, now: datetime) -> Scan:
    """The same for a step that has asked who may already, in its own transaction."""
    rules.check_paper(paper.said_by, paper.on, paper.description, clock.day_of(now))
    sheet = rules.cleaned(paper.content)
    scan, new = create_once(
        Scan,
        paper.key,
        lambda: Scan.objects.create(
            idempotency_key=paper.key,
            child_id=thing.child_id,
            about=thing.about,
            about_id=thing.pk,
            course_id=thing.course_id,
            said_by=normalise_text(paper.said_by)[:300],
            on=paper.on,
            description=paper.description.strip(),
            content_type=sheet.content_type,
            content=sheet.content,
            size=len(sheet.content),
            uploaded_by_id=actor.id,
            uploaded_at=now,
        ),
    )
    if new:
        details = {"about": thing.about.value, "number": thing.pk, "bytes": scan.size}
        audit.record(actor, "scan.kept", scan, at=now, child_id=scan.child_id, details=details)
    return scan


@transaction.atomic
def withdraw(actor: Actor, command: Withdraw, *, now: datetime) -> Scan:
    """Nobody reads the paper from now on; a mark stands in its place, and what was typed in from it stays.

    Sent twice it is done once. Raises Stale when somebody else did it first.
    """
    scan, thing = queries.within_reach(actor, command.scan_id, lock=True)
    require(policy.may_withdraw(actor, uploaded_by_id=scan.uploaded_by_id, owner_id=thing.owner_id))
    because = rules.cleaned_reason(command.because)
    if scan.withdrawn_at is not None and scan.withdrawn_by is not None:
        if (scan.withdrawn_by_id, scan.withdrawn_because) == (actor.id, because):
            return scan
        raise Stale(who=scan.withdrawn_by.name, what="withdrawn_paper", at=scan.withdrawn_at)
    scan.withdrawn_at, scan.withdrawn_by_id, scan.withdrawn_because = now, actor.id, because
    scan.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    details = {"about": thing.about.value, "number": thing.pk}
    audit.record(actor, "scan.withdrawn", scan, at=now, child_id=scan.child_id, details=details)
    return scan
