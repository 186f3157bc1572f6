"""Who may list children, and who may set and lift a protection; what a reader is told is `redaction`'s; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see_children(actor: Actor) -> Verdict:
    """A list of children is for functions that work with single children."""
    return ALLOWED if actor.has(Permission.CHILD_SEE) else denied("role")


def may_protect(actor: Actor, child_id: int) -> Verdict:
    """Advisers and leaders who work with the child; never through broken glass."""
    if not actor.has(Permission.PROTECTION_KEEP):
        return denied("role")
    return denied("protected_address") if child_id in actor.glass else ALLOWED


def may_lift(actor: Actor, child_id: int, *, asked_by: int | None, herself: Collection[int]) -> Verdict:
    """Somebody else than the one who asked, whichever of her users she asked with: nobody lifts a protection alone."""
    allowed = may_protect(actor, child_id)
    return denied("second_person") if allowed and (asked_by is None or asked_by in herself) else allowed
