"""Secrets at rest: closed with keys made from the installation's own, so that the database alone gives nothing away."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(ValueError):
    """Closed with a key that this installation no longer has."""


def seal(text: str) -> str:
    """Closed with the key of today."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again, also when it was closed with a key among the fallbacks; else Unreadable."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def seal_anew(sealed: str) -> str:
    """The same text closed with the key of today."""
    return _fernet().rotate(sealed.encode()).decode()


def mark(text: str) -> str:
    """What is kept of a text that only has to be recognised: nobody without the key can make or guess it."""
    return _mark(settings.SECRET_KEY, text)


def marks(text: str) -> list[str]:
    """The text's mark with today's key and with each key before it."""
    return [_mark(key, text) for key in _secrets()]


def _secrets() -> list[str]:
    return [str(settings.SECRET_KEY), *(str(key) for key in settings.SECRET_KEY_FALLBACKS)]


def _fernet() -> MultiFernet:
    keys = (_derived(secret, b"second factor secrets") for secret in _secrets())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def _mark(secret: str, text: str) -> str:
    return hmac.new(_derived(secret, b"marks of secrets"), text.encode(), hashlib.sha256).hexdigest()


def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.new(secret.encode(), purpose, hashlib.sha256).digest()
