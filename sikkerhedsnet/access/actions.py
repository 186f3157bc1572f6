"""Coming in, staying and going out: every step leaves a line in the log."""

from __future__ import annotations

import secrets
from collections.abc import Collection, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.verdicts import require

from . import devices, policy, rules, sealing
from .actor import Actor
from .models import Authenticator, Invitation, Passkey, RecoveryCode, Session, User, WrongCode
from .queries import account_of
from .sessions import BEGAN, DEVICE, SEEN, SessionStore, stored
from .trail import author_of, record, tell

NOTE_EVERY = timedelta(minutes=1)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@transaction.atomic
def note_session(user: User, what: str, *, now: datetime, details: dict[str, Any] | None = None) -> None:
    """Records that a session began or ended; `what` is signed_in, signed_out, timed_out, day_over or employment_ended."""
    record(user, f"session.{what}", now=now, details=details)


@transaction.atomic
def enter(request: HttpRequest, user: User, *, second: str, now: datetime) -> None:
    """Begins a session with a new key; `second` says which second step was taken, empty for none."""
    login(request, user, backend=BACKEND)
    request.session.cycle_key()  # a new session also for who was signed in already
    request.session[BEGAN] = request.session[SEEN] = now.isoformat()
    request.session[DEVICE] = devices.device(request.headers.get("User-Agent", ""))
    note_session(user, "signed_in", now=now, details={"second": second})


def is_password(request: HttpRequest, user: AbstractBaseUser | AnonymousUser, typed: str) -> bool:
    """Whether what somebody who is known types again is her password; guesses are counted as at sign-in."""
    with context.asking(context.door()):
        return authenticate(request, username=user.get_username(), password=typed) == user


def session_lapse(session: Any, user: User, now: datetime, *, by_itself: bool) -> rules.Lapse | None:
    """Why this session ends now, if it does; else notes that it is used, unless the page asked by itself."""
    data: MutableMapping[str, str] = session
    began, seen = (datetime.fromisoformat(data[name]) if name in data else now for name in (BEGAN, SEEN))
    idle, longest = timedelta(minutes=user.municipality.idle_minutes), timedelta(hours=user.municipality.session_hours)
    over = rules.lapse(now, began_at=began, seen_at=seen, idle=idle, longest=longest)
    if over is None and (SEEN not in data or (now - seen >= NOTE_EVERY and not by_itself)):
        data[SEEN] = now.isoformat()
        data.setdefault(BEGAN, data[SEEN])
    return over


@transaction.atomic
def end_sessions(
    author: audit.Author, user_ids: Collection[int], why: str, *, now: datetime, but: str | None = None
) -> int:
    """Ends every open session of these users at once, except the one with the cookie's key `but`; answers how many."""
    ended = 0
    open_ones = Session.objects.filter(user_id__in=user_ids)
    if but:
        open_ones = open_ones.exclude(pk=stored(but))
    for user in User.objects.filter(pk__in=open_ones.values("user_id")).order_by("pk"):
        gone, _each = open_ones.filter(user=user).delete()
        if gone:
            record(user, f"session.{why}", now=now, author=author, details={"sessions": gone})
            ended += gone
    return ended


@transaction.atomic
def end_session(user: User, mark: str, *, now: datetime) -> bool:
    """Ends one of the user's own sessions, told by the table's mark; answers whether it was open."""
    gone, _each = Session.objects.filter(user=user, pk=mark).delete()
    if gone:
        record(user, "session.ended_by_user", now=now)
    return bool(gone)


@transaction.atomic
def tidy(now: datetime) -> int:
    """Removes sessions that have run out, and wrong codes nobody counts any more; answers how many of the last."""
    SessionStore.clear_expired()
    old, _each = WrongCode.objects.filter(at__lt=now - rules.LONG).delete()
    return old


@transaction.atomic
def choose_password(user: User, password: str, *, now: datetime, but: str | None = None) -> None:
    """Sets a new password and ends every other session; links that were waiting are worth nothing after it."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Invitation.objects.open(now).filter(user=user).update(withdrawn_at=now)
    record(user, "password.changed", now=now)
    end_sessions(author_of(user), [user.pk], "password_changed", now=now, but=but)
    tell(user, "account.password", _("Din adgangskode er ændret. Var det ikke dig, så ring til din leder."), now=now)


@dataclass(frozen=True)
class Link:
    """A fresh link: `token` is told here and nowhere else."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(actor: Actor, user_id: int, *, key: UUID, now: datetime) -> Link:
    """Makes a link with which an employee of the same municipality chooses a password; earlier ones end with it.

    Sent twice, the same row gets a new token, so that the page that is shown last is the one that holds.
    """
    require(policy.may_manage(actor))
    user = User.objects.select_for_update().get(pk=user_id, municipality_id=actor.municipality_id)
    require(policy.may_invite(actor, account_of(actor, user), now))
    token = secrets.token_urlsafe(32)
    mark = sealing.mark(f"invitation {token}")
    Invitation.objects.open(now).filter(user=user).exclude(idempotency_key=key).update(withdrawn_at=now)
    row, new = create_once(
        Invitation,
        key,
        lambda: Invitation.objects.create(
            user=user,
            made_by_id=actor.id,
            made_at=now,
            expires_at=now + rules.INVITATION_LIFE,
            mark=mark,
            is_first=user.last_login is None,
            idempotency_key=key,
        ),
    )
    if not new:
        Invitation.objects.open(now).filter(pk=row.pk, user=user, made_by_id=actor.id).update(mark=mark)
        return Link(row, token)
    record(user, "invitation.made", row, now=now, author=actor)
    if not row.is_first:
        text = _(
            "%(who)s har lavet et link til en ny adgangskode til dig. Har du ikke bedt om det, så ring til din leder."
        )
        tell(user, "account.invitation", text % {"who": actor.name}, now=now)
    return Link(row, token)


@transaction.atomic
def remove_lost_factors(actor: Actor, user_id: int, *, now: datetime) -> User:
    """Takes every second step of a colleague away, because it is lost, and ends her sessions; she is told by whom."""
    require(policy.may_manage(actor))
    user = User.objects.select_for_update().get(pk=user_id, municipality_id=actor.municipality_id)
    require(policy.may_remove_factors(actor, account_of(actor, user), now))
    for model in (Authenticator, Passkey, RecoveryCode, WrongCode):
        model._base_manager.filter(user=user).delete()
    user.reset_at, user.reset_by_id = now, actor.id
    user.save(update_fields=["reset_at", "reset_by"])
    record(user, "factor.reset", now=now, author=actor)
    end_sessions(actor, [user.pk], "factor_reset", now=now)
    text = _("%(who)s har fjernet dit andet trin. Har du ikke bedt om det, så ring til din leder.")
    tell(user, "account.factor_reset", text % {"who": actor.name}, now=now)
    return user
