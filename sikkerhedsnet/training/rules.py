"""How long a certificate stands, who wants a course, and which rows of the register open a form; pure.

No source gives an interval after which an ADBB certification must be renewed, so every interval is the municipality's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid

from .states import Standing

WARN_WEEKS = 8
"""Default for how long before a certificate expires somebody is told: assumption, local choice per course."""
ANSWER_WITHIN = timedelta(days=7)
"""How long whoever asks for a place waits for an answer: assumption, local choice."""
KEY = re.compile(r"[a-z][a-z0-9_]{1,29}")


def expires_on(completed_on: date, months: int | None) -> date | None:
    """The last day a certificate stands: the day before the same day so many months later; none when it stands for ever."""
    if months is None:
        return None
    return calendar.add_months(completed_on, months) - timedelta(days=1)


def stands(*, completed_on: date, expires_on: date | None, revoked_on: date | None, today: date) -> bool:
    """Whether a certificate opens something today: gained, not expired (its last day is included) and not revoked."""
    return (
        completed_on <= today
        and (expires_on is None or today <= expires_on)
        and (revoked_on is None or today < revoked_on)
    )


def warns_from(expires_on: date, weeks: int) -> date:
    """The day from which somebody is told that a certificate is about to expire."""
    return expires_on - timedelta(weeks=weeks)


def is_for(functions: Collection[str], function: str) -> bool:
    """Whether the course is meant for those who hold the function; a course that names nobody is for everybody."""
    return not functions or function in functions


@dataclass(frozen=True)
class Held:
    """What the register says of one certificate."""

    completed_on: date
    expires_on: date | None = None
    revoked_on: date | None = None

    def stands(self, today: date) -> bool:
        return stands(
            completed_on=self.completed_on, expires_on=self.expires_on, revoked_on=self.revoked_on, today=today
        )


def standing(held: Iterable[Held], today: date, weeks: int) -> tuple[Standing, date | None]:
    """How a colleague with these certificates stands to the course, and the last day of the one that decides it.

    The one that lasts longest decides; a revoked one is only spoken of when there is nothing else.
    """
    rows = [one for one in held if one.completed_on <= today]
    valid = [one for one in rows if one.stands(today)]
    if valid:
        until = None if any(one.expires_on is None for one in valid) else max(_last(one) for one in valid)
        if until is None or today < warns_from(until, weeks):
            return Standing.HAS, until
        return Standing.EXPIRING, until
    expired = [one for one in rows if one.revoked_on is None]
    if expired:
        return Standing.EXPIRED, max(_last(one) for one in expired)
    if rows:
        return Standing.REVOKED, max(one.revoked_on for one in rows if one.revoked_on)
    return Standing.MISSING, None


def _last(one: Held) -> date:
    return one.expires_on or date.max


def check_course(key: str, name: str, certificate: str) -> None:
    """Raises Invalid unless the course has a name, and keys that can stand in a file."""
    errors = {
        "name": "" if name.strip() else "name_missing",
        "short": "" if KEY.fullmatch(key) else "key_shape",
        "certificate": "" if not certificate or KEY.fullmatch(certificate) else "key_shape",
    }
    if found := {field: key for field, key in errors.items() if key}:
        raise Invalid(found)


def check_completed(completed_on: date, expires_on: date | None, today: date) -> None:
    """Raises Invalid for a course that is not over, or a certificate that ends before it begins."""
    if completed_on > today:
        raise Invalid({"completed_on": "not_yet"})
    if expires_on is not None and expires_on < completed_on:
        raise Invalid({"expires_on": "ends_before"})


def check_seats(seats: int | None, taken: int, more: int) -> None:
    """Raises Invalid when there is no room for so many more."""
    if seats is not None and taken + more > seats:
        raise Invalid({"users": "full"})


def check_why(why: str) -> None:
    """Raises Invalid when nobody says why a certificate is taken back."""
    if not why.strip():
        raise Invalid({"why": "say_why"})
