"""Early help is started from the table, looked at by its date, and ended for a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.measures import actions, queries
from sikkerhedsnet.measures.commands import EndMeasure, FollowUpMeasure
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.measures.states import Ending, State
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.sharing.states import What
from sikkerhedsnet.worklists import actions as worklists
from sikkerhedsnet.worklists import queries as desks
from tests.personas import NOW, TODAY, Town
from tests.plans.road import Table, at_the_table, raised_and_taken

from .road import BALANCE, FOLLOW_UP, kind, started

UGLY = "æøå 👩‍👧 ‏עברית‏ =1+1 <script>alert(1)</script> " + "lang " * 300


def look(measure: Measure, **changes: Any) -> FollowUpMeasure:
    said = {
        "measure_id": measure.pk, "version": measure.version, "on": TODAY, "what_it_did": "Hun siger mere.",
        "next_on": TODAY + timedelta(weeks=6), "key": uuid4(),
    }  # fmt: skip
    return FollowUpMeasure(**{**said, **changes})


def ending(measure: Measure, **changes: Any) -> EndMeasure:
    said = {
        "measure_id": measure.pk, "version": measure.version, "on": TODAY, "ending": Ending.REACHED,
        "what_it_did": "Hun taler med de andre.", "key": uuid4(),
    }  # fmt: skip
    return EndMeasure(**{**said, **changes})


def sees(town: Town, who: str, child: Child) -> bool:
    return Child.objects.visible_to(town.actor(who), TODAY).filter(pk=child.pk).exists()


def test_the_speech_therapist_is_brought_in_from_the_table_in_two_clicks(table: Table) -> None:
    town, client = table.town, table.town.client("jonas")
    page = client.get(reverse("meetings:meeting", args=[table.meeting.pk])).content.decode()
    address = reverse("measures:start_at_meeting", args=[table.meeting.pk, kind(town).pk])
    assert address in page
    form = client.get(address)
    fresh = form.context["form"]
    assert fresh["owner"].value() == str(town.user("lone").pk)  # the only one of the district who does it
    sent = {name: fresh[name].value() for name in fresh.fields if fresh[name].value() is not None}
    sent |= {"basis": "value_balance", "necessity": "Hun kan ikke hjælpe ellers."}
    sent |= {"decided_by": "Dorte Skov", "decided_on": TODAY.isoformat()}
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain == [(reverse("meetings:meeting", args=[table.meeting.pk]), 302)]
    measure = Measure.objects.get()
    assert (measure.owner, measure.meeting, measure.state) == (town.user("lone"), table.meeting, State.RUNNING)
    assert measure.due_on == FOLLOW_UP  # six weeks, as the catalogue says
    assert measure.asked_on == TODAY
    assert "Audiologopæd i dagtilbuddet" in answer.content.decode()


def test_whoever_does_it_sees_the_child_while_it_runs_and_not_after(table: Table) -> None:
    town, child = table.town, table.child
    assert not sees(town, "lone", child)
    measure = started(table)
    assert sees(town, "lone", child)
    tasks = [task.kind for step in desks.STEPS for task in step.tasks(town.actor("lone"), TODAY)]
    assert tasks.count("measures.follow_up") == 1
    ended = actions.end(town.actor("lone"), ending(measure), now=NOW)
    assert (ended.state, ended.ending, ended.due_on) == (State.ENDED, Ending.REACHED, None)
    assert not sees(town, "lone", child)


def test_another_measure_keeps_the_door_open(table: Table) -> None:
    measure = started(table)
    started(table, start_on=TODAY - timedelta(days=1))
    actions.end(table.town.actor("lone"), ending(measure), now=NOW)
    assert sees(table.town, "lone", table.child)


def test_telling_another_service_is_written_down_and_asks_for_a_basis(table: Table) -> None:
    with pytest.raises(Invalid) as missing:
        started(table, ground=None)
    assert missing.value.errors == {"basis": "basis_required"}
    assert not Measure.objects.exists()
    measure = started(table)
    row = Disclosure.objects.get(what=What.MEASURE)
    assert (row.about_id, row.to_user, row.told_on) == (measure.pk, table.town.user("lone"), TODAY)
    assert row.basis.key == BALANCE.basis


@pytest.mark.parametrize("who", ["mette", "lone", "dorte"])
def test_the_catalogue_says_which_function_starts_it_without_asking(table: Table, who: str) -> None:
    town = table.town
    MeasureKind.objects.filter(pk=kind(town).pk).update(starters=["prevention_adviser"])
    address = reverse("measures:start_at_meeting", args=[table.meeting.pk, kind(town).pk])
    assert town.client(who).get(address).status_code == (403 if who == "mette" else 404)
    with pytest.raises((Refused, Exception)) as said:
        started(table, who=who)
    assert said.type.__name__ in ("Refused", "DoesNotExist")
    assert not Measure.objects.exists()


def test_a_pedagogue_starts_what_is_hers_to_start(table: Table) -> None:
    mine = kind(table.town, "Fast voksen ved aflevering og hentning")
    measure = started(table, who="mette", kind_id=mine.pk, owner_id=table.town.user("maja").pk, ground=None)
    assert measure.owner == table.town.user("maja")
    assert not Disclosure.objects.filter(what=What.MEASURE).exists()  # one service


def test_special_support_is_nobodys_to_start(table: Table) -> None:
    special = kind(table.town, "Støttende indsats efter barnets lov")
    with pytest.raises(Refused):
        started(table, kind_id=special.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureKind.objects.filter(pk=special.pk).update(starters=["leader"])


def test_nothing_is_started_on_a_suspicion(town: Town) -> None:
    concern = raised_and_taken(town, town.children[1], suspicion=True)
    measure = {
        "child": town.children[1], "kind": kind(town), "concern": concern, "name": "X", "tier": "indicated",
        "purpose": "X", "start_on": TODAY, "asked_on": TODAY, "asked_how": "talk", "started_by": town.user("jonas"),
        "started_at": NOW, "owner": town.user("lone"), "due_on": FOLLOW_UP, "changed_at": NOW, "changed_by_name": "x",
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="suspicion"), transaction.atomic():
        Measure.objects.create(**measure)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked_on": None}, "asked_on"),
        ({"asked_on": TODAY + timedelta(days=1)}, "asked_on"),
        ({"purpose": "  "}, "purpose"),
        ({"follow_up_on": TODAY - timedelta(days=1)}, "follow_up_on"),
        ({"follow_up_on": TODAY + timedelta(weeks=40)}, "follow_up_on"),
        ({"start_on": TODAY + timedelta(weeks=13)}, "start_on"),
        ({"owner_id": 0}, "owner"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(table: Table, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as said:
        started(table, **changes)
    assert field in said.value.errors
    assert not Measure.objects.exists()


def test_sent_twice_it_is_started_once(table: Table) -> None:
    key = uuid4()
    first, again = started(table, key=key), started(table, key=key)
    assert first == again
    assert Measure.objects.count() == 1
    assert ChangeLine.objects.filter(action="measure.started").count() == 1
    one = look(first)
    actions.follow_up(table.town.actor("lone"), one, now=NOW)
    actions.follow_up(table.town.actor("lone"), one, now=NOW)
    assert first.looks.count() == 1


def test_an_old_page_does_not_write_over_a_new_one(table: Table) -> None:
    town, measure = table.town, started(table)
    actions.follow_up(town.actor("lone"), look(measure), now=NOW)
    with pytest.raises(Stale):
        actions.end(town.actor("jonas"), ending(measure), now=NOW)
    client = town.client("lone")
    answer = client.post(
        reverse("measures:follow_up", args=[measure.pk]),
        {"version": measure.version, "key": str(uuid4()), "on": TODAY.isoformat(), "what_it_did": UGLY, "next_on": FOLLOW_UP.isoformat()},
    )  # fmt: skip
    assert answer.status_code == 409
    assert "&lt;script&gt;" in answer.content.decode()
    assert measure.looks.count() == 1


def test_ugly_words_are_kept_as_they_were_written(table: Table) -> None:
    measure = started(table, purpose=UGLY)
    assert Measure.objects.get().purpose == UGLY.strip()
    page = table.town.client("lone").get(reverse("measures:measure", args=[measure.pk])).content.decode()
    assert "<script>alert" not in page
    assert "=1+1" in page


def test_a_date_that_passes_is_told_and_somebody_who_leaves_is_followed(table: Table) -> None:
    town, measure = table.town, started(table)
    later = clock.at(FOLLOW_UP + timedelta(days=1), 6)
    assert [hole.kind for hole in queries.holes(town.municipality.pk, later)] == ["overdue_not_escalated"]
    worklists.tick(later)
    measure.refresh_from_db()
    assert measure.escalated_to is not None
    assert measure.owner == town.user("lone")
    Employment.objects.filter(user=town.user("lone")).update(end_on=FOLLOW_UP)
    worklists.tick(later + timedelta(days=1))
    measure.refresh_from_db()
    assert measure.owner == town.user("jonas")
    assert "owner_gone" not in [hole.kind for hole in queries.holes(town.municipality.pk, later + timedelta(days=1))]


def test_the_price_and_name_it_was_started_at_stand(table: Table) -> None:
    town = table.town
    MeasureKind.objects.filter(pk=kind(town).pk).update(price_kr=4200)
    measure = started(table)
    MeasureKind.objects.filter(pk=kind(town).pk).update(price_kr=9900, name="Noget andet")
    measure.refresh_from_db()
    assert (measure.price_kr, measure.name) == (4200, "Audiologopæd i dagtilbuddet")


def test_it_is_started_from_a_plan_too_and_stands_on_its_page(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    with pytest.raises(Stale):
        started(table)  # the meeting is over
    measure = started(table, meeting_id=None, plan_id=plan.pk, asked_how="phone")
    page = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert reverse("measures:measure", args=[measure.pk]) in page
    told = client.get(reverse("childfile:child", args=[plan.child_id])).content.decode()
    assert "Audiologopæd i dagtilbuddet" in told
    choose = client.get(reverse("measures:choose_in_plan", args=[plan.pk])).content.decode()
    assert "Korte familiesamtaler" in choose


def test_who_does_not_work_with_the_child_finds_no_measure(table: Table) -> None:
    town, measure = table.town, started(table)
    address = reverse("measures:measure", args=[measure.pk])
    for who in ("signe", "stranger", "pia", "nabo", "sara"):
        assert town.client(who).get(address).status_code == 404, who
    for who in ("karin", "bo", "michael", "admin"):
        assert town.client(who).get(address).status_code == 403, who
    for who in ("jonas", "lone", "mette", "hanne"):
        assert town.client(who).get(address).status_code == 200, who
    assert town.client("mette").get(reverse("measures:end", args=[measure.pk])).status_code == 403


def test_the_database_alone_says_the_same(table: Table) -> None:
    town, measure = table.town, started(table)
    for who, there in (
        ("jonas", True),
        ("lone", True),
        ("mette", True),
        ("signe", False),
        ("nabo", False),
        ("bo", False),
    ):
        with transaction.atomic(), context.asking(context.person(town.actor(who))):
            assert Measure.objects.filter(pk=measure.pk).exists() is there, who


def test_the_desk_and_the_catalogue_ask_no_more_for_many(
    table: Table, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    town = table.town
    for day in range(6):
        started(table, start_on=date(2026, 11, 23) - timedelta(days=day))
    with django_assert_max_num_queries(6):
        assert len(queries.tasks(town.actor("lone"), TODAY)) == 6
    with django_assert_max_num_queries(12):
        queries.holes(town.municipality.pk, NOW)


def test_a_meeting_in_another_childs_matter_gives_no_door(town: Town, table: Table) -> None:
    other = at_the_table(town, town.children[1])
    measure = started(table)
    assert measure.child == table.child != other.child
    assert queries.measures_of(town.actor("jonas"), concern_id=other.concern.pk) == []
