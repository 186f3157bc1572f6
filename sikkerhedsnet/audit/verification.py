"""Whether the log is whole, and where it is not: every line is counted and its hash worked out anew, in Python."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from . import anchors
from .anchors import Chain, Heads
from .models import ChangeLine


class What(StrEnum):
    """What is wrong at a place."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    OUT_OF_ORDER = "out of order"
    CUT_TAIL = "cut tail"
    CHAIN_MISSING = "chain missing"
    HEAD = "head does not match"
    ANCHOR = "differs from the anchor"
    ANCHOR_FILE = "anchor file broken"
    ANCHOR_FILE_SHORTENED = "anchor file shortened"
    MONTH = "more or less is gone of a month than was dropped"


@dataclass(frozen=True)
class Fault:
    """One place where the log is not what was written; `number` is the line's place in its child's chain."""

    what: What
    log: str
    child_id: int | None = None
    number: int | None = None
    line_id: int | None = None
    month: str | None = None


@dataclass
class Verdict:
    """What was looked through, and what is wrong; an empty list of faults: the log is whole."""

    lines: int = 0
    chains: int = 0
    anchors: int = 0
    anchored_at: datetime | None = None
    faults: list[Fault] = field(default_factory=list)


Points = dict[Chain, dict[int, str]]
"""The links the anchors name: their numbers and hashes, chain by chain."""
FIELDS = ["id", "at", "municipality_id", "actor_id", "actor_name", "action", "object_type", "object_id", "child_id"]
MONTH_DROPPED = "log.month_dropped"
EXPLAINED = ["function", "unit", "basis", "origin", "network", "device"]
"""Part of the hash since lines say so; a line from before has no origin."""
TABLES = {"change": "audit_changeline", "read": "audit_readline"}


@dataclass
class Dropped:
    """What the change log says of a month whose time had come, and what the links without lines say."""

    lines: int
    digest: str
    seen: int = 0
    sum: Any = field(default_factory=hashlib.sha256)

    def count(self, child_id: int, number: int, hash_: bytes) -> None:
        self.sum.update(f"{chr(10) if self.seen else ''}{child_id}:{number}:{hash_.hex()}".encode())
        self.seen += 1

    @property
    def matches(self) -> bool:
        return (self.seen, self.sum.hexdigest()) == (self.lines, self.digest)


Gone = dict[tuple[str, str], Dropped]
"""The months that were dropped, by log and first day."""


def verify() -> Verdict:
    """The whole log beside its chains, the chains' heads, and the anchors outside the database."""
    found = Verdict()
    told = anchors.read(settings.ANCHORS)
    found.anchors = told.number
    found.anchored_at = datetime.fromisoformat(told.last["at"]) if told.last else None
    found.faults += [Fault(What.ANCHOR_FILE, "anchors", number=place) for place, _why in told.faults]
    with transaction.atomic():
        heads = anchors.heads()  # before the lines: what is written meanwhile lies beyond them
        found.faults += list(_shortened(told))
        ends: Heads = {}
        gone = _dropped()
        for log in TABLES:
            for chain, rows in groupby(_rows(log), key=lambda row: row["chain"]):
                found.chains += 1
                number, hash_ = _look_through((log, chain), rows, heads, told.points, gone, found)
                ends[log, chain] = (number, hash_)
        later = anchors.heads()
    found.faults += list(_ends(ends, heads, later, told.points))
    found.faults += [Fault(What.MONTH, log, month=month) for (log, month), one in gone.items() if not one.matches]
    return found


def _dropped() -> Gone:
    lines = ChangeLine.objects.filter(action=MONTH_DROPPED).order_by("id").values_list("details", flat=True)
    return {(told["log"], told["month"]): Dropped(told["lines"], told["digest"]) for told in lines}


def _look_through(
    chain: Chain, rows: Iterator[dict[str, Any]], heads: Heads, anchored: Points, gone: Gone, found: Verdict
) -> tuple[int, str]:
    log, child_id = chain
    number, before = 0, b""
    head, points = heads.get(chain), anchored.get(chain, {})
    for row in rows:
        if row["number"] is None:
            found.faults.append(Fault(What.INSERTED, log, child_id, line_id=row["id"]))
            found.lines += 1
            continue
        if row["number"] != number + 1:
            what = What.MISSING if row["number"] > number else What.OUT_OF_ORDER
            found.faults.append(Fault(what, log, child_id, number + 1))
        elif bytes(row["previous_hash"]) != before:
            found.faults.append(Fault(What.OUT_OF_ORDER, log, child_id, row["number"], row["line_id"]))
        number, before = row["number"], bytes(row["hash"])
        dropped = gone.get((log, str(row["dropped"]))) if row["id"] is None else None
        if dropped is not None:
            dropped.count(child_id, number, before)
        elif row["id"] is None:
            found.faults.append(Fault(What.MISSING, log, child_id, number, row["line_id"]))
        else:
            found.lines += 1
            if _hash(log, child_id, row) != before:
                found.faults.append(Fault(What.CHANGED, log, child_id, number, row["id"]))
        if head and head[0] == number and head[1] != before.hex():
            found.faults.append(Fault(What.HEAD, log, child_id, number, row["line_id"]))
        if points.get(number, before.hex()) != before.hex():
            found.faults.append(Fault(What.ANCHOR, log, child_id, number, row["line_id"]))
    return number, before.hex()


def _ends(ends: Heads, heads: Heads, later: Heads, anchored: Points) -> Iterator[Fault]:
    for chain in sorted({*ends, *heads, *anchored}):
        log, child_id = chain
        last, head, head_later = (told.get(chain, (0, ""))[0] for told in (ends, heads, later))
        promised = max(anchored.get(chain, {}), default=0)
        if last < max(head, promised):
            yield Fault(What.CUT_TAIL if last else What.CHAIN_MISSING, log, child_id, last + 1)
        elif last > head_later or head < promised:
            yield Fault(What.HEAD, log, child_id, last)


def _shortened(told: anchors.Anchors) -> Iterator[Fault]:
    """The change log says which anchor was laid last; the file must reach at least as far, with that very line."""
    if settings.ANCHORS is None:
        return
    last = ChangeLine.objects.filter(action=anchors.ANCHORED).order_by("-id").values_list("details", flat=True).first()
    if last is None:
        return
    if told.number < last["number"]:
        yield Fault(What.ANCHOR_FILE_SHORTENED, "anchors", number=told.number + 1)
    elif told.number == last["number"] and told.last_hash != last["hash"]:
        yield Fault(What.ANCHOR_FILE, "anchors", number=told.number)


def _rows(log: str) -> Iterator[dict[str, Any]]:
    """Each line beside its link, chain by chain in order; a link without its line and a line without its link too."""
    names = [f"l.{name}" for name in (*FIELDS, *EXPLAINED) if name != "at"]
    names += ["audit_moment(l.at) AS at", "l.details::text AS details" if log == "change" else "NULL AS details"]
    sql = (
        f"SELECT coalesce(k.child_id, l.child_id, 0) AS chain, k.number, k.line_id, k.previous_hash, k.hash, k.dropped, "
        f"{', '.join(names)} FROM {TABLES[log]} l FULL JOIN audit_links(%s) k ON k.line_id = l.id "
        "ORDER BY 1, k.number NULLS LAST, l.id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, [log])
        columns: list[str] = []
        while rows := cursor.fetchmany(2000):
            columns = columns or [column.name for column in cursor.description]
            for row in rows:
                yield dict(zip(columns, row, strict=True))


def _hash(log: str, chain: int, row: dict[str, Any]) -> bytes:
    """The hash as the database forges it: each field with its length before it, then the hash of the link before."""
    values = [log, chain, row["number"], *(row[name] for name in FIELDS), row["details"]]
    if row["origin"]:
        values += [row[name] for name in EXPLAINED]
    text = "".join("~" if value is None else _part(str(value)) for value in values)
    return hashlib.sha256(text.encode() + bytes(row["previous_hash"])).digest()


def _part(value: str) -> str:
    return f"{len(value.encode())}:{value}"
