"""Erasure: by a confirmed rule, an approved list and no hold; whole children, persons gone, log and numbers left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.audit.verification import verify
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.people.models import Child, Conflict, Grant, Guardian, Person, Persona
from sikkerhedsnet.retention import actions, erasing, queries
from sikkerhedsnet.retention.commands import Confirm, LiftHold, PlaceHold, Propose
from sikkerhedsnet.retention.erasing import erase_approved
from sikkerhedsnet.retention.kinds import NEVER_BY_RULE, TABLES, Event, Kind
from sikkerhedsnet.retention.models import Erasure, ErasureItem, KeptFigure
from sikkerhedsnet.retention.states import State
from sikkerhedsnet.screening.coverage import round_coverage, rounds_of
from sikkerhedsnet.screening.models import RoundKept
from tests.personas import NOW, TODAY, Town
from tests.retention.conftest import LONG_GONE, approved, confirm_all, old_child
from tests.rights.test_copy import about_a_child
from tests.screening.walk import open_round
from tests.support.database import owner_connection

NOTHING_LEFT_BUT = {"audit.changeline", "audit.readline", "retention.erasureitem"}
PASSES = 3
"""What something else needs goes on the next list, when that is gone."""


def erase_everything(town: Town) -> None:
    for _ in range(PASSES):
        if queries.dry_run(town.municipality.pk, NOW).erasable:
            approved(town)
            erase_approved(NOW)


def rows_about(*child_ids: int) -> list[dict[str, int]]:
    """For each child every table with a way to a child, and how many rows lead to this one; asked of every column, at once."""
    tables, statement = _every_way()
    found = {child_id: dict.fromkeys(tables, 0) for child_id in child_ids}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"children": list(child_ids)})
        for table, child_id, number in cursor.fetchall():
            found[child_id][table] += number
    return list(found.values())


@cache
def _every_way() -> tuple[set[str], str]:
    """The tables with a way to a child, and the SQL that counts their rows by child: made once, for the ways are many."""
    ways = []
    for model in apps.get_models():
        if not issubclass(model, DomainModel) or model in (Grant, Conflict):
            continue  # kept by the database, and not for the application to read
        for path in ["pk"] if model is Child else paths_to_child(model):
            text, given = model._base_manager.order_by().values_list(path).query.sql_with_params()
            assert given == (), path
            ways.append((model._meta.label_lower, text))
    counts = (
        f"SELECT '{table}', child, count(*) FROM ({text}) AS way (child) WHERE child = ANY(%(children)s) GROUP BY child"
        for table, text in ways
    )
    return {table for table, _text in ways}, " UNION ALL ".join(counts)


def paths_to_child(model: type[Any], seen: tuple[Any, ...] = ()) -> list[str]:
    """The lookups that lead from a row to its child."""
    found = []
    for field in model._meta.concrete_fields:
        if field.name in ("child_id", "child_number"):
            found.append(field.name)
        target = field.related_model
        if target is Child:
            found.append(f"{field.name}_id")
        elif isinstance(target, type) and target not in seen and about_a_child(target):
            found += [f"{field.name}__{path}" for path in paths_to_child(target, (*seen, model))]
    return found


def test_every_table_about_people_is_erased_by_a_kind_or_kept_for_a_reason() -> None:
    by_kind = {table for tables in TABLES.values() for table in tables}
    ours = {m._meta.label_lower for m in apps.get_models() if issubclass(m, DomainModel) and about_a_child(m)}
    assert ours - by_kind - set(NEVER_BY_RULE) == set()
    known = {m._meta.label_lower for m in apps.get_models()}
    assert (by_kind | set(NEVER_BY_RULE)) <= known


def test_an_erased_child_is_gone_from_every_table(town: Town) -> None:
    child = old_child(town)
    parents = list(Guardian.objects.filter(custodies__child=child).values_list("pk", flat=True))
    [before] = rows_about(child.pk)
    assert {table for tables in TABLES.values() for table in tables} - {"people.grant", "people.conflict",
            "people.guardian", "people.relation", "retention.hold", "screening.assessmentfollowup"} <= {
        table for table, n in before.items() if n}  # fmt: skip
    confirm_all(town)
    erase_everything(town)
    assert {table for table, n in rows_about(child.pk)[0].items() if n} <= NOTHING_LEFT_BUT
    assert not Guardian.objects.filter(pk__in=parents).exists()
    for other in town.children:
        assert Child.objects.filter(pk=other.pk).exists()


def test_a_parent_of_another_child_stays(town: Town) -> None:
    child = old_child(town)
    guardian = child.custodies.first().guardian
    town.children[0].custodies.create(guardian=guardian, has_custody=True, same_address=True, start_on=TODAY)
    confirm_all(town)
    erase_everything(town)
    assert Guardian.objects.filter(pk=guardian.pk).exists()
    assert not Child.objects.filter(pk=child.pk).exists()


def test_an_unconfirmed_rule_erases_nothing(town: Town) -> None:
    old_child(town)
    actions.ship_proposals(town.municipality, now=NOW)
    run = queries.dry_run(town.municipality.pk, NOW)
    assert [len(one.due) for one in run.rules if one.rule.kind == Kind.COURSE] == [1], "shown, though only proposed"
    assert run.erasable == []
    with pytest.raises(Refused):
        actions.propose(town.actor("lars"), Propose(0, uuid4()), now=NOW)


def test_shipping_twice_proposes_once_and_never_over_a_confirmed_rule(town: Town) -> None:
    assert actions.ship_proposals(town.municipality, now=NOW) == len(Kind)
    confirm_all(town, Kind.COURSE, period="P10Y")
    assert actions.ship_proposals(town.municipality, now=NOW) == 0
    confirmed, proposal = queries.standing_rules(town.municipality.pk)[Kind.COURSE]
    assert confirmed is not None and (confirmed.period, confirmed.number, proposal) == ("P10Y", 2, None)


@pytest.mark.parametrize("everybody", [False, True])
def test_a_hold_wins_over_an_approved_list(town: Town, everybody: bool) -> None:
    child = old_child(town)
    confirm_all(town)
    erasure = approved(town)
    number = None if everybody else child.pk
    hold = actions.place_hold(town.actor("lars"), PlaceHold(number, "Klagesag", key=uuid4()), now=NOW)
    erase_approved(NOW)
    assert set(erasure.items.values_list("kept_because", flat=True)) == {"hold"}
    assert Concern.objects.filter(child=child).exists()
    assert queries.dry_run(town.municipality.pk, NOW).erasable == []
    actions.lift_hold(town.actor("lars"), LiftHold(hold.pk, "Afgjort"), now=NOW)
    erase_everything(town)
    assert not Child.objects.filter(pk=child.pk).exists()


def test_a_hold_ends_after_its_last_day(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    actions.place_hold(town.actor("lars"), PlaceHold(None, "Tilsyn", TODAY, key=uuid4()), now=NOW)
    assert queries.dry_run(town.municipality.pk, NOW).erasable == []
    assert queries.dry_run(town.municipality.pk, NOW + timedelta(days=1)).erasable != []


def test_a_rule_made_longer_after_the_list_keeps_what_is_on_it(town: Town) -> None:
    child = old_child(town)
    confirm_all(town)
    erasure = approved(town)
    confirm_all(town, Kind.COURSE, period="P10Y")
    erase_approved(NOW)
    kept = dict(erasure.items.values_list("kind", "kept_because"))
    assert kept["course"] == "rule" and kept["message"] == ""
    assert Concern.objects.filter(child=child).exists()


def test_nobody_approves_her_own_list(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    seen = len(queries.dry_run(town.municipality.pk, NOW).erasable)
    erasure = actions.propose(town.actor("lars"), Propose(seen, uuid4()), now=NOW)
    with pytest.raises(Refused):
        actions.approve(town.actor("lars"), erasure.pk, erasure.version, now=NOW)
    person = Person.objects.create(municipality=town.municipality)
    for key in ("lars", "bo"):  # one human being with two users is not two people
        Persona.objects.create(person=person, user=town.user(key), linked_by_name="Alma Drift", linked_at=NOW)
    with pytest.raises(Refused):
        actions.approve(town.actor("bo"), erasure.pk, erasure.version, now=NOW)
    erase_approved(NOW)
    assert ErasureItem.objects.filter(ended_at=None).count() == seen, "nothing goes without a second person"
    with pytest.raises(Refused):
        actions.propose(town.actor("lars"), Propose(seen, uuid4()), now=NOW)  # all of it stands on a list already


def test_the_list_that_was_seen_is_the_list_that_is_asked_for(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    with pytest.raises(Refused):
        actions.propose(town.actor("lars"), Propose(1, uuid4()), now=NOW)
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("table", ["people_child", "concerns_concern", "meetings_meeting", "plans_plan",
                                   "screening_wellbeingassessment", "rights_accessrequest", "people_custody",
                                   "people_networkmember"])  # fmt: skip
def test_the_database_itself_refuses_what_no_approved_list_names(town: Town, table: str) -> None:
    child = old_child(town)
    column = "id" if table == "people_child" else "child_id"
    refused = pytest.raises(ProgrammingError, match="erased only by a confirmed rule")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [child.pk])


def test_the_database_itself_refuses_under_a_hold(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    child = old_child(town)
    confirm_all(town)
    approved(town)
    actions.place_hold(town.actor("lars"), PlaceHold(child.pk, "Klagesag", key=uuid4()), now=NOW)
    monkeypatch.setattr(erasing, "_kept_because", lambda item, today: None)
    with pytest.raises(ProgrammingError, match="never under a hold"), transaction.atomic():
        erase_approved(NOW)
    assert Concern.objects.filter(child=child).exists()


def test_a_crash_leaves_whole_children_and_the_next_pass_goes_on(
    committed_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = committed_town
    children = [old_child(town, f"Barn {number}") for number in range(3)]
    confirm_all(town)
    erasure = approved(town)
    whole = rows_about(*(child.pk for child in children))
    real: Callable[..., int] = erasing.ERASERS[Kind.COURSE]
    calls: list[int] = []

    def crashes(item: ErasureItem, today: Any) -> int:
        calls.append(item.child_number)
        rows = real(item, today)
        if len(calls) == 2:
            raise OSError("the power went")
        return rows

    monkeypatch.setitem(erasing.ERASERS, Kind.COURSE, crashes)
    with pytest.raises(OSError, match="power"):
        erase_approved(NOW)
    assert not Concern.objects.filter(child=children[0]).exists()
    for child, before in zip(children[1:], whole[1:], strict=True):
        assert rows_about(child.pk) == [before], "whole, to the last row"
    monkeypatch.setitem(erasing.ERASERS, Kind.COURSE, real)
    erase_approved(NOW)
    erasure.refresh_from_db()
    assert erasure.state == State.DONE
    assert not Concern.objects.filter(child__in=children).exists()
    assert verify().faults == []


def test_run_twice_is_the_same_as_run_once(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    erase_everything(town)
    before = (ChangeLine.objects.count(), list(KeptFigure.objects.values_list("number", flat=True)))
    assert erase_approved(NOW) == 0
    assert (ChangeLine.objects.count(), list(KeptFigure.objects.values_list("number", flat=True))) == before


def test_the_log_is_whole_afterwards_and_names_the_child_by_number_alone(committed_town: Town) -> None:
    town = committed_town
    child = old_child(town, "Hemmeligfred")
    town.client("lars").post("/boern/opslag/", {"q": "Hemmeligfred"})
    lines = ReadLine.objects.filter(child_id=child.pk).count()
    assert lines
    confirm_all(town)
    erase_everything(town)
    assert ReadLine.objects.filter(child_id=child.pk).count() >= lines
    assert ChangeLine.objects.filter(child_id=child.pk, action="erased").count() == 7
    for line in ChangeLine.objects.filter(child_id=child.pk):
        assert "Hemmeligfred" not in f"{line.details}{line.actor_name}{line.object_type}"
    assert verify().faults == []
    with owner_connection() as owner:
        for table in ("people_grant", "people_conflict"):
            found = owner.execute(f"SELECT count(*) FROM {table} WHERE child_id = %s".encode(), [child.pk]).fetchone()
            assert found == (0,)


def test_the_figures_of_a_round_say_the_same_before_and_after(town: Town) -> None:
    round_ = open_round(town, "dorte", town.day_care)
    old = old_child(town, round_=round_)
    here = town.children[0]  # still here, and assessed in the same old round
    here.assessments.filter(round=round_).update(
        state="done", position="yellow", settled_on=old.left_on, settled_by=town.user("mette"), owner=None, due_on=None
    )
    bo = town.actor("bo")

    def figures() -> tuple[Any, ...]:
        found, line = round_coverage(bo, round_.pk, TODAY), rounds_of(bo, TODAY)[0]
        return found.coverage, line.settled, line.total

    before = figures()
    confirm_all(town)
    erase_everything(town)
    assert not here.assessments.filter(round=round_).exists()
    assert figures() == before
    kept = RoundKept.objects.get()
    assert (kept.erased, kept.yellow, kept.red) == (2, 2, 0)
    page = town.client("bo").get(f"/trivsel/{round_.pk}/")
    assert "Vurderingerne er slettet efter kommunens frist" in page.content.decode()


def test_how_courses_ended_is_kept_as_numbers(town: Town) -> None:
    for number in range(2):
        old_child(town, f"Barn {number}")
    confirm_all(town)
    erase_everything(town)
    found = {(f.what, f.year, f.ended_as): f.number for f in KeptFigure.objects.all()}
    assert found == {
        ("concern", LONG_GONE.year, "solved"): 2,
        ("plan", LONG_GONE.year, "good_enough"): 2,
    }


def test_what_is_open_is_never_due(town: Town) -> None:
    child = old_child(town)
    Concern.objects.filter(child=child).update(state="in_plan", closed_at=None, close_reason="")
    confirm_all(town, Kind.COURSE, event=Event.CHILD_LEFT)
    assert [len(one.due) for one in queries.dry_run(town.municipality.pk, NOW).rules if one.rule.kind == "course"] == [
        0
    ]


def test_the_neighbours_children_are_not_on_our_list(town: Town) -> None:
    child = old_child(town)
    Child.objects.filter(pk=child.pk).update(municipality=town.neighbour, district=None)
    confirm_all(town)
    assert queries.dry_run(town.municipality.pk, NOW).erasable == []


def test_the_clock_erases_what_is_approved_and_nothing_else(town: Town) -> None:
    child = old_child(town)
    call_command("tick", "--until", NOW.isoformat())
    assert Concern.objects.filter(child=child).exists()
    confirm_all(town)
    call_command("tick", "--until", NOW.isoformat())
    assert Concern.objects.filter(child=child).exists(), "a confirmed rule alone erases nothing"
    approved(town)
    call_command("tick", "--until", NOW.isoformat())
    assert not Concern.objects.filter(child=child).exists()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=st.sets(st.integers(0, 3)), confirmed=st.sets(st.sampled_from(list(Kind)), min_size=1))
def test_whatever_is_held_or_unconfirmed_stays(
    town_with_four: tuple[Town, list[Child]], held: set[int], confirmed: set[Kind]
) -> None:
    town, children = town_with_four
    with transaction.atomic():
        confirm_all(town, *confirmed)
        for number in held:
            actions.place_hold(town.actor("lars"), PlaceHold(children[number].pk, "Klagesag", key=uuid4()), now=NOW)
        numbers = [child.pk for child in children]
        before = rows_about(*numbers)
        erase_everything(town)
        for number, after in enumerate(rows_about(*numbers)):
            kinds = set() if number in held else confirmed
            stays = {table for kind in set(Kind) - kinds for table in TABLES[kind]} - NOTHING_LEFT_BUT
            stays -= {table for kind in kinds for table in TABLES[kind]}  # rows of a table may go with either kind
            assert {t: after[t] for t in stays if t in after and t != "retention.hold"} == {
                t: before[number][t] for t in stays if t in after and t != "retention.hold"
            }
        transaction.set_rollback(True)


@pytest.fixture
def town_with_four(town: Town) -> tuple[Town, list[Child]]:
    return town, [old_child(town, f"Barn {number}") for number in range(4)]


def test_a_new_period_needs_its_source(town: Town) -> None:
    with pytest.raises(Invalid):
        actions.confirm(town.actor("lars"), Confirm(Kind.COURSE, Event.COURSE_CLOSED, "P5Y", " "), now=NOW)
    with pytest.raises(Refused):
        actions.confirm(town.actor("bo"), Confirm(Kind.COURSE, Event.COURSE_CLOSED, "P5Y", "KLE"), now=NOW)
