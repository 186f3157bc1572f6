"""The rule of the setting a child has left: its proposal follows the settings, and what it makes due is put forward."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.handover import queries as handovers
from sikkerhedsnet.handover.states import OnLeaving

from . import queries, rules
from .kinds import SETTINGS, Event, Kind
from .listing import made_list, waiting
from .models import Erasure, ErasureItem, RetentionRule
from .states import RuleState, State


@transaction.atomic
def heed_settings(municipality: Municipality, *, now: datetime) -> RetentionRule | None:
    """When the rules for hand-overs were changed, their months are a new proposal; it erases nothing until confirmed."""
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    chosen = handovers.settings_of(municipality.pk)
    versions = RetentionRule.objects.filter(municipality=municipality, kind=Kind.LEFT)
    last = versions.order_by("-number").first()
    if last is None or not chosen.pk or chosen.on_leaving == OnLeaving.KEPT:
        return None
    period = rules.period_of(chosen.keep_months)
    if chosen.changed_at <= last.written_at or last.period == period:
        return None
    rule = RetentionRule.objects.create(
        municipality=municipality, kind=Kind.LEFT, number=last.number + 1, event=Event.SETTING_LEFT, period=period,
        source=SETTINGS, state=RuleState.PROPOSED, written_at=now,
    )  # fmt: skip
    details = {"kind": Kind.LEFT, "period": period}
    audit.record(System(municipality.pk), "retention.proposed", rule, at=now, details=details)
    return rule


@transaction.atomic
def put_forward(municipality: Municipality, *, now: datetime) -> Erasure | None:
    """What the setting's own rule makes due goes on a list by itself, one at a time; a second person must approve it.

    What somebody has called off once is not put forward again by the same version of the rule.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    here = Erasure.objects.filter(municipality=municipality, by_clock=True)
    rule, _proposal = queries.standing_rules(municipality.pk).get(Kind.LEFT, (None, None))
    if rule is None or rule.confirmed_by_id is None or here.filter(state__in=(State.PROPOSED, State.APPROVED)).exists():
        return None
    off = ErasureItem.objects.filter(erasure__in=here.filter(state=State.CALLED_OFF), rule=rule)
    stays = {*waiting(municipality.pk), *off.values_list("kind", "root_number")}
    run = queries.dry_run(municipality.pk, now, only=Kind.LEFT)
    found = [(one, thing) for one, thing in run.erasable if (thing.kind, thing.root) not in stays]
    return made_list(System(municipality.pk), rule.confirmed_by_id, found, now=now, by_clock=True) if found else None
