"""When a plan has ended: what its last version says, who may keep an eye out, and the worry that takes it up again."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns import queries as worries
from sikkerhedsnet.concerns.commands import RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason, ParentsKnow, State
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.plans import actions, paper, queries
from sikkerhedsnet.plans.commands import Agreed, Reopen, Watch
from sikkerhedsnet.plans.history import versions_of
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.worklists import queries as desks
from tests.personas import NOW, TODAY

from .road import IN_SIX_WEEKS, Table
from .test_course import IN_TWELVE_WEEKS, NEXT_DAY, ended, follow_up, jonas

NOT_YET = "Familien har ikke sagt ja endnu"


def newer_worry(table: Table, *, taken: bool) -> Concern:
    command = RaiseConcern(table.child.pk, "Hun er alene igen.", ParentsKnow.YES, key=uuid4())
    row = concerns.raise_concern(table.town.actor("mette"), command, now=NEXT_DAY)
    return concerns.take(jonas(table), Seen(row.pk, row.version), now=NEXT_DAY) if taken else row


def test_the_version_a_plan_ended_with_does_not_wait_for_a_yes(table: Table, plan: Plan) -> None:
    mother = next(seat for seat in queries.seats(plan) if seat.role == "parent")
    first = plan.versions.get()
    if first.agreed_on is None:
        actions.agree_version(jonas(table), Agreed(plan.pk, first.number, (mother.pk,), TODAY), now=NOW)
    ended(table, plan, now=NEXT_DAY)
    client = table.town.client("jonas")
    for name, args in (("plan", [plan.pk]), ("versions", [plan.pk]), ("version", [plan.pk, 2])):
        page = client.get(reverse(f"plans:{name}", args=args)).content.decode()
        assert NOT_YET not in page, name
        assert "Her sluttede planen." in page and "Familien sagde sidst ja til version 1" in page, name
        assert "Skriv familiens ja" not in page
    (newest, *_) = versions_of(plan)
    assert "Her sluttede planen." in paper.document(plan, newest)["lead"]


def test_a_plan_that_goes_on_still_waits_for_the_familys_yes(table: Table, plan: Plan) -> None:
    plan.versions.filter(agreed_on=None).exists() or actions.hold_review(jonas(table), follow_up(plan), now=NEXT_DAY)
    assert NOT_YET in table.town.client("jonas").get(reverse("plans:versions", args=[plan.pk])).content.decode()


@pytest.mark.parametrize("taken", [False, True], ids=["raised", "taken"])
def test_a_worry_that_takes_a_plan_up_again_is_answered_by_it(table: Table, plan: Plan, taken: bool) -> None:
    closed, worry = ended(table, plan), newer_worry(table, taken=taken)
    command = Reopen(closed.pk, closed.version, "Hun er alene igen", IN_SIX_WEEKS, worry.pk, uuid4())
    actions.reopen(jonas(table), command, now=NEXT_DAY)
    worry.refresh_from_db()
    assert (worry.state, worry.close_reason, worry.due_on) == (State.CLOSED, CloseReason.HELP_IN_PLACE, None)
    assert "En plan fra før er åbnet igen" in worry.answer and "Jonas Holm" in worry.answer
    assert "alene igen" not in worry.answer, "the sender need not read the plan"
    assert worry.taken_at is not None
    assert Message.objects.filter(kind="concern.closed", to__username="mette", url_arg=worry.pk).count() == 1
    tasks = [task for task in worries.tasks(jonas(table), TODAY) if task.url_args == (worry.pk,)]
    assert tasks == []
    kinds = [task.kind for step in desks.STEPS for task in step.tasks(jonas(table), TODAY)]
    assert "plans.review" in kinds or any(kind.startswith("plans.") for kind in kinds)


def test_a_worry_with_a_meeting_of_its_own_is_left_to_it(table: Table, plan: Plan) -> None:
    closed, worry = ended(table, plan), newer_worry(table, taken=True)
    Concern.objects.filter(pk=worry.pk).update(state=State.AT_MEETING, due_on=None)
    actions.reopen(jonas(table), Reopen(closed.pk, closed.version, "Igen", IN_SIX_WEEKS, worry.pk), now=NEXT_DAY)
    worry.refresh_from_db()
    assert worry.state == State.AT_MEETING and worry.answer == ""


def test_a_plan_opened_again_for_another_reason_leaves_the_worry_open(table: Table, plan: Plan) -> None:
    closed, worry = ended(table, plan), newer_worry(table, taken=True)
    actions.reopen(jonas(table), Reopen(closed.pk, closed.version, "Igen", IN_SIX_WEEKS), now=NEXT_DAY)
    worry.refresh_from_db()
    assert worry.state == State.TAKEN


def test_an_adviser_of_another_district_does_not_keep_an_eye_out(table: Table, plan: Plan) -> None:
    signe = table.town.user("signe")
    assert signe in queries.coordinators_to_ask(plan, TODAY), "she can be asked to coordinate"
    offered = queries.watchers_to_ask(plan, TODAY)
    assert signe not in offered and {"jonas", "mette"} <= {user.username for user in offered}
    page = table.town.client("jonas").get(reverse("plans:review", args=[plan.pk])).content.decode()
    assert "Signe Friis" not in page
    with pytest.raises(Invalid):
        ended(table, plan, watch=Watch(signe.pk, IN_TWELVE_WEEKS))
