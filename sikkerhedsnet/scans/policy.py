"""Who may do what with papers; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see(actor: Actor) -> Verdict:
    """Whoever works with children; which papers is the question of what they belong to."""
    return ALLOWED if actor.has(Permission.CHILD_SEE) else denied("role")


def may_add(actor: Actor) -> Verdict:
    """Whoever works with children lays a paper with a thing she may see."""
    return may_see(actor)


def may_withdraw(actor: Actor, *, uploaded_by_id: int, owner_id: int | None) -> Verdict:
    """Whoever laid it there, whoever answers for what it belongs to, and a leader who may see it."""
    if not (seen := may_see(actor)):
        return seen
    if actor.id in (uploaded_by_id, owner_id) or actor.led_institution_ids:
        return ALLOWED
    return denied("not_own_paper")
