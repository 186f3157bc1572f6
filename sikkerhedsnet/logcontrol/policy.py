"""Who may explain a look-up, and who may see how the control goes; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_control(actor: Actor) -> Verdict:
    """The data-protection officer."""
    return ALLOWED if actor.has(Permission.LOG_CONTROL) else denied("role")


def may_answer(actor: Actor, *, owner_id: int | None, looked_by: int) -> Verdict:
    """The one it was given to, and never the one who looked."""
    if not actor.has(Permission.LOOK_EXPLAIN) or actor.id == looked_by:
        return denied("role")
    return ALLOWED if actor.id == owner_id else denied("not_owner")
