"""What is asked at the door, how long a session lives, and how long to wait after wrong codes; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .actor import UserKind

# NIST SP 800-63B-4 gives the frame (at most 100 wrong tries in a row, a password of at least 15 characters when it stands
# alone and 8 beside a second factor); every number below is stricter, and a local choice.
FEW_CODES, SOON = 5, timedelta(minutes=15)
MANY_CODES, LONG = 20, timedelta(hours=24)
INVITATION_LIFE = timedelta(days=14)
HALFWAY_LIFE = timedelta(minutes=15)
HANDS_APART = timedelta(days=7)
"""Within this time one administrator does not both give a new password and take the second step away."""
TOTP_SECONDS = 30
"""RFC 6238, section 5.2: the time step."""
DRIFT = 1
"""Time steps that a telephone's clock may be wrong, each way (RFC 6238, section 6)."""


class Next(StrEnum):
    """What follows a right password."""

    ENTER = "enter"
    ASK = "ask"
    SET_UP = "set_up"


class Lapse(StrEnum):
    """Why an open session has to end."""

    IDLE = "timed_out"
    AGE = "day_over"


@dataclass(frozen=True)
class Door:
    """What the door knows of somebody whose password is right."""

    kind: UserKind
    demo: bool
    required: bool
    has_factor: bool


def after_password(door: Door) -> Next:
    """Never a second step in a demo; elsewhere everybody who has one is asked, and staff must have one."""
    if door.demo:
        return Next.ENTER
    if door.has_factor:
        return Next.ASK
    return Next.SET_UP if door.required and door.kind is UserKind.STAFF else Next.ENTER


def may_be_last(door: Door, factors_left: int) -> bool:
    """Whether somebody may take a factor of her own away and have that many left."""
    return factors_left > 0 or door.demo or not door.required or door.kind is not UserKind.STAFF


def wait_until(wrong: Collection[datetime], now: datetime) -> datetime | None:
    """When the next code may be tried: a quarter of an hour after the fifth wrong one, a day after the twentieth."""
    waits = [_free_again(wrong, now, FEW_CODES, SOON), _free_again(wrong, now, MANY_CODES, LONG)]
    later = [moment for moment in waits if moment is not None and moment > now]
    return max(later, default=None)


def _free_again(wrong: Collection[datetime], now: datetime, most: int, within: timedelta) -> datetime | None:
    recent = sorted(moment for moment in wrong if now - within < moment <= now)
    return recent[-most] + within if len(recent) >= most else None


def lapse(now: datetime, *, began_at: datetime, seen_at: datetime, idle: timedelta, longest: timedelta) -> Lapse | None:
    """Why the session ends now, if it does: nobody has used it for a while, or it has lasted as long as one may."""
    if now - seen_at > idle:
        return Lapse.IDLE
    return Lapse.AGE if now - began_at > longest else None


def time_steps(now: datetime, last_used: int | None) -> Sequence[int]:
    """The time steps whose code is taken now: each is taken once, and none before one that was used already."""
    present = int(now.timestamp()) // TOTP_SECONDS
    return [step for step in range(present - DRIFT, present + DRIFT + 1) if last_used is None or step > last_used]


def halfway_is_over(began_at: datetime, now: datetime) -> bool:
    """A right password alone is good for a quarter of an hour."""
    return not timedelta() <= now - began_at <= HALFWAY_LIFE
