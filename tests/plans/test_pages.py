"""The plan's pages, as each persona meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.plans import actions
from sikkerhedsnet.plans.commands import FinishStep
from sikkerhedsnet.plans.models import Goal, Plan, Review, Step
from sikkerhedsnet.plans.states import State, StepState

from .road import IN_SIX_WEEKS, NOW, TODAY, Table, at_the_table

UGLY = "æøå 👨‍👩‍👧 ‏עברית‏ =1+1 <script>alert(1)</script> " + "lang " * 60


def agree_data(table: Table, **changes: Any) -> dict[str, Any]:
    data = {
        "goal_1": "Freja kan fortælle, hvad hun vil.",
        "review_on": IN_SIX_WEEKS.isoformat(),
        "agreements": ",".join(str(a.pk) for a in table.agreements),
        **{f"agreement-{a.pk}": "1" for a in table.agreements},
        "child_view": "",
        "key": str(uuid4()),
    }
    return {**data, **changes}


def review_data(plan: Plan, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "held_on": TODAY.isoformat(),
        "move": "continue",
        "next_on": "21.12.2026",
        "child_view": "Nu hører de.",
        "version": str(plan.version),
        "key": str(uuid4()),
    }
    for step in plan.steps.filter(state=StepState.OPEN):
        data |= {f"step-{step.pk}-did": "Det hjælper.", f"step-{step.pk}-state": "open"}
    return {**data, **changes}


def test_the_page_lists_the_meetings_agreements_and_proposes_a_date(table: Table) -> None:
    page = table.town.client("jonas").get(reverse("plans:agree", args=[table.meeting.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Sproglege med billedkort" in text
    assert "Amira Haddad" in text
    assert 'value="2027-01-04"' in text


def test_a_plan_agreed_on_the_page_stands_on_its_own_page(table: Table) -> None:
    client = table.town.client("jonas")
    data = agree_data(table)
    answer = client.post(reverse("plans:agree", args=[table.meeting.pk]), data)
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("plans:plan", args=[plan.pk])
    assert client.post(reverse("plans:agree", args=[table.meeting.pk]), data)["Location"] == answer["Location"]
    assert Plan.objects.count() == 1
    text = client.get(answer["Location"]).content.decode()
    for words in ("Freja kan fortælle, hvad hun vil.", "Læse højt før sengetid", "mandag 4. januar 2027", "Jonas Holm"):
        assert words in text


def test_a_goal_that_is_missing_is_asked_for_and_the_rest_stays(table: Table) -> None:
    page = table.town.client("jonas").post(
        reverse("plans:agree", args=[table.meeting.pk]), agree_data(table, goal_1="", child_view=UGLY)
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "=1+1 &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not Plan.objects.exists()


def test_an_agreement_is_not_hung_on_an_empty_goal(table: Table) -> None:
    pk = table.agreements[0].pk
    page = table.town.client("jonas").post(
        reverse("plans:agree", args=[table.meeting.pk]), agree_data(table, **{f"agreement-{pk}": "3"})
    )
    assert "Mål 3 er tomt" in page.content.decode()


def test_agreements_changed_by_a_colleague_give_the_page_again_with_the_text(table: Table) -> None:
    client = table.town.client("jonas")
    data = agree_data(table, agreements=str(table.agreements[0].pk), goal_2="Et mål mere")
    page = client.post(reverse("plans:agree", args=[table.meeting.pk]), data)
    assert page.status_code == 409
    assert "Et mål mere" in page.content.decode()


def test_after_the_meeting_the_agree_page_leads_to_the_plan(table: Table) -> None:
    plan = table.plan()
    page = table.town.client("jonas").get(reverse("plans:agree", args=[table.meeting.pk]))
    assert page["Location"] == reverse("plans:plan", args=[plan.pk])


def test_ugly_text_is_shown_as_typed(table: Table) -> None:
    plan = table.plan(goals=(UGLY,), child_view="x" * 10_000)
    text = table.town.client("jonas").get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "<script>alert" not in text
    assert "=1+1 &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "x" * 10_000 in text


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("jonas", 200),
        ("mette", 200),
        ("maja", 200),
        ("dorte", 200),
        ("hanne", 200),
        ("stranger", 404),
        ("signe", 404),
        ("pia", 404),
        ("nabo", 404),
        ("karin", 403),
        ("admin", 403),
        ("michael", 403),
        ("amira", 403),
    ],
)
def test_who_reads_the_plan(plan: Plan, table: Table, key: str, status: int) -> None:
    page = table.town.client(key).get(reverse("plans:plan", args=[plan.pk]))
    assert page.status_code == status
    read = ReadLine.objects.filter(action="plan.read", actor_id=table.town.user(key).pk, child_id=plan.child_id)
    assert read.exists() is (status == 200)


@pytest.mark.parametrize("name", ["plans:review", "plans:add_step"])
@pytest.mark.parametrize(("key", "status"), [("mette", 403), ("dorte", 403), ("signe", 404), ("nabo", 404)])
def test_who_may_not_lead_the_plan(plan: Plan, table: Table, name: str, key: str, status: int) -> None:
    client = table.town.client(key)
    assert client.get(reverse(name, args=[plan.pk])).status_code == status
    assert client.post(reverse(name, args=[plan.pk]), review_data(plan)).status_code == status
    assert not Review.objects.exists()


def test_a_step_is_read_by_who_sees_the_plan_and_finished_by_its_owner(plan: Plan, table: Table) -> None:
    step = plan.steps.get(owner__username="mette")
    url = reverse("plans:step", args=[step.pk])
    data = {"state": "done", "on": "23/11-2026", "result": UGLY, "version": "1"}
    assert "Gem, hvordan det gik" not in table.town.client("maja").get(url).content.decode()
    assert table.town.client("maja").post(url, data).status_code == 403
    assert table.town.client("nabo").post(url, data).status_code == 404
    mette = table.town.client("mette")
    assert "Gem, hvordan det gik" in mette.get(url).content.decode()
    assert mette.post(url, data).status_code == 302
    assert mette.post(url, data).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.result) == ("done", UGLY.strip())


def test_a_step_without_words_is_asked_about_again(plan: Plan, table: Table) -> None:
    step = plan.steps.get(owner__username="mette")
    page = table.town.client("mette").post(
        reverse("plans:step", args=[step.pk]),
        {"state": "done", "on": "24.12.2026", "result": "Gik fint", "version": "1"},
    )
    assert "Datoen ligger fremme i tiden" in page.content.decode()
    assert "Gik fint" in page.content.decode()


def test_a_step_finished_by_another_says_who_and_keeps_the_text(plan: Plan, table: Table) -> None:
    step = plan.steps.get(owner__username="mette")
    actions.finish_step(table.town.actor("mette"), FinishStep(step.pk, 1, StepState.DONE, TODAY, "Gjort."), now=NOW)
    page = table.town.client("jonas").post(
        reverse("plans:step", args=[step.pk]), {"state": "dropped", "on": TODAY, "result": "Min tekst", "version": "1"}
    )
    text = page.content.decode()
    assert page.status_code == 409
    assert "Mette Lund" in text
    assert "Min tekst" in text


def test_a_new_step_from_the_page_is_made_once(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    url = reverse("plans:add_step", args=[plan.pk])
    seat = plan.meeting.participants.get(name="Peter Bæk")
    data = {"what": "Gynge", "doer": seat.pk, "due_on": "7.12.2026", "goal": "", "key": str(uuid4())}
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Step.objects.filter(what="Gynge", owner__username="jonas").count() == 1
    late = client.post(url, {**data, "due_on": "7.12.2025", "key": str(uuid4())})
    assert "Datoen er gået" in late.content.decode()


def test_a_follow_up_from_the_page_is_held_once(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    url = reverse("plans:review", args=[plan.pk])
    data = review_data(plan)
    assert client.get(url).status_code == 200
    assert client.post(url, data).status_code == client.post(url, data).status_code == 302
    assert Review.objects.count() == 1
    text = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "Nu hører de." in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"next_on": ""}, "Feltet mangler"),
        ({"next_on": "23.11.2026"}, "Datoen skal ligge efter i dag"),
        ({"move": "close", "watch_who": "nobody"}, "Planen slutter først"),
        ({"move": "close"}, "Vælg, hvem der holder øje"),
        ({"move": "change"}, "Skriv, hvad der bliver ændret"),
        ({"move": "step_up"}, "Feltet mangler"),
        ({"goal_1": "Et nyt mål"}, "Du har skrevet nye mål"),
        ({"new-1-what": "Kun teksten"}, "Feltet mangler"),
        ({"held_on": "1.1.2025"}, "Datoen ligger før planen"),
    ],
)
def test_a_follow_up_that_lacks_something_keeps_every_word(
    plan: Plan, table: Table, changes: dict[str, str], words: str
) -> None:
    page = table.town.client("jonas").post(
        reverse("plans:review", args=[plan.pk]), review_data(plan, parents_view=UGLY, **changes)
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text
    assert "=1+1 &lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("changes", "opened"),
    [
        ({}, []),
        ({"move": "close"}, ["close"]),
        ({"new-1-what": "Kun teksten"}, ["change"]),
        ({"move": "change", "what_helped": "At vi talte sammen."}, ["change", "close"]),
    ],
)
def test_a_follow_up_sent_back_opens_the_parts_that_were_used_and_names_the_step(
    plan: Plan, table: Table, changes: dict[str, str], opened: list[str]
) -> None:
    step = plan.steps.get(owner__username="mette")
    data = review_data(plan, **{f"step-{step.pk}-state": "", "held_on": "", **changes})
    text = table.town.client("jonas").post(reverse("plans:review", args=[plan.pk]), data).content.decode()
    assert re.findall(r'data-sn-opened-by="move=(\w+)" open>', text) == opened
    assert f"{step.what}: Og nu?" in text


def test_an_old_follow_up_page_says_who_was_first_and_keeps_every_word(plan: Plan, table: Table) -> None:
    data = review_data(plan, parents_view="Vi er glade.")
    step = plan.steps.get(owner__username="mette")
    data[f"step-{step.pk}-did"] = "Det skrev jeg om sproglegene"
    actions.finish_step(table.town.actor("mette"), FinishStep(step.pk, 1, StepState.DONE, TODAY, "Gjort."), now=NOW)
    client = table.town.client("jonas")
    page = client.post(reverse("plans:review", args=[plan.pk]), data)
    text = page.content.decode()
    assert page.status_code == 409
    for words in ("Mette Lund", "Vi er glade.", "Det skrev jeg om sproglegene", "Nu hører de."):
        assert words in text
    fresh = {**data, "version": str(Plan.objects.get().version)}
    assert client.post(reverse("plans:review", args=[plan.pk]), fresh).status_code == 302
    assert Review.objects.count() == 1


def test_the_earlier_follow_up_stands_beside_the_new_one(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    client.post(reverse("plans:review", args=[plan.pk]), review_data(plan, parents_view="Det sagde vi sidst."))
    assert "Det sagde vi sidst." in client.get(reverse("plans:review", args=[plan.pk])).content.decode()


def test_a_wider_meeting_is_the_next_step_on_the_plans_page(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    up = review_data(plan, move="step_up", step_up_to="wider_meeting", because="Vi mangler PPR.")
    client.post(reverse("plans:review", args=[plan.pk]), up)
    call = reverse("meetings:call", args=[plan.concern_id])
    assert call in client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    at_the_table(table.town, table.child, concern=Plan.objects.get().concern)
    assert call not in client.get(reverse("plans:plan", args=[plan.pk])).content.decode()


def test_a_closed_plan_says_how_it_ended(plan: Plan, table: Table) -> None:
    client = table.town.client("jonas")
    data = review_data(
        plan,
        move="close",
        outcome="better",
        because="Hun har fået en ven.",
        answer="Det går bedre.",
        watch_who="nobody",
    )
    data = {name: "done" if name.endswith("-state") else value for name, value in data.items()}
    assert client.post(reverse("plans:review", args=[plan.pk]), data).status_code == 302
    assert Plan.objects.get().state == State.CLOSED
    text = client.get(reverse("plans:plan", args=[plan.pk])).content.decode()
    assert "Hun har fået en ven." in text
    assert "Det går bedre, og hverdagen kan bære det" in text
    assert client.get(reverse("plans:review", args=[plan.pk])).status_code == 302


def test_a_plans_page_asks_the_same_number_of_questions_however_long_it_is(
    plan: Plan, table: Table, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    seat = plan.meeting.participants.first()
    for number in range(25):
        goal = Goal.objects.create(plan=plan, text=f"Mål {number}")
        Step.objects.create(
            plan=plan,
            goal=goal,
            what="Skridt",
            doer=seat,
            owner=plan.owner,
            due_on=IN_SIX_WEEKS,
            changed_at=clock.now(),
            changed_by_name="test",
        )
    client = table.town.client("jonas")
    client.get(reverse("plans:plan", args=[plan.pk]))
    with django_assert_max_num_queries(54):
        client.get(reverse("plans:plan", args=[plan.pk]))


def test_a_number_too_long_to_be_one_breaks_nothing_where_a_plan_is_agreed(table: Table) -> None:
    data = agree_data(table, agreements="9" * 5000 + "," + ",".join(str(a.pk) for a in table.agreements))
    url = reverse("plans:agree", args=[table.meeting.pk])
    assert table.town.client("jonas").post(url, data).status_code == 302
