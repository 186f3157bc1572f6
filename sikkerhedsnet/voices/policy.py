"""Who may write for whom, and who decides on a child's wish; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied

from .states import Audience


def may_see(actor: Actor) -> Verdict:
    return ALLOWED if actor.has(Permission.PLAN_SEE) else denied("role")


def may_prepare(
    actor: Actor, audience: Audience, *, seat_user_id: int | None, leads: bool, seated_ids: Collection[int]
) -> Verdict:
    """A professional writes her own; the family's is entered by whoever leads the meeting or sits at it, and so is that
    of a professional without a sign-in here."""
    if not actor.has(Permission.MEETING_SEE):
        return denied("role")
    if audience is Audience.PROFESSIONAL and seat_user_id is not None:
        return ALLOWED if seat_user_id == actor.id else denied("not_your_preparation")
    return ALLOWED if leads or actor.id in seated_ids else denied("not_at_table")


def may_keep_questions(actor: Actor) -> Verdict:
    """The municipality's words are kept by those who keep its handleguide."""
    return ALLOWED if actor.has(Permission.GUIDE_KEEP) else denied("role")


def may_tell(actor: Actor) -> Verdict:
    """Whoever may write a worry may write what the child says."""
    return ALLOWED if actor.has(Permission.CONCERN_RAISE) else denied("role")


def may_decide(actor: Actor) -> Verdict:
    """Whether a child's words may be shown against its wish is the adviser's to decide."""
    return ALLOWED if actor.has(Permission.MEETING_CALL) else denied("adviser_decides")
