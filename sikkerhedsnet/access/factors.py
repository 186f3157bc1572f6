"""The second step: code apps, recovery codes, and what they are checked against. Codes are never written down."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import pyotp
from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.verdicts import denied, require

from . import rules, sealing, trail
from .actor import UserKind
from .models import Authenticator, Factor, Municipality, Passkey, RecoveryCode, User, WrongCode
from .queries import KINDS

log = logging.getLogger(__name__)

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0 and 1, which are taken for each other on paper


class Checked(StrEnum):
    """What came of a code."""

    APP = "app"
    RECOVERY = "recovery"
    WRONG = "wrong"
    WAIT = "wait"


def door(user: User) -> rules.Door:
    """What the rules ask about somebody whose password is right."""
    return rules.Door(
        kind=UserKind(user.kind),
        demo=Municipality.objects.filter(is_demo=True).exists(),
        required=user.municipality.second_factor_required,
        has_factor=count(user) > 0,
    )


def count(user: User) -> int:
    return Authenticator.objects.filter(user=user).count() + Passkey.objects.filter(user=user).count()


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 wants them."""
    return pyotp.random_base32()


def address_of(user: User, secret: str) -> str:
    """The `otpauth` address that a code app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=f"Sikkerhedsnet {user.municipality}")


@transaction.atomic
def add_authenticator(
    user: User, secret: str, code: str, name: str, *, key: UUID, now: datetime
) -> Authenticator | None:
    """A code app whose code was shown to be right; None when it is wrong."""
    step = _step_of(secret, code, now, None)
    if step is None and not Authenticator.objects.filter(user=user, idempotency_key=key).exists():
        trail.record(user, "factor.not_added", now=now, details={"kind": "app"})
        return None
    row, new = create_once(
        Authenticator,
        key,
        lambda: Authenticator.objects.create(
            user=user,
            name=name,
            added_at=now,
            sealed_secret=sealing.seal(secret),
            last_step=step,
            idempotency_key=key,
        ),
    )
    if new:
        note_added(user, row, "app", now=now)
    return row


def note_added(user: User, row: Factor, kind: str, *, now: datetime) -> None:
    """The log and the owner hear of a new second step."""
    trail.record(user, "factor.added", row, now=now, details={"kind": kind})
    text = _("Der er føjet et nyt andet trin til din konto: %(name)s. Var det ikke dig, så ring til din leder.")
    trail.tell(user, "account.factor_added", text % {"name": row.name}, now=now)


@transaction.atomic
def check_code(user: User, typed: str, *, now: datetime) -> Checked:
    """Whether the code of an app or a recovery code is right; after too many wrong ones nothing is, for a while.

    One account's codes are checked one at a time, so that many at once are still counted.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if waits_until(user, now) is not None:
        return Checked.WAIT
    text = "".join(typed.split()).replace("-", "").lower()
    found = _app(user, text, now) or _recovery(user, text, now)
    if found is None:
        wrong_try(user, "code", now=now)
        return Checked.WRONG
    WrongCode.objects.filter(user=user).delete()
    return found


def waits_until(user: User, now: datetime) -> datetime | None:
    """When the next code may be tried, if not now."""
    return rules.wait_until(list(WrongCode.objects.filter(user=user).values_list("at", flat=True)), now)


@transaction.atomic
def wrong_try(user: User, kind: str, *, now: datetime) -> None:
    """Counts a wrong code or key; the owner is told when there have been so many that everybody must wait."""
    WrongCode.objects.create(user=user, at=now)
    trail.record(user, "factor.wrong", now=now, details={"kind": kind})
    if waits_until(user, now) is not None:
        text = _(
            "Nogen kender din adgangskode og har prøvet forkerte koder. Var det ikke dig, så vælg en ny adgangskode."
        )
        trail.tell(user, "account.wrong_codes", text, now=now)


def _app(user: User, text: str, now: datetime) -> Checked | None:
    for row in Authenticator.objects.filter(user=user).select_for_update():
        try:
            secret = sealing.unseal(row.sealed_secret)
        except sealing.Unreadable:
            log.error("the code app %s was closed with a secret key that is gone", row.pk)
            continue
        step = _step_of(secret, text, now, row.last_step)
        if step is not None:
            row.last_step, row.used_at, row.sealed_secret = step, now, sealing.seal_anew(row.sealed_secret)
            row.save(update_fields=["last_step", "used_at", "sealed_secret"])
            return Checked.APP
    return None


def _step_of(secret: str, code: str, now: datetime, last_used: int | None) -> int | None:
    totp = pyotp.TOTP(secret, interval=rules.TOTP_SECONDS)
    given = "".join(code.split())
    fits = [
        step
        for step in rules.time_steps(now, last_used)
        if given.isascii() and secrets.compare_digest(totp.generate_otp(step), given)
    ]
    return fits[0] if fits else None


def _recovery(user: User, text: str, now: datetime) -> Checked | None:
    marks = sealing.marks(f"{user.pk}:{text}")
    taken = RecoveryCode.objects.filter(user=user, used_at=None, mark__in=marks).update(used_at=now)
    if not taken:
        return None
    trail.record(user, "recovery.used", now=now)
    return Checked.RECOVERY


@transaction.atomic
def new_recovery_codes(user: User, *, now: datetime) -> list[str]:
    """Ten fresh codes, to be shown once; those from before are worth nothing."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _each in range(12)) for _each in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, mark=sealing.mark(f"{user.pk}:{c}")) for c in codes)
    trail.record(user, "recovery.made", now=now)
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


@transaction.atomic
def rename(user: User, kind: str, pk: int, name: str, *, now: datetime) -> None:
    """Gives one of the user's own factors another name."""
    row = KINDS[kind]._base_manager.get(pk=pk, user=user)
    row.name = name
    row.save(update_fields=["name"])
    trail.record(user, "factor.renamed", row, now=now)


@transaction.atomic
def remove(user: User, kind: str, pk: int, *, now: datetime) -> None:
    """Takes one of the user's own factors away; the last one stays where a second step is required."""
    User.objects.select_for_update().get(pk=user.pk)
    row = KINDS[kind]._base_manager.get(pk=pk, user=user)
    if not rules.may_be_last(door(user), count(user) - 1):
        require(denied("last_factor"))
    name, number = row.name, row.pk
    row.delete()
    row.pk = number
    if count(user) == 0:
        RecoveryCode.objects.filter(user=user).delete()
    trail.record(user, "factor.removed", row, now=now, details={"kind": kind})
    text = _("Et andet trin er fjernet fra din konto: %(name)s. Var det ikke dig, så ring til din leder.")
    trail.tell(user, "account.factor_removed", text % {"name": name}, now=now)
