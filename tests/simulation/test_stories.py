"""What has happened in the demo: every stage of the chain, in order, and two holes on purpose."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Count, Q

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.meetings.models import Meeting, MinutesEntry
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan, Review, Step
from sikkerhedsnet.plans.states import Move, StepState
from sikkerhedsnet.plans.states import State as PlanState
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, WellbeingAssessment
from sikkerhedsnet.screening.states import Position, State
from sikkerhedsnet.simulation.demo import READ_AFTER
from sikkerhedsnet.worklists import actions as worklists
from sikkerhedsnet.worklists import queries as nets
from sikkerhedsnet.worklists.steps import STEPS
from tests.personas import NOW, TODAY

HOLES = ["child_not_rated", "position_without_action"]


def actor(username: str) -> Any:
    return actor_for(User.objects.get(username=username), TODAY)


def test_exactly_two_holes_show_and_the_neighbour_has_none(fjordby: Municipality) -> None:
    net = nets.net(fjordby.pk, NOW)
    assert sorted(hole.kind for hole in net.holes) == HOLES
    assert nets.net(Municipality.objects.get(name="Klitby Kommune").pk, NOW).whole


def test_tick_mends_neither_hole_and_finds_nothing_left_to_do(fjordby: Municipality) -> None:
    done = worklists.tick(NOW)
    assert {key: number for key, number in done.items() if key != "sent"} == dict.fromkeys(done.keys() - {"sent"}, 0)
    assert sorted(hole.kind for hole in nets.net(fjordby.pk, NOW).holes) == HOLES


def test_the_command_names_the_same_two_holes(fjordby: Municipality, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("check_net", "--json")
    assert ended.value.code == 1
    assert sorted(hole["kind"] for hole in json.loads(capsys.readouterr().out)) == HOLES


STAGES = {
    "a finished round": lambda: AssessmentRound.objects.filter(closes_on__lt=TODAY),
    "a round that is open in several institutions": lambda: AssessmentRound.objects.annotate(
        n=Count("institutions")
    ).filter(opens_on__lte=TODAY, closes_on__gte=TODAY, n__gt=5),
    "green together": lambda: WellbeingAssessment.objects.filter(position=Position.GREEN, state=State.DONE),
    "yellow together, parents told": lambda: WellbeingAssessment.objects.filter(
        position=Position.YELLOW, state=State.WATCHED, told__isnull=False
    ),
    "yellow together, parents not told yet": lambda: WellbeingAssessment.objects.filter(
        position=Position.YELLOW, state=State.WATCHED, told=None
    ),
    "red together": lambda: WellbeingAssessment.objects.filter(position=Position.RED),
    "a position that was followed up and ended": lambda: WellbeingAssessment.objects.filter(
        state=State.DONE, follow_ups__next_on=None, follow_ups__isnull=False
    ),
    "a position that a worry took over": lambda: WellbeingAssessment.objects.filter(
        state=State.CARRIED, concerns__isnull=False
    ),
    "a visit by a health visitor": lambda: WellbeingAssessment.objects.filter(round=None, settled_by__username="hanne"),
    "colleagues who differ": lambda: OwnAssessment.objects.filter(
        position=Position.GREEN, assessment__own__position=Position.YELLOW
    ),
    "a worry nobody has taken yet": lambda: Concern.objects.filter(state=ConcernState.RAISED, answer_due_on__gte=TODAY),
    "a worry that is taken": lambda: Concern.objects.filter(state=ConcernState.TAKEN, contacts=None),
    "a worry the parents have talked about": lambda: Concern.objects.filter(
        state=ConcernState.TAKEN, contacts__isnull=False
    ),
    "a worry offered to another": lambda: Concern.objects.filter(offered_to__username="jonas", owner__username="signe"),
    "a worry whose date has passed, and somebody was told": lambda: Concern.objects.filter(
        state=ConcernState.TAKEN, due_on__lt=TODAY, escalated_to__isnull=False
    ),
    "a worry that was answered": lambda: Concern.objects.filter(
        state=ConcernState.CLOSED, close_reason=CloseReason.SOLVED, plan=None
    ).exclude(answer=""),
    "a family that said no": lambda: Concern.objects.filter(close_reason=CloseReason.FAMILY_DECLINES),
    "a suspicion": lambda: Concern.objects.filter(suspicion=True, state=ConcernState.TAKEN),
    "a meeting this week": lambda: Meeting.objects.filter(
        state=MeetingState.PLANNED, due_on__range=(TODAY, calendar.add_working_days(TODAY, 4))
    ),
    "a meeting that is running": lambda: Meeting.objects.filter(state=MeetingState.RUNNING, due_on=TODAY),
    "a meeting with an interpreter": lambda: Meeting.objects.exclude(interpreter=""),
    "a meeting that was cancelled": lambda: Meeting.objects.filter(state=MeetingState.CANCELLED),
    "a meeting that ended without a plan": lambda: Meeting.objects.exclude(no_plan_because=""),
    "a disagreement kept as it was said": lambda: MinutesEntry.objects.filter(
        disagrees=True, said_by__role=Role.PARENT
    ),
    "a plan that has not been followed up yet": lambda: Plan.objects.filter(state=PlanState.ACTIVE, reviews=None),
    "a plan that was followed up once": lambda: Plan.objects.annotate(n=Count("reviews")).filter(
        n=1, state=PlanState.ACTIVE
    ),
    "a plan that was changed": lambda: Review.objects.filter(decision=Move.CHANGE),
    "a plan that was stepped up": lambda: Review.objects.filter(decision=Move.STEP_UP).exclude(step_up_to=""),
    "a plan that ended with an outcome": lambda: Plan.objects.filter(state=PlanState.CLOSED).exclude(outcome=""),
    "a parent's step": lambda: Step.objects.filter(doer__role=Role.PARENT, state=StepState.OPEN),
    "a child's own step": lambda: Step.objects.filter(doer__role=Role.CHILD, state=StepState.OPEN),
    "an employee's step": lambda: Step.objects.filter(doer__role=Role.PROFESSIONAL, state=StepState.OPEN),
    "a step that was done": lambda: Step.objects.filter(state=StepState.DONE).exclude(result=""),
    "a child's own words": lambda: Review.objects.exclude(child_view=""),
}


@pytest.mark.parametrize("stage", STAGES)
def test_there_is_a_child_at_every_stage(fjordby: Municipality, stage: str) -> None:
    assert STAGES[stage]().exists()


def test_mette_is_twelve_of_twenty_on_her_way_and_maja_lacks_four(fjordby: Municipality) -> None:
    ladybirds = OwnAssessment.objects.filter(
        assessment__group__name="Mariehønsene", assessment__round__closes_on__gte=TODAY
    )
    mette = ladybirds.filter(rater__username="mette")
    assert (mette.count(), mette.filter(handed_in_at=None).count()) == (12, 12)
    assert ladybirds.filter(rater__username="maja", handed_in_at__isnull=False).count() == 16


def test_a_suspicion_is_seen_by_its_sender_its_adviser_and_the_senders_leader_alone(fjordby: Municipality) -> None:
    suspicion = Concern.objects.filter(suspicion=True)
    seen_by = {
        name
        for name in ("maja", "jonas", "mette", "dorte", "signe", "karin", "hanne", "sara", "nabo")
        if Concern.objects.visible_to(actor(name)).filter(pk__in=suspicion).exists()
    }
    assert seen_by == {"maja", "jonas", "dorte"}


def test_everything_was_done_in_the_order_it_happened_and_nothing_tomorrow(fjordby: Municipality) -> None:
    hours = list(ChangeLine.objects.order_by("id").values_list("at", flat=True))
    assert len(hours) > 1000
    assert all(earlier <= later for earlier, later in pairwise(hours))
    assert hours[-1] <= NOW


def test_people_did_it_on_working_days_but_for_what_happened_today(fjordby: Municipality) -> None:
    days = {clock.day_of(at) for at in ChangeLine.objects.exclude(actor_id=None).values_list("at", flat=True)}
    assert [day for day in days if not calendar.is_working_day(day)] == []


def test_everything_was_done_by_somebody_who_could(fjordby: Municipality) -> None:
    """The stories go through the actions, so each line has an author who works here."""
    staff = User.objects.filter(kind="staff").values("pk")
    assert not ChangeLine.objects.filter(~Q(actor_id__in=staff), actor_id__isnull=False).exists()
    assert set(ChangeLine.objects.filter(actor_id=None).values_list("action", flat=True)) <= {
        "concern.stalled",
        "date.escalated",
        "disclosure.made",
        "fbu.delivered",
        "fbu.sent",
        "look.drawn",
        "recall.called",
        "relation.given",
        "retention.proposed",
        "visit.planned",
    }


def test_each_adviser_has_something_to_do_and_jonas_has_a_full_desk(fjordby: Municipality) -> None:
    for username in ("signe", "malene", "thomas", "aasa", "nabo"):
        assert nets.desk(actor(username), TODAY).total >= 1, username
    jonas = nets.desk(actor("jonas"), TODAY)
    assert jonas.total >= 12
    assert jonas.overdue == 1


def test_old_messages_have_been_read(fjordby: Municipality) -> None:
    unread = Message.objects.filter(seen_at=None)
    assert unread.filter(to__username="jonas").exists()
    assert not unread.filter(created_at__lt=NOW - READ_AFTER).exists()


def test_who_moved_away_has_nothing_open(fjordby: Municipality) -> None:
    moved = Child.objects.exclude(left_on=None)
    assert moved.exists()
    for step in STEPS:
        for rows in step.owing(fjordby.pk):
            children = [
                worklists.child_of(row) for row in rows if row._meta.label_lower != "guide.sparring"
            ]  # about no child
            assert not set(children) & set(moved)


def test_nobody_of_the_family_hears_of_the_suspicion(fjordby: Municipality) -> None:
    suspicion = Concern.objects.get(suspicion=True)
    assert suspicion.contacts.count() == 0
    assert suspicion.parents_know == "must_not"
