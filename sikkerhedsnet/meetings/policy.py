"""Who may do what around a meeting; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see(actor: Actor) -> Verdict:
    """A list of meetings is for those who can sit at one."""
    return ALLOWED if actor.has(Permission.MEETING_SEE) else denied("role")


def may_call(actor: Actor, *, owner_id: int | None, parent_ids: Collection[int] = ()) -> Verdict:
    """The adviser who has the concern calls the meeting; never about her own child."""
    return may_lead(actor, owner_id=owner_id, parent_ids=parent_ids)


def may_lead(actor: Actor, *, owner_id: int | None, parent_ids: Collection[int] = ()) -> Verdict:
    """Begin, move, cancel, invite and end: for the one who leads the meeting."""
    if not actor.has(Permission.MEETING_CALL):
        return denied("role")
    if actor.id in parent_ids:
        return denied("own_child")
    return ALLOWED if owner_id == actor.id else denied("not_meeting_owner")


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
    if not actor.has(Permission.MEETING_CALL):
        return denied("role")
    if actor.id in parent_ids:
        return denied("own_child")
    mine = actor.id in (owner_id, worry_owner_id)
    return ALLOWED if mine or owner_id in covered else denied("not_meeting_owner")


def may_write(actor: Actor, *, owner_id: int | None, seated_ids: Collection[int]) -> Verdict:
    """The one who leads and every employee at the table write the minutes together."""
    if not actor.has(Permission.MEETING_SEE):
        return denied("role")
    return ALLOWED if actor.id == owner_id or actor.id in seated_ids else denied("not_at_table")
