"""Who may write that somebody is away, and end it; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_register(actor: Actor, user_id: int, led: Collection[int]) -> Verdict:
    """An adviser her own, and the leader that of the advisers she leads."""
    if actor.id == user_id:
        return ALLOWED if actor.has(Permission.CONCERN_TAKE) else denied("role")
    if not actor.has(Permission.STAFF_LEAD):
        return denied("role")
    return ALLOWED if user_id in led else denied("not_led")


def may_end(actor: Actor, user_id: int, led: Collection[int]) -> Verdict:
    """The one who is away, when she is back, and her leader; never the one who covers."""
    return may_register(actor, user_id, led)
