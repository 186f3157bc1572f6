"""What may be seen, when a child can be settled, which dates hold, and how far a round is; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied

from .states import KeptState, Position, Reason, State, ToldHow

TELL = frozenset({Position.YELLOW, Position.RED})
"""Positions that ask for a focus point, a next date and that the parents are told."""


@dataclass(frozen=True)
class Standing:
    """How far one child's assessment is: who has handed in, never what they said.

    `state` is None for a child who has no assessment in the round yet.
    """

    child_id: int
    assessment_id: int | None
    state: State | None
    required: int
    settled: bool
    handed_in: frozenset[int] = frozenset()
    excused: Reason | None = None
    """Why the child is not assessed in the round, while that holds."""

    @property
    def waits(self) -> bool:
        """Still to be settled."""
        return not self.settled and self.excused is None

    @property
    def ready(self) -> bool:
        """Enough colleagues have handed in, and nothing is settled yet."""
        return self.waits and self.assessment_id is not None and ready_for_joint(len(self.handed_in), self.required)

    def owed_by(self, rater_id: int, *, closed: bool) -> bool:
        """Whether this rater's own rating is still asked for; once the round is over, only when it is needed."""
        if not self.waits or rater_id in self.handed_in:
            return False
        return not (closed and ready_for_joint(len(self.handed_in), self.required))


def ready_for_joint(handed_in: int, required: int) -> bool:
    """Whether enough own ratings are handed in for the colleagues to talk."""
    return handed_in >= required


def may_see_others(
    *, is_rater: bool, own_handed_in: bool, handed_in: int, required: int, settled: bool = False
) -> Verdict:
    """A colleague's own rating is open to me when the required number is handed in, mine among them if I am to rate.

    Whoever settles without rating (the leader) waits for the required number; once settled there is nothing to sway.
    """
    if settled:
        return ALLOWED
    if is_rater and not own_handed_in:
        return denied("own_first")
    return ALLOWED if ready_for_joint(handed_in, required) else denied("colleague_first")


def may_take_up(*, own_handed_in: bool, handed_in: int, required: int, settled: bool) -> Verdict:
    """A rating that was handed in is mine again only until the colleagues' are there too; then it is locked."""
    if settled:
        return denied("settled")
    if not own_handed_in:
        return denied("not_handed_in")
    if required > 1 and ready_for_joint(handed_in, required):
        return denied("locked")
    return ALLOWED


def may_rate_now(opens_on: date, today: date) -> Verdict:
    """From the day the round opens; late is better than never."""
    return ALLOWED if opens_on <= today else denied("round_not_open")


def check_round(*, opens_on: date, closes_on: date, today: date) -> None:
    """A round lasts at least a day, at most half a year, and does not close in the past; else Invalid."""
    errors = {}
    if closes_on < opens_on:
        errors["closes_on"] = "closes_before_opening"
    elif closes_on < today:
        errors["closes_on"] = "closes_in_the_past"
    elif closes_on > calendar.add_months(opens_on, 6):
        errors["closes_on"] = "round_too_long"
    if errors:
        raise Invalid(errors)


def next_date_limits(today: date, action_weeks: int) -> tuple[date, date]:
    """The first and the last day the next date may be."""
    return today, today + timedelta(weeks=action_weeks)


def told_limits(settled_on: date, today: date) -> tuple[date, date]:
    """The days on which the parents can have been told of the position: from it was settled, until now."""
    return settled_on, today


def parents_due(settled_on: date, parents_told_days: int) -> date:
    """The day by which the parents are told of a yellow or red position."""
    return calendar.add_working_days(settled_on, parents_told_days)


@dataclass(frozen=True)
class Settling:
    """What two colleagues, or the one who rates alone, have come to."""

    position: Position
    comment: str = ""
    what_works: str = ""
    focus_point: str = ""
    next_on: date | None = None
    tell_parents_how: ToldHow | None = None
    owner_id: int | None = None
    adults_change: str = ""


def check_settling(settling: Settling, *, today: date, action_weeks: int, owners: Collection[int]) -> None:
    """Green needs nothing more; yellow and red need focus point, what the adults change, next date, how the parents are
    told, and an owner.

    What is seen in a child is seen in what surrounds it, so the adults say what they change (instruments, 2.11).
    """
    if settling.position not in TELL:
        return
    errors = {}
    if not settling.focus_point.strip():
        errors["focus_point"] = "focus_point"
    if not settling.adults_change.strip():
        errors["adults_change"] = "adults_change"
    errors.update(_next_date_error(settling.next_on, today, action_weeks))
    if settling.tell_parents_how is None:
        errors["tell_parents_how"] = "tell_parents_how"
    if settling.owner_id not in owners:
        errors["owner_id"] = "owner"
    if errors:
        raise Invalid(errors)


def check_follow_up(
    *, seen: str, ends: bool, next_on: date | None, parents_told: bool, today: date, action_weeks: int
) -> None:
    """What was seen always; then a next date, or the end, which waits until the parents know."""
    errors = {}
    if not seen.strip():
        errors["seen"] = "seen"
    if not ends:
        errors.update(_next_date_error(next_on, today, action_weeks))
    elif not parents_told:
        errors["ends"] = "parents_first"
    if errors:
        raise Invalid(errors)


def check_told(
    told_on: date, *, settled_on: date, today: date, guardian_id: int | None, guardians: Collection[int]
) -> None:
    """The parents were told on a day that can be, and the one named is this child's; else Invalid."""
    errors = {}
    first, last = told_limits(settled_on, today)
    if told_on > last:
        errors["told_on"] = "told_in_the_future"
    elif told_on < first:
        errors["told_on"] = "told_before_settled"
    if guardian_id is not None and guardian_id not in guardians:
        errors["guardian_id"] = "guardian"
    if errors:
        raise Invalid(errors)


def _next_date_error(next_on: date | None, today: date, action_weeks: int) -> dict[str, str]:
    first, last = next_date_limits(today, action_weeks)
    if next_on is None:
        return {"next_on": "next_on"}
    if next_on < first:
        return {"next_on": "next_on_in_the_past"}
    return {"next_on": "next_on_too_late"} if next_on > last else {}


def lacks_action(settled_on: date, today: date, action_weeks: int, *, acted: bool) -> bool:
    """A yellow or red position older than the local promise, with neither follow-up nor concern."""
    return not acted and settled_on + timedelta(weeks=action_weeks) < today


def differ(positions: Sequence[Position]) -> bool:
    """Whether colleagues see the child differently."""
    return len(set(positions)) > 1


def agreed_green(positions: Sequence[Position]) -> bool:
    """Whether everybody who handed in sees a child who thrives."""
    return bool(positions) and set(positions) == {Position.GREEN}


COUNTED_AS = {
    Reason.ABSENT: "absent",
    Reason.MOVED: "moved",
    Reason.NEW: "new",
    Reason.OTHER: "other",
    Reason.OBJECTION: "objection",
}
"""How a reason is counted."""


@dataclass(frozen=True)
class Coverage:
    """How much of a round is done, in children: enrolled now, rated by enough colleagues, settled, and not assessed
    for a reason that was written down."""

    enrolled: int = 0
    rated: int = 0
    settled: int = 0
    absent: int = 0
    moved: int = 0
    new: int = 0
    other: int = 0
    objection: int = 0

    @property
    def excused(self) -> int:
        return self.absent + self.moved + self.new + self.other + self.objection

    @property
    def reasons(self) -> dict[str, int]:
        """How many for each reason, those that are."""
        counted = {name: getattr(self, name) for name in dict.fromkeys(COUNTED_AS.values())}
        return {name: n for name, n in counted.items() if n}

    def reasons_told(self, *, objections: bool) -> dict[str, int]:
        """The same for a page; to somebody who is not to know of objections they are among the other reasons."""
        told = self if objections else replace(self, other=self.other + self.objection, objection=0)
        return told.reasons

    @property
    def missing(self) -> int:
        """Those still open: neither settled nor left out for a reason."""
        return self.enrolled - self.settled - self.excused

    @property
    def asked(self) -> int:
        """Those who are to be assessed."""
        return self.enrolled - self.excused

    @property
    def done(self) -> bool:
        return self.missing == 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def coverage(standings: Iterable[Standing]) -> Coverage:
    """The figures of the children of one setting."""
    total = Coverage()
    for standing in standings:
        if standing.excused is not None and not standing.settled:
            total += Coverage(1, **{COUNTED_AS[standing.excused]: 1})
            continue
        rated = standing.settled or ready_for_joint(len(standing.handed_in), standing.required)
        total += Coverage(1, int(rated), int(standing.settled))
    return total


def of_children(standings: Iterable[Standing]) -> Coverage:
    """The figures of children who may go to several settings: each is one child, done when it is done wherever it is asked
    for, and left out when it is left out everywhere."""
    by_child: dict[int, list[Standing]] = {}
    for standing in standings:
        by_child.setdefault(standing.child_id, []).append(standing)
    total = Coverage()
    for several in by_child.values():
        asked = [one for one in several if one.excused is None or one.settled]
        each = [coverage([one]) for one in asked]
        total += (
            Coverage(1, min(one.rated for one in each), min(one.settled for one in each))
            if each
            else coverage(several[:1])
        )
    return total


KEPT_DAYS = 30
"""Days a rating may lie on a device before the device forgets it."""
KEPT_ANSWER_DAYS = 3
"""Working days to decide about a rating that came too late."""


def where_kept_goes(
    *, here: bool, closed: bool, same: bool, written_at: datetime, known: bool, saved_at: datetime | None
) -> KeptState:
    """What becomes of a rating that was kept on a device.

    `here`: the rater still rates the child there; `closed`: her own is handed in or the child settled; `same`: it says
    what is there already; `known`: she had seen what is there when she wrote; `saved_at`: when that was saved.
    The latest word of the same person counts, and the other is set aside for her, never dropped.
    """
    if not here:
        return KeptState.HELD
    if same:
        return KeptState.TAKEN
    if closed:
        return KeptState.ASIDE
    if known or saved_at is None or saved_at <= written_at:
        return KeptState.TAKEN
    return KeptState.ASIDE


def written_when(said: datetime, received: datetime) -> datetime:
    """A device's clock can be wrong: never after it came, and never longer ago than a device may keep it."""
    return min(max(said, received - timedelta(days=KEPT_DAYS)), received)


def may_put_in(*, settled: bool, handed_in: bool, position: bool) -> Verdict:
    """A rating that came late still counts while the child is not settled and the rater has handed in no other."""
    if settled:
        return denied("settled")
    if handed_in:
        return denied("handed_in_since")
    return ALLOWED if position else denied("no_position")
