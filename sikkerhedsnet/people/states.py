"""Where a protection comes from; pure."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Who says that the address is protected."""

    REGISTER = "register"
    LOCAL = "local"
