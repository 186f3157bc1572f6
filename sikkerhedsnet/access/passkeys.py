"""Passkeys (WebAuthn): what the browser is asked for, and whether its answer is right. The library does the cryptography."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from . import factors, sealing
from .models import Passkey, User, WrongCode

LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Place:
    """The site as the browser knows it: a passkey works at the host it was made for, and nowhere else."""

    host: str
    origin: str

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        where = request.get_host()
        return cls(host=where.rsplit(":", 1)[0], origin=f"{request.scheme}://{where}")

    @property
    def has_name(self) -> bool:
        """Browsers make passkeys for a name, never for a bare address."""
        return not self.host.startswith("[") and not self.host.replace(".", "").isdigit()


@dataclass(frozen=True)
class Question:
    """What the browser is asked, as JSON, and the challenge that its answer must hold."""

    options: str
    challenge: str


def ask_for_new(user: User, place: Place) -> Question:
    """Asks for a passkey that the user does not have here already."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name="Sikkerhedsnet",
        user_id=bytes.fromhex(sealing.mark(f"passkey owner {user.pk}")),
        user_name=user.username,
        user_display_name=user.name,
        exclude_credentials=_known(user, place),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def ask(user: User, place: Place) -> Question | None:
    """Asks for one of the user's passkeys; None when she has none here."""
    known = _known(user, place)
    if not known:
        return None
    options = generate_authentication_options(rp_id=place.host, allow_credentials=known)
    return Question(options_to_json(options), bytes_to_base64url(options.challenge))


def _known(user: User, place: Place) -> list[PublicKeyCredentialDescriptor]:
    ids = Passkey.objects.filter(user=user, host=place.host).values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in ids]


@transaction.atomic
def add(user: User, answer: str, challenge: str, place: Place, name: str, *, now: datetime) -> Passkey | None:
    """Keeps the passkey that the browser made; None when the answer does not hold."""
    credential = _read(answer)
    if credential is None:
        return None
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except (WebAuthnException, ValueError):
        return None
    row, new = Passkey.objects.get_or_create(
        credential_id=bytes_to_base64url(made.credential_id),
        defaults={
            "user": user,
            "name": name,
            "added_at": now,
            "public_key": made.credential_public_key,
            "sign_count": made.sign_count,
            "host": place.host,
        },
    )
    if new:
        factors.note_added(user, row, "passkey", now=now)
    return row if row.user_id == user.pk else None


@transaction.atomic
def check(user: User, answer: str, challenge: str, place: Place, *, now: datetime) -> bool:
    """Whether the answer was signed by one of the user's passkeys; a wrong one counts as a wrong code."""
    User.objects.select_for_update().get(pk=user.pk)
    if factors.waits_until(user, now) is not None:
        return False
    credential = _read(answer)
    known = Passkey.objects.filter(user=user, host=place.host, credential_id=str((credential or {}).get("id", "")))
    row = known.select_for_update().first()
    try:
        if credential is None or row is None:
            raise WebAuthnException
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
        )
    except (WebAuthnException, ValueError):
        factors.wrong_try(user, "passkey", now=now)
        return False
    row.sign_count, row.used_at = verified.new_sign_count, now
    row.save(update_fields=["sign_count", "used_at"])
    WrongCode.objects.filter(user=user).delete()
    return True


def _read(answer: str) -> dict[str, Any] | None:
    if len(answer) > LONGEST_ANSWER or "\x00" in answer:
        return None
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
