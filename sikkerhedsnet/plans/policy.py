"""Who may agree, follow up and finish; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


@dataclass(frozen=True)
class People:
    """The people around one plan or meeting, by user id."""

    owner: int | None
    escalated_to: int | None = None
    offered_to: int | None = None
    parents: Collection[int] = frozenset()
    covers: Collection[int] = frozenset()
    """Who acts for the owner today because she is away; nobody on a suspicion."""

    @property
    def answering(self) -> frozenset[int | None]:
        """Who follows up: the owner, her cover, and the one who was told that the date has passed."""
        return frozenset({self.owner, self.escalated_to, *self.covers})


def may_see(actor: Actor) -> Verdict:
    """A plan is for functions that read plans."""
    return ALLOWED if actor.has(Permission.PLAN_SEE) else denied("role")


def may_lead(actor: Actor, people: People) -> Verdict:
    """Agreeing, adding to and following up is for whoever answers for it, covers for her, or was told that its date has
    passed."""
    if not actor.has(Permission.PLAN_LEAD):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id in people.answering else denied("not_plan_owner")


def may_offer(actor: Actor, people: People) -> Verdict:
    """Whoever answers for it may ask another adviser to take over; so may whoever was told that its date has passed."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id in (people.owner, people.escalated_to) else denied("not_plan_owner")


def may_accept(actor: Actor, people: People) -> Verdict:
    """Only the one it was offered to, and never about her own child."""
    if not actor.has(Permission.PLAN_LEAD):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id == people.offered_to else denied("plan_not_offered")


def may_decline(actor: Actor, people: People) -> Verdict:
    """Only the one it was offered to."""
    return ALLOWED if actor.id == people.offered_to else denied("plan_not_offered")


def may_finish(actor: Actor, *, step_owner: int | None, plan: People) -> Verdict:
    """The step's own employee finishes it; the plan's owner may for anybody, and so for the family."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in plan.parents:
        return denied("own_child")
    return ALLOWED if actor.id == step_owner or actor.id in plan.answering else denied("not_step_owner")


def may_note_sign(actor: Actor, people: People) -> Verdict:
    """Whoever reads the plan may write down that a sign was seen; never about her own child."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    return denied("own_child") if actor.id in people.parents else ALLOWED


def may_answer_role(actor: Actor, asked: int, people: People) -> Verdict:
    """Only the one who was asked to coordinate, and never for her own child."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id == asked else denied("role_not_yours")


def may_look(actor: Actor, watcher: int | None, told: int | None, people: People) -> Verdict:
    """Whoever keeps an eye out writes what she found; so may the one who was told that the date has passed."""
    if not actor.has(Permission.PLAN_SEE):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id in (watcher, told) else denied("not_watching")


def may_reopen(actor: Actor, people: People) -> Verdict:
    """Whoever leads plans and can see this one; it is hers from then on."""
    if not actor.has(Permission.PLAN_LEAD):
        return denied("role")
    return denied("own_child") if actor.id in people.parents else ALLOWED


def may_keep_ladder(actor: Actor) -> Verdict:
    """What the levels are called here is written by whoever keeps the municipality's own rules of worries."""
    return ALLOWED if actor.has(Permission.CONCERN_RULES) else denied("role")
