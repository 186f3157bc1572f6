"""What can go wrong that a person should be told about; every text is a key, the words stand in a step's labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class Stale(Exception):
    """Someone else moved it first: `what` is a key for what happened, `who` a name to show, `at` when."""

    def __init__(self, *, who: str = "", what: str = "", at: datetime | None = None) -> None:
        super().__init__(what)
        self.who = who
        self.what = what
        self.at = at


class IllegalMove(Exception):
    """The state table has no such move from this state."""

    def __init__(self, state: object = "", move: object = "") -> None:
        super().__init__(f"{move} is no move from {state}")
        self.state = state
        self.move = move


class Invalid(Exception):
    """What was handed in cannot be used: `errors` maps each field to the key of what is wrong with it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {key}" for field, key in errors.items()))
        self.errors = dict(errors)
