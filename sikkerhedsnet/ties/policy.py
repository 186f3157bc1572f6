"""Who may tell of a tie, end one, say who a user is, and find somebody else; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_declare(actor: Actor, user_id: int, led: Collection[int]) -> Verdict:
    """One's own, whoever one is; a colleague's when one leads her."""
    if actor.kind is not UserKind.STAFF:
        return denied("role")
    return ALLOWED if user_id == actor.id else may_lead(actor, user_id, led)


def may_lead(actor: Actor, user_id: int, led: Collection[int]) -> Verdict:
    """A leader, of those she leads; nobody of herself, under whichever user."""
    if not actor.has(Permission.STAFF_LEAD):
        return denied("role")
    return ALLOWED if user_id in led and user_id != actor.id else denied("not_led")


def may_end(actor: Actor, user_id: int, led: Collection[int]) -> Verdict:
    """The leader alone: whoever has the tie does not let herself in again."""
    return may_lead(actor, user_id, led)


def may_say_who(actor: Actor, user_id: int) -> Verdict:
    """The administrator of accounts, but not of her own."""
    if not actor.has(Permission.ACCOUNT_MANAGE):
        return denied("role")
    return denied("own_account") if actor.id == user_id else ALLOWED


def may_keep_kinds(actor: Actor) -> Verdict:
    """The data-protection officer keeps the list of what counts as a tie."""
    return ALLOWED if actor.has(Permission.ACCESS_REVIEW) else denied("role")
