"""Who receives a worry, by when it is answered, and how it may end; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.errors import Invalid

from .states import (
    GUARDED,
    LEVELS,
    NOTIFICATION_TABLE,
    TABLE,
    CloseReason,
    ContactHow,
    Move,
    NotificationMove,
    NotificationState,
    Stage,
    State,
)

LOCAL_PROMISE = "Lokalt løfte"
LONGEST_WAIT = timedelta(weeks=12)
"""Assumption: a next date further off than this is no next date; local setting later."""

MEETING_DAYS = 15
STALL_DAYS = 14
SETTINGS_MARK = "forslag: kommunens egne løfter, bør besluttes lokalt"
LONGEST_PROMISE = 90

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


def stage_of(stage: Stage | None, *, suspicion: bool) -> Stage:
    """The stage a worry begins at; who only said whether there is suspicion has said that much."""
    if stage is None:
        return Stage.SUSPICION if suspicion else Stage.WORRY
    return stage


def check_begins(stage: Stage, *, suspicion: bool) -> None:
    """Raises Invalid when the stage and the guard say different things."""
    if (stage in GUARDED) is not suspicion:
        raise Invalid({"stage": "stage_same"})


def stages_from(stage: Stage | None, *, suspicion: bool) -> tuple[Stage, ...]:
    """Where a stage can be moved. Never across the guard: what has been open does not become closed, and what was
    closed is never opened by a move; a suspicion that arises half-way is a worry of its own beside the open one."""
    side = [one for one in Stage if (one in GUARDED) is suspicion]
    return tuple(one for one in side if one is not stage)


def check_stage(to: Stage, stage: Stage | None, because: str, *, suspicion: bool) -> None:
    """Raises Invalid when the stage cannot be moved there, or nobody says why."""
    if to not in stages_from(stage, suspicion=suspicion):
        raise Invalid({"stage": "stage_beside" if (to in GUARDED) is not suspicion else "stage_same"})
    if not because.strip():
        raise Invalid({"because": "required"})


def check_level(level: int, rationale: str) -> None:
    """A level is one of five, and always with the reason for it."""
    if level not in LEVELS:
        raise Invalid({"level": "no_level"})
    if not rationale.strip():
        raise Invalid({"rationale": "required"})


# Notifications.

NOTIFICATION_ASSESSED = DeadlineRule(
    "notification_assessed",
    "barnets lov § 136",
    "Inden 24 timer vurderes, om barnets sundhed eller udvikling er i fare (tidligere serviceloven § 155)",
    hours=24,
)


def draft_rule(*, suspicion: bool) -> DeadlineRule:
    """By when a notification that was begun is sent: of a suspicion the same day."""
    if suspicion:
        return DeadlineRule("notification_written", "barnets lov § 133", "pligten gælder straks")
    return DeadlineRule("notification_written", LOCAL_PROMISE, "kommunens egen frist", working_days=1)


def notification_moved(state: NotificationState, move: NotificationMove) -> NotificationState:
    """The state the move leads to; IllegalMove when there is no such move."""
    return tables.step(NOTIFICATION_TABLE, state, move)


def check_gone_through(
    on: date | None, how: str, why_not: str, begun_on: date, today: date, *, suspicion: bool
) -> None:
    """Without suspicion the parents are told first, or it is written why not; of a suspicion nobody tells them
    (local practice, instruments 9.2). Raises Invalid when that is not kept."""
    if suspicion:
        if on is not None or how or why_not.strip():
            raise Invalid({"gone_through_on": "never_of_suspicion"})
        return
    if on is None:
        if not why_not.strip():
            raise Invalid({"gone_through_on": "parents_first"})
        return
    if on > today:
        raise Invalid({"gone_through_on": "future"})
    if on < begun_on - LONGEST_WAIT:
        raise Invalid({"gone_through_on": "too_early"})
    if not how:
        raise Invalid({"gone_through_how": "how"})


# How a worry is followed.


@dataclass(frozen=True)
class Promise:
    """One promise about a worry: what it is, by which rule, when it is due and when it was kept."""

    key: str
    rule: DeadlineRule
    due_on: date
    kept_on: date | None = None

    def broken(self, today: date) -> bool:
        """Whether it was not kept in time."""
        return (self.kept_on or today) > self.due_on


@dataclass(frozen=True)
class Days:
    """The municipality's local promises, in working days."""

    answer: int
    contact: int
    meeting: int = MEETING_DAYS


def meeting_rule(meeting_days: int) -> DeadlineRule:
    """How soon after taking a worry the meeting with the family has been held."""
    return DeadlineRule("concern_meeting", LOCAL_PROMISE, SETTINGS_MARK, working_days=max(meeting_days, 1))


def promises(
    raised_on: date,
    days: Days,
    *,
    suspicion: bool,
    taken_on: date | None = None,
    talked_on: date | None = None,
    held_on: date | None = None,
    ended_on: date | None = None,
) -> tuple[Promise, ...]:
    """The clocks of one worry in their order; of a suspicion the answer alone, for nobody talks with the parents.

    A promise that came to nothing because the worry had ended is left out.
    """
    rule = answer_rule(days.answer, suspicion=suspicion)
    found = [Promise("answer", rule, rule.due(raised_on), taken_on)]
    if suspicion or taken_on is None:
        return tuple(found)
    contact, meeting = first_contact_rule(days.contact), meeting_rule(days.meeting)
    found.append(Promise("contact", contact, contact.due(taken_on), talked_on))
    found.append(Promise("meeting", meeting, meeting.due(taken_on), held_on))
    return tuple(one for one in found if one.kept_on is not None or ended_on is None)


def stalled_since(last: date, stall_days: int, today: date) -> date | None:
    """The day since which nothing has happened, when that is longer ago than the municipality lets pass; else None."""
    return last if today - last > timedelta(days=max(stall_days, 1)) else None


def last_happened(moments: Iterable[datetime]) -> datetime:
    """The newest of what has happened; there is always one, the worry itself."""
    return max(moments)


def unread(earlier: Iterable[int], read: Collection[int]) -> tuple[int, ...]:
    """The earlier worries an adviser has not said she has read."""
    return tuple(number for number in earlier if number not in read)
