"""A record that has gone to another municipality as a sealed file, and one that has come as one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock

from . import queries, rules
from . import record as sheets
from .models import HandOver
from .sealing import Sealed
from .sealing import seal as sealed
from .states import State
from .writing import on_our_side, record, stale


@transaction.atomic
def seal(actor: Actor, handover_id: int, phrase: str, *, now: datetime) -> bytes:
    """The words that went, as they may still be used, in a file that opens with the phrase; the log says that it was made."""
    handover = on_our_side(actor, handover_id)
    if not handover.outside or handover.state not in (State.SENT, State.CLOSED):
        raise stale(handover, handover.state)
    with translation.override("da"):
        data = sealed(_contents(actor, handover, now), phrase)
    record(actor, "handover.sealed", handover, now, edition=handover.edition)
    return data


def _contents(actor: Actor, handover: HandOver, now: datetime) -> Sealed:
    child, today = handover.child, clock.day_of(now)
    parts = [row for row in queries.sent_now(actor, handover) if rules.usable_on(row.usable_until, today)]
    return Sealed(
        child=child.name,
        born_on=child.birth_date.isoformat() if child.birth_date else "",
        from_municipality=child.municipality.name,
        from_place=sheets.from_words(handover),
        to=sheets.to_name(handover),
        occasion_on=handover.occasion_on.isoformat(),
        purpose=handover.purpose,
        sent_on=clock.day_of(handover.sent_at).isoformat() if handover.sent_at else today.isoformat(),
        parts=tuple((row.title, row.text, row.basis.name) for row in parts),
    )


@transaction.atomic
def opened(actor: Actor, found: Sealed, *, now: datetime) -> None:
    """Somebody has read a file from another municipality; which child it is about is not known here."""
    details = {"from": found.from_municipality[:200], "parts": len(found.parts)}
    audit.record(actor, "handover.sealed_opened", None, at=now, details=details)
