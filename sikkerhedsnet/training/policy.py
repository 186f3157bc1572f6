"""Who keeps the register, who follows all of it, and who sees those she leads; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_keep(actor: Actor) -> Verdict:
    """The district facilitator: courses, dates, who took part, and certificates."""
    return ALLOWED if actor.has(Permission.TRAINING_KEEP) else denied("role")


def may_see(actor: Actor) -> Verdict:
    """The facilitator and the chief everybody, a leader those she leads."""
    return ALLOWED if actor.has(Permission.TRAINING_SEE) else denied("role")
