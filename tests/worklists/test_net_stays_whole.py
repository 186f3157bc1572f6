"""Somebody clicks at random through the whole chain for many steps, time passes, people leave: the net stays whole."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import Close, NoteContact, Offer, RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED, CloseReason, ContactHow, ParentsKnow
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings import writing
from sikkerhedsnet.meetings.commands import Agree, CallMeeting, CancelMeeting, ConcludeWithoutPlan, Guests, MoveDate
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import actor_for, works_here
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans import actions as plans
from sikkerhedsnet.plans import handing_over
from sikkerhedsnet.plans.commands import AgreePlan, AnswerOffer, FinishStep, HoldReview, OfferPlan, StepVerdict
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.plans.states import DECISIONS, Move, Outcome, StepState, StepUpTo
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening import rating
from sikkerhedsnet.screening.commands import FollowUp, OpenRound, OwnRating, Place, SaveOwn, Settle, TellParents
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.rules import Settling
from sikkerhedsnet.screening.states import Position, ToldHow
from sikkerhedsnet.worklists.actions import child_of, tick
from sikkerhedsnet.worklists.queries import net
from sikkerhedsnet.worklists.steps import STEPS
from tests.personas import NOW, Town, build_town
from tests.sharing.grounds import LEADER

FRIENDLY = (Refused, Stale, Invalid, IllegalMove, ObjectDoesNotExist)
"""What a person may be told; anything else is a fault."""

OF_ITSELF = {"child_not_rated", "position_without_action", "concern_not_taken", "overdue_out_of_sight"}
"""Holes that come from nobody doing anything; they are shown, never made by a click."""

PEOPLE = ("mette", "maja", "dorte", "anders", "jonas", "signe", "hanne", "stranger", "nabo")
ahead = st.integers(-2, 40)
position = st.sampled_from(Position)
anyone = st.sampled_from(PEOPLE)
pick = st.integers(0, 10_000)


class Clicks(RuleBasedStateMachine):
    """One municipality for some months, with everybody clicking on whatever they see."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.now: datetime = NOW
        self.ticked = True
        self.left: set[str] = set()

    def teardown(self) -> None:
        try:
            self.look_at_the_net()
        finally:
            self.stack.close()

    # -- what a click is

    def click(self, who: str | Actor, action: Any, *arguments: Any) -> Any:
        """One action at this moment; a friendly refusal is an answer too, and leaves nothing behind."""
        actor = who if isinstance(who, Actor) else actor_for(self.town.users[who], self.today)
        with clock.fixed(self.now):
            try:
                with transaction.atomic():
                    answer = action(actor, *arguments, now=self.now)
            except FRIENDLY:
                return None
        self.now += timedelta(minutes=1)
        return answer

    @property
    def today(self) -> date:
        return clock.local(self.now).date()

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def one(self, rows: Any, number: int) -> Any:
        """One row of those there are, or None."""
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def owner(self, row: Any, number: int, who: str) -> Actor:
        """Mostly the one who answers for the row, now and then anybody."""
        user = row.owner if number % 5 and row.owner is not None else self.town.users[who]
        return actor_for(user, self.today)

    # -- the round

    @initialize()
    def begin(self) -> None:
        place = frozenset({self.town.day_care.pk})
        opened = self.click("dorte", rating.open_round, OpenRound("Efterår", self.today, self.day(30), place))
        assert opened is not None
        self.round = opened

    @rule(
        who=st.sampled_from(("mette", "maja", "anders")),
        positions=st.lists(position, min_size=4, max_size=4),
        hand_in=st.booleans(),
    )
    def rate(self, who: str, positions: list[Position], hand_in: bool) -> None:
        ratings = tuple(
            OwnRating(child.pk, given, "set i dag", "musik")
            for child, given in zip(self.town.children, positions, strict=True)
        )
        place = Place(self.round.pk, self.town.day_care.pk, self.town.group.pk)
        self.click(who, rating.save_own, SaveOwn(place, ratings, hand_in))

    @rule(who=anyone, number=pick, position=position, days=ahead)
    def settle(self, who: str, number: int, position: Position, days: int) -> None:
        row = self.one(WellbeingAssessment.objects.filter(state="own"), number)
        if row is not None:
            settling = Settling(
                position=position,
                comment="vi har talt",
                focus_point="leg",
                adults_change="leg i små grupper",
                next_on=self.day(days),
                tell_parents_how=ToldHow.TALK,
                owner_id=self.town.users["dorte"].pk,
            )
            self.click(who, screening.settle, Settle(row.pk, row.version, settling))

    @rule(who=anyone, number=pick, days=ahead, ends=st.booleans(), tell=st.booleans())
    def watch(self, who: str, number: int, days: int, ends: bool, tell: bool) -> None:
        row = self.one(WellbeingAssessment.objects.filter(state="watched"), number)
        if row is None:
            return
        actor = self.owner(row, number, who)
        if tell:
            told = TellParents(row.pk, self.today, ToldHow.PHONE, actor.id)
            self.click(actor, screening.tell_parents, told)
        row.refresh_from_db()
        after = FollowUp(row.pk, row.version, "går bedre", None if ends else self.day(days), ends)
        self.click(actor, screening.follow_up, after)

    # -- the worry

    @rule(who=anyone, number=pick, suspicion=st.booleans(), carried=st.booleans())
    def worry(self, who: str, number: int, suspicion: bool, carried: bool) -> None:
        child = self.town.children[number % 4]
        row = self.one(child.assessments.filter(state="watched"), number) if carried else None
        know = ParentsKnow.MUST_NOT if suspicion else ParentsKnow.YES
        self.click(
            who,
            concerns.raise_concern,
            RaiseConcern(child.pk, "står alene", know, suspicion=suspicion, assessment_id=row.pk if row else None),
        )

    @rule(
        who=anyone,
        number=pick,
        days=ahead,
        what=st.sampled_from(("take", "offer", "accept", "decline", "contact", "close")),
    )
    def answer(self, who: str, number: int, days: int, what: str) -> None:
        row = self.one(Concern.objects.filter(state__in=NOT_CLOSED), number)
        if row is None:
            return
        actor = self.owner(row, number, who)
        seen = Seen(row.pk, row.version)
        if what == "take":
            self.click(actor, concerns.take, seen)
        elif what == "offer":
            self.click(actor, concerns.offer, Offer(row.pk, row.version, self.town.users["signe"].pk, "kan du?"))
        elif what in ("accept", "decline"):
            self.click("signe" if number % 3 else who, getattr(concerns, what), seen)
        elif what == "contact":
            note = NoteContact(row.pk, row.version, self.today, ContactHow.PHONE, self.day(days), "de er med")
            self.click(actor, concerns.note_contact, note)
        else:
            self.click(actor, concerns.close, Close(row.pk, row.version, CloseReason.SOLVED, "Tak, det er løst."))

    # -- the meeting

    @rule(who=anyone, number=pick, days=ahead)
    def call(self, who: str, number: int, days: int) -> None:
        row = self.one(Concern.objects.filter(state__in=("taken", "in_plan")), number)
        if row is None:
            return
        starts = clock.at(self.day(days), 13, 0)
        parents = tuple(row.child.custodies.values_list("guardian_id", flat=True))
        guests = Guests(
            guardian_ids=() if row.suspicion else parents,
            staff_ids=(self.town.users["mette"].pk, self.town.users["lone"].pk),
            asked_on=None if row.suspicion else self.today,
            ground=LEADER,
        )
        command = CallMeeting(starts, starts + timedelta(hours=1), "Stuen", guests, self.town.day_care.pk)
        self.click(self.owner(row, number, who), meetings.call_meeting, row.pk, command)

    @rule(
        who=anyone,
        number=pick,
        days=ahead,
        what=st.sampled_from(("move", "cancel", "begin", "agree", "no_plan", "plan")),
    )
    def meet(self, who: str, number: int, days: int, what: str) -> None:
        row = self.one(Meeting.objects.open(), number)
        if row is None:
            return
        actor = self.owner(row, number, who)
        starts = clock.at(self.day(days), 9, 0)
        if what == "move":
            command = MoveDate(row.version, starts, starts + timedelta(hours=1), "Stuen", self.today)
            self.click(actor, meetings.move_date, row.pk, command)
        elif what == "cancel":
            self.click(actor, meetings.cancel, row.pk, CancelMeeting(row.version, "sygdom", self.day(days)))
        elif what == "begin":
            self.click(actor, meetings.begin, row.pk)
        elif what == "agree":
            seat = self.one(Participant.objects.filter(meeting=row), number)
            self.click(actor, writing.agree, row.pk, Agree("læse højt", seat.pk, self.day(days)))
        elif what == "no_plan":
            done = ConcludeWithoutPlan(row.version, CloseReason.SOLVED, "familien klarer det", "Tak.")
            self.click(actor, meetings.conclude_without_plan, row.pk, done)
        else:
            agreed = tuple((a.pk, 1) for a in row.agreements.filter(withdrawn=False))
            command = AgreePlan(row.pk, ("Vi vil have ro om aftenen",), self.day(days), agreed)
            self.click(actor, plans.agree_plan, command)

    # -- the plan

    @rule(who=anyone, number=pick, days=ahead, move=st.sampled_from(DECISIONS))
    def review(self, who: str, number: int, days: int, move: Move) -> None:
        row = self.one(Plan.objects.open(), number)
        if row is None:
            return
        closing = move is Move.CLOSE
        verdicts = tuple(
            StepVerdict(
                step.pk,
                "hjalp lidt",
                StepState.DONE if closing else StepState.OPEN,
                None if closing else self.day(days),
            )
            for step in row.steps.filter(state="open")
        )
        command = HoldReview(
            plan_id=row.pk,
            version=row.version,
            held_on=self.today,
            move=move,
            because="sådan blev vi enige",
            steps=verdicts,
            child_view="det er bedre",
            parents_view="vi sover",
            step_up_to=StepUpTo.WIDER_MEETING if move is Move.STEP_UP else None,
            next_on=None if closing else self.day(days),
            outcome=Outcome.BETTER if closing else None,
            answer="Tak for din bekymring." if closing else "",
        )
        self.click(self.owner(row, number, who), plans.hold_review, command)

    @rule(who=anyone, number=pick, to=st.sampled_from(("signe", "jonas")), says=st.sampled_from(("yes", "no", "")))
    def hand_over(self, who: str, number: int, to: str, says: str) -> None:
        row = self.one(Plan.objects.open(), number)
        if row is None:
            return
        command = OfferPlan(row.pk, row.version, self.town.users[to].pk, "kan du?")
        self.click(self.owner(row, number, who), handing_over.offer, command)
        row.refresh_from_db()
        if says:
            answer = handing_over.accept if says == "yes" else handing_over.decline
            self.click(to, answer, AnswerOffer(row.pk, row.version))

    @rule(who=anyone, number=pick)
    def finish(self, who: str, number: int) -> None:
        step = self.one(Step.objects.filter(state="open"), number)
        if step is not None:
            command = FinishStep(step.pk, step.version, StepState.DONE, self.today, "gjort")
            self.click(self.owner(step, number, who), plans.finish_step, command)

    # -- the world

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.look_at_the_net()
        self.now += timedelta(days=days)
        self.ticked = False

    @rule()
    def tick_runs(self) -> None:
        with clock.fixed(self.now):
            tick(self.now)
        self.ticked = True
        self.look_at_the_net()

    @precondition(lambda self: len(self.left) < 3)
    @rule(who=st.sampled_from(("mette", "maja", "dorte", "jonas")))
    def somebody_leaves(self, who: str) -> None:
        Employment.objects.filter(user=self.town.users[who]).update(end_on=self.today - timedelta(days=1))
        self.left.add(who)
        self.ticked = False

    # -- what always holds

    @invariant()
    def everything_open_has_one_owner_and_one_next_date(self) -> None:
        for rows in (rows for step in STEPS for rows in step.owing(self.town.municipality.pk)):
            assert not rows.filter(Q(owner=None) | Q(due_on=None)).exists()
        for concern in Concern.objects.filter(state__in=NOT_CLOSED).prefetch_related("meetings"):
            open_meetings = [m for m in concern.meetings.all() if m.state in Meeting.OPEN]
            plan = Plan.objects.open().filter(concern=concern).count()
            if concern.state == ConcernState.AT_MEETING:
                assert len(open_meetings) == 1, "a worry at a meeting that is not there"
                assert plan == 0
            elif concern.state == ConcernState.IN_PLAN:
                assert plan == 1, "a worry in a plan that is not active"
            else:
                assert concern.due_on is not None
                assert open_meetings == []
                assert plan == 0

    def look_at_the_net(self) -> None:
        """After a tick, and after whatever was clicked since: whoever answers works here and sees the child."""
        if not self.ticked:
            return
        with clock.fixed(self.now):
            holes = net(self.town.municipality.pk, self.now).holes
        assert {hole.kind for hole in holes} <= OF_ITSELF, [h for h in holes if h.kind not in OF_ITSELF]
        late = {c.child_id for c in Concern.objects.filter(state=ConcernState.RAISED) if c.answer_due_on < self.today}
        assert {h.child_id for h in holes if h.kind == "concern_not_taken"} == late
        for rows in (rows for step in STEPS for rows in step.owing(self.town.municipality.pk)):
            for row in rows.select_related("owner"):
                assert works_here(row.owner_id, self.today), row
                if row.due_on < self.today:
                    assert row.escalated_at is not None, row
                seen = Child.objects.visible_to(actor_for(row.owner, self.today), self.today)
                assert seen.filter(pk=child_of(row).pk).exists(), f"{row.owner} answers for a child she cannot see"


@pytest.mark.slow
def test_the_net_stays_whole_whatever_is_clicked(db: None) -> None:
    Clicks.town = build_town()
    run_state_machine_as_test(
        Clicks,
        settings=settings(
            max_examples=25,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
