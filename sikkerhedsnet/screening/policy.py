"""Who may open a round, rate a group, settle and follow up; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


@dataclass(frozen=True)
class Setting:
    """Where an assessment is made: an institution, and its group when the child has one."""

    institution_id: int
    group_id: int | None


def opens_everywhere(actor: Actor) -> bool:
    """A chief opens rounds in any institution of the municipality; a leader only in her own."""
    return any(not post.institution_id for post in actor.posts_with(Permission.ROUND_OPEN))


def may_open_round(actor: Actor, institution_ids: Collection[int]) -> Verdict:
    """Every institution of the round must be one this person leads, unless she answers for them all."""
    if not actor.has(Permission.ROUND_OPEN):
        return denied("role")
    if opens_everywhere(actor) or set(institution_ids) <= actor.institution_ids(Permission.ROUND_OPEN):
        return ALLOWED
    return denied("not_your_institution")


def sees_every_round(actor: Actor) -> bool:
    """Chief, facilitator and analyst follow the rounds of the whole municipality, in numbers."""
    return any(not post.institution_id for post in actor.posts_with(Permission.ROUND_SEE))


def _covers(actor: Actor, permission: Permission, setting: Setting) -> bool:
    return any(
        post.institution_id == setting.institution_id and (not post.group_ids or setting.group_id in post.group_ids)
        for post in actor.posts_with(permission)
    )


def may_rate(actor: Actor, setting: Setting) -> Verdict:
    """Whoever works with the group rates it; without fixed groups that is the whole institution."""
    if not actor.has(Permission.ASSESSMENT_RATE):
        return denied("role")
    return ALLOWED if _covers(actor, Permission.ASSESSMENT_RATE, setting) else denied("not_your_group")


def may_settle(actor: Actor, setting: Setting, *, alone: bool) -> Verdict:
    """The group's own people and the leader; outside a round (`alone`) the colleagues of the same service."""
    if not actor.has(Permission.ASSESSMENT_SETTLE):
        return denied("role")
    if _covers(actor, Permission.ASSESSMENT_SETTLE, setting):
        return ALLOWED
    return denied("not_your_visit" if alone else "not_your_group")


def may_follow_up(actor: Actor, setting: Setting, *, owner_id: int | None, alone: bool) -> Verdict:
    """The responsible person, and those who may settle in the same setting."""
    if owner_id == actor.id:
        return ALLOWED
    return ALLOWED if may_settle(actor, setting, alone=alone) else denied("not_owner")


def may_assess_alone(actor: Actor, institution_id: int | None) -> Verdict:
    """A health visitor at a visit; the assessment belongs to her own service."""
    if not actor.has(Permission.ASSESSMENT_ALONE):
        return denied("role")
    if institution_id is None or institution_id not in actor.institution_ids(Permission.ASSESSMENT_ALONE):
        return denied("no_service")
    return ALLOWED


def names_children(actor: Actor, institution_id: int) -> bool:
    """Whether this person may read the children's names in a round's figures of the institution."""
    return actor.has(Permission.CHILD_SEE) and institution_id in actor.whole_institution_ids


def may_let_in(actor: Actor, institution_id: int) -> bool:
    """Whether this person leads the institution, and so decides about a rating that came too late."""
    return actor.has(Permission.ROUND_OPEN) and names_children(actor, institution_id)


def may_set_aside(actor: Actor, setting: Setting) -> Verdict:
    """Those who rate the group, and the leader, write why a child is not assessed."""
    return may_settle(actor, setting, alone=False)


def may_decide(actor: Actor, institution_id: int, *, owner_id: int | None = None) -> Verdict:
    """On the parents' objection the leader of the place decides, or whoever answers for it where the leader cannot."""
    return ALLOWED if institution_id in actor.led_institution_ids or owner_id == actor.id else denied("leader_decides")


def may_take_back(actor: Actor, setting: Setting, *, decided: bool) -> Verdict:
    """As easily as it was written; what the leader has decided, only the leader."""
    return may_decide(actor, setting.institution_id) if decided else may_set_aside(actor, setting)


def may_plan(actor: Actor) -> Verdict:
    """Facilitator and chief decide how often and when there are rounds."""
    return ALLOWED if actor.has(Permission.ROUND_PLAN) else denied("role")
