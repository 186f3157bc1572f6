"""Who may do what before a meeting is held; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see(actor: Actor) -> Verdict:
    """Whoever can sit at a meeting."""
    return ALLOWED if actor.has(Permission.MEETING_SEE) else denied("role")


def may_arrange(actor: Actor, *, handler_ids: Collection[int | None], family_ids: Collection[int]) -> Verdict:
    """Offer times, order an interpreter, write why it was not held: for whoever acts on it."""
    if not actor.has(Permission.MEETING_CALL):
        return denied("role")
    if actor.id in family_ids:
        return denied("own_child")
    return ALLOWED if actor.id in handler_ids else denied("not_meeting_owner")


def may_write_agenda(actor: Actor, *, owner_id: int | None, seated_ids: Collection[int]) -> Verdict:
    """The one who leads and every employee at the table."""
    if not actor.has(Permission.MEETING_SEE):
        return denied("role")
    return ALLOWED if actor.id == owner_id or actor.id in seated_ids else denied("not_at_table")


def may_have_file(actor: Actor, *, owner_id: int | None, user_id: int | None) -> Verdict:
    """A calendar file is for the very person invited; the one who leads hands out the family's."""
    if not actor.has(Permission.MEETING_SEE):
        return denied("role")
    return ALLOWED if actor.id in (owner_id, user_id) else denied("not_your_file")


def may_keep(actor: Actor) -> Verdict:
    """The district facilitator and the chief keep what meetings are like."""
    return ALLOWED if actor.has(Permission.MEASURE_KEEP) else denied("role")
