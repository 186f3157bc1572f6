"""Whatever an owner of the database does to the log behind the program's back is found, and its place is told."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from config.postgres.migrating import owner_at_work
from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit import anchors
from sikkerhedsnet.audit.anchors import anchor
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.audit.months import open_ahead
from sikkerhedsnet.audit.verification import What, verify
from sikkerhedsnet.core import clock, context
from tests.personas import NOW
from tests.support.database import owner_connection

CHILDREN = (1, 2, 3)
TABLE = {"change": "audit_changeline", "read": "audit_readline"}


@contextmanager
def behind_the_back() -> Iterator[psycopg.Connection[Any]]:
    """What the owner can do: no trigger and no policy binds; afterwards they do again."""
    with owner_connection() as owner:
        for table in TABLE.values():
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        yield owner
        for table in TABLE.values():
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER, FORCE ROW LEVEL SECURITY")


@pytest.fixture
def anchored(committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both logs hold lines about three children and about none, and the last line is anchored."""
    path = tmp_path / "anchors.jsonl"
    monkeypatch.setattr(settings, "ANCHORS", path)
    open_ahead(NOW)
    write(8)
    assert anchor(NOW)
    write(6, after=8)
    assert anchor(NOW + timedelta(minutes=15))
    return path


def write(times: int, after: int = 0) -> None:
    """Three weeks between the turns, so that the lines lie in several months, and some in none of their own."""
    for turn in range(after, after + times):
        at = NOW + timedelta(weeks=3 * turn)
        with transaction.atomic():
            audit.read_children(System(), "children.listed", [3, 1, 2], at=at)
            for child in (None, *CHILDREN):
                details = {"b": turn, "a": "æøå ~ 1:2", "nested": {"none": None}}
                audit.record(System(), "child.changed", None, at=at, child_id=child, details=details)
            audit.read(System(), "net.read", None, at=at)


def places() -> set[tuple[str, int | None, str]]:
    return {(fault.log, fault.child_id, fault.what) for fault in verify().faults}


def test_an_untouched_log_is_whole(anchored: Path) -> None:
    verdict = verify()
    assert verdict.faults == []
    assert (verdict.lines, verdict.chains, verdict.anchors) == (14 * 8 + 2, 8, 2)


def test_the_command_says_whole_or_where(anchored: Path) -> None:
    out = StringIO()
    call_command("verify_audit", "--json", stdout=out)
    assert json.loads(out.getvalue())["whole"] is True
    with behind_the_back() as owner:
        owner.execute("UPDATE audit_readline SET actor_name = 'En anden' WHERE id = %s", [line(owner, "read", 2, 3)])
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stdout=out)
    assert ended.value.code == 1
    assert "Opslagsloggen, barn 2, nr. 3, id " in out.getvalue()
    assert "linjen er ændret" in out.getvalue()


def line(owner: psycopg.Connection[Any], log: str, child: int, number: int) -> int:
    found = owner.execute(
        "SELECT line_id FROM audit_link WHERE (log, child_id, number) = (%s, %s, %s)", [log, child, number]
    ).fetchone()
    assert found is not None
    return int(found[0])


def changed_field(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    column, value = chance.choice(
        [("at", NOW - timedelta(days=1)), ("municipality_id", 77), ("actor_id", 9), ("actor_name", "En anden"),
         ("action", "noget.andet"), ("object_type", "people.child"), ("object_id", 4), ("function", "leader"),
         ("unit", "institution:1"), ("basis", "group"), ("origin", ""), ("network", "10.0.0.0/24"), ("device", "Mac")]
    )  # fmt: skip
    pk = line(owner, log, child, chance.randint(1, last))
    owner.execute(f"UPDATE {TABLE[log]} SET {column} = %s WHERE id = %s", [value, pk])
    return {What.CHANGED}


def changed_child(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    pk = line(owner, log, child, chance.randint(1, last))
    owner.execute(f"UPDATE {TABLE[log]} SET child_id = 99 WHERE id = %s", [pk])
    return {What.CHANGED}


def middle_deleted(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    number = chance.randint(1, last - 1)
    owner.execute(f"DELETE FROM {TABLE[log]} WHERE id = %s", [line(owner, log, child, number)])
    if chance.random() < 0.5:
        owner.execute("DELETE FROM audit_link WHERE (log, child_id, number) = (%s, %s, %s)", [log, child, number])
    return {What.MISSING}


def inserted(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    columns = "at, municipality_id, actor_id, actor_name, action, object_type, object_id, child_id"
    columns += ", details" if log == "change" else ""
    pk = line(owner, log, child, chance.randint(1, last))
    owner.execute(f"INSERT INTO {TABLE[log]} ({columns}) SELECT {columns} FROM {TABLE[log]} WHERE id = %s", [pk])
    return {What.INSERTED}


def swapped(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    one, other = chance.sample(range(1, last + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        where = [new, log, child, old]
        owner.execute("UPDATE audit_link SET number = %s WHERE (log, child_id, number) = (%s, %s, %s)", where)
    return {What.CHANGED, What.OUT_OF_ORDER}


def tail_cut(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    keep = chance.randint(1, last - 1)
    owner.execute(
        f"DELETE FROM {TABLE[log]} WHERE id IN (SELECT line_id FROM audit_link "
        "WHERE log = %s AND child_id = %s AND number > %s)", [log, child, keep]
    )  # fmt: skip
    owner.execute("DELETE FROM audit_link WHERE log = %s AND child_id = %s AND number > %s", [log, child, keep])
    return {What.CUT_TAIL}


def tail_cut_and_head_rewritten(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    tail_cut(owner, chance, log, child, last)
    owner.execute(
        "UPDATE audit_chainhead h SET number = l.number, hash = l.hash FROM audit_link l WHERE (h.log, h.child_id) = "
        "(%s, %s) AND (l.log, l.child_id) = (h.log, h.child_id) AND l.number = (SELECT max(number) FROM audit_link m "
        "WHERE (m.log, m.child_id) = (h.log, h.child_id))", [log, child]
    )  # fmt: skip
    return {What.CUT_TAIL}


def chain_removed(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    owner.execute(f"DELETE FROM {TABLE[log]} WHERE coalesce(child_id, 0) = %s", [child])
    for table in ("audit_link", "audit_chainhead"):
        owner.execute(f"DELETE FROM {table} WHERE (log, child_id) = (%s, %s)", [log, child])
    return {What.CHAIN_MISSING}


def chain_forged_anew(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    """A line is changed and every link forged again from there: only what is outside the database remembers."""
    changed_field(owner, chance, log, child, last)
    for table in ("audit_link", "audit_chainhead"):
        owner.execute(f"DELETE FROM {table} WHERE (log, child_id) = (%s, %s)", [log, child])
    details = "details::text" if log == "change" else "NULL"
    owner.execute(
        f"SELECT count(audit_forge(%s, id, at, municipality_id, actor_id, actor_name, action, object_type, object_id, "
        f"child_id, {details}, function, unit, basis, origin, network, device)::text) FROM (SELECT * FROM {TABLE[log]} WHERE coalesce(child_id, 0) = %s ORDER BY id) t",
        [log, child],
    )
    return {What.ANCHOR}


def moved_to_another_month(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    pk = line(owner, log, child, chance.randint(1, last))
    owner.execute(f"UPDATE {TABLE[log]} SET at = at + interval '70 days' WHERE id = %s", [pk])
    return {What.CHANGED}


def contents_swapped(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    """Two lines have changed numbers: each stands in the other's place."""
    one, other = (line(owner, log, child, number) for number in chance.sample(range(1, last + 1), 2))
    for old, new in ((one, -1), (other, one), (-1, other)):
        owner.execute(f"UPDATE {TABLE[log]} SET id = %s WHERE id = %s", [new, old])
    return {What.CHANGED}


def month_emptied(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    """All the child's lines of one month, whatever partition they lie in, and the links say that it was dropped."""
    pk = line(owner, log, child, chance.randint(1, last))
    month = f"(SELECT date_trunc('month', at) FROM {TABLE[log]} WHERE id = {pk})"
    where = f"coalesce(child_id, 0) = {child} AND date_trunc('month', at) = {month}"
    if chance.random() < 0.5:
        owner.execute(f"UPDATE audit_link SET dropped = '2020-01-01' WHERE log = '{log}' AND line_id IN "
                      f"(SELECT id FROM {TABLE[log]} WHERE {where})")  # fmt: skip
    owner.execute(f"DELETE FROM {TABLE[log]} WHERE {where}")
    return {What.MISSING}


def head_rewritten(owner: Any, chance: random.Random, log: str, child: int, last: int) -> set[str]:
    owner.execute("UPDATE audit_chainhead SET hash = '' WHERE (log, child_id) = (%s, %s)", [log, child])
    return {What.HEAD}


TAMPERINGS: list[Callable[[Any, random.Random, str, int, int], set[str]]] = [
    changed_field, changed_child, middle_deleted, inserted, swapped, tail_cut, tail_cut_and_head_rewritten,
    chain_removed, chain_forged_anew, head_rewritten, moved_to_another_month, contents_swapped, month_emptied,
]  # fmt: skip
TURNS = 10
"""Each kind so many times at each chain of both logs, on lines of chance: more than a thousand in all."""


@pytest.mark.slow
@pytest.mark.once
def test_every_tampering_is_found_in_its_place(anchored: Path, record_property: Callable[[str, str], None]) -> None:
    chance, unseen = random.Random(2026), []
    kept = ("audit_changeline", "audit_readline", "audit_link", "audit_chainhead")
    with behind_the_back() as owner:
        for table in kept:
            owner.execute(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
        for tampering, log, child in product(TAMPERINGS * TURNS, TABLE, (0, *CHILDREN)):
            wanted = tampering(owner, chance, log, child, 14)
            found = verify().faults
            if not any((fault.log, fault.child_id) == (log, child) and fault.what in wanted for fault in found):
                unseen.append((tampering.__name__, log, child, found))
            for table in kept:
                owner.execute(f"DELETE FROM {table}")
                owner.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
    assert unseen == []
    assert verify().faults == []
    turns = len(TAMPERINGS) * TURNS * len(TABLE) * (1 + len(CHILDREN))
    record_property("printed", f"log: {turns} tamperings of {len(TAMPERINGS)} kinds, all found")


def test_a_tail_cut_and_grown_again_before_the_next_anchor_is_found(anchored: Path) -> None:
    with behind_the_back() as owner:
        tail_cut_and_head_rewritten(owner, random.Random(1), "read", 2, 14)
    write(20)
    assert anchor(NOW + timedelta(hours=1))
    assert places() == {("read", 2, What.ANCHOR)}


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (lambda text: text.splitlines()[0] + "\n", What.ANCHOR_FILE_SHORTENED),
        (lambda text: "", What.ANCHOR_FILE_SHORTENED),
        (lambda text: text.replace('"chains":8', '"chains":7'), What.ANCHOR_FILE),
        (lambda text: text.splitlines()[1] + "\n", What.ANCHOR_FILE),
        (lambda text: "noget andet\n" + text, What.ANCHOR_FILE),
    ],
)
def test_a_changed_or_shortened_anchor_file_is_found(anchored: Path, tamper: Callable[[str], str], what: What) -> None:
    anchored.write_text(tamper(anchored.read_text()))
    assert what in {fault.what for fault in verify().faults}


def test_anchors_signed_with_another_key_are_not_believed(anchored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = SimpleNamespace(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=[])
    monkeypatch.setattr(anchors, "settings", other)
    assert {fault.what for fault in verify().faults} == {What.ANCHOR_FILE}
    other.SECRET_KEY_FALLBACKS.append(settings.SECRET_KEY)
    assert verify().faults == []


def test_an_anchor_is_laid_at_most_every_quarter_of_an_hour_and_only_when_something_was_written(anchored: Path) -> None:
    assert not anchor(NOW + timedelta(hours=2))
    write(1)
    assert anchor(NOW + timedelta(hours=2))
    write(1)
    assert not anchor(NOW + timedelta(hours=2, minutes=14))
    with clock.fixed(NOW + timedelta(hours=2, minutes=15)):
        call_command("tick", until="2030-01-01T10:00", stderr=StringIO())
    assert len(anchored.read_text().splitlines()) == 4
    assert verify().faults == []


def test_two_who_write_about_the_same_children_in_different_order_do_not_lock_each_other(committed_db: None) -> None:
    barrier, failed = threading.Barrier(2, timeout=20), []

    def look(order: list[int]) -> None:
        try:
            with context.asking(context.system()):
                for _ in range(15):
                    with transaction.atomic():
                        for turn, child in enumerate(order):
                            audit.read(System(), "child.read", None, at=NOW, child_id=child)
                            if turn == 0:
                                barrier.wait()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=look, args=[order]) for order in ([1, 2, 3], [3, 2, 1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert verify().faults == []
    assert ReadLine.objects.count() == 90


@pytest.mark.parametrize("before", ["0003", "0004", "0005"])
def test_lines_from_before_keep_their_order_and_their_hashes(committed_db: None, before: str) -> None:
    """From before there were chains, before a line said why and from where, and before the log lay in months."""
    with owner_at_work():
        call_command("migrate", "audit", before, verbosity=0)
    for _turn in range(3):
        _write_plainly()
    with owner_at_work():
        call_command("migrate", "audit", verbosity=0)
    write(2)
    verdict = verify()
    assert verdict.faults == []
    assert (verdict.lines, verdict.chains) == (5 * 8, 8)
    with behind_the_back() as owner:
        owner.execute("UPDATE audit_readline SET action = 'x' WHERE id = %s", [line(owner, "read", 2, 2)])
    assert places() == {("read", 2, What.CHANGED)}


def _write_plainly() -> None:
    """The lines of `write(1)` in the columns the log has always had."""
    lines = [("readline", child) for child in (1, 2, 3, None)] + [("changeline", child) for child in (None, 1, 2, 3)]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, child in lines:
            details = (", details", ", '{}'") if table == "changeline" else ("", "")
            cursor.execute(
                f"INSERT INTO audit_{table} (at, actor_name, action, object_type, child_id{details[0]}) "
                f"VALUES (%s, 'Sikkerhedsnet', 'child.changed', '', %s{details[1]})", [NOW, child],
            )  # fmt: skip


def test_what_is_taken_back_leaves_no_gap(committed_db: None) -> None:
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)
    assert verify().faults == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM audit_chainhead",
        "UPDATE audit_chainhead SET number = 0",
        "SELECT * FROM audit_link",
        "DELETE FROM audit_link",
        "INSERT INTO audit_link VALUES ('read', 1, 1, 1, '', '')",
        "SELECT audit_lock_heads('read:1')",
        "SELECT audit_forge('read', 1, now(), 1, 1, '', '', '', 1, 1, NULL, '', '', '', '', '', '')",
        "SELECT audit_drop_month('read', '2026-11-01', now())",
        "SELECT audit_empty_rest('read')",
        "ALTER TABLE audit_readline DISABLE TRIGGER line_is_linked",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_touch_the_chains(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_only_the_system_reads_the_heads() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        audit.read(System(), "net.read", None, at=NOW)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for who, seen in ((context.system(), 1), (context.municipality(1), 0), (None, 0)):
            with context.asking(who):
                cursor.execute("SELECT count(*) FROM audit_heads()")
                assert cursor.fetchone() == (seen,)
