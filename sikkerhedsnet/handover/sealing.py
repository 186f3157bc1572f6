"""A record as a file that only opens with a phrase: AES-256-GCM under a key that scrypt makes of the phrase; pure.

The phrase is made here and has a hundred bits, so that the file may travel by a road one does not trust; the phrase goes
by another, and is kept nowhere. Whoever opens the file learns that nobody has changed it, not who made it.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = "sikkerhedsnet-handover-sealed"
VERSION = 1
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Neither I, L, O, U, 0 nor 1: what is heard on a telephone or read from a note is one letter only."""
GROUPS, GROUP = 4, 5
WORK, BLOCK, LANES = 2**15, 8, 1
LARGEST = 4 * 1024 * 1024
SHORTEST_SALT = 16


class Closed(Exception):
    """The file does not open: it is another file, it was changed, or the phrase is wrong. Which, nobody can tell."""


@dataclass(frozen=True)
class Sealed:
    """What lies in the file: the child as the receiver must find it, and the passages as they went."""

    child: str
    born_on: str
    from_municipality: str
    from_place: str
    to: str
    occasion_on: str
    purpose: str
    sent_on: str
    parts: tuple[tuple[str, str, str], ...]
    """Title, text, and the basis in words."""


def new_phrase() -> str:
    """`K7QMT-9XW2B-…`: told by another road than the file."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def plain_phrase(typed: str) -> str:
    """What was typed without blanks and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def is_phrase(typed: str) -> bool:
    """Whether it is one of ours, so that nobody seals with a word that can be guessed."""
    plain = plain_phrase(typed)
    return len(plain) == GROUPS * GROUP and set(plain) <= set(LETTERS)


def seal(record: Sealed, phrase: str) -> bytes:
    """The file."""
    salt, nonce = secrets.token_bytes(SHORTEST_SALT), secrets.token_bytes(12)
    head = {"format": FORMAT, "version": VERSION, "salt": _out(salt), "nonce": _out(nonce)}
    words = json.dumps(asdict(record), ensure_ascii=False).encode()
    closed = AESGCM(_key(phrase, salt)).encrypt(nonce, words, _bound(head))
    return json.dumps(head | {"sealed": _out(closed)}, indent=1).encode()


def unseal(data: bytes, phrase: str) -> Sealed:
    """What lies in it. Raises Closed, and nothing else, whatever it is given."""
    if len(data) > LARGEST or not is_phrase(phrase):
        raise Closed
    try:
        told: Any = json.loads(data)
        if not isinstance(told, dict) or (told.get("format"), told.get("version")) != (FORMAT, VERSION):
            raise Closed
        head = {name: told[name] for name in ("format", "version", "salt", "nonce")}
        salt, nonce = _in(told["salt"]), _in(told["nonce"])
        if len(salt) < SHORTEST_SALT:
            raise Closed
        words = AESGCM(_key(phrase, salt)).decrypt(nonce, _in(told["sealed"]), _bound(head))
        return _read(json.loads(words))
    except (ValueError, KeyError, TypeError, RecursionError, InvalidTag, binascii.Error):
        raise Closed from None


def _read(found: Any) -> Sealed:
    """Nothing but text, however the file was made."""
    parts = tuple((_text(title), _text(text), _text(basis)) for title, text, basis in found["parts"])
    names = ("child", "born_on", "from_municipality", "from_place", "to", "occasion_on", "purpose", "sent_on")
    values = {name: _text(found[name]) for name in names}
    for name in ("occasion_on", "sent_on", *(["born_on"] if values["born_on"] else [])):
        date.fromisoformat(values[name])
    return Sealed(**values, parts=parts)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Closed
    return value


def _key(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=WORK, r=BLOCK, p=LANES).derive(plain_phrase(phrase).encode())


def _bound(head: dict[str, Any]) -> bytes:
    """The head is not secret, and cannot be changed either."""
    return json.dumps(head, sort_keys=True).encode()


def _out(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _in(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
