"""What a person sees of her own account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import Http404

from . import rules
from .actor import Actor, UserKind
from .models import Authenticator, Factor, Invitation, Passkey, RecoveryCode, Session, User
from .policy import Account
from .sessions import stored

KINDS: dict[str, type[Factor]] = {"app": Authenticator, "noegle": Passkey}
"""The kinds of second step by the word in their addresses."""


@dataclass(frozen=True)
class FactorRow:
    """One second step on the list."""

    kind: str
    row: Factor


def factors_of(user: User) -> list[FactorRow]:
    """Every second step, the oldest first."""
    rows = [FactorRow(kind, row) for kind, model in KINDS.items() for row in model._base_manager.filter(user=user)]
    return sorted(rows, key=lambda each: (each.row.added_at, each.row.pk))


def factor(user: User, kind: str, pk: int) -> Factor:
    """One of the user's own; anything else does not exist."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]._base_manager.get(pk=pk, user=user)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@dataclass(frozen=True)
class SessionRow:
    """One place where the user is signed in."""

    mark: str
    browser: str
    system: str
    began_at: datetime | None
    used_at: datetime | None
    this: bool


def sessions_of(user: User, session_key: str | None, now: datetime) -> list[SessionRow]:
    """The user's open sessions, this one first, then the latest used."""
    own = stored(session_key) if session_key else ""
    idle, longest = timedelta(minutes=user.municipality.idle_minutes), timedelta(hours=user.municipality.session_hours)
    rows = [
        SessionRow(row.pk, row.browser, row.system, row.began_at, row.used_at, row.pk == own)
        for row in Session.objects.filter(user=user).order_by("-used_at", "pk")
        if not rules.lapse(now, began_at=row.began_at or now, seen_at=row.used_at or now, idle=idle, longest=longest)
    ]
    return sorted(rows, key=lambda row: not row.this)


def account_of(actor: Actor, user: User) -> Account:
    """A colleague's way in, as the rules ask about it."""
    gave = Invitation.objects.filter(user=user, made_by_id=actor.id, is_first=False).order_by("-made_at").first()
    return Account(
        user_id=user.pk,
        kind=UserKind(user.kind),
        is_active=user.is_active,
        i_took_factors_at=user.reset_at if user.reset_by_id == actor.id else None,
        i_gave_password_at=gave.made_at if gave else None,
    )


def have_factors(user_ids: list[int]) -> set[int]:
    """Those of the users who have a second step."""
    return {
        pk
        for model in KINDS.values()
        for pk in model._base_manager.filter(user_id__in=user_ids).values_list("user_id", flat=True)
    }


def open_invitations(user_ids: list[int], now: datetime) -> dict[int, datetime]:
    """When the open link of each of these users runs out."""
    return dict(Invitation.objects.open(now).filter(user_id__in=user_ids).values_list("user_id", "expires_at"))


def usernames_taken(asked: Iterable[str]) -> set[str]:
    """Those of the names that somebody has, in whatever municipality; only who makes accounts gets an answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT net_usernames_taken(%s)", [list(asked)])
        return {name for (name,) in cursor.fetchall()}
