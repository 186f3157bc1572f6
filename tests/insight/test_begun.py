"""The day help was under way: the first step or the first early measure, whichever came first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sikkerhedsnet.insight.queries import first_step_begun
from sikkerhedsnet.plans import actions as plans
from sikkerhedsnet.plans.commands import FinishStep
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.plans.states import StepState
from tests.measures.road import started
from tests.personas import NOW, TODAY, Town
from tests.plans.road import Table, at_the_table


@pytest.fixture
def plan(town: Town) -> tuple[Table, Plan]:
    table = at_the_table(town, town.children[0])
    return table, table.plan()


def begun(table: Table, today: date = TODAY) -> date | None:
    return first_step_begun([table.concern.pk], today).get(table.concern.pk)


def test_an_agreement_alone_is_no_action_yet(plan: tuple[Table, Plan]) -> None:
    assert begun(plan[0]) is None


def test_a_step_that_is_done_was_under_way(plan: tuple[Table, Plan], town: Town) -> None:
    table, _plan = plan
    step = Step.objects.filter(owner=town.user("mette")).first()
    assert step is not None
    later = NOW + timedelta(days=9)
    finish = FinishStep(step.pk, step.version, StepState.DONE, TODAY + timedelta(days=9), "Hun er med i hulen.")
    plans.finish_step(town.actor("mette"), finish, now=later)
    assert begun(table, TODAY + timedelta(days=30)) == TODAY + timedelta(days=9)


def test_a_measure_started_at_the_table_is_action_and_one_that_begins_later_is_not_yet(
    plan: tuple[Table, Plan],
) -> None:
    table, agreed = plan
    first = TODAY + timedelta(days=3)
    started(table, start_on=first, meeting_id=None, plan_id=agreed.pk)
    assert begun(table) is None
    assert begun(table, first) == first
