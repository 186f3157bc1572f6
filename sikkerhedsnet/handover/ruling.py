"""The municipality's own rules for hand-overs are changed, with a reason that is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.db import set_choices
from sikkerhedsnet.core.verdicts import require

from . import policy, rules
from .choices import HandoverSettings
from .commands import ChangeRules


@transaction.atomic
def change_rules(actor: Actor, command: ChangeRules, *, now: datetime) -> HandoverSettings:
    """The rules from now; what has been sent stands. The log keeps what was chosen, and the row why."""
    require(policy.may_rule(actor))
    rules.check_because(command.because)
    chosen = {
        "assessments_follow": command.assessments_follow,
        "health_needs_consent": command.health_needs_consent,
        "on_leaving": str(command.on_leaving),
        "keep_months": command.keep_months,
        "rounds": command.rounds,
        "begin_days": command.begin_days,
        "answer_days": command.answer_days,
        "follow_up_days": command.follow_up_days,
        "read_months": command.read_months,
        "school_age": command.school_age,
        "because": command.because.strip(),
    }
    row = set_choices(
        HandoverSettings, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now
    )
    audit.record(actor, "handover.rules", row, at=now, details=chosen)
    return row
