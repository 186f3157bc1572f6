"""Who may do what with a request and with a party's statement; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_register(actor: Actor, parent_ids: Collection[int]) -> Verdict:
    """Advisers and leaders take requests; never about their own child."""
    if not actor.has(Permission.RIGHTS_HANDLE):
        return denied("role")
    return denied("own_child") if actor.id in parent_ids else ALLOWED


def may_handle(actor: Actor, *, owner_id: int | None, parent_ids: Collection[int]) -> Verdict:
    """Extend, weigh, release and withdraw: for the one who answers for the request."""
    registers = may_register(actor, parent_ids)
    if not registers:
        return registers
    return ALLOWED if owner_id == actor.id else denied("not_request_owner")


def may_control(actor: Actor) -> Verdict:
    """The data-protection officer follows every request's clock, never what it is answered with."""
    return ALLOWED if actor.has(Permission.RIGHTS_CONTROL) else denied("role")


def may_state(actor: Actor, *, owner_id: int | None, shared: bool, parent_ids: Collection[int]) -> Verdict:
    """A party's words are written by whoever leads the file; of an assessment (`shared`) by any adviser or leader who
    works with the child."""
    registers = may_register(actor, parent_ids)
    if not registers:
        return registers
    return ALLOWED if shared or owner_id == actor.id else denied("not_file_owner")
