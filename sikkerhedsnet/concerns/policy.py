"""Who may do what with a concern; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, all_of, denied


@dataclass(frozen=True)
class People:
    """The people around one concern, by user id."""

    raised_by: int
    owner: int | None
    offered_to: int | None = None
    escalated_to: int | None = None
    leader_told: int | None = None
    parents: Collection[int] = frozenset()
    alone: bool = False
    """True when nobody else in the municipality could receive it."""
    covers: Collection[int] = frozenset()
    """Who acts for the owner today because she is away; nobody on a suspicion."""


def may_raise(actor: Actor) -> Verdict:
    """Whoever works with children daily may worry."""
    return ALLOWED if actor.has(Permission.CONCERN_RAISE) else denied("role")


def may_receive(actor: Actor, people: People) -> Verdict:
    """Advisers receive; never about their own child, and not their own worry unless they are alone."""
    if not actor.has(Permission.CONCERN_TAKE):
        return denied("role")
    return _not_too_close(actor.id, people)


def may_take(actor: Actor, people: People) -> Verdict:
    """Any adviser the concern is within reach of may take it."""
    return may_receive(actor, people)


def may_accept(actor: Actor, people: People) -> Verdict:
    """Only the one it was offered to."""
    return all_of(may_receive(actor, people), ALLOWED if people.offered_to == actor.id else denied("not_offered"))


def may_decline(actor: Actor, people: People) -> Verdict:
    """Only the one it was offered to."""
    return ALLOWED if people.offered_to == actor.id else denied("not_offered")


def may_handle(actor: Actor, people: People) -> Verdict:
    """Talking with the parents and closing is for the adviser who has the concern, and her cover while she is away."""
    if not actor.has(Permission.CONCERN_TAKE):
        return denied("role")
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if people.owner == actor.id or actor.id in people.covers else denied("not_owner")


def may_note_contact(actor: Actor, people: People, *, suspicion: bool) -> Verdict:
    """A talk with the parents is written by the adviser, and never on a suspicion."""
    handled = may_handle(actor, people)
    return denied("suspicion_no_contact") if handled and suspicion else handled


def may_offer(actor: Actor, people: People) -> Verdict:
    """The owner may ask another; so may whoever was told that the date has passed."""
    if actor.id in people.parents:
        return denied("own_child")
    return ALLOWED if actor.id in (people.owner, people.escalated_to) else denied("not_owner")


def may_be_offered(user_id: int, people: People) -> Verdict:
    """Another adviser who is not too close to the worry."""
    if user_id == people.owner:
        return denied("already_owner")
    return _not_too_close(user_id, people)


def may_move_on(actor: Actor) -> Verdict:
    """Meetings and plans move the concern they grew from."""
    if actor.has(Permission.MEETING_CALL) or actor.has(Permission.PLAN_LEAD):
        return ALLOWED
    return denied("role")


def may_rate(actor: Actor, people: People) -> Verdict:
    """Whoever works with the child and sees the worry may say how worried she is; each for herself."""
    if not actor.has(Permission.CONCERN_RAISE):
        return denied("role")
    return denied("own_child") if actor.id in people.parents else ALLOWED


def may_notify(actor: Actor, people: People, *, leads_place: bool, suspicion: bool) -> Verdict:
    """The sender, the adviser and the leader write a notification; of a suspicion only a leader who was told."""
    if actor.id in people.parents:
        return denied("own_child")
    if actor.id in (people.raised_by, people.owner, people.leader_told) or (leads_place and not suspicion):
        return ALLOWED
    return denied("not_yours_to_notify")


def may_receive_notification(actor: Actor, owner: int | None) -> Verdict:
    """Received by the family adviser it was sent to, by name."""
    if not actor.has(Permission.NOTIFICATION_RECEIVE):
        return denied("role")
    return ALLOWED if actor.id == owner else denied("not_sent_to_you")


def may_keep_promises(actor: Actor) -> Verdict:
    """The municipality's promises and its scale are written by the district's facilitator and the chief."""
    return ALLOWED if actor.has(Permission.CONCERN_RULES) else denied("role")


def may_approve_scale(actor: Actor, written_by: str) -> Verdict:
    """A second person approves what somebody wrote."""
    if not actor.has(Permission.CONCERN_RULES):
        return denied("role")
    return ALLOWED if actor.name != written_by else denied("own_scale")


def reads_case(actor: Actor, people: People) -> bool:
    """Who reads what was done and said; everybody else sees what was sent and how it stands."""
    named = {people.owner, people.offered_to, people.escalated_to, *people.covers}
    return actor.id in named and actor.id not in people.parents


def _not_too_close(user_id: int, people: People) -> Verdict:
    if user_id in people.parents:
        return denied("own_child")
    if user_id == people.raised_by and not people.alone:
        return denied("own_concern")
    return ALLOWED
