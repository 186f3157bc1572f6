"""Whether a basis can carry something from one service to another, and what a row says of why it crossed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.people.models import Child

from . import queries, rules
from .commands import Ground
from .models import Consent, LegalBasis
from .states import Kind, Service, What


@dataclass(frozen=True)
class Road:
    """From which services to which, on which days, in which matter; what a basis has to carry."""

    child: Child
    concern: Concern | None
    what: What
    senders: frozenset[Service]
    receivers: frozenset[Service]
    days: tuple[date, ...]
    meeting_id: int | None = None
    to_name: str = ""


def shared_of(
    ground: Ground, basis: LegalBasis, consent: Consent | None, actor: Actor, now: datetime
) -> dict[str, Any]:
    """What every row of something passed on says of why."""
    return {
        "purpose": ground.purpose.strip(),
        "basis": basis,
        "consent": consent,
        "note": ground.note.strip(),
        "special_reason": ground.special_reason.strip(),
        "decided_by": normalise_text(ground.decided_by)[:200],
        "decided_on": ground.decided_on,
        "by_id": actor.id,
        "recorded_at": now,
    }


def carried_by(road: Road, ground: Ground, today: date, found: Consent | None) -> tuple[LegalBasis, Consent | None]:
    """The basis in the wording of today, and the consent when it is one; Invalid when it cannot carry this."""
    basis = queries.bases_on(road.child.municipality_id, today).get(ground.basis)
    if basis is None:
        raise Invalid({"basis": "basis_gone"})
    kind, concern = Kind(basis.kind), road.concern
    if kind not in rules.kinds_for(road.what, suspicion=concern is not None and concern.suspicion):
        raise Invalid({"basis": "basis_not_here"})
    if not ground.purpose.strip():
        raise Invalid({"purpose": "purpose"})
    before = queries.meetings_on_one_off(concern.pk, but_for=road.meeting_id) if concern else 0
    asked = rules.Asked(
        kind,
        basis.needs_note,
        basis.needs_decision,
        ground.note,
        ground.special_reason,
        ground.decided_by,
        ground.decided_on,
    )
    rules.check_ground(asked, meetings_before=before, services={*road.senders, *road.receivers}, today=today)
    return basis, _consent(road, found, today) if kind is Kind.CONSENT else None


def _consent(road: Road, found: Consent | None, today: date) -> Consent:
    if found is None:
        raise Invalid({"basis": "consent_missing"})
    if not all(queries.holds_on(found, road.child, day, today) for day in road.days):
        raise Invalid({"basis": "consent_not_valid"})
    outside = Service.EXTERNAL in road.receivers and not rules.names_same(found.external_name, road.to_name)
    if outside or not rules.covers(queries.terms_of(found), road.receivers):
        raise Invalid({"basis": "consent_not_covering"})
    return found
