"""Who may start, follow up and end a measure, and who keeps the catalogue and the teams; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied

from . import rules
from .states import Tier


def may_see(actor: Actor) -> Verdict:
    """The catalogue and the teams are read by everybody who works with children, and by those who keep them."""
    return ALLOWED if actor.has(Permission.MEASURE_SEE) else denied("role")


def may_keep(actor: Actor) -> Verdict:
    """The district facilitator and the chief keep the catalogue and the district teams."""
    return ALLOWED if actor.has(Permission.MEASURE_KEEP) else denied("role")


def may_start(
    actor: Actor, *, starters: Collection[str], tier: Tier, family_ids: Collection[int], suspicion: bool
) -> Verdict:
    """A function the catalogue names may start it without asking; never on a suspicion, never for her own family."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in family_ids:
        return denied("own_child")
    if suspicion:
        return denied("measure_on_suspicion")
    if not rules.starts_without_asking([post.function for post in actor.posts], starters, tier):
        return denied("measure_not_yours_to_start")
    return ALLOWED


def may_follow_up(
    actor: Actor, *, owner_id: int | None, escalated_to_id: int | None, leads: int | None, family_ids: Collection[int]
) -> Verdict:
    """Whoever does it, was told that its date passed, or coordinates the child's plan."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in family_ids:
        return denied("own_child")
    return ALLOWED if actor.id in {owner_id, escalated_to_id, leads} - {None} else denied("not_measure_owner")
