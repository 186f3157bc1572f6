"""Signed anchors: where every chain ended, kept in a file outside the database."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from . import actions

EVERY = timedelta(minutes=15)
ANCHORED = "audit.anchored"
Chain = tuple[str, int]
"""A log and a child's number; 0 is the chain of the lines without a child."""
Heads = dict[Chain, tuple[int, str]]
"""How many links each chain has, and the hash of its last."""


@dataclass(frozen=True)
class TheClock:
    """Who writes that an anchor was laid."""

    id: None = None
    name: str = "Sikkerhedsnet"
    municipality_id: None = None


@dataclass(frozen=True)
class Anchors:
    """What the file says: the heads as last anchored, every link it ever named, its last line, and what is wrong with it."""

    heads: Heads = field(default_factory=dict)
    points: dict[Chain, dict[int, str]] = field(default_factory=dict)
    last: dict[str, Any] | None = None
    last_hash: str = ""
    faults: tuple[tuple[int, str], ...] = ()

    @property
    def number(self) -> int:
        return int(self.last["number"]) if self.last else 0


def anchor(now: datetime) -> bool:
    """Lays an anchor when a quarter of an hour has passed and some chain has grown; answers whether it did.

    The line is on the disk before the change log says so. The system asks: nobody else sees the heads.
    """
    path = settings.ANCHORS
    if path is None:
        return False
    with _alone_with(path):
        last = _last_line(path)
        if last and now - EVERY < datetime.fromisoformat(last["at"]) <= now:
            return False
        before = read(path)
        found = heads()
        changed = {chain: head for chain, head in found.items() if before.heads.get(chain) != head}
        if not changed or (before.last and _only_our_own_line(before, changed)):
            return False
        line = _line(now, before, found, changed)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
    details = {"number": before.number + 1, "hash": digest(line)}
    actions.record(TheClock(), ANCHORED, None, at=now, details=details)
    return True


def heads() -> Heads:
    """Where every chain ends now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, child_id, number, encode(hash, 'hex') FROM audit_heads()")
        return {(log, child): (number, hash_) for log, child, number, hash_ in cursor.fetchall()}


def root_of(found: Heads) -> str:
    """One hash of every chain's end."""
    told = hashlib.sha256()
    for (log, child), (number, hash_) in sorted(found.items()):
        told.update(f"{log}:{child}:{number}:{hash_}\n".encode())
    return told.hexdigest()


def digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def read(path: Path | None) -> Anchors:
    """Everything the file says, with each line's signature, number and link to the line before proven."""
    if path is None or not path.exists():
        return Anchors()
    found: Heads = {}
    points: dict[Chain, dict[int, str]] = {}
    last: dict[str, Any] | None = None
    last_hash, root_there = "", ""
    faults: list[tuple[int, str]] = []
    text = path.read_text(encoding="utf-8", errors="replace")
    for place, line in enumerate(text.splitlines(), 1):
        told = _parsed(line)
        if told is None:
            faults.append((place, "unreadable"))
            continue
        if not _signed_by_us(told):
            faults.append((place, "signature"))
        elif told["number"] != (last["number"] if last else 0) + 1 or told["previous"] != last_hash:
            faults.append((place, "order"))
        for log, child, number, hash_ in told.get("changed", ()):
            found[log, child] = (number, hash_)
            if points.setdefault((log, child), {}).setdefault(number, hash_) != hash_:
                faults.append((place, "contradiction"))
        last, last_hash, root_there = told, digest(line), told.get("root", "")
    if last and not faults and root_of(found) != root_there:
        faults.append((last["number"], "root"))
    return Anchors(found, points, last, last_hash, tuple(faults))


def _line(now: datetime, before: Anchors, found: Heads, changed: Heads) -> str:
    # a chain that is gone stays in the sum: the anchors remember what the database may have lost
    told: dict[str, Any] = {
        "number": before.number + 1,
        "at": now.isoformat(),
        "chains": len(found),
        "root": root_of({**before.heads, **found}),
        "changed": [[*chain, *head] for chain, head in sorted(changed.items())],
        "previous": before.last_hash,
    }
    return _text({**told, "hmac": _signature(told, settings.SECRET_KEY)})


def _only_our_own_line(before: Anchors, changed: Heads) -> bool:
    ours = ("change", 0)
    return set(changed) == {ours} and changed[ours][0] == before.heads.get(ours, (0, ""))[0] + 1


def _last_line(path: Path) -> dict[str, Any] | None:
    """The file's last line, without reading the rest."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        size, step = file.seek(0, os.SEEK_END), 64 * 1024
        while True:
            file.seek(max(0, size - step))
            lines = file.read().splitlines()
            if len(lines) > 1 or step >= size:
                return _parsed(lines[-1].decode(errors="replace")) if lines else None
            step *= 8


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
        wanted = {"number", "at", "chains", "root", "changed", "previous", "hmac"}
        return told if isinstance(told, dict) and wanted <= set(told) else None
    except ValueError:
        return None


def _signed_by_us(told: dict[str, Any]) -> bool:
    body = {name: value for name, value in told.items() if name != "hmac"}
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(_signature(body, str(key)), str(told["hmac"])) for key in keys)


def _signature(told: dict[str, Any], secret: str) -> str:
    key = hmac.new(secret.encode(), b"audit anchors", hashlib.sha256).digest()
    return hmac.new(key, _text(told).encode(), hashlib.sha256).hexdigest()


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """One process at a time lays an anchor in this file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
