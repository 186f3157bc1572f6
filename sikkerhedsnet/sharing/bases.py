"""The municipality's list of legal bases, in new wordings from a day; and its own periods."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once, set_choices
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require

from . import policy, rules
from .commands import AddBasis, ChangeBasis, ChangeSettings, EndBasis
from .models import Disclosure, LegalBasis, SharingSettings


@transaction.atomic
def change_basis(actor: Actor, command: ChangeBasis, *, now: datetime) -> LegalBasis:
    """The new wording from its first day; the one before ends the day before, and stands for what used it."""
    require(policy.may_control(actor))
    if not command.name.strip():
        raise Invalid({"name": "name"})
    current = _current(actor, command.basis_id)
    used = Disclosure.objects.filter(basis=current).exists()
    rules.check_next_period(command.valid_from, current.valid_from, clock.day_of(now), used=used)
    wording = {
        "name": command.name.strip(),
        "paragraph": command.paragraph.strip(),
        "source_mark": command.source_mark.strip(),
        "needs_note": command.needs_note,
        "needs_decision": command.needs_decision,
        "changed_by_name": actor.name,
    }
    if command.valid_from == current.valid_from:
        LegalBasis.objects.filter(pk=current.pk).update(**wording)
        current.refresh_from_db()
        new = current
    else:
        LegalBasis.objects.filter(pk=current.pk).update(valid_to=command.valid_from - timedelta(days=1))
        new = LegalBasis.objects.create(
            municipality_id=actor.municipality_id,
            key=current.key,
            kind=current.kind,
            order=current.order,
            valid_from=command.valid_from,
            **wording,
        )
    _record(actor, "basis.changed", new, now)
    return new


@transaction.atomic
def add_basis(actor: Actor, command: AddBasis, *, now: datetime) -> LegalBasis:
    """One more basis, last in the list; a name that is there already gets a number."""
    require(policy.may_control(actor))
    if not command.name.strip():
        raise Invalid({"name": "name"})
    if command.valid_from < clock.day_of(now):
        raise Invalid({"valid_from": "past"})
    here = LegalBasis.objects.filter(municipality_id=actor.municipality_id)
    taken = dict(here.values_list("key", "order"))
    stem = slugify(command.name)[:30] or str(command.kind)
    key = next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in taken)
    basis, new = create_once(
        LegalBasis,
        command.key,
        lambda: LegalBasis.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            key=key,
            kind=command.kind,
            name=command.name.strip(),
            paragraph=command.paragraph.strip(),
            source_mark=command.source_mark.strip(),
            needs_note=command.needs_note,
            needs_decision=command.needs_decision,
            order=max(taken.values(), default=0) + 10,
            valid_from=command.valid_from,
            changed_by_name=actor.name,
        ),
    )
    if new:
        _record(actor, "basis.added", basis, now)
    return basis


@transaction.atomic
def end_basis(actor: Actor, command: EndBasis, *, now: datetime) -> LegalBasis:
    """Not to be chosen after its last day; what was passed on with it stands."""
    require(policy.may_control(actor))
    current = _current(actor, command.basis_id)
    _not_before(command.last_day, max(clock.day_of(now), current.valid_from))
    LegalBasis.objects.filter(pk=current.pk).update(valid_to=command.last_day, changed_by_name=actor.name)
    current.refresh_from_db()
    _record(actor, "basis.ended", current, now)
    return current


@transaction.atomic
def change_settings(actor: Actor, command: ChangeSettings, *, now: datetime) -> SharingSettings:
    """The municipality's own periods from now; consents that were given keep their last day."""
    require(policy.may_control(actor))
    chosen = {
        "consent_months": command.consent_months,
        "meeting_days": command.meeting_days,
        "remind_days": command.remind_days,
        "young_from_years": command.young_from_years,
        "young_from_mark": command.young_from_mark.strip()[:200],
        "one_holder_topics": [str(topic) for topic in command.one_holder_topics],
    }
    row = set_choices(
        SharingSettings, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now
    )
    audit.record(actor, "sharing.settings", row, at=now, details=chosen)
    return row


def _current(actor: Actor, pk: int) -> LegalBasis:
    """The wording that is in force until further notice, held; one that has an end already is somebody else's doing."""
    found: LegalBasis = LegalBasis.objects.visible_to(actor).select_for_update().get(pk=pk)
    if found.valid_to is not None:
        raise Stale(who=found.changed_by_name, what="basis_changed")
    return found


def _not_before(day: date, earliest: date) -> None:
    if day < earliest:
        raise Invalid({"last_day": "past"})


def _record(actor: Actor, action: str, basis: LegalBasis, now: datetime) -> None:
    details = {"key": basis.key, "from": basis.valid_from.isoformat()}
    audit.record(actor, action, basis, at=now, details=details)
