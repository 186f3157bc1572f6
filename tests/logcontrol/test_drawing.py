"""When a month has ended its look-ups are drawn once, by a seed nobody knew, and given to whoever can explain them."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import context
from sikkerhedsnet.logcontrol import actions, queries
from sikkerhedsnet.logcontrol.models import ControlSettings, Drawing, SampledLook
from sikkerhedsnet.logcontrol.states import Flag, State
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Relation
from tests.access.world import Case
from tests.personas import NOW, TODAY, Town

OCTOBER = date(2026, 10, 1)
IN_OCTOBER = NOW.replace(month=10, day=13)


def look(
    town: Town, key: str, child: Any, *, action: str = "child.read", at: Any = IN_OCTOBER, obj: Any = None
) -> None:
    audit.read(town.actor(key), action, obj or child, at=at, child_id=child.pk)


def draw(town: Town) -> Drawing | None:
    return actions.draw_month(town.municipality, OCTOBER, now=NOW)


def drawn(town: Town, key: str) -> SampledLook:
    return SampledLook.objects.get(actor=town.user(key))


def test_a_month_is_drawn_once_however_often_the_clock_asks(town: Town) -> None:
    look(town, "mette", town.children[0])
    for _ in range(3):
        call_command("tick", stderr=StringIO())
    assert Drawing.objects.get().month == OCTOBER
    assert SampledLook.objects.count() == 1
    assert ChangeLine.objects.filter(action="look.drawn").count() == 1
    assert Message.objects.filter(kind="look.drawn").count() == 1


def test_neither_the_running_month_nor_one_without_look_ups_is_drawn(town: Town) -> None:
    look(town, "mette", town.children[0], at=NOW)
    assert actions.keep(NOW) == 0
    assert actions.draw_month(town.municipality, TODAY.replace(day=1), now=NOW) is None


def test_a_month_that_was_missed_is_made_up_for(town: Town) -> None:
    look(town, "mette", town.children[0], at=IN_OCTOBER.replace(month=9))
    look(town, "mette", town.children[0])
    assert actions.keep(NOW) == 2
    assert actions.keep(NOW) == 0


@pytest.mark.parametrize("at", ["2026-09-30T23:59:59+02:00", "2026-10-01T00:00:00+02:00", "2026-10-31T23:59:59+01:00",
                                "2026-11-01T00:00:00+01:00"])  # fmt: skip
def test_the_month_is_the_danish_one(town: Town, at: str) -> None:
    from datetime import datetime

    look(town, "mette", town.children[0], at=datetime.fromisoformat(at))
    assert (draw(town) is not None) == ("-10-" in at)


def test_what_fails_half_way_is_drawn_whole_next_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    look(town, "mette", town.children[0])
    with monkeypatch.context() as broken:
        broken.setattr(actions.outbox, "enqueue", lambda *args, **more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            draw(town)
    assert not Drawing.objects.exists() and not SampledLook.objects.exists()
    assert draw(town) is not None


def test_two_clocks_at_once_draw_one_month(committed_town: Town) -> None:
    town, failed = committed_town, []
    look(town, "mette", town.children[0])

    def work() -> None:
        try:
            with context.asking(context.system()):
                actions.keep(NOW)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Drawing.objects.count(), SampledLook.objects.count()) == (1, 1)


def many(town: Town) -> None:
    for number in range(60):
        child = town.child(f"Barn{number}", "Madsen")
        for key in ("mette", "maja", "stranger")[: 1 + number % 3]:
            look(town, key, child, at=IN_OCTOBER + timedelta(days=number % 4))


def test_the_kept_seed_draws_the_same_again_also_when_lines_have_come_since(town: Town) -> None:
    many(town)
    made = draw(town)
    assert made is not None and made.by_chance == 10 and len(made.seed) == 64
    first = {(row.actor_id, row.child_number) for row in made.looks.filter(by_chance=True)}
    look(town, "mette", town.children[0], at=IN_OCTOBER + timedelta(hours=1))
    ControlSettings.objects.create(municipality=town.municipality, least=3, changed_at=NOW, changed_by_name="test")
    again = actions.drawn_again(made)
    assert {tuple(map(int, key.split(":")[:2])) for key in again} == first


def test_each_month_has_a_seed_of_its_own(town: Town) -> None:
    for month in (9, 10):
        look(town, "mette", town.children[0], at=IN_OCTOBER.replace(month=month))
    actions.keep(NOW)
    seeds = set(Drawing.objects.values_list("seed", flat=True))
    assert len(seeds) == 2
    assert not any(seed in str(list(ChangeLine.objects.values_list("details", flat=True))) for seed in seeds)


def test_a_look_without_recent_work_weighs_more(town: Town) -> None:
    worked, idle = town.children[0], town.children[1]
    audit.record(town.actor("mette"), "own.saved", worked, at=IN_OCTOBER - timedelta(days=5), child_id=worked.pk)
    for child in (worked, idle):
        look(town, "mette", child)
    draw(town)
    weights = dict(SampledLook.objects.values_list("child_number", "weight"))
    assert weights == {worked.pk: 1, idle.pk: 4}
    assert SampledLook.objects.get(child_number=worked.pk).fresh


def test_one_persons_looks_at_one_child_on_one_day_are_one(town: Town) -> None:
    for minute, action in enumerate(("child.read", "plan.read", "child.read")):
        look(town, "mette", town.children[0], at=IN_OCTOBER + timedelta(minutes=minute), action=action)
    look(town, "mette", town.children[0], at=IN_OCTOBER + timedelta(days=1))
    made = draw(town)
    assert made is not None and made.population == 2
    first = made.looks.order_by("day")[0]
    assert (first.times, first.what) == (3, ["child.read", "plan.read"])


@pytest.mark.parametrize("action", ["desk.listed", "children.listed", "group.read", "log.found"])
def test_a_name_on_a_list_is_no_look_up(town: Town, action: str) -> None:
    look(town, "mette", town.children[0], action=action)
    assert draw(town) is None


def test_the_family_itself_is_not_controlled(town: Town) -> None:
    look(town, "amira", town.children[0])
    assert draw(town) is None


@pytest.mark.parametrize(
    ("key", "reader"),
    [("mette", "dorte"), ("dorte", "bo"), ("jonas", "bo"), ("bo", "lars"), ("lars", "bo"), ("anders", "rikke")],
)
def test_each_look_goes_to_the_leader_of_the_one_who_looked_and_never_to_herself(
    town: Town, key: str, reader: str
) -> None:
    look(town, key, town.children[0])
    draw(town)
    row = drawn(town, key)
    assert (row.owner, row.due_on) == (town.user(reader), TODAY + timedelta(days=14))


def test_nobody_explains_a_look_at_her_own_family(town: Town, cases: dict[str, Case]) -> None:
    case = cases["own family"]
    look(town, "mette", case.child)
    draw(town)
    assert drawn(town, "mette").owner == town.user("bo"), "the leader is the child's mother"


def test_without_anybody_to_explain_it_the_net_has_a_hole_until_there_is(town: Town) -> None:
    look(town, "bo", town.children[0])
    Employment.objects.filter(user=town.user("lars")).update(end_on=TODAY - timedelta(days=1))
    draw(town)
    assert drawn(town, "bo").state == State.NOBODY
    assert [hole.kind for hole in queries.holes(town.municipality.pk, NOW)] == ["look_without_reader"]
    town.hire("ny", "Ny Rådgiver", Function.DATA_PROTECTION_OFFICER)
    actions.keep(NOW)
    assert (drawn(town, "bo").state, drawn(town, "bo").owner) == (State.OPEN, town.user("ny"))
    assert queries.holes(town.municipality.pk, NOW) == []


def test_when_the_leader_has_left_somebody_else_explains(town: Town) -> None:
    look(town, "mette", town.children[0])
    draw(town)
    Employment.objects.filter(user=town.user("dorte")).update(end_on=TODAY - timedelta(days=1))
    assert [hole.kind for hole in queries.holes(town.municipality.pk, NOW)] == ["look_reader_gone"]
    actions.keep(NOW)
    assert drawn(town, "mette").owner == town.user("bo")
    assert queries.holes(town.municipality.pk, NOW) == []


def test_what_is_late_is_a_hole_and_the_officer_is_told_once(town: Town) -> None:
    look(town, "mette", town.children[0])
    draw(town)
    later = NOW + timedelta(days=15)
    for _ in range(2):
        actions.keep(later)
    assert [hole.kind for hole in queries.holes(town.municipality.pk, later)] == ["look_not_explained"]
    assert Message.objects.filter(kind="look.late", to=town.user("lars")).count() == 1
    assert queries.holes(town.municipality.pk, NOW + timedelta(days=14)) == []


def test_a_look_in_a_suspicion_stays_away_from_the_place_and_from_the_child(town: Town, cases: dict[str, Case]) -> None:
    case = cases["suspicion"]
    concern = case.child.concerns.first()
    look(town, "mette", case.child, action="concern.read", obj=concern)
    look(town, "mette", case.child)
    Relation.objects.filter(child=case.child, user=town.user("lone")).update(kind="quiet_participant", start_on=OCTOBER)
    look(town, "lone", case.child)
    draw(town)
    rows = {(row.actor.username, row.quiet): row for row in SampledLook.objects.filter(drawing__month=OCTOBER)}
    assert set(rows) == {("mette", True), ("mette", False), ("lone", True)}
    assert rows["mette", False].owner == town.user("dorte")
    assert rows["mette", False].what == ["child.read"]
    assert {rows[key].owner.username for key in rows if key[1]} == {"bo"}


def test_every_flagged_look_is_part_of_the_control(town: Town) -> None:
    ControlSettings.objects.create(
        municipality=town.municipality, least=1, most=1, changed_at=NOW, changed_by_name="test"
    )
    many(town)
    odd = town.child("Ida", "Lund")
    look(town, "mette", odd)
    made = draw(town)
    assert made is not None and (made.by_chance, made.flagged) == (1, 1)
    assert SampledLook.objects.get(child_number=odd.pk).flags == [Flag.SAME_SURNAME]


def test_the_flags_see_the_register(town: Town) -> None:
    child = town.children[2]
    guardian = child.custodies.first().guardian
    guardian.name = "Maja Krogh"
    guardian.save()
    for key in ("mette", "anders", "maja"):
        look(town, key, child)
    look(town, "hanne", child, at=IN_OCTOBER.replace(hour=3))
    draw(town)
    flags = {row.actor.username: row.flags for row in SampledLook.objects.all()}
    assert flags == {
        "mette": ["colleague_child"], "anders": [], "maja": ["own_household", "same_surname"], "hanne": ["outside_hours"],
    }  # fmt: skip


def test_a_bigger_month_costs_no_more_queries(town: Town) -> None:
    counted = []
    for month in (9, 10):
        for number in range(5 if month == 9 else 40):
            look(
                town,
                ("mette", "maja")[number % 2],
                town.child(f"B{month}{number}", "Holm"),
                at=IN_OCTOBER.replace(month=month),
            )
        with CaptureQueriesContext(connection) as queries_made:
            actions.draw_month(town.municipality, date(2026, month, 1), now=NOW)
        counted.append(len(queries_made) - Drawing.objects.get(month__month=month).drawn)
    assert counted[1] <= counted[0]
