"""The log lies month by month: none of them opens a hole, none is missing, and one can be dropped with the chains whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from config.postgres.migrating import owner_at_work
from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit import months
from sikkerhedsnet.audit.anchors import anchor
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.audit.verification import What, verify
from sikkerhedsnet.core import clock, context
from tests.personas import NOW, Town
from tests.support.database import owner_connection

LOGS = ("audit_changeline", "audit_readline")


def sql(text: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def parts(table: str) -> list[str]:
    return [
        row[0] for row in sql("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", table)
    ]


def part_of(line: ReadLine) -> str:
    return str(sql("SELECT tableoid::regclass::text FROM audit_readline WHERE id = %s", line.pk)[0][0])


def look(at: datetime, child: int = 7) -> ReadLine:
    audit.read(System(), "child.read", None, at=at, child_id=child)
    return ReadLine.objects.latest("id")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wall", "month"),
    [
        ("2026-12-31T23:59:59.999999+01:00", "2026_12"),
        ("2027-01-01T00:00:00+01:00", "2027_01"),
        ("2026-12-31T23:30:00+00:00", "2027_01"),  # half past twelve at night in Denmark
        ("2027-03-31T23:59:59+02:00", "2027_03"),
        ("2027-04-01T00:00:00+02:00", "2027_04"),
        ("2026-11-01T00:00:00+01:00", "2026_11"),
    ],
)
def test_a_line_lies_in_its_danish_month(wall: str, month: str) -> None:
    months.open_ahead(NOW)
    months.open_ahead(NOW + timedelta(days=100))
    assert part_of(look(datetime.fromisoformat(wall))) == f"audit_readline_{month}"


@pytest.mark.django_db
@pytest.mark.parametrize("years", [-30, -1, 1, 70])
def test_no_line_is_refused_because_the_clock_is_wrong(years: int) -> None:
    months.open_ahead(NOW)
    line = look(NOW.replace(year=NOW.year + years))
    assert part_of(line) == "audit_readline_rest"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as at commit
    assert verify().faults == []


@pytest.mark.django_db
def test_months_are_opened_ahead_once() -> None:
    months.open_ahead(NOW)
    assert months.open_ahead(NOW) == 0
    assert months.open_ahead(NOW + timedelta(days=31)) == 2, "one more month of each log"


@pytest.mark.django_db
def test_a_month_that_already_has_lines_in_the_rest_is_left_there() -> None:
    at = NOW.replace(year=2031)
    look(at)
    assert months.open_ahead(at) == 2 * (months.AHEAD + 1) - 1
    assert part_of(look(at)) == "audit_readline_rest"


@pytest.mark.django_db
def test_every_part_of_the_log_is_as_shut_as_the_rest_of_the_database_is_told(town: Town) -> None:
    months.open_ahead(NOW.replace(year=2033))
    for table in LOGS:
        found = parts(table)
        assert f"{table}_2033_11" in found and f"{table}_rest" in found
        for part in found:
            [(enabled, forced, policies)] = sql(
                "SELECT relrowsecurity, relforcerowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) "
                "FROM pg_class c WHERE oid = %s::regclass", part,
            )  # fmt: skip
            assert (enabled, forced, policies) == (True, True, 0), part
            held = sql("SELECT privilege_type FROM information_schema.role_table_grants "
                       "WHERE table_name = %s AND grantee = current_user", part)  # fmt: skip
            assert held == [], part
            wanted = sql("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND "
                         "tgname <> 'chains_are_remembered' ORDER BY 1", table)  # fmt: skip
            assert wanted == sql("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass ORDER BY 1", part), part
            assert len(wanted) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "SELECT * FROM {0}", "SELECT count(*) FROM {0}", "DELETE FROM {0}", "UPDATE {0} SET action = ''", "TRUNCATE {0}",
    "INSERT INTO {0} (at, actor_name, action, object_type) VALUES ('2026-11-23', '', '', '')", "COPY {0} TO STDOUT",
    "ALTER TABLE {0} DISABLE ROW LEVEL SECURITY", "DROP TABLE {0}", "LOCK TABLE {0}",
    "ALTER TABLE audit_readline DETACH PARTITION {0}",
])  # fmt: skip
@pytest.mark.parametrize("part", ["audit_readline_2026_11", "audit_readline_rest", "audit_changeline_2026_11"])
def test_the_application_gets_nowhere_by_way_of_a_part(town: Town, statement: str, part: str) -> None:
    months.open_ahead(NOW)
    look(NOW)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(part))


@pytest.mark.django_db
def test_a_person_reads_her_own_lines_of_every_month_and_nobody_elses(town: Town) -> None:
    months.open_ahead(NOW)
    mette, maja = town.actor("mette"), town.actor("maja")
    for actor in (mette, maja):
        for at in (NOW - timedelta(days=400), NOW, NOW + timedelta(days=40)):
            audit.read(actor, "child.read", None, at=at, child_id=town.children[0].pk)
    with context.asking(context.person(mette)):
        assert set(ReadLine.objects.values_list("actor_id", flat=True)) == {mette.id}
        assert ReadLine.objects.count() == 3


@pytest.mark.django_db
def test_only_the_system_opens_months(town: Town) -> None:
    for who in (context.person(town.actor("admin")), context.municipality(town.municipality.pk), None):
        with context.asking(who), pytest.raises(ProgrammingError), transaction.atomic():
            sql("SELECT audit_open_months('2040-01-01', '2040-02-01')")
    with pytest.raises(ProgrammingError), transaction.atomic():
        sql("SELECT audit_open_months('1900-01-01', '2140-02-01')")


@pytest.fixture
def old_months(committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lines about two children in three old months, some from before the months were opened, and some now; anchored."""
    monkeypatch.setattr(settings, "ANCHORS", tmp_path / "anchors.jsonl")
    old = NOW.replace(year=2020)
    look(old.replace(month=9))
    months.open_ahead(old, since=date(2020, 10, 1))
    months.open_ahead(NOW)
    for at in (old.replace(month=9), old.replace(month=10), old, NOW):
        with transaction.atomic():
            for child in (1, 2, 1):
                look(at, child)
                audit.record(System(), "child.changed", None, at=at, child_id=child)
    assert anchor(NOW)
    return tmp_path


def drop(month: str) -> str:
    out = StringIO()
    with clock.fixed(NOW), owner_at_work():
        call_command("drop_log_month", month, stderr=out)
    return out.getvalue()


def test_a_month_whose_time_has_come_is_dropped_by_the_owner_and_the_chains_stand(old_months: Path) -> None:
    assert "6 linjer" in drop("2020-10")
    assert "7 linjer" in drop("2020-09"), "what lay in the rest goes with its month"
    assert ReadLine.objects.filter(at__year=2020).count() == 3
    assert [line.details["log"] for line in ChangeLine.objects.filter(action="log.month_dropped")] == [
        "read",
        "change",
    ] * 2
    assert verify().faults == []
    look(NOW, 1)
    assert anchor(NOW + timedelta(hours=1))
    assert verify().faults == []


def test_what_was_said_of_a_dropped_month_outlives_the_month_it_was_said_in(old_months: Path) -> None:
    drop("2020-10")
    with clock.fixed(NOW.replace(year=2033)), owner_at_work():
        call_command("drop_log_month", "2026-11", stderr=StringIO())
    assert ChangeLine.objects.filter(action="log.month_dropped").count() == 4
    assert verify().faults == []


@pytest.mark.parametrize("hidden", [True, False], ids=["called dropped", "simply gone"])
def test_nobody_hides_a_line_among_the_dropped(old_months: Path, hidden: bool) -> None:
    drop("2020-10")
    with owner_connection() as owner:
        owner.execute("ALTER TABLE audit_readline DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        gone = owner.execute(
            "DELETE FROM audit_readline WHERE child_id = 2 AND at > '2026-01-01' RETURNING id"
        ).fetchall()
        if hidden:
            owner.execute("UPDATE audit_link SET dropped = '2020-10-01' WHERE log = 'read' AND line_id = %s", gone[0])
    found = {(fault.what, fault.month) for fault in verify().faults}
    assert found == ({(What.MONTH, "2020-10-01")} if hidden else {(What.MISSING, None)})


def test_a_young_month_is_kept_and_so_is_every_month_while_something_must_not_be_erased(old_months: Path) -> None:
    for month in ("2026-11", "2021-11"):
        with pytest.raises(CommandError, match="2021-10"):
            drop(month)
    with pytest.raises(CommandError, match="ikke en måned"):
        drop("oktober")


@pytest.mark.django_db
def test_the_application_drops_no_month(town: Town) -> None:
    with clock.fixed(NOW), pytest.raises(ProgrammingError), transaction.atomic():
        months.drop(date(2020, 1, 1), now=NOW)


@pytest.mark.parametrize(("day", "by", "then"), [
    (date(2026, 12, 31), 1, date(2027, 1, 1)), (date(2026, 1, 31), -1, date(2025, 12, 1)),
    (date(2026, 11, 23), -61, date(2021, 10, 1)), (date(2024, 2, 29), 12, date(2025, 2, 1)), (date(2026, 5, 9), 0, date(2026, 5, 1)),
])  # fmt: skip
def test_months_are_counted_over_new_year(day: date, by: int, then: date) -> None:
    assert months.months_after(day, by) == then
