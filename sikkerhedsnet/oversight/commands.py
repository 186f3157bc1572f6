"""What the actions are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .states import Move, State


@dataclass(frozen=True)
class SayOf:
    """What the officer says of one person's access."""

    user_id: int
    state: State
    remark: str
    key: UUID


@dataclass(frozen=True)
class Answer:
    """What the leader does about it."""

    review_id: int
    version: int
    move: Move
    note: str = ""
    relation_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChangePeriod:
    """After how many months a reason is looked at again."""

    version: int
    months: int
