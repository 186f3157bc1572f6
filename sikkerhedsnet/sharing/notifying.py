"""A notification crosses to the family department, and that is written down with its paragraph as it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Notification
from sikkerhedsnet.core import clock, context

from . import queries, rules
from .models import Disclosure
from .states import Service, Told, What

DUTY = "duty"
"""The municipality's wording of barnets lov § 133 (see the first list of bases)."""


def notification_sent(actor: Actor, notification: Notification, *, now: datetime) -> Disclosure | None:
    """One record on the duty to notify, also inside one service; called by `concerns` through the composition root."""
    today, concern = clock.day_of(now), notification.concern
    with context.beyond_reach():
        basis = queries.bases_on(notification.child.municipality_id, today).get(DUTY)
        if basis is None:
            return None
        told = Told.SUSPICION if concern.suspicion else Told.TOLD if notification.gone_through_on else Told.LATER
        row = Disclosure.objects.create(
            child=notification.child,
            concern=concern,
            suspicion=concern.suspicion,
            what=What.CONCERN,
            about_label=notification._meta.label_lower,
            about_id=notification.pk,
            content=_("Underretning"),
            to_user_id=notification.owner_id,
            to_name=notification.owner.name[:300] if notification.owner else "",
            to_service=Service.SOCIAL,
            purpose=_("Kommunen skal vurdere, om barnet har brug for særlig støtte"),
            basis=basis,
            told=told,
            told_on=notification.gone_through_on if told is Told.TOLD else None,
            not_told_because=notification.not_gone_through if told is Told.LATER else "",
            on=today,
            until=today + timedelta(days=rules.CONCERN_DAYS),
            by_id=actor.id,
            recorded_at=now,
        )
    details = {"basis": basis.key, "until": row.until.isoformat()}
    audit.record(actor, "disclosure.made", row, at=now, child_id=row.child_id, details=details)
    return row
