"""Plans in the stories, through the real actions: agreed, begun, followed up, coordinated, ended and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.plans import actions as plans
from sikkerhedsnet.plans.commands import (
    AgreePlan,
    AnswerRole,
    AskRole,
    BeginStep,
    FinishStep,
    HoldReview,
    Look,
    NewStep,
    Reading,
    SeeSign,
    SetLevel,
    StepVerdict,
    TagParts,
    Watch,
)
from sikkerhedsnet.plans.models import Goal, LookAgain, Plan, PlanRole, Sign, Step
from sikkerhedsnet.plans.states import (
    Coordinating,
    Found,
    Move,
    Outcome,
    RoleState,
    StepState,
    StepUpTo,
    WatchState,
    Went,
)

from .timeline import Cast

Noted = dict[str, Any]


class Planned:
    """What a story tells of its plan."""

    plan_id: int
    cast: Cast
    _actor: Callable[[Noted], Any]
    _name: Callable[[str], str]
    _day: Callable[[str | int], date]
    _meeting: Callable[[], Meeting]
    _seat: Callable[[str], Participant]

    def do_plan(self, noted: Noted, at: datetime) -> None:
        meeting = self._meeting()
        agreements = list(meeting.agreements.for_the_plan().order_by("id"))
        serves = zip(agreements, noted["serves"], strict=True)
        command = AgreePlan(
            meeting.pk,
            tuple(noted["goals"]),
            self._day(noted["review"]),
            tuple((agreement.pk, goal) for agreement, goal in serves),
            noted.get("child", ""),
            whose=tuple(self._seat(name).pk if name else None for name in noted.get("whose", ())),
            signs=tuple(tuple(signs) for signs in noted.get("signs", ())),
        )
        self.plan_id = plans.agree_plan(self._actor(noted), command, now=at).pk

    def do_finish(self, noted: Noted, at: datetime) -> None:
        step = self._steps()[noted["step"]]
        command = FinishStep(step.pk, step.version, StepState.DONE, clock.day_of(at), noted["result"])
        plans.finish_step(self._actor(noted), command, now=at)

    def do_review(self, noted: Noted, at: datetime) -> None:
        plan = Plan.objects.get(pk=self.plan_id)
        steps = self._steps()
        goals = [goal.pk for goal in plan.goals.filter(dropped=False)]
        command = HoldReview(
            plan.pk,
            plan.version,
            clock.day_of(at),
            Move(noted["move"]),
            because=noted["because"],
            steps=tuple(self._verdict(noted, number, steps[number]) for number in noted["did"]),
            scale=tuple(Reading(self._seat(name).pk, *numbers) for name, numbers in noted["scale"].items()),
            child_view=noted.get("child", ""),
            parents_view=noted.get("parents", ""),
            new_steps=tuple(
                NewStep(new["what"], self._seat(new["who"]).pk, self._day(new["due"]), goals[new["goal"] - 1])
                for new in noted.get("new", ())
            ),
            step_up_to=StepUpTo(noted["to"]) if "to" in noted else None,
            next_on=self._day(noted["next"]) if "next" in noted else None,
            outcome=Outcome(noted["outcome"]) if "outcome" in noted else None,
            answer=noted.get("answer", ""),
            what_helped=noted.get("helped", ""),
            watch=self._watch(noted),
            agreed_by=tuple(self._seat(name).pk for name in noted.get("agreed", ())),
        )
        plans.hold_review(self._actor(noted), command, now=at)

    def do_begun(self, noted: Noted, at: datetime) -> None:
        step = self._steps()[noted["step"]]
        plans.begin_step(self._actor(noted), BeginStep(step.pk, step.version, clock.day_of(at)), now=at)

    def do_sign_seen(self, noted: Noted, at: datetime) -> None:
        sign = list(Sign.objects.filter(goal__plan_id=self.plan_id).order_by("pk"))[noted["sign"] - 1]
        who = self._seat(noted["who"]).pk if "who" in noted else None
        plans.see_sign(self._actor(noted), SeeSign(sign.pk, clock.day_of(at), who, noted.get("how", "")), now=at)

    def do_help_level(self, noted: Noted, at: datetime) -> None:
        plans.set_level(self._actor(noted), SetLevel(self.plan_id, noted["level"], noted["why"]), now=at)

    def do_coordinate(self, noted: Noted, at: datetime) -> None:
        """Asked; the document says yes on a line of its own, unless it is the one who asks."""
        to = self.cast.user_id(self._name(noted["who"]))
        ask = AskRole(self.plan_id, Coordinating(noted["as"]), to, noted.get("note", ""))
        plans.ask_role(self._actor(noted), ask, now=at)

    def do_coordinates(self, noted: Noted, at: datetime) -> None:
        role = PlanRole.objects.get(plan_id=self.plan_id, role=noted["as"], state=RoleState.ASKED)
        plans.accept_role(self._actor(noted), AnswerRole(role.pk, role.version), now=at)

    def do_headings(self, noted: Noted, at: datetime) -> None:
        goal, steps = Goal.objects.filter(plan_id=self.plan_id).earliest("pk"), self._steps()
        chosen = {("goal", goal.pk, heading) for heading in noted["goal"]}
        chosen |= {
            ("step", steps[n].pk, heading) for n, headings in noted.get("steps", {}).items() for heading in headings
        }
        shown = frozenset((kind, pk) for kind, pk, _heading in chosen)
        plans.tag_parts(self._actor(noted), TagParts(self.plan_id, "2024", shown, frozenset(chosen)), now=at)

    def do_look_again(self, noted: Noted, at: datetime) -> None:
        watch = LookAgain.objects.get(plan_id=self.plan_id, state=WatchState.WATCHING)
        found = Look(watch.pk, watch.version, clock.day_of(at), Found(noted["found"]), noted["note"])
        plans.look(self._actor(noted), found, now=at)

    def _watch(self, noted: Noted) -> Watch | None:
        if "watch" not in noted:
            return None
        watch = noted["watch"]
        return Watch(self.cast.user_id(self._name(watch["who"])), self._day(watch["day"]), watch["for"])

    def _verdict(self, noted: Noted, number: int, step: Step) -> StepVerdict:
        done = number in noted.get("done", ())
        later = noted.get("later", {}).get(number)
        return StepVerdict(
            step.pk,
            noted["did"][number],
            StepState.DONE if done else StepState.OPEN,
            self._day(later) if later else None,
            Went(noted["went"][number]) if number in noted.get("went", {}) else None,
            Went(noted["family"][number]) if number in noted.get("family", {}) else None,
        )

    def _steps(self) -> dict[int, Step]:
        """The plan's steps, numbered in the order they were agreed."""
        return dict(enumerate(Step.objects.filter(plan_id=self.plan_id).order_by("id"), start=1))
