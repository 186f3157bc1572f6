"""Who may break the glass, and who looks it over; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_break(actor: Actor) -> Verdict:
    """A health visitor or a family adviser, who may stand alone with a child in danger."""
    return ALLOWED if actor.has(Permission.GLASS_BREAK) else denied("role")


def may_approve(actor: Actor, *, asked: bool, asker_id: int) -> Verdict:
    """One of those who were asked, and never the one who asks."""
    if not actor.has(Permission.STAFF_LEAD) or actor.id == asker_id:
        return denied("role")
    return ALLOWED if asked else denied("not_owner")


def may_review(actor: Actor, *, owner_id: int | None, broken_by: int) -> Verdict:
    """The one it was given to look over, and never the one who broke it."""
    if not actor.has(Permission.GLASS_REVIEW) or actor.id == broken_by:
        return denied("role")
    return ALLOWED if actor.id == owner_id else denied("not_owner")
