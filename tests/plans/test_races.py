"""Two people at once, over two real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.plans import actions, handing_over
from sikkerhedsnet.plans.commands import AnswerOffer, FinishStep, OfferPlan
from sikkerhedsnet.plans.models import Plan, Review, Step
from sikkerhedsnet.plans.states import StepState
from tests.personas import Town

from .road import NOW, TODAY, at_the_table
from .test_following_up import a_review


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gave, begun together on connections of their own; a Stale is given as itself."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return act()
        except Stale as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.slow
def test_a_double_click_agrees_one_plan_and_holds_one_follow_up(committed_town: Town) -> None:
    table = at_the_table(committed_town, committed_town.children[0])
    jonas, command = committed_town.actor("jonas"), table.command()
    got = at_once(*[lambda: actions.agree_plan(jonas, command, now=NOW)] * 3)
    assert len({plan.pk for plan in got}) == 1
    assert (Plan.objects.count(), Step.objects.count()) == (1, 2)
    review = a_review(Plan.objects.get())
    held = at_once(*[lambda: actions.hold_review(jonas, review, now=NOW)] * 3)
    assert len({row.pk for row in held}) == Review.objects.count() == 1


@pytest.mark.slow
def test_of_two_follow_ups_at_once_one_is_held_and_the_other_told_who(committed_town: Town) -> None:
    plan = at_the_table(committed_town, committed_town.children[0]).plan()
    jonas, first = committed_town.actor("jonas"), a_review(plan)
    second = replace(first, key=uuid4(), parents_view="Noget andet")
    got = at_once(*[lambda c=c: actions.hold_review(jonas, c, now=NOW) for c in (first, second)])
    late = [answer for answer in got if isinstance(answer, Stale)]
    assert [answer.who for answer in late] == ["Jonas Holm"]
    assert Review.objects.count() == 1


@pytest.mark.slow
def test_a_step_finished_by_two_at_once_keeps_the_first_words(committed_town: Town) -> None:
    plan = at_the_table(committed_town, committed_town.children[0]).plan()
    step = plan.steps.get(owner__username="mette")
    actors = [committed_town.actor(key) for key in ("mette", "jonas")]
    got = at_once(
        *[
            lambda a=a: actions.finish_step(a, FinishStep(step.pk, 1, StepState.DONE, TODAY, f"Fra {a.name}"), now=NOW)
            for a in actors
        ]
    )
    assert sum(isinstance(answer, Stale) for answer in got) == 1
    step.refresh_from_db()
    assert step.result == f"Fra {step.changed_by_name}"


@pytest.mark.slow
def test_a_plan_offered_in_two_windows_and_accepted_twice_at_once_changes_hands_once(committed_town: Town) -> None:
    town = committed_town
    town.hire("ny", "Nynne Bro", Function.PREVENTION_ADVISER, district=town.other_district)
    plan = at_the_table(town, town.children[0]).plan()
    offers = [OfferPlan(plan.pk, plan.version, town.user(key).pk) for key in ("signe", "ny")]
    jonas = town.actor("jonas")
    got = at_once(*[lambda c=c: handing_over.offer(jonas, c, now=NOW) for c in offers])
    assert [answer.who for answer in got if isinstance(answer, Stale)] == ["Jonas Holm"]
    plan.refresh_from_db()
    assert plan.owner == town.user("jonas")
    new, answer = town.actor(plan.offered_to.username), AnswerOffer(plan.pk, plan.version)
    got = at_once(*[lambda: handing_over.accept(new, answer, now=NOW)] * 3)
    assert {row.owner_id for row in got} == {new.id}
    assert ChangeLine.objects.filter(action="plan.accepted").count() == 1
