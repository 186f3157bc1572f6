"""What stands about earlier plans on a new worry's page: each that has ended can be taken up again; lent to it by the
composition root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import clock

from . import policy, queries
from .labels import OUTCOME
from .models import Plan
from .states import Outcome, State


@dataclass(frozen=True)
class Earlier:
    """The child's plans that have ended: when, how, and where each is taken up again because of this worry."""

    plans: list[tuple[datetime, str, str]]
    template: str = "plans/_earlier_plans.html"


def earlier(actor: Actor, concern: Concern) -> Earlier | None:
    """Nothing on a suspicion, nor for whoever may not take a plan up again."""
    if concern.suspicion or concern.state not in NOT_CLOSED:
        return None
    ended = Plan.objects.visible_to(actor).filter(child_id=concern.child_id, state=State.CLOSED, suspicion=False)
    today = clock.today()
    found = [
        (
            plan.closed_at,
            str(OUTCOME[Outcome(plan.outcome)]),
            f"{reverse('plans:reopen', args=[plan.pk])}?bekymring={concern.pk}",
        )
        for plan in ended.exclude(concern=concern).select_related("child").order_by("-closed_at")
        if plan.closed_at and policy.may_reopen(actor, queries.people_of(plan, today))
    ]
    return Earlier(found) if found else None
