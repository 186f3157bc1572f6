"""On whose behalf the database is asked: a signed note, local to each transaction, that row-level security reads."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from . import clock

Row = TypeVar("Row")
SETTING = "net.note"
BLOCK = 64
"""Bytes in a block of SHA-256, and so in a padded HMAC key (RFC 2104)."""
LIFE = {"door": 300, "person": 3600, "municipality": 3600, "system": 24 * 3600}
"""Seconds a note can be read after it was signed."""


class Scope(StrEnum):
    """How far a note reaches."""

    DOOR = "door"
    """Finding out who knocks: accounts, sessions and posts, and nothing about any child."""
    PERSON = "person"
    MUNICIPALITY = "municipality"
    SYSTEM = "system"


@dataclass(frozen=True)
class Asking:
    """Who asks; `led` are the institutions the person leads."""

    scope: Scope
    day: date
    user_id: int | None = None
    municipality_id: int | None = None
    permissions: frozenset[str] = field(default=frozenset())
    led: frozenset[int] = field(default=frozenset())

    def text(self, expires: int) -> str:
        """Everything the database's functions read, in their order."""
        return "|".join(
            [
                str(expires),
                self.scope,
                str(self.user_id or ""),
                str(self.municipality_id or ""),
                self.day.isoformat(),
                ",".join(sorted(self.permissions)),
                ",".join(str(pk) for pk in sorted(self.led)),
                str(int(clock.now().timestamp())),
            ]
        )


NOBODY = None
fallback: Asking | None = NOBODY
"""Who asks when nobody has said; the checks set it, the product never does."""
_current: ContextVar[tuple[Asking | None] | None] = ContextVar("asking", default=None)


class Person(Protocol):
    """A signed-in person with the permissions held today."""

    @property
    def id(self) -> int: ...
    @property
    def municipality_id(self) -> int: ...
    @property
    def permissions(self) -> frozenset[Any]: ...
    @property
    def led_institution_ids(self) -> frozenset[int]: ...


def person(who: Person) -> Asking:
    """Only what this person reaches."""
    permissions = frozenset(str(permission) for permission in who.permissions)
    return Asking(Scope.PERSON, clock.today(), who.id, who.municipality_id, permissions, who.led_institution_ids)


def door() -> Asking:
    """What must be known of accounts before anybody is let in."""
    return Asking(Scope.DOOR, clock.today())


def municipality(municipality_id: int) -> Asking:
    """Everything of one municipality: counts, the net, and what a decision must know beyond the decider's own reach."""
    return Asking(Scope.MUNICIPALITY, clock.today(), municipality_id=municipality_id)


def system() -> Asking:
    """Everything: the command line, the clock's own work, migrations."""
    return Asking(Scope.SYSTEM, clock.today())


def current() -> Asking | None:
    """Who asks now, or None."""
    said = _current.get()
    return said[0] if said is not None else fallback


@contextmanager
def asking(who: Asking | None) -> Iterator[None]:
    """Inside the block the database is asked on behalf of `who`; outside it is as before."""
    token = _current.set((who,))
    _tell_all()
    try:
        yield
    finally:
        _current.reset(token)
        _tell_all()


def ask_as(who: Asking) -> None:
    """From here until the surrounding `asking` block ends the database is asked on behalf of `who`."""
    _current.set((who,))
    _tell_all()


@contextmanager
def beyond_reach() -> Iterator[None]:
    """Inside the block a step that this person has the right to take may touch rows she does not see herself."""
    now = current()
    if now is None or now.scope is not Scope.PERSON or now.municipality_id is None:
        yield
        return
    with asking(municipality(now.municipality_id)):
        yield


def follow(row: Row, *names: str) -> Row:
    """Loads the rows that a row within reach points at, though this person may not open them by themselves."""
    with beyond_reach():
        for name in names:
            getattr(row, name)
    return row


def _tell_all() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.vendor != "postgresql" or connection.connection is None or connection.needs_rollback:
            continue
        if connection.in_atomic_block:
            tell(connection)
        else:
            tell_session(connection)


def tell(connection: Any) -> None:
    """Leaves the note (or none) in the transaction that has just begun, or is under way."""
    who = current()
    _leave(connection, signed(who) if who is not None else "", local=True)


def tell_session(connection: Any) -> None:
    """For work with statements of their own, outside any transaction: only the system's, never a person's."""
    who = current()
    if who is not None and who.scope is Scope.SYSTEM:
        _leave(connection, signed(who), local=False)
        connection.told_session = True
    elif getattr(connection, "told_session", False):
        _leave(connection, "", local=False)
        connection.told_session = False


def _leave(connection: Any, note: str, *, local: bool) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, %s)", [SETTING, note, local])
    except DatabaseError:
        if not connection.in_atomic_block:
            raise
        # the transaction has failed already, and takes its notes with it


def signed(who: Asking, key: bytes | None = None) -> str:
    """The note as the database verifies it: HMAC-SHA256 in hexadecimal, a bar, and the text."""
    text = who.text(int(time.time()) + LIFE[who.scope])
    return hmac.new(key or _key(), text.encode(), hashlib.sha256).hexdigest() + "|" + text


def padded_keys() -> tuple[bytes, bytes]:
    """The inner and the outer key of HMAC-SHA256, which the database keeps where only its owner can read."""
    key = _key().ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key)


@cache
def _derived(secret: str) -> bytes:
    return hmac.new(secret.encode(), b"who asks the database", hashlib.sha256).digest()


def _key() -> bytes:
    return _derived(settings.SECRET_KEY)


def keep_key(connection: Any) -> None:
    """As the owner: the database verifies notes with the key this installation signs with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('access_notekey')")
        if cursor.fetchone()[0] is None:
            return
        cursor.execute(
            "INSERT INTO access_notekey (inner_key, outer_key) VALUES (%s, %s) "
            "ON CONFLICT (id) DO UPDATE SET inner_key = EXCLUDED.inner_key, outer_key = EXCLUDED.outer_key",
            padded_keys(),
        )


def believed(connection: Any) -> bool:
    """The database reads the notes that are signed here."""
    with asking(door()), transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT net_scope()")
        return bool(cursor.fetchone()[0] == Scope.DOOR)
