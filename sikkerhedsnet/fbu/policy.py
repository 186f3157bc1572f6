"""Who may deliver to the national register and take other municipalities' deliveries in; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_deliver(actor: Actor) -> Verdict:
    """Whoever answers for the municipality's delivery; she needs to see no child for it, and sees none."""
    return ALLOWED if actor.has(Permission.FBU_DELIVER) else denied("role")
