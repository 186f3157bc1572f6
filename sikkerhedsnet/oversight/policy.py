"""Who looks at access, and who answers; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_review(actor: Actor) -> Verdict:
    """The data-protection officer."""
    return ALLOWED if actor.has(Permission.ACCESS_REVIEW) else denied("role")


def may_say(actor: Actor, user_id: int) -> Verdict:
    """The data-protection officer, of anybody's access but her own."""
    if not may_review(actor):
        return denied("role")
    return denied("own_access") if actor.id == user_id else ALLOWED


def may_answer(actor: Actor, owner_id: int | None) -> Verdict:
    """The leader it was sent to."""
    if not actor.has(Permission.STAFF_LEAD):
        return denied("role")
    return ALLOWED if actor.id == owner_id else denied("not_owner")
