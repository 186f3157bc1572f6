"""Who may write, send, read and accept a hand-over; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


@dataclass(frozen=True)
class Side:
    """On which side of one hand-over somebody is, by what the row says."""

    sends: bool = False
    receives: bool = False
    receiver_id: int | None = None
    leader_id: int | None = None
    owner_id: int | None = None


def may_keep(actor: Actor) -> Verdict:
    """Writing and receiving is for those who work with children in a place, and for health visitors."""
    return ALLOWED if actor.has(Permission.HANDOVER_KEEP) else denied("role")


def may_begin(actor: Actor, places: Collection[int], from_id: int) -> Verdict:
    """Only from a place where one works oneself."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return denied("role")
    return ALLOWED if from_id in places else denied("not_my_place")


def may_write(actor: Actor, side: Side) -> Verdict:
    """The sending side writes, goes through it with the parents, sends and takes back."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return denied("role")
    return ALLOWED if side.sends else denied("not_sender")


def may_name(actor: Actor, side: Side) -> Verdict:
    """Whoever it lies with, the leader there, and the sender may give it to somebody else."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return denied("role")
    return ALLOWED if side.sends or actor.id in (side.receiver_id, side.leader_id) else denied("not_receiver")


def may_answer(actor: Actor, side: Side) -> Verdict:
    """Accepting it, or asking for a correction, is for the named receiver alone; a leader who stands in names herself
    first, so that the receipt is always the reader's own."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return denied("role")
    return ALLOWED if actor.id == side.receiver_id else denied("not_receiver")


def may_follow_up(actor: Actor, side: Side) -> Verdict:
    """Whoever accepted it, and the leader there, write how it went."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return denied("role")
    return ALLOWED if actor.id in (side.owner_id, side.leader_id) else denied("not_receiver")


def may_rule(actor: Actor) -> Verdict:
    """The municipality's rules are the chief's and the facilitator's."""
    return ALLOWED if actor.has(Permission.HANDOVER_RULES) else denied("role")
