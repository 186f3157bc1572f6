"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Named:
    """A child as somebody names it: by number, or by whole name and birth date."""

    cpr_number: str = ""
    name: str = ""
    born_on: date | None = None


@dataclass(frozen=True)
class Declare:
    """Somebody has something private to do with the child that is named."""

    user_id: int
    kind_id: int
    child: Named
    key: UUID


@dataclass(frozen=True)
class EndTie:
    """A tie is no more, and why."""

    tie_id: int
    version: int
    because: str


@dataclass(frozen=True)
class Link:
    """Who a user is: by her own number, or by another of her users."""

    user_id: int
    cpr_number: str = ""
    same_as: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class TakeOver:
    """One open thing goes to a colleague who may see the child."""

    label: str
    row_id: int
    version: int
    to_id: int
