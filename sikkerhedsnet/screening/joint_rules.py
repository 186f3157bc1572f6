"""How far colleagues stand from each other, in which order they talk, who may be said to thrive in one act, what may stand
in a group's focus point, and when a unit is too small to be told of; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.core.errors import Invalid

from .states import Position

STEP = {Position.GREEN: 0, Position.YELLOW: 1, Position.RED: 2}
FEWEST_PAIRS = 10
"""Assumption: a unit with fewer children rated by two is not told of by itself. Local choice; bør kontrolleres."""
LONGEST_FOCUS = timedelta(weeks=26)
"""Assumption: a group's focus point is looked at within half a year, so at least once before the next round."""


def steps_apart(positions: Sequence[Position]) -> int:
    """0 alike, 1 one step (thrives and attention, or attention and concern), 2 from one end to the other."""
    steps = [STEP[position] for position in positions]
    return max(steps) - min(steps) if steps else 0


def talk_turn(positions: Sequence[Position]) -> tuple[int, int]:
    """Sorts a talk: those furthest apart first, then those seen alike, with concern before attention before thriving.

    Nothing here ranks children: it only gives the most time to what colleagues see differently.
    """
    return (-steps_apart(positions), -max((STEP[position] for position in positions), default=0))


def may_join_the_rest(last_position: str, *, own_position: str, words: bool) -> bool:
    """Whether a child can be among those one says thrive in a single act.

    Never one whose last position here was attention or concern, and never one about whom something is already written:
    those are looked at one by one.
    """
    return not own_position and not words and last_position in ("", Position.GREEN)


@dataclass(frozen=True)
class Agreement:
    """Of the children rated by two or more: how many were seen alike, one step apart, two apart."""

    alike: int = 0
    one: int = 0
    two: int = 0

    @property
    def pairs(self) -> int:
        return self.alike + self.one + self.two

    @property
    def enough(self) -> bool:
        """Whether the unit is large enough to be told of by itself."""
        return self.pairs >= FEWEST_PAIRS

    @property
    def percent(self) -> int:
        return round(100 * self.alike / self.pairs) if self.pairs else 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.alike + other.alike, self.one + other.one, self.two + other.two)


def agreement(ratings: Iterable[Sequence[Position]]) -> Agreement:
    """Counts each child once, by how far apart its raters stand; a child with one rater is not a pair."""
    found = [0, 0, 0]
    for positions in ratings:
        if len(positions) > 1:
            found[steps_apart(positions)] += 1
    return Agreement(*found)


def told(parts: Sequence[Agreement]) -> list[bool]:
    """Which units of a whole may be told of, when the whole is told as well: never the small ones, and when only one is
    left untold, not the smallest of the others either, or it could be worked out by taking away."""
    open_ = [part.enough for part in parts]
    hidden = [n for n, shown in enumerate(open_) if not shown and parts[n].pairs]
    if len(hidden) == 1:
        others = [n for n, shown in enumerate(open_) if shown]
        if others:
            open_[min(others, key=lambda n: (parts[n].pairs, n))] = False
    return open_


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """The first names that stand in a text as words of their own, however they are written; also with an -s."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", text)}
    return sorted({name for name in names if words & {name.casefold(), f"{name.casefold()}s"}})


def check_group_focus(
    *, attention: str, adults_change: str, begins_on: date, look_on: date | None, today: date,
    owner_id: int | None, owners: Iterable[int], names: Iterable[str],
) -> None:  # fmt: skip
    """What we pay attention to, what the adults change, from when, who, and when it is looked at; no child is named."""
    errors: dict[str, str] = {}
    names = list(names)
    for field, text in (("attention", attention), ("adults_change", adults_change)):
        if not text.strip():
            errors[field] = f"group_{field}"
        elif names_in(text, names):
            errors[field] = "names_a_child"
    if owner_id not in set(owners):
        errors["owner_id"] = "owner"
    if look_on is None:
        errors["look_on"] = "next_on"
    elif look_on < max(begins_on, today):
        errors["look_on"] = "look_before_it_begins"
    elif look_on > max(begins_on, today) + LONGEST_FOCUS:
        errors["look_on"] = "next_on_too_late"
    if errors:
        raise Invalid(errors)


def check_focus_look(*, changed: str, ends: bool, next_on: date | None, today: date, names: Iterable[str]) -> None:
    """What had changed, always; then a new day or the end."""
    errors: dict[str, str] = {}
    if not changed.strip():
        errors["changed"] = "changed"
    elif names_in(changed, names):
        errors["changed"] = "names_a_child"
    if not ends:
        if next_on is None:
            errors["next_on"] = "next_on"
        elif next_on < today:
            errors["next_on"] = "next_on_in_the_past"
        elif next_on > today + LONGEST_FOCUS:
            errors["next_on"] = "next_on_too_late"
    if errors:
        raise Invalid(errors)


def focus_heir(owner_id: int | None, there: Sequence[int]) -> int | None:
    """Who answers for a group's focus point when its owner works with the group no more: the leader of the place, else a
    colleague of the group; nobody new while the owner is there, nor when nobody is. `there` has the leader first."""
    return None if owner_id in there else next(iter(there), None)
