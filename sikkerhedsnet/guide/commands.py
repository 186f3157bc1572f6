"""What people ask for, as frozen values; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class SetEntry:
    """One piece of advice as it is to stand; `entry_id` is None for a new one."""

    guide_id: int
    entry_id: int | None
    version: int
    title: str
    signs: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    ages: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    may_do: str = ""
    must_do: str = ""
    who: str = ""
    form: str = ""
    deadline: str = ""
    contact: str = ""
    english: dict[str, str] = field(default_factory=dict)
    is_proposal: bool = True
    key: UUID | None = None


@dataclass(frozen=True)
class Propose:
    """Send the version to a second person, to be in force from a day."""

    guide_id: int
    version: int
    in_force_on: date
    note: str = ""


@dataclass(frozen=True)
class Decide:
    """A second person's yes or no."""

    guide_id: int
    version: int
    yes: bool
    why: str = ""


@dataclass(frozen=True)
class Ask:
    """What somebody has seen, told without anything that says which child; `not_names` are words she says are no names."""

    situation: str
    age: str = ""
    function: str = ""
    signs: tuple[str, ...] = ()
    not_names: frozenset[str] = frozenset()
    key: UUID | None = None


@dataclass(frozen=True)
class Answer:
    """The adviser's answer, held to the same."""

    sparring_id: int
    version: int
    answer: str
    not_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Give:
    """Another adviser is to answer."""

    sparring_id: int
    version: int
    to_id: int
