"""Each night the flat table of who reaches whom is held against its sources: what differs is mended, told of and logged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.people.actions import look_grants_over
from sikkerhedsnet.people.models import Child, GrantCheck
from tests.personas import NOW, TODAY, Town
from tests.support.database import owner_connection


def seen(town: Town, key: str) -> set[int]:
    with transaction.atomic(), context.asking(context.person(town.actor(key))):
        return set(Child.objects.values_list("pk", flat=True))


def tamper(statement: str) -> None:
    """As the owner, past every trigger; the application's role may not touch the table at all."""
    connection.close()
    with owner_connection() as owner:
        note = context.signed(context.system())
        owner.execute("SELECT set_config('net.note', %s, false)", [note])
        owner.execute(statement.encode())


def test_a_wrong_table_is_right_again_in_the_morning(committed_town: Town) -> None:
    town, child = committed_town, committed_town.children[0].pk
    before = {key: seen(town, key) for key in ("mette", "jonas")}
    mette, jonas = town.user("mette").pk, town.user("jonas").pk
    tamper(f"DELETE FROM people_grant WHERE user_id = {mette} AND child_id = {child}")
    tamper(
        "INSERT INTO people_grant (user_id, child_id, why, via, start_on) "
        f"VALUES ({jonas}, {child}, 'work', 'relation', '{TODAY}')"
    )
    tamper(f"INSERT INTO people_conflict (user_id, child_id) VALUES ({jonas}, {town.children[1].pk})")
    assert seen(town, "mette") == before["mette"] - {child}
    assert seen(town, "jonas") == before["jonas"] | {child}
    with clock.fixed(NOW):
        assert look_grants_over(NOW) == 3
        assert {key: seen(town, key) for key in before} == before
        assert look_grants_over(NOW + timedelta(hours=1)) == 0
    line = ChangeLine.objects.get(action="grants.mended")
    assert (line.details, line.actor_id) == ({"wrong": 3}, None)


def test_the_nights_look_is_taken_once_however_often_tick_runs(town: Town) -> None:
    for hour in (1, 2, 26):
        look_grants_over(clock.at(TODAY, 0) + timedelta(hours=hour))
    assert sorted(GrantCheck.objects.values_list("day", "wrong")) == [
        (TODAY + timedelta(days=days), 0) for days in (-1, 0, 1)
    ]
    assert not ChangeLine.objects.filter(action="grants.mended").exists()


@pytest.mark.parametrize("who", [context.door(), None])
def test_nobody_else_mends_it(town: Town, who: context.Asking | None) -> None:
    asked, refused = context.asking(who or context.person(town.actor("admin"))), pytest.raises(ProgrammingError)
    with asked, refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT net_mend_grants()")


def test_the_officer_reads_that_it_was_looked_over(town: Town) -> None:
    GrantCheck.objects.create(day=TODAY, at=NOW, wrong=2)
    assert "2 linjer blev rettet" in town.client("lars").get("/adgang/").content.decode()
