"""Who may decide on erasure; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_control(actor: Actor) -> Verdict:
    """Rules, holds and lists are the data-protection officer's."""
    return ALLOWED if actor.has(Permission.RETENTION_CONTROL) else denied("role")


def may_follow(actor: Actor) -> Verdict:
    """An erasure is read by those who ask for it and those who approve it."""
    return ALLOWED if actor.has(Permission.RETENTION_FOLLOW) else denied("role")


def may_approve(actor: Actor, *, proposed_by: int, herself: Collection[int]) -> Verdict:
    """A second person: never whoever asked for it, with whichever of her users."""
    if not actor.has(Permission.RETENTION_APPROVE):
        return denied("role")
    return denied("own_proposal") if proposed_by in herself else ALLOWED
