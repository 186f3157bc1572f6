"""Who may plan, hold and correct visits, read their coverage, and keep dental recalls; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_keep_visits(actor: Actor) -> Verdict:
    """The health journal is the health visitors' own."""
    return ALLOWED if actor.has(Permission.VISIT_SEE) else denied("role")


def may_write_on(actor: Actor, owner_id: int | None) -> Verdict:
    """What a colleague has begun is the colleague's, until it is saved or handed over."""
    if not actor.has(Permission.VISIT_SEE):
        return denied("role")
    return ALLOWED if owner_id in (None, actor.id) else denied("others_draft")


def may_see_coverage(actor: Actor, health_services: Collection[int]) -> Verdict:
    """Health visitors, the leader of a health service, and those who follow the whole municipality."""
    whole = actor.has(Permission.VISIT_SEE) or actor.has(Permission.NET_SEE)
    if whole or actor.led_institution_ids & frozenset(health_services):
        return ALLOWED
    return denied("role")


def may_change_scheme(actor: Actor) -> Verdict:
    """The municipality's own schedule is the chief's."""
    return ALLOWED if actor.has(Permission.VISIT_SCHEME) else denied("role")


def may_keep_recalls(actor: Actor) -> Verdict:
    """Recalls are the dental service's own."""
    return ALLOWED if actor.has(Permission.RECALL_KEEP) else denied("role")


def dental_places(actor: Actor) -> frozenset[int]:
    """The clinics this person works in."""
    return frozenset(
        post.institution_id
        for post in actor.posts
        if post.function is Function.DENTAL_PROFESSIONAL and post.institution_id
    )
