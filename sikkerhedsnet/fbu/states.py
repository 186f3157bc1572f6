"""Why something waits with a delivery, and where a received file is; pure."""

from __future__ import annotations

from enum import StrEnum


class Held(StrEnum):
    """Why something of a child is not in a delivery."""

    NO_NUMBER = "no_number"
    REPLACEMENT = "replacement"
    PARENT_NUMBER = "parent_number"
    MISSING = "missing"
    FAULTY = "faulty"


class FileState(StrEnum):
    """Where a received file is."""

    PREVIEW = "preview"
    TAKEN = "taken"
    CANCELLED = "cancelled"
    FORGOTTEN = "forgotten"


class Fate(StrEnum):
    """What taking a file in does with one thing in it."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    OWN = "own"
    OTHER_CHILD = "other_child"
