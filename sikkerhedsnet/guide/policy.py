"""Who keeps the guide, who approves it, and who asks and answers; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


@dataclass(frozen=True)
class Around:
    """The people around one sparring, by user id."""

    asked_by: int
    owner: int | None
    escalated_to: int | None = None


def may_keep(actor: Actor) -> Verdict:
    """The district facilitator writes the guide."""
    return ALLOWED if actor.has(Permission.GUIDE_KEEP) else denied("role")


def may_decide(actor: Actor, writers: Collection[int]) -> Verdict:
    """The chief or another facilitator, and never somebody who has written in the version."""
    if not actor.has(Permission.GUIDE_APPROVE):
        return denied("role")
    return denied("own_guide") if actor.id in writers else ALLOWED


def may_ask(actor: Actor) -> Verdict:
    """Whoever works with children."""
    return ALLOWED if actor.has(Permission.SPARRING_ASK) else denied("role")


def may_answer(actor: Actor, around: Around) -> Verdict:
    """The adviser it lies with, and a chief who stands in for one."""
    return ALLOWED if actor.id == around.owner and actor.id != around.asked_by else denied("not_owner_sparring")


def may_give(actor: Actor, around: Around) -> Verdict:
    """The one it lies with, and the one told of a passed date, may find another adviser."""
    return ALLOWED if actor.id in (around.owner, around.escalated_to) else denied("not_owner_sparring")


def may_be_given(user_id: int, around: Around) -> Verdict:
    """Another adviser, who did not ask herself."""
    return denied("cannot_answer") if user_id in (around.owner, around.asked_by) else ALLOWED
