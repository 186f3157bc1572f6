"""The database itself keeps rows from those who must not see them, whatever the application forgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import PrivacyClass
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child, Conflict, Custody, Enrolment, Grant, Guardian, Relation
from tests.access import plain_helping, plain_table
from tests.access.chance import Chance
from tests.access.plain_sets import BEHIND, MODELS
from tests.access.recalls_met import met_at_recalls
from tests.personas import TODAY, Town

ABOUT_PEOPLE = set(PrivacyClass) - {PrivacyClass.PUBLIC, PrivacyClass.TECHNICAL}


@contextmanager
def asked_by(town: Town, key: str) -> Iterator[None]:
    with context.asking(context.person(town.actor(key))):
        yield


def sql(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def guarded_tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, DomainModel) and ABOUT_PEOPLE & set(model.privacy) and model not in (Grant, Conflict)
    )


@pytest.mark.django_db
def test_every_table_about_people_is_guarded_for_everybody() -> None:
    rows = {
        name: (enabled, forced)
        for name, enabled, forced in sql(
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = ANY (%s)",
            guarded_tables(),
        )
    }
    assert rows == dict.fromkeys(guarded_tables(), (True, True))
    assert len(rows) > 45


@pytest.mark.django_db
def test_no_view_sees_more_than_the_one_who_asks_it() -> None:
    assert sql("SELECT relname FROM pg_class WHERE relkind = 'm' AND relnamespace = 'public'::regnamespace") == []
    assert (
        sql(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace "
            "AND NOT coalesce(reloptions, '{}') @> '{security_invoker=true}'"
        )
        == []
    )


@pytest.mark.parametrize("table", guarded_tables())
def test_without_a_note_nothing_is_there(town: Town, table: str) -> None:
    with context.asking(context.NOBODY):
        assert sql(f"SELECT count(*) FROM {table}") == [(0,)]


def test_plain_sql_finds_the_children_of_the_one_who_asks_and_no_others(town: Town) -> None:
    apart = town.child("Nora", enrol=False, district=None)
    everybody = {child.pk for child in town.children}
    for key, expected in {"mette": everybody, "dorte": everybody, "hanne": everybody}.items():
        with asked_by(town, key):
            assert {pk for (pk,) in sql("SELECT id FROM people_child")} == expected, key
    for key in ("jonas", "pia", "karin", "admin", "michael", "lars", "nabo", "amira", "stranger"):
        with asked_by(town, key):
            assert sql("SELECT id FROM people_child") == [], key
            assert sql("SELECT id FROM people_guardian") == [], key
    assert apart.pk in {pk for (pk,) in sql("SELECT id FROM people_child")}


FORGED: dict[str, Callable[[str], str]] = {
    "another signature": lambda note: "0" * 64 + note[64:],
    "another person under the same signature": lambda note: note[:65] + note[65:].replace("|person|", "|system|"),
    "no text": lambda note: note[:65],
    "no signature": lambda note: note[65:],
    "only nonsense": lambda note: "x",
    "longer by one": lambda note: note + "0",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_note_shows_nothing(town: Town, forgery: str) -> None:
    note = context.signed(context.person(town.actor("mette")))
    with context.asking(context.NOBODY):
        sql("SELECT set_config('net.note', %s, true)", note)
        assert sql("SELECT count(*) FROM people_child") == [(len(town.children),)], "the note itself is good"
        sql("SELECT set_config('net.note', %s, true)", FORGED[forgery](note))
        assert sql("SELECT count(*) FROM people_child") == [(0,)]


def test_a_note_signed_with_another_key_or_too_old_shows_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    who = context.person(town.actor("mette"))
    other = context.signed(who, key=b"another installation's key")
    monkeypatch.setitem(context.LIFE, "person", -1)
    for note in (other, context.signed(who)):
        with context.asking(context.NOBODY):
            sql("SELECT set_config('net.note', %s, true)", note)
            assert sql("SELECT count(*) FROM people_child") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM access_notekey",
        "SELECT net_sign('9999999999|system|||||')",
        "SELECT net_system_note()",
        "SELECT net_regrant('{relation}', '{1}', '{1}')",
        "SELECT * FROM people_grant",
        "SELECT * FROM people_conflict",
        "INSERT INTO people_grant (user_id, child_id, why) VALUES (1, 1, 'work')",
        "UPDATE people_grant SET user_id = 1",
        "DELETE FROM people_conflict",
        "SET row_security = off; SELECT * FROM people_child",
        "ALTER TABLE people_child DISABLE ROW LEVEL SECURITY",
        "DROP POLICY reach ON people_child",
    ],
)
def test_the_application_can_neither_sign_nor_grant_nor_open(town: Town, statement: str) -> None:
    with asked_by(town, "mette"), pytest.raises(ProgrammingError), transaction.atomic():
        sql(statement)


def test_the_note_ends_with_the_transaction(committed_town: Town) -> None:
    with context.asking(context.NOBODY):
        with asked_by(committed_town, "mette"), transaction.atomic():
            assert sql("SELECT count(*) FROM people_child") != [(0,)]
        assert sql("SELECT coalesce(current_setting('net.note', true), '')") == [("",)]
        assert sql("SELECT count(*) FROM people_child") == [(0,)]


def test_a_note_within_a_block_gives_way_to_the_one_before(town: Town) -> None:
    with asked_by(town, "mette"):
        mine = sql("SELECT count(*) FROM people_child")
        with context.beyond_reach():
            assert sql("SELECT net_scope()") == [("municipality",)]
        with pytest.raises(ZeroDivisionError), context.beyond_reach():
            raise ZeroDivisionError
        with pytest.raises(ProgrammingError), transaction.atomic(), context.beyond_reach():
            sql("SELECT no_such_function()")
        assert sql("SELECT net_scope()") == [("person",)]
        assert sql("SELECT count(*) FROM people_child") == mine


def test_the_municipality_ends_at_its_border(town: Town) -> None:
    ours = set(Child.objects.filter(municipality=town.municipality).values_list("pk", flat=True))
    town.child("Nabobarn", municipality=town.neighbour, district=None, enrol=False)
    with context.asking(context.municipality(town.municipality.pk)):
        assert set(Child.objects.values_list("pk", flat=True)) == ours
        assert not Guardian.objects.exclude(municipality=town.municipality).exists()
        assert not Custody.objects.exclude(child_id__in=ours).exists()


def test_nothing_is_written_about_a_child_out_of_reach(town: Town) -> None:
    apart = town.child("Nora", enrol=False, district=None, parents=0)
    with asked_by(town, "mette"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Enrolment.objects.create(child_id=apart.pk, institution=town.day_care, start_on=TODAY)
        assert Child.objects.filter(pk=apart.pk).update(city="Et andet sted") == 0
        assert sql("DELETE FROM people_enrolment WHERE child_id = %s", apart.pk) == 0
    apart.refresh_from_db()
    assert apart.city == "Fjordby"


def test_no_grant_opens_ones_own_family(town: Town) -> None:
    child = town.children[0]
    child.custodies.first().guardian.__class__.objects.filter(custodies__child=child).update(user=None)
    guardian = child.custodies.first().guardian
    guardian.user = town.user("dorte")
    guardian.save()
    Relation.objects.create(
        child=child, user=town.user("dorte"), kind="adviser", source="test", start_on=TODAY, end_on=TODAY
    )
    with asked_by(town, "dorte"):
        assert not Child.objects.filter(pk=child.pk).exists()
        assert not Enrolment.objects.filter(child=child).exists()
        assert Child.objects.exists(), "the other children of her place are still there"


EVERYTHING = (*MODELS, *BEHIND)
WORLDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.once) for seed in (2, 3))]
CASES = 10_000


def rows_of(*asked: type[Model]) -> dict[type[Model], set[int]]:
    """What plain SQL finds of every table, in one statement that is planned once for each connection."""
    if sql("SELECT 1 FROM pg_prepared_statements WHERE name = 'everything'") == []:
        parts = [f"SELECT {number}, id FROM {model._meta.db_table}" for number, model in enumerate(asked)]
        sql(f"PREPARE everything AS {' UNION ALL '.join(parts)}")
    found: dict[type[Model], set[int]] = {model: set() for model in asked}
    for number, pk in sql("EXECUTE everything"):
        found[asked[number]].add(pk)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", WORLDS)
def test_the_database_and_the_policy_give_the_same_answer(
    town: Town, seed: int, record_property: Callable[[str, str], None]
) -> None:
    """In worlds made by chance both answer as the oracle does, which works with plain sets."""
    cases, visible, different = 0, 0, []
    chance = Chance(town, seed)
    oracle = chance.build()
    rows_in_all = sum(model._base_manager.count() for model in EVERYTHING)
    for user, day in chance.days():
        cases += rows_in_all
        expected, known = oracle.seen(user.pk, day), oracle.known(user.pk, day)
        with clock.fixed(clock.at(day, 12)):
            actor = actor_for(user, day)
            allowed = {m: set(m.objects.visible_to(actor).values_list("pk", flat=True)) for m in MODELS}
            with context.asking(context.person(actor)):
                found = rows_of(*EVERYTHING)
            met = met_at_recalls(actor, day)
        for model in EVERYTHING:
            visible += len(expected[model])
            rows = expected[model] | (known if model is Child else set())
            if allowed.get(model, expected[model]) != expected[model] or found[model] != rows:
                different.append((user.name, day, model.__name__, found[model] ^ rows))
        if met != oracle.met_at_recalls(user.pk, day):
            different.append((user.name, day, "met at recalls", met ^ oracle.met_at_recalls(user.pk, day)))
    assert sql("SELECT net_grants_wrong()") == [(0,)]
    assert sql("SELECT net_conflicts_wrong()") == [(0,)]
    assert different == [], different[:12]
    assert cases >= CASES and visible >= CASES / 50, (cases, visible)
    record_property(
        "printed", f"row-level security = policy: world {seed}, {cases} cases, {visible} of them visible, 0 differences"
    )


def test_what_changes_a_reach_changes_the_grants_at_once(town: Town) -> None:
    steps: list[Callable[[], Any]] = [
        lambda: Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=1)),
        lambda: GroupAssignment.objects.all().delete(),
        lambda: Enrolment.objects.filter(child=town.children[0]).update(group=None),
        lambda: Child.objects.filter(pk=town.children[1].pk).update(left_on=TODAY),
        lambda: Child.objects.filter(pk=town.children[2].pk).update(district=None),
        lambda: Enrolment.objects.filter(child=town.children[3]).delete(),
    ]
    for step in steps:
        step()
        assert sql("SELECT net_grants_wrong()") == [(0,)]
        for key in ("mette", "maja", "dorte", "hanne"):
            actor = town.actor(key)
            with context.asking(context.person(actor)):
                found = set(Child.objects.values_list("pk", flat=True))
            assert found == set(Child.objects.visible_to(actor).values_list("pk", flat=True))


def test_a_signed_in_person_without_a_function_today_reads_nothing(town: Town) -> None:
    nobody = replace(town.actor("mette"), posts=())
    with context.asking(context.person(nobody)):
        for model in set(MODELS[1:]) - {*plain_helping.COMMON, *plain_table.COMMON}:
            assert not model._base_manager.exists()
