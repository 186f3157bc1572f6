"""Carries out approved lists: one transaction a child, everything asked once more, numbers kept and persons gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, ProtectedError

from sikkerhedsnet.access.actor import System, UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.appointments.models import Agenda, AgendaLine, Interpreter, NotHeld, TimeOffer, TimeSlot
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import (
    Concern,
    ConcernRating,
    EarlierRead,
    Notification,
    NotificationTalk,
    Notifier,
    ParentContact,
    StageTurn,
    StallTold,
)
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change
from sikkerhedsnet.fbu.models import DeliveredReport, HeldBack, ReceivedItem, ResourceId
from sikkerhedsnet.glass.models import GlassApproval, GlassAsking, GlassReview
from sikkerhedsnet.handover import queries as handovers
from sikkerhedsnet.handover.models import HandOver, HandOverPart, HandOverTalk, HandOverTurn, LeftOut, PartRow, SentPart
from sikkerhedsnet.handover.states import OnLeaving
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.logcontrol.models import SampledLook
from sikkerhedsnet.measures.models import Measure, MeasureLook
from sikkerhedsnet.meetings.models import Agreement, Draft, Meeting, MinutesEntry, Participant, Wording
from sikkerhedsnet.organisation.models import District
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import (
    BrokenGlass,
    Child,
    Custody,
    Enrolment,
    Guardian,
    NetworkMember,
    Protection,
    Relation,
    Tie,
    TieChild,
)
from sikkerhedsnet.plans.models import (
    Goal,
    LookAgain,
    Plan,
    PlanLevel,
    PlanRole,
    PlanVersion,
    Reopening,
    Review,
    ScaleValue,
    Sighting,
    Sign,
    Step,
    StepReview,
    Tag,
)
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.screening.models import (
    AssessmentFollowUp,
    KeptRating,
    NotAssessed,
    NoticeGiven,
    OwnAssessment,
    ParentsTold,
    RoundKept,
    WellbeingAssessment,
)
from sikkerhedsnet.screening.queries import figures_now
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, ConsentVoice, Disclosure, DisclosureTurn
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.visits.models import (
    DentalRecall,
    DentalTurn,
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedTurn,
    PlannedVisit,
    Visit,
    VisitGuardian,
    VisitHelp,
)
from sikkerhedsnet.voices.models import ChildVoice, Preparation

from . import queries, rules
from .kinds import ORDER, Event, Kind
from .models import Erasure, ErasureItem, Hold, KeptFigure
from .states import KeptBecause, RuleState, State


def erase_approved(now: datetime, *, most: int = 500) -> int:
    """Erases what the approved lists still hold, at most `most` children; answers how many children it went through.

    Safe to run twice or in parallel: a child is taken by one at a time and left whole if anything fails.
    """
    done = 0
    for erasure in Erasure.objects.filter(state=State.APPROVED).order_by("approved_at", "pk"):
        waiting = erasure.items.filter(ended_at=None)
        for number in list(waiting.order_by("child_number").values_list("child_number", flat=True).distinct()):
            if done >= most:
                return done
            done += _one_child(erasure, number, now)
        _finish(erasure, now)
    return done


@transaction.atomic
def _one_child(erasure: Erasure, number: int, now: datetime) -> int:
    """Everything on the list about one child, in the order the tables point; 0 when another pass has it."""
    items = list(
        erasure.items.select_for_update(skip_locked=True, of=("self",))
        .filter(child_number=number, ended_at=None, erasure__state=State.APPROVED)
        .select_related("rule")
    )
    for item in sorted(items, key=lambda item: (ORDER.index(Kind(item.kind)), item.pk)):
        _one_thing(item, now)
    return 1 if items else 0


def _one_thing(item: ErasureItem, now: datetime) -> None:
    kept = _kept_because(item, clock.day_of(now))
    author = System(item.municipality_id)
    if kept is None:
        item.rows = ERASERS[Kind(item.kind)](item, clock.day_of(now))
        details = {"kind": item.kind, "number": item.root_number, "rule": item.rule_id, "rows": item.rows}
        audit.record(author, "erased", item, at=now, child_id=item.child_number, details=details)
    else:
        item.kept_because = kept
        details = {"kind": item.kind, "number": item.root_number, "because": kept}
        audit.record(author, "erasure.kept", item, at=now, child_id=item.child_number, details=details)
    item.ended_at = now
    item.save(update_fields=["rows", "kept_because", "ended_at"])


def _kept_because(item: ErasureItem, today: date) -> KeptBecause | None:
    """Asked once more, after all the days since the list was made: hold, rule, date, and what else needs it."""
    everybody, held = queries.held_children(item.municipality_id, today)
    if everybody or item.child_number in held:
        return KeptBecause.HOLD
    if item.rule.state != RuleState.CONFIRMED:
        return KeptBecause.RULE
    kind, event = Kind(item.rule.kind), Event(item.rule.event)
    thing = next(queries.things(item.municipality_id, kind, event, today, only=item.root_number), None)
    if thing is None:
        return KeptBecause.NOT_DUE
    due = rules.due_on(thing.began, item.rule.period)
    if due is None or due > today:
        return KeptBecause.NOT_DUE
    return KeptBecause.BOUND if thing.bound else None


def _finish(erasure: Erasure, now: datetime) -> None:
    with transaction.atomic():
        row = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if row.state == State.APPROVED and not row.items.filter(ended_at=None).exists():
            change(row, by_name=System().name, at=now, state=State.DONE, finished_at=now)
            details = {"erased": row.items.filter(kept_because="").count()}
            audit.record(System(row.municipality_id), "erasure.done", row, at=now, details=details)


def _gone(rows: models.QuerySet[Any]) -> int:
    """Deletes the rows and answers how many; a row that something still points at raises ProtectedError."""
    return int(rows.delete()[0])


def _chain_gone(rows: models.QuerySet[Any], later: str) -> int:
    """Deletes rows that point at each other, the last of each chain first; `later` leads to the one that points here."""
    total = 0
    while gone := _gone(rows.filter(**{f"{later}__isnull": True})):
        total += gone
    return total


def _passed_on(rows: models.QuerySet[Any]) -> int:
    """What was passed on, and what became of it."""
    return _gone(DisclosureTurn.objects.filter(disclosure__in=rows)) + _gone(rows)


def _message(item: ErasureItem, today: date) -> int:
    return _gone(Message.objects.filter(pk=item.root_number))


def _request(item: ErasureItem, today: date) -> int:
    return _gone(AccessRequest.objects.filter(pk=item.root_number))


def _course(item: ErasureItem, today: date) -> int:
    concern = Concern.objects.get(pk=item.root_number)
    plans = Plan.objects.filter(concern=concern)
    meetings = Meeting.objects.filter(concern=concern)
    _count(item, "concern", concern.closed_at, concern.district, concern.close_reason)
    for plan in plans:
        _count(item, "plan", plan.closed_at, concern.district, plan.outcome)
    measures = Measure.objects.filter(concern=concern)
    of_plans = Statement.objects.filter(whole=Whole.PLAN, whole_id__in=plans.values("pk"))
    of_meetings = Statement.objects.filter(whole=Whole.MEETING, whole_id__in=meetings.values("pk"))
    Reopening.objects.filter(concern=concern).update(concern=None)  # another plan was taken up again because of it
    rows = _gone(of_plans) + _gone(of_meetings)
    rows += _gone(Statement.objects.filter(whole=Whole.CONCERN, whole_id=concern.pk))
    rows += _gone(Scan.objects.filter(course_id=concern.pk)) + _gone(ChildVoice.objects.filter(concern=concern))
    rows += _gone(Preparation.objects.filter(meeting__in=meetings))
    rows += _gone(MeasureLook.objects.filter(measure__in=measures)) + _gone(measures)
    rows += _gone(Sighting.objects.filter(sign__goal__plan__in=plans)) + _gone(
        Sign.objects.filter(goal__plan__in=plans)
    )
    rows += _gone(StepReview.objects.filter(review__plan__in=plans))
    rows += sum(_gone(model._default_manager.filter(plan__in=plans)) for model in PARTS_OF_A_PLAN)
    rows += _gone(plans)
    rows += sum(
        _gone(model._default_manager.filter(meeting__in=meetings)) for model in (AgendaLine, Agenda, Interpreter)
    )
    rows += _gone(TimeSlot.objects.filter(offer__concern=concern))
    rows += sum(_gone(model._default_manager.filter(concern=concern)) for model in (TimeOffer, NotHeld))
    rows += sum(
        _gone(model._default_manager.filter(meeting__in=meetings))
        for model in (Draft, Wording, Agreement, MinutesEntry, Participant)
    )
    rows += _gone(meetings) + _passed_on(Disclosure.objects.filter(concern=concern))
    rows += _gone(NotificationTalk.objects.filter(notification__concern=concern))
    rows += sum(_gone(model._default_manager.filter(concern=concern)) for model in PARTS_OF_A_WORRY)
    return rows + _gone(Concern.objects.filter(pk=concern.pk))


def _handover(item: ErasureItem, today: date) -> int:
    rows = _gone(PartRow.objects.filter(part__handover_id=item.root_number))
    rows += sum(
        _gone(model._default_manager.filter(handover_id=item.root_number))
        for model in (SentPart, HandOverTalk, HandOverTurn, LeftOut, HandOverPart)
    )
    return rows + _gone(HandOver.objects.filter(pk=item.root_number))


def _assessment(item: ErasureItem, today: date) -> int:
    assessment = WellbeingAssessment.objects.select_related("round__municipality").get(pk=item.root_number)
    _keep_round(assessment, today, position=_position_stays(item))
    rows = _gone(Statement.objects.filter(whole=Whole.ASSESSMENT, whole_id=assessment.pk))
    for model in (KeptRating, OwnAssessment, ParentsTold, AssessmentFollowUp, NotAssessed):
        rows += _gone(model._default_manager.filter(assessment=assessment))
    return rows + _gone(WellbeingAssessment.objects.filter(pk=assessment.pk))


def _response(item: ErasureItem, today: date) -> int:
    rows = _gone(Scan.objects.filter(about=About.RESPONSE, about_id=item.root_number))
    rows += _gone(FollowUp.objects.filter(response_id=item.root_number))
    return rows + _gone(Response.objects.filter(pk=item.root_number))


def _position_stays(item: ErasureItem) -> bool:
    """Whether the position goes on being counted without the child: not when the setting's rule says erased altogether."""
    if item.rule.kind != Kind.LEFT:
        return True
    return handovers.settings_of(item.municipality_id).on_leaving != OnLeaving.DELETED


def _keep_round(assessment: WellbeingAssessment, today: date, *, position: bool) -> None:
    """The round's figures go on saying what they said; how many of each position have gone is counted, if it may be."""
    if assessment.round is None or (assessment.settled_on is None and not assessment.not_assessed.holding().exists()):
        return
    about = {"round": assessment.round, "institution_id": assessment.institution_id}
    if not RoundKept.objects.filter(**about).exists():
        now = figures_now(assessment.round, assessment.institution_id, today)
        RoundKept.objects.get_or_create(
            **about,
            defaults={
                "enrolled": now.enrolled, "rated": now.rated, "settled": now.settled, "reasons": now.reasons,
            },
        )  # fmt: skip
    if assessment.settled_on is None:
        return
    counted = {"erased": F("erased") + 1}
    if position and assessment.settled_on <= assessment.round.closes_on:  # what came later was never in the overviews
        counted[assessment.position] = F(assessment.position) + 1
    RoundKept.objects.filter(**about).update(**counted)


def _count(item: ErasureItem, what: str, at: datetime | None, district: District | None, ended_as: str) -> None:
    """One more of these has been erased: by year, district and how it ended, never whose."""
    figure, new = KeptFigure.objects.get_or_create(
        municipality_id=item.municipality_id,
        what=what,
        year=clock.day_of(at).year if at else 0,
        district=district,
        ended_as=ended_as,
        defaults={"number": 1},
    )
    if not new:
        KeptFigure.objects.filter(pk=figure.pk).update(number=F("number") + 1)


def _child(item: ErasureItem, today: date) -> int:
    number = item.root_number
    parents = list(Custody.objects.filter(child_id=number).values_list("guardian_id", flat=True))
    rows = _gone(Scan.objects.filter(child_id=number)) + _gone(ChildVoice.objects.filter(child_id=number))
    rows += _passed_on(Disclosure.objects.filter(child_id=number))
    rows += sum(
        _gone(model._default_manager.filter(consent__child_id=number)) for model in (ConsentVoice, ConsentPaper)
    )
    rows += _chain_gone(Consent.objects.filter(child_id=number), "renewed_by")
    rows += _chain_gone(GlassReview.objects.filter(child_id=number), "passed_on")
    approvals = GlassApproval.objects.filter(child_id=number)
    rows += _gone(GlassAsking.objects.filter(approval__in=approvals)) + _gone(approvals)
    rows += _gone(BrokenGlass.objects.filter(child_id=number)) + _ties(number)
    rows += _exchanged(number) + _visits(number)
    rows += sum(
        _gone(model._default_manager.filter(child_id=number))
        for model in (NoticeGiven, Relation, Enrolment, NetworkMember, Protection, Custody)
    )
    rows += _gone(SampledLook.objects.filter(child_number=number))
    rows += _gone(Hold.objects.filter(child_number=number))
    rows += _gone(Child.objects.filter(pk=number))
    return rows + sum(_parent(pk) for pk in parents)


def _visits(number: int) -> int:
    """The health journal and the recalls, what hangs on a visit before the visit."""
    rows = sum(_gone(model._default_manager.filter(visit__child_id=number)) for model in (VisitHelp, VisitGuardian))
    findings = (IndicatorObservation, GrowthMeasurement, FeedingObservation, ExamFinding)
    rows += sum(_gone(model._default_manager.filter(child_id=number)) for model in findings)
    PlannedVisit.objects.filter(child_id=number).update(help=None)  # a visit, its plan and its help point in a ring
    rows += _gone(PlannedTurn.objects.filter(planned__child_id=number))
    rows += _gone(DentalTurn.objects.filter(recall__child_id=number))
    last = (Intervention, Visit, PlannedVisit, DentalRecall)
    return rows + sum(_gone(model._default_manager.filter(child_id=number)) for model in last)


def _exchanged(number: int) -> int:
    """What was delivered of the child, held back or received, with the numbers it was known by."""
    of_child = (HeldBack, DeliveredReport, ResourceId, ReceivedItem)
    return sum(_gone(model._default_manager.filter(child_id=number)) for model in of_child)


def _ties(number: int) -> int:
    """A tie names the child as it was typed, so it goes with the last child it was found to be to."""
    ties = list(TieChild.objects.filter(child_id=number).values_list("tie_id", flat=True))
    rows = _gone(TieChild.objects.filter(child_id=number))
    return rows + _gone(Tie.objects.filter(pk__in=ties, found=None))


def _parent(pk: int) -> int:
    """A parent goes with the last child; while anything names the parent for another child, the parent stays."""
    guardian = Guardian.objects.filter(pk=pk).first()
    if guardian is None or guardian.custodies.exists():
        return 0
    try:
        with transaction.atomic():
            rows = _gone(Guardian.objects.filter(pk=pk))
    except ProtectedError:
        return 0
    return rows + (_account(guardian.user_id) if guardian.user_id else 0)


def _account(user_id: int) -> int:
    """The parent's own sign-in goes too; where something written must keep an author, it is left without a name."""
    user = User.objects.filter(pk=user_id, kind=UserKind.PARENT).first()
    if user is None:
        return 0
    rows = _gone(Message.objects.filter(to=user, child_id=None))
    try:
        with transaction.atomic():
            return rows + _gone(User.objects.filter(pk=user_id))
    except ProtectedError:
        user.username, user.name, user.email, user.phone, user.is_active = (
            f"slettet-{user.pk}",
            "Slettet",
            "",
            "",
            False,
        )
        user.set_unusable_password()
        user.save()
        return rows


PARTS_OF_A_PLAN: tuple[type[models.Model], ...] = (
    Tag, PlanVersion, PlanLevel, PlanRole, LookAgain, Reopening, ScaleValue, Review, Step, Goal,
)  # fmt: skip
PARTS_OF_A_WORRY: tuple[type[models.Model], ...] = (
    Notification, ConcernRating, StageTurn, EarlierRead, StallTold, ParentContact, Notifier,
)  # fmt: skip

ERASERS: dict[Kind, Callable[[ErasureItem, date], int]] = {
    Kind.MESSAGE: _message,
    Kind.REQUEST: _request,
    Kind.COURSE: _course,
    Kind.HANDOVER: _handover,
    Kind.LEFT: _assessment,
    Kind.ASSESSMENT: _assessment,
    Kind.RESPONSE: _response,
    Kind.CHILD: _child,
}
