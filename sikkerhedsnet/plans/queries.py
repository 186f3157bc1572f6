"""Read plans: one with all its parts, and the page where one is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.meetings.labels import KIND
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry, Participant
from sikkerhedsnet.meetings.states import Kind, Role
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import Employment, OwedQuerySet
from sikkerhedsnet.organisation.queries import covers_of, leader_of, raters_of, who_may
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.people.queries import child_line, enrolments_of, own_family_user_ids
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole

from . import policy, rules
from .around import Around, around_plan
from .desk import tasks, waiting
from .headings import name_of as heading_name
from .holes import holes, owed_words, without_access
from .models import Goal, LookAgain, Plan, PlanRole, Sign, Step
from .picture import AROUND, PARTS, PlanPicture, identity, picture
from .states import State, StepState, StepUpTo
from .story import events
from .wording import in_words

__all__ = [
    "Agreeing",
    "PlanPage",
    "PlanPicture",
    "active_plans",
    "agreeing",
    "around_plan",
    "colleagues",
    "events",
    "heading_name",
    "holes",
    "in_words",
    "meeting_ahead",
    "open_plan",
    "open_step",
    "owed_words",
    "owing",
    "people_of",
    "plan_now",
    "reviewed_before",
    "seats",
    "step_within_reach",
    "tasks",
    "waiting",
    "within_reach",
    "without_access",
]


def goal_within_reach(actor: Actor, pk: int) -> Goal:
    """The goal of a plan this person may see, or Goal.DoesNotExist."""
    around = ("words_of", *(f"plan__{name}" for name in AROUND))
    found: Goal = Goal.objects.filter(plan__in=Plan.objects.visible_to(actor)).select_related(*around).get(pk=pk)
    return found


def sign_within_reach(actor: Actor, pk: int) -> Sign:
    """The sign of a plan this person may see, or Sign.DoesNotExist."""
    seen = Sign.objects.filter(goal__plan__in=Plan.objects.visible_to(actor))
    found: Sign = seen.select_related(*(f"goal__plan__{name}" for name in AROUND)).get(pk=pk)
    return found


def watch_within_reach(actor: Actor, pk: int) -> LookAgain:
    """Who keeps an eye out after a plan this person may see, or LookAgain.DoesNotExist."""
    around = ("owner", *(f"plan__{name}" for name in AROUND))
    found: LookAgain = LookAgain.objects.visible_to(actor).select_related(*around).get(pk=pk)
    context.follow(found.plan, "concern")
    return found


def within_reach(actor: Actor, pk: int) -> Plan:
    """The plan with the people around it loaded, or Plan.DoesNotExist."""
    plan: Plan = Plan.objects.visible_to(actor).select_related(*AROUND).get(pk=pk)
    return context.follow(plan, "concern")


def step_within_reach(actor: Actor, pk: int) -> Step:
    """The step with its plan loaded, or Step.DoesNotExist."""
    around = ("doer", "owner", "goal", *(f"plan__{name}" for name in AROUND))
    step: Step = Step.objects.visible_to(actor).select_related(*around).get(pk=pk)
    context.follow(step.plan, "concern")
    return step


def open_step(actor: Actor, pk: int, *, now: datetime) -> Step:
    """The step with its plan, and a line in the read log; out of reach: Step.DoesNotExist."""
    step = step_within_reach(actor, pk)
    audit.read(actor, "step.read", step, at=now, child_id=step.plan.child_id)
    return step


def people_of(row: Plan | Meeting, today: date) -> policy.People:
    """The people around a plan, or around the meeting it is agreed at."""
    offered_to = row.offered_to_id if isinstance(row, Plan) else None
    covers = frozenset[int]() if row.suspicion else covers_of(row.owner_id, row.child.municipality_id, today)
    return policy.People(row.owner_id, row.escalated_to_id, offered_to, own_family_user_ids(row.child, today), covers)


def colleagues(plan: Plan, today: date) -> list[User]:
    """The advisers the plan, and the concern behind it, can be offered to; the district's own first."""
    return [user for user in concerns.colleagues(plan.concern, today) if user.pk != plan.owner_id]


def coordinators_to_ask(plan: Plan, today: date) -> list[User]:
    """Who may be asked to coordinate: those who have to do with the plan or the child and may read plans, by name. On a
    suspicion those alone who have it or a step in it, and the advisers it can be offered to."""
    return _near(plan, concerns.colleagues(plan.concern, today), today)


def watchers_to_ask(plan: Plan, today: date) -> list[User]:
    """Who may be asked to keep an eye out when it has ended: the same, but of the advisers those of the child's district
    alone, unless one has had to do with the plan herself."""
    district = plan.concern.district_id
    own = set(
        Employment.objects.on(today)
        .filter(function=Function.PREVENTION_ADVISER, district_id=district)
        .values_list("user_id", flat=True)
    )
    advisers = concerns.colleagues(plan.concern, today)
    return _near(plan, [user for user in advisers if district is None or user.pk in own], today)


def _near(plan: Plan, advisers: list[User], today: date) -> list[User]:
    pool = {plan.owner_id, *plan.steps.values_list("owner_id", flat=True)}
    pool |= {user.pk for user in advisers}
    if not plan.suspicion:
        pool |= {seat.user_id for seat in seats(plan)}
        pool |= set(
            Relation.objects.on(today)
            .filter(child=plan.child_id, kind__in=Relation.Kind.values)
            .values_list("user_id", flat=True)
        )
        for place in enrolments_of([plan.child_id], today)[plan.child_id]:
            leader = leader_of(place.institution, today)
            pool |= {user.pk for user in raters_of(place.institution_id, today)} | {leader.pk if leader else None}
    may = set(who_may(Permission.PLAN_SEE, plan.child.municipality_id, today))
    ids = {pk for pk in pool if pk is not None and pk in may} - set(own_family_user_ids(plan.child, today))
    return sorted(User.objects.filter(pk__in=ids, is_active=True), key=lambda user: danish_sort_key(user.name))


@dataclass(frozen=True)
class Part:
    """One thing a heading can stand on: a goal, a step or a line of the minutes."""

    kind: str
    pk: int
    text: str
    who: str = ""


def parts_to_tag(actor: Actor, plan: Plan) -> list[Part]:
    """The plan's goals and steps, and the lines of its meetings that this person may read."""
    found = [Part("goal", goal.pk, goal.text) for goal in plan.goals.filter(dropped=False)]
    found += [Part("step", step.pk, step.what, step.doer.name) for step in plan.steps.select_related("doer")]
    meetings = {plan.meeting_id, *plan.reviews.exclude(meeting=None).values_list("meeting_id", flat=True)}
    lines = MinutesEntry.objects.filter(meeting__in=Meeting.objects.visible_to(actor).filter(pk__in=meetings))
    for line in lines.select_related("said_by").order_by("written_at", "id"):
        found.append(Part("entry", line.pk, line.text, line.said_by.name if line.said_by else ""))
    return found


def meeting_ahead(plan: Plan) -> Meeting | None:
    """The meeting that is planned or running about what the plan is about, if there is one."""
    with context.beyond_reach():  # whoever reads the plan knows that there is one; opening it is another matter
        return Meeting.objects.filter(concern_id=plan.concern_id, state__in=Meeting.OPEN).first()


def seats(plan: Plan) -> list[Participant]:
    """Everybody who has sat at the table for this plan, once each, as they were named last; two queries."""
    meetings = {plan.meeting_id, *plan.reviews.exclude(meeting=None).values_list("meeting_id", flat=True)}
    found: dict[tuple[str, int | str], Participant] = {}
    for seat in Participant.objects.filter(meeting_id__in=meetings).order_by("meeting_id", "order", "id"):
        found.pop(identity(seat), None)
        found[identity(seat)] = seat
    return sorted(found.values(), key=lambda seat: (seat.order, seat.pk))


def plan_now(plan: Plan) -> rules.PlanNow:
    """The plan as a review finds it."""
    return rules.PlanNow(
        agreed_on=clock.day_of(plan.agreed_at),
        open_steps=dict(plan.steps.filter(state=StepState.OPEN).values_list("pk", "due_on")),
        goals=frozenset(plan.goals.filter(dropped=False).values_list("pk", flat=True)),
        doers=frozenset(seat.pk for seat in seats(plan)),
        meeting_ahead=meeting_ahead(plan) is not None,
        state=State(plan.state),
    )


def reviewed_before(plan: Plan, key: str) -> bool:
    """Whether the form with this key has already been sent and its follow-up written."""
    try:
        return plan.reviews.filter(idempotency_key=UUID(key)).exists()
    except ValueError:
        return False


@dataclass(frozen=True)
class Agreeing:
    """What the page where a plan is agreed shows."""

    meeting: Meeting
    line: str
    agreements: list[Agreement]
    seats: list[Participant]
    child_said: str
    plan: PlanPicture | None
    running: bool

    @property
    def scale(self) -> list[dict[str, object]]:
        return [
            {"who": seat.name, "now": seat.scale_now, "good_enough": seat.scale_good}
            for seat in self.seats
            if seat.scale_now is not None or seat.scale_good is not None
        ]


def agreeing(actor: Actor, meeting_pk: int, *, now: datetime) -> tuple[Agreeing, policy.People]:
    """The meeting with its agreements and numbers, and the plan it would extend; Meeting.DoesNotExist out of reach."""
    today = clock.local(now).date()
    around = ("child__municipality", "child__district", "owner")
    meeting = Meeting.objects.visible_to(actor).select_related(*around).get(pk=meeting_pk)
    audit.read(actor, "meeting.read", meeting, at=now, child_id=meeting.child_id)
    plan = Plan.objects.filter(concern_id=meeting.concern_id).select_related(*AROUND).prefetch_related(*PARTS).first()
    said = MinutesEntry.objects.filter(meeting=meeting, said_by__role=Role.CHILD).order_by("written_at", "id")
    found = Agreeing(
        meeting=meeting,
        line=child_line(meeting.child, today, reader=actor),
        agreements=list(Agreement.objects.for_the_plan().filter(meeting=meeting).select_related("who").order_by("id")),
        seats=list(meeting.participants.all()),
        child_said="\n".join(said.values_list("text", flat=True)),
        plan=picture(plan) if plan else None,
        running=meeting.state == MeetingState.RUNNING,
    )
    return found, people_of(meeting, today)


@dataclass(frozen=True)
class PlanPage:
    """One plan as one reader may see it, with what this reader can do about it now."""

    picture: PlanPicture
    line: str
    due: DeadlineRule
    meeting_ahead: Meeting | None
    from_meeting: str
    sees_child: bool
    can_lead: bool
    can_call: bool
    can_offer: bool
    can_answer_offer: bool
    may_state: bool
    finishable: frozenset[int]
    around: Around

    @property
    def wider_meeting_next(self) -> bool:
        """Whether the last follow-up asked for a wider meeting that nobody has called yet."""
        last = self.picture.latest_review
        asked = last is not None and last.step_up_to is StepUpTo.WIDER_MEETING
        return self.picture.active and asked and self.meeting_ahead is None


def open_plan(actor: Actor, pk: int, *, now: datetime) -> PlanPage:
    """The plan as this person may see it, and a line in the read log; out of reach: Plan.DoesNotExist."""
    today = clock.local(now).date()
    plan = Plan.objects.visible_to(actor).select_related(*AROUND).prefetch_related(*PARTS).get(pk=pk)
    context.follow(plan, "meeting")
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    people = people_of(plan, today)
    drawn = picture(plan, pinned(Whole.PLAN, plan.pk))
    can_lead = drawn.active and bool(policy.may_lead(actor, people))
    return PlanPage(
        picture=drawn,
        line=child_line(plan.child, today, reader=actor),
        due=rules.review_rule(plan.child.municipality.review_weeks),
        meeting_ahead=meeting_ahead(plan),
        from_meeting=str(KIND[Kind(plan.meeting.kind)]),
        sees_child=Child.objects.visible_to(actor, today).filter(pk=plan.child_id).exists(),
        can_lead=can_lead,
        can_call=can_lead and actor.has(Permission.MEETING_CALL),
        can_offer=drawn.active and bool(policy.may_offer(actor, people)),
        can_answer_offer=drawn.active and bool(policy.may_accept(actor, people)),
        may_state=actor.has(Permission.RIGHTS_HANDLE) and plan.owner_id == actor.id,
        finishable=frozenset(
            step.id for step in drawn.open_steps if policy.may_finish(actor, step_owner=step.owner_id, plan=people)
        ),
        around=around_plan(actor, plan, people),
    )


def active_plans(actor: Actor, child: Child) -> list[PlanPicture]:
    """The child's plans that are going on and that this person may see; a constant number of queries."""
    rows = (
        Plan.objects.visible_to(actor)
        .filter(child=child)
        .open()
        .select_related(*AROUND)
        .prefetch_related(*PARTS)
        .order_by("agreed_at", "id")
    )
    pins = pinned(Whole.PLAN, *(row.pk for row in rows))
    return [picture(row, pins) for row in rows]


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every active plan, every open step, who is asked to coordinate, and who keeps an eye out."""
    plans: OwedQuerySet = Plan.objects.filter(child__municipality_id=municipality_id).open()
    steps: OwedQuerySet = Step.objects.filter(plan__child__municipality_id=municipality_id).open()
    return (
        plans.select_related("child__district", "owner", "concern"),
        steps.select_related("plan__child__district", "plan__concern", "owner", "doer"),
        *(
            model.objects.filter(plan__child__municipality_id=municipality_id)
            .open()
            .select_related("plan__child__district", "plan__concern", "owner")
            for model in (PlanRole, LookAgain)
        ),
    )
