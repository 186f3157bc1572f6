"""Who asks parents, and who types in what they wrote on paper; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_ask(actor: Actor) -> Verdict:
    """Those who hold meetings and lead places, and the districts' facilitator; none of them can see who has answered."""
    return ALLOWED if actor.has(Permission.EVALUATION_ASK) else denied("role")
