"""Steps are done or dropped, and a follow-up ends with a next date or an outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.plans import actions
from sikkerhedsnet.plans.commands import AddStep, FinishStep, HoldReview, NewStep, Reading, StepVerdict
from sikkerhedsnet.plans.models import Plan, Review, Step
from sikkerhedsnet.plans.states import Move, Outcome, State, StepState, StepUpTo

from .road import IN_TWO_WEEKS, NOW, TODAY, Table, at_the_table

NEXT = date(2026, 12, 21)


def verdicts(plan: Plan, state: StepState) -> tuple[StepVerdict, ...]:
    steps = plan.steps.filter(state=StepState.OPEN).order_by("pk")
    return tuple(StepVerdict(step.pk, "Det hjælper.", state) for step in steps)


def a_review(plan: Plan, **changes: Any) -> HoldReview:
    seat = plan.meeting.participants.get(name="Amira Haddad")
    base = HoldReview(
        plan_id=plan.pk,
        version=plan.version,
        held_on=TODAY,
        move=Move.CONTINUE,
        steps=verdicts(plan, StepState.OPEN),
        scale=(Reading(seat.pk, 7, 8),),
        child_view="Nu hører de.",
        parents_view="Det går den rigtige vej.",
        next_on=NEXT,
        key=uuid4(),
    )
    return replace(base, **changes)


def closing(plan: Plan, **changes: Any) -> HoldReview:
    fields: dict[str, Any] = {
        "move": Move.CLOSE,
        "steps": verdicts(plan, StepState.DONE),
        "next_on": None,
        "because": "Freja leger med de andre.",
        "outcome": Outcome.GOOD_ENOUGH,
        "answer": "Planen er slut. Det går godt nok nu.",
    }
    return a_review(plan, **{**fields, **changes})


def test_an_employee_writes_how_her_own_step_went_and_the_plans_owner_is_told(table: Table) -> None:
    plan = table.plan()
    step = plan.steps.get(owner__username="mette")
    done = FinishStep(step.pk, step.version, StepState.DONE, TODAY, "Tre gange om ugen.")
    actions.finish_step(table.town.actor("mette"), done, now=NOW)
    step.refresh_from_db()
    assert (step.state, step.done_on, step.due_on, step.result) == ("done", TODAY, None, "Tre gange om ugen.")
    assert step.owner.username == "mette"
    assert Message.objects.filter(to=table.town.user("jonas"), kind="plan.step_finished").count() == 1


def test_the_plans_owner_writes_for_the_family(table: Table) -> None:
    plan = table.plan()
    step = plan.steps.get(doer__name="Amira Haddad")
    dropped = FinishStep(step.pk, step.version, StepState.DROPPED, TODAY, "Far læser i stedet.")
    with pytest.raises(Refused):
        actions.finish_step(table.town.actor("mette"), dropped, now=NOW)
    assert actions.finish_step(table.town.actor("jonas"), dropped, now=NOW).state == StepState.DROPPED
    assert actions.finish_step(table.town.actor("jonas"), dropped, now=NOW).pk == step.pk


def test_a_step_somebody_else_finished_is_not_finished_again(table: Table) -> None:
    plan = table.plan()
    step = plan.steps.get(owner__username="mette")
    actions.finish_step(table.town.actor("mette"), FinishStep(step.pk, 1, StepState.DONE, TODAY, "Gjort."), now=NOW)
    with pytest.raises(Stale) as problem:
        actions.finish_step(
            table.town.actor("jonas"), FinishStep(step.pk, 1, StepState.DROPPED, TODAY, "Nej."), now=NOW
        )
    assert problem.value.who == "Mette Lund"
    step.refresh_from_db()
    assert step.result == "Gjort."


def test_a_step_is_added_once_with_its_owner(plan: Plan, table: Table) -> None:
    seat = plan.meeting.participants.get(name="Mette Lund")
    command = AddStep(plan.pk, NewStep("Gynge sammen", seat.pk, IN_TWO_WEEKS, plan.goals.get().pk), uuid4())
    first = actions.add_step(table.town.actor("jonas"), command, now=NOW)
    assert actions.add_step(table.town.actor("jonas"), command, now=NOW) == first
    assert (first.owner.username, plan.steps.count()) == ("mette", 3)
    with pytest.raises(Refused):
        actions.add_step(table.town.actor("mette"), replace(command, key=uuid4()), now=NOW)


def test_a_follow_up_keeps_everybodys_words_and_numbers_and_sets_the_next_date(plan: Plan, table: Table) -> None:
    review = actions.hold_review(table.town.actor("jonas"), a_review(plan), now=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.due_on, plan.escalated_at) == (State.ACTIVE, NEXT, None)
    assert (review.child_view, review.parents_view) == ("Nu hører de.", "Det går den rigtige vej.")
    assert [(v.participant.name, v.now, v.good_enough) for v in review.scale_values.all()] == [("Amira Haddad", 7, 8)]
    assert {said.what_it_did for said in review.step_reviews.all()} == {"Det hjælper."}
    assert plan.steps.filter(state=StepState.OPEN).count() == 2


def test_a_follow_up_sent_twice_is_held_once(plan: Plan, table: Table) -> None:
    command = a_review(plan)
    jonas = table.town.actor("jonas")
    assert actions.hold_review(jonas, command, now=NOW) == actions.hold_review(jonas, command, now=NOW)
    assert Review.objects.count() == 1


def test_a_plan_that_is_changed_drops_and_gets_goals_and_steps(plan: Plan, table: Table) -> None:
    seat = plan.meeting.participants.get(name="Amira Haddad")
    command = a_review(
        plan,
        move=Move.CHANGE,
        drop_goals=frozenset({plan.goals.get().pk}),
        new_goals=("Freja har en ven.",),
        new_steps=(NewStep("Legeaftale om lørdagen", seat.pk, IN_TWO_WEEKS),),
    )
    actions.hold_review(table.town.actor("jonas"), command, now=NOW)
    assert list(plan.goals.values_list("text", "dropped").order_by("pk"))[1:] == [("Freja har en ven.", False)]
    assert plan.goals.filter(dropped=True).count() == 1
    assert plan.steps.get(what="Legeaftale om lørdagen").owner.username == "jonas"


def test_stepping_up_says_to_what_and_keeps_the_next_date(plan: Plan, table: Table) -> None:
    command = a_review(plan, move=Move.STEP_UP, step_up_to=StepUpTo.WIDER_MEETING, because="Vi mangler PPR.")
    review = actions.hold_review(table.town.actor("jonas"), command, now=NOW)
    plan.refresh_from_db()
    assert (review.step_up_to, plan.due_on, plan.state) == ("wider_meeting", NEXT, State.ACTIVE)


def test_closing_ends_plan_steps_and_concern_and_the_sender_gets_an_answer(plan: Plan, table: Table) -> None:
    actions.hold_review(table.town.actor("jonas"), closing(plan), now=NOW)
    plan.refresh_from_db()
    concern = Concern.objects.get()
    assert (plan.state, plan.due_on, plan.outcome) == (State.CLOSED, None, Outcome.GOOD_ENOUGH)
    assert plan.outcome_note == "Freja leger med de andre."
    assert not plan.steps.filter(state=StepState.OPEN).exists()
    assert (concern.state, concern.close_reason) == (ConcernState.CLOSED, CloseReason.SOLVED)
    assert concern.answer == "Planen er slut. Det går godt nok nu."
    assert Message.objects.filter(to=table.town.user("mette"), kind="concern.closed").exists()


def test_a_plan_that_changed_nothing_gives_the_sender_a_true_reason(plan: Plan, table: Table) -> None:
    jonas = table.town.actor("jonas")
    actions.hold_review(jonas, closing(plan, outcome=Outcome.UNCHANGED), now=NOW)
    page = table.town.client("mette").get(reverse("concerns:concern", args=[plan.concern_id])).content.decode()
    assert "Planen er slut, og det går som før" in page
    assert "allerede hjælp" not in page


def test_what_a_step_gave_access_to_ends_with_the_plan(plan: Plan, table: Table) -> None:
    given = Relation.objects.filter(child=plan.child, user=table.town.user("mette"), kind="step_owner")
    assert given.on(TODAY).exists()
    actions.hold_review(table.town.actor("jonas"), closing(plan), now=NOW)
    assert not given.on(TODAY).exists()


@pytest.mark.parametrize("missing", ["outcome", "because", "answer"])
def test_no_closing_without_outcome_reason_and_answer(plan: Plan, table: Table, missing: str) -> None:
    command = closing(plan, **{missing: None if missing == "outcome" else ""})
    with pytest.raises(Invalid) as problem:
        actions.hold_review(table.town.actor("jonas"), command, now=NOW)
    assert missing in problem.value.errors
    plan.refresh_from_db()
    assert (plan.state, Review.objects.count()) == (State.ACTIVE, 0)


def test_no_closing_while_a_meeting_is_ahead(plan: Plan, table: Table) -> None:
    concern = Concern.objects.get()
    at_the_table(table.town, table.child, concern=concern)
    with pytest.raises(Invalid) as problem:
        actions.hold_review(table.town.actor("jonas"), closing(plan), now=NOW)
    assert problem.value.errors == {"move": "meeting_ahead"}


def test_a_follow_up_written_on_an_old_page_is_not_saved(plan: Plan, table: Table) -> None:
    late = a_review(plan)
    step = plan.steps.get(owner__username="mette")
    actions.finish_step(table.town.actor("mette"), FinishStep(step.pk, 1, StepState.DONE, TODAY, "Gjort."), now=NOW)
    with pytest.raises(Stale) as problem:
        actions.hold_review(table.town.actor("jonas"), late, now=NOW)
    assert problem.value.who == "Mette Lund"
    assert not Review.objects.exists()


def test_a_closed_plan_is_neither_followed_up_nor_added_to(plan: Plan, table: Table) -> None:
    jonas = table.town.actor("jonas")
    actions.hold_review(jonas, closing(plan), now=NOW)
    plan.refresh_from_db()
    with pytest.raises(Stale):
        actions.hold_review(jonas, a_review(plan), now=NOW)
    seat = plan.meeting.participants.get(name="Mette Lund")
    with pytest.raises(Stale):
        actions.add_step(jonas, AddStep(plan.pk, NewStep("Mere", seat.pk, IN_TWO_WEEKS), uuid4()), now=NOW)


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("mette", Refused),
        ("dorte", Refused),
        ("signe", Plan.DoesNotExist),
        ("nabo", Plan.DoesNotExist),
        ("stranger", Plan.DoesNotExist),
    ],
)
def test_nobody_else_follows_up(plan: Plan, table: Table, key: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        actions.hold_review(table.town.actor(key), a_review(plan), now=NOW)


def test_the_database_itself_keeps_date_and_outcome(plan: Plan) -> None:
    for changes in ({"due_on": None}, {"owner_id": None}, {"state": State.CLOSED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(plan=plan).update(due_on=None)
