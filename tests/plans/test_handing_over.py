"""A plan changes hands: one adviser asks another, and one of them has it at every moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CallMeeting, Guests
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Guardian
from sikkerhedsnet.plans import actions, handing_over, queries
from sikkerhedsnet.plans.commands import AddStep, AnswerOffer, NewStep, OfferPlan
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.plans.states import StepState
from sikkerhedsnet.worklists.queries import net
from tests.personas import Town
from tests.sharing.grounds import WITHIN

from .road import IN_SIX_WEEKS, IN_TWO_WEEKS, NOW, TODAY, Table
from .test_following_up import a_review, closing


def asked(plan: Plan, town: Town, to: str = "signe", by: str = "jonas", note: str = "Jeg rejser.") -> Plan:
    plan.refresh_from_db()
    command = OfferPlan(plan.pk, plan.version, town.user(to).pk, note)
    return handing_over.offer(town.actor(by), command, now=NOW)


def yes(plan: Plan, town: Town, who: str = "signe") -> Plan:
    plan.refresh_from_db()
    return handing_over.accept(town.actor(who), AnswerOffer(plan.pk, plan.version), now=NOW)


def page(plan: Plan, name: str = "plan") -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def lines(action: str) -> int:
    return ChangeLine.objects.filter(action=action).count()


def on_desk(town: Town, who: str) -> list[str]:
    return sorted({task.kind for task in queries.tasks(town.actor(who), TODAY) if task.kind != "plans.step"})


def test_until_the_other_accepts_the_first_one_has_the_plan_and_both_see_it(plan: Plan, table: Table) -> None:
    town = table.town
    asked(plan, town)
    plan.refresh_from_db()
    assert (plan.owner, plan.offered_to, plan.due_on) == (town.user("jonas"), town.user("signe"), IN_SIX_WEEKS)
    assert on_desk(town, "jonas") == ["plans.review"]
    assert on_desk(town, "signe") == ["plans.accept"]
    wait = next(w for w in queries.waiting(town.actor("jonas"), TODAY) if w.url_name == "plans:plan")
    assert wait.on_whom == "Signe Friis"
    assert Message.objects.filter(kind="plan.offered", to=town.user("signe")).count() == 1
    with pytest.raises(Refused):
        actions.hold_review(town.actor("signe"), a_review(plan), now=NOW)


def test_who_accepts_has_plan_concern_and_the_familys_steps_and_the_dates_stand(plan: Plan, table: Table) -> None:
    town = table.town
    dates = dict(plan.steps.values_list("pk", "due_on"))
    asked(plan, town)
    yes(plan, town)
    plan.refresh_from_db()
    assert (plan.owner, plan.offered_to, plan.offered_note) == (town.user("signe"), None, "")
    assert plan.due_on == IN_SIX_WEEKS
    assert dict(plan.steps.values_list("pk", "due_on")) == dates
    assert set(plan.steps.values_list("owner__username", flat=True)) == {"mette", "signe"}
    assert Concern.objects.get().owner == town.user("signe")
    assert Child.objects.visible_to(town.actor("signe"), TODAY).filter(pk=plan.child_id).exists()
    assert not Child.objects.visible_to(town.actor("jonas"), TODAY).filter(pk=plan.child_id).exists()
    assert on_desk(town, "signe") == ["plans.review"]
    assert on_desk(town, "jonas") == []
    told = Message.objects.get(kind="plan.accepted")
    assert (told.to, told.url_name) == (town.user("jonas"), "")
    assert Message.objects.filter(kind="concern.moved", to=town.user("mette")).exists()
    assert (lines("plan.offered"), lines("plan.accepted"), lines("concern.accepted")) == (1, 1, 1)
    assert net(town.municipality.pk, NOW).holes == []
    actions.hold_review(town.actor("signe"), closing(plan), now=NOW)


def test_the_one_before_keeps_the_step_she_does_herself(plan: Plan, table: Table) -> None:
    town = table.town
    jonas = table.seat("Jonas")
    step = NewStep("Ringe til PPR", jonas.pk, IN_TWO_WEEKS)
    own = actions.add_step(town.actor("jonas"), AddStep(plan.pk, step, uuid4()), now=NOW)
    asked(plan, town)
    yes(plan, town)
    own.refresh_from_db()
    assert own.owner == town.user("jonas")
    assert Message.objects.get(kind="plan.accepted").url_name == "plans:plan"
    assert town.client("jonas").get(page(plan)).status_code == 200
    assert net(town.municipality.pk, NOW).holes == []


def test_saying_no_leaves_the_plan_where_it_was(plan: Plan, table: Table) -> None:
    town = table.town
    offered = asked(plan, town)
    answer = AnswerOffer(plan.pk, offered.version)
    handing_over.decline(town.actor("signe"), answer, now=NOW)
    plan.refresh_from_db()
    assert (plan.owner, plan.offered_to) == (town.user("jonas"), None)
    assert Message.objects.filter(kind="plan.declined", to=town.user("jonas")).exists()
    assert on_desk(town, "signe") == []
    with pytest.raises(Stale):
        handing_over.accept(town.actor("signe"), answer, now=NOW)
    assert not Plan.objects.visible_to(town.actor("signe")).exists()


@pytest.mark.parametrize("key", ["signe", "mette", "dorte", "nabo"])
def test_nobody_but_the_one_who_has_it_offers_it(plan: Plan, table: Table, key: str) -> None:
    with pytest.raises((Refused, Plan.DoesNotExist)):
        asked(plan, table.town, to="signe", by=key)
    assert lines("plan.offered") == 0


def test_the_leader_told_of_a_passed_date_can_find_another_adviser(plan: Plan, table: Table) -> None:
    organisation.escalate(table.town.actor("karin"), plan, table.town.user("dorte").pk, now=NOW)
    assert asked(plan, table.town, by="dorte").offered_to == table.town.user("signe")


@pytest.mark.parametrize("key", ["mette", "nabo", "jonas", "bo"])
def test_only_another_adviser_of_the_municipality_is_asked(plan: Plan, table: Table, key: str) -> None:
    with pytest.raises(Refused):
        asked(plan, table.town, to=key)


def test_nobody_is_asked_about_their_own_child(plan: Plan, table: Table) -> None:
    mother = Guardian.objects.get(pk=plan.child.custodies.order_by("id").first().guardian_id)
    mother.user = table.town.user("signe")
    mother.save()
    with pytest.raises(Refused):
        asked(plan, table.town)


def test_an_old_page_neither_offers_nor_accepts(plan: Plan, table: Table) -> None:
    town = table.town
    with pytest.raises(Stale):
        handing_over.offer(town.actor("jonas"), OfferPlan(plan.pk, plan.version - 1, town.user("signe").pk), now=NOW)
    offered = asked(plan, town)
    actions.hold_review(town.actor("jonas"), replace(a_review(plan), version=offered.version), now=NOW)
    with pytest.raises(Stale):
        handing_over.accept(town.actor("signe"), AnswerOffer(plan.pk, offered.version), now=NOW)
    assert yes(plan, town).owner == town.user("signe")


def test_a_plan_with_a_meeting_ahead_changes_hands_after_it(plan: Plan, table: Table) -> None:
    town = table.town
    asked(plan, town)
    parents = tuple(plan.child.custodies.values_list("guardian_id", flat=True))
    staff = (town.user("mette").pk,)
    guests = Guests(guardian_ids=parents, staff_ids=staff, asked_on=TODAY, ground=WITHIN)
    starts = NOW + timedelta(days=1)
    call = CallMeeting(starts, starts + timedelta(hours=1), "Regnbuen", guests, key=uuid4())
    meetings.call_meeting(town.actor("jonas"), plan.concern_id, call, now=NOW)
    answer = town.client("signe").post(page(plan, "accept"), {"key": uuid4(), "version": Plan.objects.get().version})
    assert answer.status_code == 409
    assert "Hold eller aflys det" in answer.content.decode()
    assert Plan.objects.get().owner == town.user("jonas")


def test_an_ended_plan_is_not_handed_over(plan: Plan, table: Table) -> None:
    town = table.town
    offered = asked(plan, town)
    actions.hold_review(town.actor("jonas"), replace(closing(plan), version=offered.version), now=NOW)
    assert Plan.objects.get().offered_to is None
    with pytest.raises(Stale):
        asked(plan, town)
    with pytest.raises(Stale):
        yes(plan, town)


# The pages


def data(plan: Plan, **fields: Any) -> dict[str, Any]:
    plan.refresh_from_db()
    return {"key": str(uuid4()), "version": plan.version, **fields}


def test_a_plan_is_given_on_from_page_to_page(plan: Plan, table: Table) -> None:
    town = table.town
    jonas, signe = town.client("jonas"), town.client("signe")
    assert "Giv forløbet videre" in jonas.get(page(plan)).content.decode()
    form = data(plan, to=town.user("signe").pk, note="<b>Jeg rejser.</b>")
    for _ in range(2):
        answer = jonas.post(page(plan, "offer"), form, follow=True)
        assert "Signe Friis er spurgt" in answer.content.decode()
    assert "Signe Friis er spurgt, men har ikke svaret endnu." in jonas.get(page(plan)).content.decode()
    said = signe.get(page(plan)).content.decode()
    assert "Jonas Holm spørger, om du vil tage imod forløbet" in said
    assert "&lt;b&gt;Jeg rejser." in said
    form = data(plan)
    for _ in range(2):
        assert "Forløbet er dit nu." in signe.post(page(plan, "accept"), form, follow=True).content.decode()
    assert jonas.get(page(plan)).status_code == 404
    assert (lines("plan.offered"), lines("plan.accepted")) == (1, 1)


def test_no_thanks_leads_back_to_the_desk(plan: Plan, table: Table) -> None:
    town = table.town
    asked(plan, town)
    signe, form = town.client("signe"), data(plan)
    answer = signe.post(page(plan, "decline"), form, follow=True)
    assert "Du har sagt nej. Jonas Holm har stadig forløbet." in answer.content.decode()
    late = signe.post(page(plan, "decline"), form)
    assert late.status_code == 409
    assert "ikke længere tilbudt dig" in late.content.decode()
    assert signe.get(page(plan)).status_code == 404


@pytest.mark.parametrize("name", ["offer", "accept", "decline"])
@pytest.mark.parametrize(
    ("key", "status"), [("mette", 403), ("dorte", 403), ("signe", 404), ("nabo", 404), ("bo", 403)]
)
def test_who_may_not_hand_the_plan_over(plan: Plan, table: Table, name: str, key: str, status: int) -> None:
    form = data(plan, to=table.town.user("signe").pk)
    assert table.town.client(key).post(page(plan, name), form).status_code == status
    assert table.town.client(key).get(page(plan, "offer")).status_code == status
    plan.refresh_from_db()
    assert (plan.owner, plan.offered_to) == (table.town.user("jonas"), None)


def test_when_nobody_else_is_there_the_page_says_so(plan: Plan, table: Table) -> None:
    other = table.town.hire("ny", "Nynne Bro", Function.PREVENTION_ADVISER, district=table.town.district)
    said = table.town.client("jonas").get(page(plan, "offer")).content.decode()
    assert other.name in said and "Jonas Holm har ansvaret, til en anden har sagt ja." in said
    table.town.user("signe").employments.update(end_on=TODAY - timedelta(days=1))
    other.employments.update(end_on=TODAY - timedelta(days=1))
    assert "ingen anden rådgiver" in table.town.client("jonas").get(page(plan, "offer")).content.decode()


def test_every_open_step_has_one_owner_throughout(plan: Plan, table: Table) -> None:
    asked(plan, table.town)
    yes(plan, table.town)
    assert not Step.objects.filter(state=StepState.OPEN, owner=None).exists()
