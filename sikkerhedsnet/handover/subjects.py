"""The subjects of a record are the municipality's own: added, given new words from today, and taken out of use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require

from . import policy
from .choices import PartKind
from .commands import AddSubject, EndSubject, Subject, WordSubject
from .models import HandOverPart, SentPart


@transaction.atomic
def add_subject(actor: Actor, command: AddSubject, *, now: datetime) -> PartKind:
    """One more subject, last on the sheet; a name that is there already gets a number."""
    require(policy.may_rule(actor))
    wording = _wording(command.subject)
    here = PartKind.objects.filter(municipality_id=actor.municipality_id)
    taken = dict(here.values_list("key", "order"))
    stem = slugify(wording["name"])[:30] or "emne"
    key = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in taken)
    row, new = create_once(
        PartKind,
        command.key,
        lambda: PartKind.objects.create(
            idempotency_key=command.key, municipality_id=actor.municipality_id, key=key,
            order=max(taken.values(), default=0) + 10, valid_from=clock.day_of(now), **wording,
        ),
    )  # fmt: skip
    if new:
        _record(actor, "handover.subject_added", row, now)
    return row


@transaction.atomic
def word_subject(actor: Actor, command: WordSubject, *, now: datetime) -> PartKind:
    """The new words from today; what was written or sent under the old ones keeps them."""
    require(policy.may_rule(actor))
    wording, today = _wording(command.subject), clock.day_of(now)
    row = _in_use(actor, command.kind_id, command.seen)
    if all(getattr(row, name) == value for name, value in wording.items()):
        return row
    if not _is_used(row):
        PartKind.objects.filter(pk=row.pk).update(**wording)
        row.refresh_from_db()
    elif row.valid_from == today:
        raise Invalid({"name": "subject_used_today"})
    else:
        PartKind.objects.filter(pk=row.pk).update(valid_to=today - timedelta(days=1))
        row = PartKind.objects.create(
            municipality_id=actor.municipality_id, key=row.key, order=row.order, valid_from=today, **wording
        )
    _record(actor, "handover.subject_worded", row, now)
    return row


@transaction.atomic
def end_subject(actor: Actor, command: EndSubject, *, now: datetime) -> PartKind:
    """Not on the sheet from tomorrow; a record that has words under it keeps them until it goes."""
    require(policy.may_rule(actor))
    row = _in_use(actor, command.kind_id, command.seen)
    PartKind.objects.filter(pk=row.pk).update(valid_to=clock.day_of(now))
    row.refresh_from_db()
    _record(actor, "handover.subject_ended", row, now)
    return row


def _in_use(actor: Actor, pk: int, seen: str) -> PartKind:
    """The subject as it stands until further notice, held; when it is not as it was seen: Stale."""
    rows = PartKind.objects.filter(municipality_id=actor.municipality_id)
    row: PartKind = rows.select_for_update(no_key=True).get(pk=pk)
    if row.valid_to is not None or row.fingerprint != seen:
        raise Stale(who="", what="subject_changed")
    return row


def _is_used(row: PartKind) -> bool:
    with context.beyond_reach():
        return HandOverPart.objects.filter(kind=row).exists() or SentPart.objects.filter(kind=row).exists()


def _wording(subject: Subject) -> dict[str, Any]:
    name = normalise_text(subject.name)
    if not name:
        raise Invalid({"name": "subject_name"})
    if subject.must_read and not subject.sources:
        raise Invalid({"sources": "must_read_what"})
    return {
        "name": name[:120],
        "help": normalise_text(subject.help)[:300],
        "topic": str(subject.topic),
        "sources": [str(source) for source in subject.sources],
        "must_read": subject.must_read,
        "consent_only": subject.consent_only,
        "source_mark": normalise_text(subject.source_mark)[:200],
    }


def _record(actor: Actor, action: str, row: PartKind, now: datetime) -> None:
    audit.record(actor, action, row, at=now, details={"key": row.key, "from": row.valid_from.isoformat()})
