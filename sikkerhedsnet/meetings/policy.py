"""Who may do what around a meeting; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see(actor: Actor) -> Verdict:
    """A list of meetings is for those who can sit at one."""
    return ALLOWED if actor.has(Permission.MEETING_SEE) else denied("role")


def may_call(actor: Actor, *, handler_ids: Collection[int | None], parent_ids: Collection[int] = ()) -> Verdict:
    """Whoever acts on the worry calls the meeting: its adviser, or her cover; never about her own child."""
    if not actor.has(Permission.MEETING_CALL):
        return denied("role")
    if actor.id in parent_ids:
        return denied("own_child")
    return ALLOWED if actor.id in handler_ids else denied("not_meeting_owner")


def may_lead(actor: Actor, *, owner_id: int | None, parent_ids: Collection[int] = ()) -> Verdict:
    """Begin, move, cancel, invite and end: for the one who leads the meeting."""
    return may_call(actor, handler_ids={owner_id}, parent_ids=parent_ids)


def may_take_lead(
    actor: Actor,
    *,
    owner_id: int | None,
    covered: Collection[int],
    worry_owner_id: int | None,
    parent_ids: Collection[int] = (),
) -> Verdict:
    """Whoever covers today for the one who leads it, the one who has the worry, and the one who leads it already.

    `covered` are those this person acts for today.
    """
    covering = {actor.id} if owner_id in covered else set()
    return may_call(actor, handler_ids={owner_id, worry_owner_id, *covering}, parent_ids=parent_ids)


def may_write(actor: Actor, *, owner_id: int | None, seated_ids: Collection[int]) -> Verdict:
    """The one who leads and every employee at the table write the minutes together."""
    if not actor.has(Permission.MEETING_SEE):
        return denied("role")
    return ALLOWED if actor.id == owner_id or actor.id in seated_ids else denied("not_at_table")
