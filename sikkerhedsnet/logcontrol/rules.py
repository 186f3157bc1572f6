"""Which look-ups are drawn for the month's control, and what the simple flags are; pure.

Nothing here is law. GDPR art. 5(2), 24 and 32 ask for control of access that fits the risk; how many are drawn, what weighs
how much and where each flag begins are the municipality's own choices, and each number below is a proposal (assumption).
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sikkerhedsnet.core.calendar import is_working_day
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import danish_sort_key

from .states import Flag

WEIGHTS: dict[str, int] = {
    "group": 1, "adviser": 1, "owner": 1, "cover": 1, "participant": 1, "step_owner": 1, "leader": 2, "institution": 2, "district": 3,
    "own_row": 4, "request": 2, "review": 2, "control": 2, "duty": 4, "glass": 10, "none": 20, "own_family": 20,
}  # fmt: skip
"""How much more often one look-up is drawn than another, by why the child was within reach; assumption."""
OWN_ROWS = frozenset({"concern", "meeting", "seat", "plan", "step"})
"""Reasons that are a row of her own and nothing else; they weigh the same."""
UNKNOWN = 20
"""A basis nobody has given a weight counts as none at all."""
MOST_WEIGHT = 1000
LEAST_WORDS = 10
"""Letters in an explanation that somebody else can judge."""


@dataclass(frozen=True)
class Size:
    """How many are drawn of a month: a share in thousandths, at least and at most."""

    permille: int = 20
    least: int = 10
    most: int = 100


@dataclass(frozen=True)
class Limits:
    """Where each flag begins, and which are off."""

    many_children: int = 20
    many_minutes: int = 10
    hours_from: int = 6
    hours_to: int = 20
    common_surname: int = 6
    off: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Person:
    """A name, and the mails of somebody, as they are compared."""

    name: str
    contacts: frozenset[str] = frozenset()
    user_id: int | None = None


@dataclass(frozen=True)
class Facts:
    """What the flags of one look-up are worked out from."""

    basis: str
    looker: Person
    child_surname: str
    guardians: tuple[Person, ...]
    colleagues: tuple[Person, ...]
    opened_at: tuple[datetime, ...]
    """On a Danish clock."""
    crowded: bool = False


def weight_of(basis: str, *, fresh: bool, weights: Mapping[str, int], factor: int) -> int:
    """The weight of the basis, times `factor` when the one who looked has done nothing for the child lately."""
    plain = weights.get("own_row" if basis in OWN_ROWS else basis.removeprefix("quiet_"), UNKNOWN)
    return plain if fresh else plain * factor


def how_many(population: int, size: Size) -> int:
    """The share, rounded up, at least and at most so many, and never more than there are."""
    share = -(-population * size.permille // 1000)
    return min(population, max(size.least, min(share, size.most)))


def draw(seed: str, weights: Mapping[str, int], size: int) -> list[str]:
    """So many of the keys, each with a chance after its weight, the same for the same seed whatever the order.

    Weighted drawing without putting back (Efraimidis and Spirakis, 2006): each key's own number comes from HMAC-SHA256 of
    the key under the seed, so that nobody who does not hold the seed can tell what will be drawn, and anybody who does can
    draw again. A weight of 0 is never drawn.
    """
    scores = []
    for key, weight in weights.items():
        if weight > 0:
            drawn = hmac.new(seed.encode(), key.encode(), hashlib.sha256).digest()
            chance = (int.from_bytes(drawn[:7], "big") + 1) / (2**56 + 1)
            scores.append((-math.log(chance) / weight, key))
    return [key for _score, key in sorted(scores)[:size]]


def surnames(name: str) -> frozenset[str]:
    """The surname at the end of a name, each half of a double one, as Danish spelling reads them (Aagaard is Ågård's aa)."""
    words = name.split()
    return _letters(words[-1]) if len(words) > 1 else frozenset()


def all_surnames(last_name: str) -> frozenset[str]:
    """Every name among a child's surnames."""
    return frozenset(part for word in last_name.split() for part in _letters(word))


def _letters(word: str) -> frozenset[str]:
    return frozenset(part for part in danish_sort_key(word).partition(" ")[0].split("-") if part)


def same_person(one: Person, other: Person) -> bool:
    """The same account, the same whole name, or a mail in common."""
    if one.user_id is not None and one.user_id == other.user_id:
        return True
    names = [danish_sort_key(who.name).partition(" ")[0] for who in (one, other)]
    return (names[0] == names[1] != "") or bool(one.contacts & other.contacts)


def is_own_family(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """The register says that it is her own child."""
    return facts.basis in ("own_family", "family")


def is_own_household(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """A parent of the child has her own name or mail."""
    return any(same_person(facts.looker, guardian) for guardian in facts.guardians)


def is_same_surname(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """She and the child or a parent share a surname that fewer children here than the limit have."""
    family = all_surnames(facts.child_surname).union(*(surnames(guardian.name) for guardian in facts.guardians))
    return any(holders.get(name, 0) < limits.common_surname for name in surnames(facts.looker.name) & family)


def is_colleague_child(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """A parent of the child works in the same unit as the one who looked."""
    return any(same_person(one, guardian) for one in facts.colleagues for guardian in facts.guardians)


def is_many_children(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """One of very many children she opened in a short while."""
    return facts.crowded


def is_outside_hours(facts: Facts, holders: Mapping[str, int], limits: Limits) -> bool:
    """Opened on a day off, or before or after the working day."""
    return any(
        not is_working_day(at.date()) or not limits.hours_from <= at.hour < limits.hours_to for at in facts.opened_at
    )


FLAGS = {
    Flag.OWN_FAMILY: is_own_family,
    Flag.OWN_HOUSEHOLD: is_own_household,
    Flag.SAME_SURNAME: is_same_surname,
    Flag.COLLEAGUE_CHILD: is_colleague_child,
    Flag.MANY_CHILDREN: is_many_children,
    Flag.OUTSIDE_HOURS: is_outside_hours,
}
"""The rules, the gravest first."""


def flags_of(facts: Facts, holders: Mapping[str, int], limits: Limits) -> tuple[Flag, ...]:
    """The rules that point at this look-up; `holders` is how many children of the municipality have each surname."""
    return tuple(flag for flag, rule in FLAGS.items() if flag not in limits.off and rule(facts, holders, limits))


def crowded(opened: Sequence[tuple[datetime, int]], *, children: int, minutes: int) -> frozenset[int]:
    """The children among so many different ones that one person opened within so many minutes."""
    moments = sorted(opened)
    found: set[int] = set()
    inside: dict[int, int] = {}
    first = 0
    for at, child in moments:
        inside[child] = inside.get(child, 0) + 1
        while at - moments[first][0] > timedelta(minutes=minutes):
            left = moments[first][1]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            first += 1
        if len(inside) >= children:
            found |= set(inside)
    return frozenset(found)


def is_fresh(worked_on: Collection[date], day: date, days: int) -> bool:
    """She has written something about the child on one of the last so many days."""
    return any(day - timedelta(days=days) <= done <= day for done in worked_on)


def always(flagged: Iterable[tuple[str, tuple[Flag, ...]]], seed: str, most: int) -> list[str]:
    """The flagged look-ups that are part of the control whatever is drawn: all of them, or when they are too many the
    gravest, and among equals those the seed points at."""
    order = {flag: place for place, flag in enumerate(FLAGS)}

    def rank(one: tuple[str, tuple[Flag, ...]]) -> tuple[int, str]:
        key, flags = one
        return min(order[flag] for flag in flags), hmac.new(seed.encode(), key.encode(), hashlib.sha256).hexdigest()

    return [key for key, _flags in sorted(flagged, key=rank)[:most]]


def check_words(note: str) -> None:
    """An explanation in words; Invalid when it is too short to be one."""
    if sum(not letter.isspace() for letter in note) < LEAST_WORDS:
        raise Invalid({"note": "too_short"})
