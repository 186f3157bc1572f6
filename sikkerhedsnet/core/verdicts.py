"""A verdict knows why: a button asks `bool()`, an action asks `require()`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the key of the reason; true exactly when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


class Refused(Exception):
    """The person is within reach but may not; `reason` is a key with words in a step's labels."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


def denied(reason: str) -> Verdict:
    """No, because of `reason` (a stable key, never empty)."""
    if not reason:
        raise ValueError("a refusal needs a reason")
    return Verdict(allowed=False, reason=reason)


def require(verdict: Verdict) -> None:
    """Passes silently when allowed, else raises Refused with the verdict's reason."""
    if not verdict:
        raise Refused(verdict.reason)


def all_of(*verdicts: Verdict) -> Verdict:
    """Allowed when every one is; otherwise the first refusal. Nothing asked is nothing refused."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


def any_of(*verdicts: Verdict) -> Verdict:
    """Allowed when at least one is; otherwise the last refusal. At least one verdict must be given."""
    if not verdicts:
        raise ValueError("any_of needs at least one verdict")
    return ALLOWED if any(verdicts) else verdicts[-1]
