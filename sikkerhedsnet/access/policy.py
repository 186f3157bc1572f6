"""Who may help a colleague to sign in; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied

from .actor import Actor, UserKind
from .roles import Permission
from .rules import HANDS_APART


@dataclass(frozen=True)
class Account:
    """A colleague's way in, and what the one who asks has done to it."""

    user_id: int
    kind: UserKind
    is_active: bool
    i_took_factors_at: datetime | None = None
    i_gave_password_at: datetime | None = None


def may_manage(actor: Actor) -> Verdict:
    """The system administrator, for the own municipality."""
    return ALLOWED if actor.has(Permission.ACCOUNT_MANAGE) else denied("role")


def may_invite(actor: Actor, account: Account, now: datetime) -> Verdict:
    """A colleague who is not shut out; never whose second step the same administrator took away just now."""
    refusal = _refusal(actor, account)
    if refusal:
        return denied(refusal)
    return denied("four_eyes") if _just_now(account.i_took_factors_at, now) else ALLOWED


def may_remove_factors(actor: Actor, account: Account, now: datetime) -> Verdict:
    """A colleague; never whom the same administrator gave a new password just now."""
    refusal = _refusal(actor, account)
    if refusal:
        return denied(refusal)
    return denied("four_eyes") if _just_now(account.i_gave_password_at, now) else ALLOWED


def _refusal(actor: Actor, account: Account) -> str:
    if not actor.has(Permission.ACCOUNT_MANAGE):
        return "role"
    if account.user_id == actor.id:
        return "own_account"
    return "" if account.is_active and account.kind is UserKind.STAFF else "account_closed"


def _just_now(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment < HANDS_APART
