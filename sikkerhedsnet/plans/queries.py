"""Read plans: one with all its parts, what people owe and wait for, and a child's chronology."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import queries as concerns
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.deadlines import DeadlineRule
from sikkerhedsnet.core.tasks import Event, Task, Waiting
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry, Participant
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, child_lines, own_family_user_ids
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole

from . import policy, rules
from .holes import holes
from .labels import MOVE, OUTCOME
from .models import Plan, Review, Step
from .picture import AROUND, PARTS, PlanPicture, identity, picture
from .states import Move, Outcome, State, StepState, StepUpTo

__all__ = [
    "Agreeing",
    "PlanPage",
    "PlanPicture",
    "active_plans",
    "agreeing",
    "colleagues",
    "events",
    "holes",
    "meeting_ahead",
    "open_plan",
    "open_step",
    "owing",
    "people_of",
    "plan_now",
    "reviewed_before",
    "seats",
    "step_within_reach",
    "tasks",
    "waiting",
    "within_reach",
]

ASK_WITHIN = timedelta(days=7)
"""How long before its date a family's step comes onto the desk of the one who asks."""


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
    return policy.People(row.owner_id, row.escalated_to_id, offered_to, own_family_user_ids(row.child, today))


def colleagues(plan: Plan, today: date) -> list[User]:
    """The advisers the plan, and the concern behind it, can be offered to; the district's own first."""
    return [user for user in concerns.colleagues(plan.concern, today) if user.pk != plan.owner_id]


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
        agreements=list(
            Agreement.objects.filter(meeting=meeting, withdrawn=False).select_related("who").order_by("id")
        ),
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
    sees_child: bool
    can_lead: bool
    can_call: bool
    can_offer: bool
    can_answer_offer: bool
    may_state: bool
    finishable: frozenset[int]

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
        sees_child=Child.objects.visible_to(actor, today).filter(pk=plan.child_id).exists(),
        can_lead=can_lead,
        can_call=can_lead and actor.has(Permission.MEETING_CALL),
        can_offer=drawn.active and bool(policy.may_offer(actor, people)),
        can_answer_offer=drawn.active and bool(policy.may_accept(actor, people)),
        may_state=actor.has(Permission.RIGHTS_HANDLE) and plan.owner_id == actor.id,
        finishable=frozenset(
            step.id for step in drawn.open_steps if policy.may_finish(actor, step_owner=step.owner_id, plan=people)
        ),
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


def tasks(actor: Actor, today: date) -> list[Task]:
    """Plans to follow up on, own steps, and the family's steps to ask about; four queries."""
    if not actor.has(Permission.PLAN_SEE):
        return []
    plans = list(
        Plan.objects.filter(Q(owner_id=actor.id) | Q(offered_to_id=actor.id))
        .filter(child__municipality_id=actor.municipality_id)
        .open()
        .select_related("child", "owner")
        .annotate(last_review=Max("reviews__recorded_at"))
    )
    steps = list(_steps_of(actor).filter(owner_id=actor.id))
    mine = [step for step in steps if step.doer.user_id == actor.id]
    family = [step for step in steps if step.doer.user_id != actor.id and step.due_on - today <= ASK_WITHIN]
    lines = child_lines([*(p.child for p in plans), *(s.plan.child for s in mine + family)], today, reader=actor)
    found = [
        _offered(plan, lines[plan.child_id])
        if plan.owner_id != actor.id
        else Task(
            kind="plans.review",
            what=_("Følg op på planen"),
            child_id=plan.child_id,
            child_name=plan.child.name,
            child_line=lines[plan.child_id],
            to_whom=_("familien"),
            since=clock.day_of(plan.last_review or plan.agreed_at),
            due_on=plan.due_on,
            url_name="plans:review",
            url_args=(plan.pk,),
            action_label=_("Følg op"),
        )
        for plan in plans
    ]
    for step in mine + family:
        own = step.doer.user_id == actor.id
        found.append(
            Task(
                kind="plans.step" if own else "plans.family_step",
                what=_short(step.what)
                if own
                else _("Spørg %(who)s: %(what)s") % {"who": step.doer.name, "what": _short(step.what)},
                child_id=step.plan.child_id,
                child_name=step.plan.child.name,
                child_line=lines[step.plan.child_id],
                to_whom=_("familien") if own else step.doer.name,
                since=clock.day_of(step.plan.agreed_at),
                due_on=step.due_on,
                url_name="plans:step",
                url_args=(step.pk,),
                action_label=_("Skriv, hvordan det gik"),
            )
        )
    return found


def _offered(plan: Plan, line: str) -> Task:
    """The row of whoever is asked to take over a plan."""
    owner = plan.owner.name if plan.owner else ""
    assert plan.due_on is not None
    return Task(
        kind="plans.accept",
        what=_("Tag imod forløb fra %(who)s") % {"who": owner},
        child_id=plan.child_id,
        child_name=plan.child.name,
        child_line=line,
        to_whom=owner,
        since=clock.day_of(plan.changed_at),
        due_on=plan.due_on,
        url_name="plans:plan",
        url_args=(plan.pk,),
        action_label=_("Læs og svar"),
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Answers to offered plans, and steps others have in the plans this person leads: colleagues', and the family's
    that are not due yet; two queries."""
    if not actor.has(Permission.PLAN_LEAD):
        return []
    offered = Plan.objects.filter(owner_id=actor.id, offered_to__isnull=False).open()
    asked = [
        Waiting(
            what=_("Svar på, om forløbet bliver taget imod"),
            child_name=plan.child.name,
            on_whom=plan.offered_to.name,
            since=clock.day_of(plan.changed_at),
            url_name="plans:plan",
            url_args=(plan.pk,),
            child_id=plan.child_id,
        )
        for plan in offered.select_related("child", "offered_to").order_by("due_on", "id")
    ]
    return asked + [
        Waiting(
            what=_short(step.what),
            child_name=step.plan.child.name,
            on_whom=step.doer.name,
            since=clock.day_of(step.plan.agreed_at),
            url_name="plans:step",
            url_args=(step.pk,),
            child_id=step.plan.child_id,
        )
        for step in _steps_of(actor).filter(plan__owner_id=actor.id)
        if step.doer.user_id != actor.id and (step.owner_id != actor.id or step.due_on - today > ASK_WITHIN)
    ]


def _steps_of(actor: Actor) -> OwedQuerySet:
    return (
        Step.objects.filter(plan__child__municipality_id=actor.municipality_id)
        .open()
        .select_related("plan__child", "doer")
        .order_by("due_on", "id")
    )


def _short(text: str) -> str:
    """The first line, short enough for a row."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= 90 else line[:89].rstrip() + "…"


def events(actor: Actor, child: Child) -> list[Event]:
    """What was agreed, done and found in the plans this person may see, in the order it happened; five queries."""
    plans = (
        Plan.objects.visible_to(actor)
        .filter(child=child)
        .select_related("owner")
        .prefetch_related("goals", "steps__doer", "reviews__held_by")
        .order_by("agreed_at", "id")
    )
    found = [event for plan in plans for event in _events_of(plan)]
    return sorted(found, key=lambda event: (event.on, event.at or clock.at(event.on, 0)))


def _events_of(plan: Plan) -> Iterable[Event]:
    page = ("plans:plan", (plan.pk,))
    owner = plan.owner.name if plan.owner else ""
    # goals written later belong to the follow-up that wrote them
    text = "\n".join(goal.text for goal in plan.goals.all())
    yield Event(
        "plans.agreed",
        clock.day_of(plan.agreed_at),
        plan.agreed_at,
        _("Plan aftalt med familien"),
        text,
        owner,
        "",
        *page,
        texts=tuple(("plans.goal", goal.pk, "text") for goal in plan.goals.all()),
    )
    for step in plan.steps.all():
        if step.state == StepState.OPEN or step.done_on is None:
            continue
        done = step.state == StepState.DONE
        kind, words = (
            ("plans.step_done", _("Skridt gjort: %(what)s"))
            if done
            else ("plans.step_dropped", _("Skridt droppet: %(what)s"))
        )
        title, texts = (
            words % {"what": _short(step.what)},
            [("plans.step", step.pk, name) for name in ("what", "result")],
        )
        yield Event(kind, step.done_on, None, title, step.result, step.doer.name, "", *page, texts=tuple(texts))
    for review in plan.reviews.all():
        yield _review_event(review, page)


def _review_event(review: Review, page: tuple[str, tuple[int, ...]]) -> Event:
    decided = MOVE[Move(review.decision)]
    if review.meeting_id:
        kind, title = "plans.extended", _("Planen udvidet på et nyt samarbejdsmøde")
    elif review.decision == Move.CLOSE:
        kind, title = "plans.closed", _("Plan afsluttet: %(outcome)s") % {"outcome": OUTCOME[Outcome(review.outcome)]}
    else:
        kind, title = "plans.review", _("Opfølgning: %(decision)s") % {"decision": decided}
    said = [review.because]
    if review.child_view:
        said.append(_("Barnet: %(text)s") % {"text": review.child_view})
    if review.parents_view:
        said.append(_("Forældrene: %(text)s") % {"text": review.parents_view})
    at = review.recorded_at if clock.day_of(review.recorded_at) == review.held_on else None
    texts = tuple(("plans.review", review.pk, name) for name in ("because", "child_view", "parents_view"))
    text = "\n".join(filter(None, said))
    return Event(kind, review.held_on, at, title, text, review.held_by.name, "", *page, texts=texts)


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every active plan, and every open step."""
    plans: OwedQuerySet = Plan.objects.filter(child__municipality_id=municipality_id).open()
    steps: OwedQuerySet = Step.objects.filter(plan__child__municipality_id=municipality_id).open()
    return (
        plans.select_related("child__district", "owner", "concern"),
        steps.select_related("plan__child__district", "plan__concern", "owner", "doer"),
    )
