"""Who may see where a child or a parent lives; pure."""

from __future__ import annotations

from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


@dataclass(frozen=True)
class Place:
    """Where a child spends the day, and whether knowing it would give a protected address away."""

    protected: bool
    institution_id: int
    group_id: int | None
    child_id: int


def may_see_children(actor: Actor) -> Verdict:
    """A list of children is for functions that work with single children."""
    return ALLOWED if actor.has(Permission.CHILD_SEE) else denied("role")


def may_see_address(actor: Actor, *, protected: bool, child_id: int | None = None) -> Verdict:
    """An address needs the right to see addresses; a protected one the right to see those as well, and no broken glass."""
    if not actor.has(Permission.ADDRESS_SEE):
        return denied("address")
    if protected and (not actor.has(Permission.PROTECTED_ADDRESS_SEE) or child_id in actor.glass):
        return denied("protected_address")
    return ALLOWED


def may_see_place(actor: Actor | None, place: Place) -> Verdict:
    """The institution's name is open unless the child is protected; then it is for those who work there."""
    if not place.protected:
        return ALLOWED
    if actor is None or place.child_id in actor.glass:
        return denied("protected_address")
    if actor.has(Permission.PROTECTED_ADDRESS_SEE) or place.institution_id in actor.whole_institution_ids:
        return ALLOWED
    if place.group_id is not None and place.group_id in actor.group_ids:
        return ALLOWED
    return denied("protected_address")
