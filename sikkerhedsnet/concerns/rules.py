"""Who receives a worry, by when it is answered, and how it may end; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import TABLE, CloseReason, ContactHow, Move, State

LOCAL_PROMISE = "Lokalt løfte"
LONGEST_WAIT = timedelta(weeks=12)
"""Assumption: a next date further off than this is no next date; local setting later."""

SUSPICION_ANSWER = DeadlineRule(
    "concern_suspicion_answer",
    "barnets lov § 133",
    "Lokalt løfte: en mistanke venter ikke; pligten til at underrette gælder straks og er afsenderens egen",
    working_days=1,
)


def answer_rule(answer_days: int, *, suspicion: bool = False) -> DeadlineRule:
    """The promise to whoever raises a worry; a suspicion is answered on the next working day at the latest."""
    if suspicion:
        return SUSPICION_ANSWER
    return DeadlineRule("concern_answer", LOCAL_PROMISE, "kommunens egen frist", working_days=max(answer_days, 1))


def first_contact_rule(contact_days: int, *, suspicion: bool = False) -> DeadlineRule:
    """How soon after taking a worry the adviser has talked with the parents, or, of a suspicion, has acted."""
    if suspicion:
        return SUSPICION_ANSWER
    return DeadlineRule(
        "concern_first_contact", LOCAL_PROMISE, "kommunens egen frist", working_days=max(contact_days, 1)
    )


def answer_due(raised_on: date, answer_days: int, *, suspicion: bool = False) -> date:
    """The last day for an answer; the day the worry is raised is not counted."""
    return answer_rule(answer_days, suspicion=suspicion).due(raised_on)


def first_contact_due(taken_on: date, contact_days: int, *, suspicion: bool = False) -> date:
    """The last day for the first talk with the parents; the day the worry is taken is not counted."""
    return first_contact_rule(contact_days, suspicion=suspicion).due(taken_on)


def receiver(advisers: Sequence[int], stand_ins: Sequence[int], *, sender: int, parents: Iterable[int]) -> int | None:
    """Who gets the worry: the first adviser who neither sent it nor is the child's parent.

    An adviser who is alone gets her own; where there is no adviser at all the first stand-in (a chief) does; None
    when the municipality has nobody.
    """
    own_family = frozenset(parents)
    free = [user for user in advisers if user not in own_family]
    others = [user for user in free if user != sender]
    for candidates in (others, free, [user for user in stand_ins if user not in own_family]):
        if candidates:
            return candidates[0]
    return None


def moved(state: State, move: Move) -> State:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(TABLE, state, move)


def check_next_on(next_on: date, today: date) -> None:
    """Raises Invalid unless the next date is from today and within twelve weeks."""
    if next_on < today:
        raise Invalid({"next_on": "past"})
    if next_on > today + LONGEST_WAIT:
        raise Invalid({"next_on": "too_far"})


def check_contact_on(on: date, raised_on: date, today: date) -> None:
    """Raises Invalid when the talk is said to be in the future, or long before the worry was raised."""
    if on > today:
        raise Invalid({"on": "future"})
    if on < raised_on - LONGEST_WAIT:
        raise Invalid({"on": "too_early"})


def close_reasons(*, suspicion: bool) -> tuple[CloseReason, ...]:
    """How a worry may end without a plan; a suspicion ends with a notification or because it proved unfounded."""
    if suspicion:
        return (CloseReason.NOTIFIED, CloseReason.UNFOUNDED)
    return tuple(reason for reason in CloseReason if reason is not CloseReason.UNCHANGED)


def check_close(reason: CloseReason, contacts: Iterable[ContactHow], *, suspicion: bool) -> None:
    """Raises Invalid when this worry cannot end so: nobody declines before somebody has talked with them."""
    if reason not in close_reasons(suspicion=suspicion):
        raise Invalid({"reason": "not_for_suspicion" if suspicion else "only_after_plan"})
    if reason is CloseReason.FAMILY_DECLINES and all(how is ContactHow.NO_ANSWER for how in contacts):
        raise Invalid({"reason": "nobody_asked"})


def check_private(guardian_id: int | None, parent_ids: Collection[int], *, private: bool) -> None:
    """What is kept from the other parent was said by one of them."""
    if guardian_id is not None and guardian_id not in parent_ids:
        raise Invalid({"guardian": "not_a_parent"})
    if private and guardian_id is None:
        raise Invalid({"guardian": "private_whose"})
