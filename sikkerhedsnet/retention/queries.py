"""What is due by each rule, what is held and why; counts and numbers, never what a file says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern, Notification
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.glass.models import GlassReview
from sikkerhedsnet.handover.models import HandOver
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.models import own_family as kept_from
from sikkerhedsnet.plans.models import LookAgain, Plan
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.statements.models import Statement

from . import rules
from .asked import GONE, Asked, Thing
from .assessments import assessments, left_behind
from .kinds import ORDER, PROPOSALS, Event, Kind
from .labels import EVENT, period_words
from .models import Erasure, Hold, RetentionRule
from .states import RuleState, State


@dataclass(frozen=True)
class Due:
    """One thing whose period is over: since when, and what stands in the way."""

    kind: Kind
    root: int
    child: int
    due_on: date
    held: bool
    bound: bool

    @property
    def free(self) -> bool:
        return not self.held and not self.bound


@dataclass(frozen=True)
class RuleDue:
    """One rule with everything that is due by it; a proposal shows what would be."""

    rule: RetentionRule
    proposal: RetentionRule | None
    due: tuple[Due, ...]

    @property
    def confirmed(self) -> bool:
        return self.rule.state == RuleState.CONFIRMED

    @property
    def free(self) -> list[Due]:
        return [thing for thing in self.due if thing.free]

    @property
    def held(self) -> int:
        return sum(thing.held for thing in self.due)

    @property
    def bound(self) -> int:
        return sum(thing.bound and not thing.held for thing in self.due)


@dataclass(frozen=True)
class DryRun:
    """What each rule would erase today; nothing is written."""

    day: date
    rules: tuple[RuleDue, ...]

    @property
    def erasable(self) -> list[tuple[RetentionRule, Due]]:
        """What an erasure asked for now would have on its list: due, free, and by a confirmed rule; each thing once."""
        found = [(one.rule, thing) for one in self.rules if one.confirmed for thing in one.free]
        first = {(thing.kind, thing.root): rule for rule, thing in reversed(found)}
        return [(rule, thing) for rule, thing in found if first[thing.kind, thing.root] is rule]

    @property
    def by_child(self) -> list[tuple[int, list[tuple[Kind, int]]]]:
        """The list by child: how many of each kind."""
        counted: dict[int, Counter[Kind]] = defaultdict(Counter)
        for _rule, thing in self.erasable:
            counted[thing.child][thing.kind] += 1
        return [
            (child, [(kind, counted[child][kind]) for kind in ORDER if counted[child][kind]])
            for child in sorted(counted)
        ]


@context.beyond_reach()
def dry_run(municipality_id: int, now: datetime, *, only: Kind | None = None) -> DryRun:
    """Every rule's due things (or one kind's), in the order they would go; a constant number of queries.

    Whoever asks sees none of the rows behind it herself, so they are looked up beyond her reach; what is answered is
    which rule, which number and which day.
    """
    today = clock.day_of(now)
    standing = standing_rules(municipality_id)
    everybody, children = held_children(municipality_id, today)
    found = []
    for kind in (only,) if only else ORDER:
        rule, proposal = standing.get(kind, (None, None))
        shown = rule or proposal
        if shown is None:
            continue
        due = [
            Due(thing.kind, thing.root, thing.child, day, everybody or thing.child in children, thing.bound)
            for thing in things(municipality_id, kind, Event(shown.event), today)
            if (day := rules.due_on(thing.began, shown.period)) is not None and day <= today
        ]
        found.append(
            RuleDue(shown, proposal if rule else None, tuple(sorted(due, key=lambda d: (d.due_on, d.child, d.root))))
        )
    return DryRun(today, tuple(found))


def standing_rules(municipality_id: int) -> dict[Kind, tuple[RetentionRule | None, RetentionRule | None]]:
    """The confirmed rule and the newest proposal of each kind."""
    found: dict[Kind, tuple[RetentionRule | None, RetentionRule | None]] = {}
    rows = RetentionRule.objects.filter(municipality_id=municipality_id).exclude(state=RuleState.REPLACED)
    for row in rows.select_related("confirmed_by").order_by("number"):
        confirmed, proposal = found.get(Kind(row.kind), (None, None))
        found[Kind(row.kind)] = (row, proposal) if row.state == RuleState.CONFIRMED else (confirmed, row)
    return found


def assessments_kept(municipality_id: int) -> str:
    """How long wellbeing assessments are kept, as the municipality has confirmed it; else the proposal, which says so."""
    confirmed, _proposal = standing_rules(municipality_id).get(Kind.ASSESSMENT, (None, None))
    if confirmed is not None:
        event, period = Event(confirmed.event), confirmed.period
        said = gettext("Vurderingerne slettes %(period)s efter, at %(event)s.")
    else:
        event, period = PROPOSALS[Kind.ASSESSMENT].event, PROPOSALS[Kind.ASSESSMENT].period
        said = gettext(
            "Vurderingerne slettes %(period)s efter, at %(event)s. (Forslag: kommunens slettefrist er ikke bekræftet endnu.)"
        )
    return said % {"period": period_words(period), "event": EVENT[event]}


def standing_holds(municipality_id: int, today: date) -> QuerySet[Hold]:
    """The holds that stand today."""
    return Hold.objects.filter(Q(until=None) | Q(until__gte=today), municipality_id=municipality_id, lifted_at=None)


def held_children(municipality_id: int, today: date) -> tuple[bool, set[int]]:
    """Whether everybody is held, and else who; by number."""
    numbers = set(standing_holds(municipality_id, today).values_list("child_number", flat=True))
    return None in numbers, {number for number in numbers if number is not None}


def things(municipality_id: int, kind: Kind, event: Event, today: date, *, only: int | None = None) -> Iterator[Thing]:
    """Everything of the kind whose clock has begun, or the one with this number; one query."""
    return FINDERS[kind](Asked(municipality_id, event, today, only))


def _messages(asked: Asked) -> Iterator[Thing]:
    children = Child.objects.filter(municipality_id=asked.municipality_id).values("pk")
    rows = Message.objects.filter(child_id__in=children, sent_at__isnull=False)
    for pk, child, at in asked.of(rows).values_list("pk", "child_id", "created_at"):
        if child is not None:
            yield Thing(Kind.MESSAGE, pk, child, clock.day_of(at))


def _requests(asked: Asked) -> Iterator[Thing]:
    rows = AccessRequest.objects.filter(child__municipality_id=asked.municipality_id, ended_at__isnull=False)
    for pk, child, at in asked.of(rows).values_list("pk", "child_id", "ended_at"):
        if at is not None:
            yield Thing(Kind.REQUEST, pk, child, clock.day_of(at))


def _courses(asked: Asked) -> Iterator[Thing]:
    """Closed concerns without a meeting, a plan or a notification that is still open, and that nobody keeps an eye on."""
    open_meeting = Meeting.objects.filter(concern_id=OuterRef("pk"), state__in=Meeting.OPEN)
    open_plan = Plan.objects.filter(concern_id=OuterRef("pk"), state__in=Plan.OPEN)
    rows = Concern.objects.filter(child__municipality_id=asked.municipality_id, state=ConcernState.CLOSED)
    under_way = Notification.objects.filter(concern_id=OuterRef("pk"), state__in=Notification.OPEN)
    watched = LookAgain.objects.filter(plan__concern_id=OuterRef("pk"), state__in=LookAgain.OPEN)
    for still_open in (open_meeting, open_plan, under_way, watched):
        rows = rows.exclude(Exists(still_open))
    for pk, child, at, left, born in asked.of(rows).values_list("pk", "child_id", "closed_at", *GONE):
        began = clock.day_of(at) if asked.event is Event.COURSE_CLOSED and at else asked.gone(left, born)
        if began is not None:
            yield Thing(Kind.COURSE, pk, child, began)


def _handovers(asked: Asked) -> Iterator[Thing]:
    """Hand-overs that are finished or taken back."""
    rows = HandOver.objects.filter(child__municipality_id=asked.municipality_id, ended_at__isnull=False)
    for pk, child, at, left, born in asked.of(rows).values_list("pk", "child_id", "ended_at", *GONE):
        began = clock.day_of(at) if asked.event is Event.HANDOVER_ENDED and at else asked.gone(left, born)
        if began is not None:
            yield Thing(Kind.HANDOVER, pk, child, began)


def _responses(asked: Asked) -> Iterator[Thing]:
    """Answers nobody owes anything on; bound while a correction or an earlier answer's follow-up points at them."""
    open_here = FollowUp.objects.filter(response_id=OuterRef("pk"), state__in=FollowUp.OPEN)
    rows = Response.objects.filter(child__municipality_id=asked.municipality_id).exclude(Exists(open_here))
    pointed = Exists(FollowUp.objects.filter(repeated_by_id=OuterRef("pk")))
    rows = rows.annotate(needed=Exists(Response.objects.filter(corrects_id=OuterRef("pk"))) | pointed)
    for pk, child, on, told, left, born in asked.of(rows).values_list("pk", "child_id", "answered_on", "needed", *GONE):
        began = on if asked.event is Event.FORM_ANSWERED else asked.gone(left, born)
        if began is not None:
            yield Thing(Kind.RESPONSE, pk, child, began, bound=told)


def _children(asked: Asked) -> Iterator[Thing]:
    """Children who have left or come of age; bound while anything else about them is kept."""
    rows = Child.objects.filter(municipality_id=asked.municipality_id).annotate(needed=_something_kept())
    for pk, left, born, told in asked.of(rows).values_list("pk", "left_on", "birth_date", "needed"):
        began = asked.gone(left, born)
        if began is not None:
            yield Thing(Kind.CHILD, pk, pk, began, bound=told)


def _something_kept() -> Any:
    kept: Any = Exists(Message.objects.filter(child_id=OuterRef("pk")))
    kept = kept | Exists(GlassReview.objects.filter(child_id=OuterRef("pk"), state__in=GlassReview.OPEN))
    for model in (Concern, WellbeingAssessment, AccessRequest, Statement, HandOver, Response):
        kept = kept | Exists(model._default_manager.filter(child_id=OuterRef("pk")))
    return kept


FINDERS: dict[Kind, Callable[[Asked], Iterator[Thing]]] = {
    Kind.MESSAGE: _messages,
    Kind.REQUEST: _requests,
    Kind.COURSE: _courses,
    Kind.LEFT: left_behind,
    Kind.ASSESSMENT: assessments,
    Kind.HANDOVER: _handovers,
    Kind.RESPONSE: _responses,
    Kind.CHILD: _children,
}


def holds_of(actor: Actor) -> list[Hold]:
    """Every hold of the municipality, those that stand first."""
    rows = Hold.objects.filter(municipality_id=actor.municipality_id).select_related("placed_by", "lifted_by")
    return sorted(rows, key=lambda hold: (hold.lifted_at is not None, -hold.pk))


def erasures_of(actor: Actor) -> list[Erasure]:
    """The municipality's erasures, the latest first."""
    return list(
        Erasure.objects.filter(municipality_id=actor.municipality_id).select_related("proposed_by", "approved_by")[:50]
    )


def waiting_for(actor: Actor) -> int:
    """How many lists wait for a second person."""
    return Erasure.objects.filter(municipality_id=actor.municipality_id, state=State.PROPOSED).count()


def erasure_within_reach(actor: Actor, pk: int) -> Erasure:
    """The erasure of one's own municipality, or Erasure.DoesNotExist."""
    rows = Erasure.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("proposed_by", "approved_by", "municipality").get(pk=pk)


def own_family(actor: Actor) -> set[int]:
    """The numbers of the children the actor is kept from."""
    return set(kept_from(actor))


def as_rows(found: Iterable[RuleDue]) -> list[dict[str, Any]]:
    """The dry run for a machine."""
    return [
        {
            "kind": one.rule.kind,
            "rule": one.rule.number,
            "confirmed": one.confirmed,
            "event": one.rule.event,
            "period": one.rule.period,
            "source": one.rule.source,
            "due": len(one.due),
            "held": one.held,
            "bound": one.bound,
            "list": [
                {"child": d.child, "number": d.root, "due_on": d.due_on.isoformat(), "held": d.held, "bound": d.bound}
                for d in one.due
            ],
        }
        for one in found
    ]
