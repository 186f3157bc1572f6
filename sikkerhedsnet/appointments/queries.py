"""Read what stands around a meeting before it is held, and what is owed for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.queries import handlers_of
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting, sealed
from sikkerhedsnet.core.verdicts import Verdict
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import OPEN as MEETING_OPEN
from sikkerhedsnet.meetings.states import Kind
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.people.queries import child_lines, own_family_user_ids, place_or_district
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.plans.states import State as PlanState
from sikkerhedsnet.plans.states import StepState
from sikkerhedsnet.web.words import clock_words, day_words

from . import policy, rules
from .happened import events as events
from .kinds import INTERPRETER_DAYS, Way, ways
from .labels import BOOKING
from .models import Agenda, AgendaLine, Interpreter, MeetingWays, TimeOffer, TimeSlot
from .rules import Span
from .states import Booking, OfferState


def ways_of(municipality_id: int) -> dict[Kind, Way]:
    """What each kind of meeting is like here; one query."""
    row = MeetingWays.objects.filter(municipality_id=municipality_id).first()
    return ways(row.ways if row else None)


def functions_in_words(functions: Iterable[str]) -> list[str]:
    """The functions' Danish names; one the system has dropped is left out."""
    known = {function.value for function in Function}
    return [str(FUNCTION[Function(key)]) for key in functions if key in known]


def interpreter_days(municipality_id: int) -> int:
    row = MeetingWays.objects.filter(municipality_id=municipality_id).first()
    return row.interpreter_days if row else INTERPRETER_DAYS


def open_meeting(actor: Actor, pk: int, *, now: datetime) -> Meeting:
    """The meeting, and a line in the read log; out of reach: Meeting.DoesNotExist."""
    meeting = meetings.within_reach(actor, pk)
    audit.read(actor, "meeting.read", meeting, at=now, child_id=meeting.child_id)
    return meeting


def open_concern(actor: Actor, pk: int, *, now: datetime) -> Concern:
    """The worry with its child, and a line in the read log; out of reach: Concern.DoesNotExist."""
    around = ("child__municipality", "child__district", "owner", "raised_by")
    concern: Concern = Concern.objects.visible_to(actor).select_related(*around).get(pk=pk)
    audit.read(actor, "concern.read", concern, at=now, child_id=concern.child_id)
    return concern


def offer_within_reach(actor: Actor, pk: int, *, lock: bool = False) -> TimeOffer:
    """The offer of times with its worry, or TimeOffer.DoesNotExist."""
    rows = TimeOffer.objects.visible_to(actor)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: TimeOffer = rows.select_related("child__municipality", "child__district", "offered_by").get(pk=pk)
    context.follow(found, "concern").concern.child = found.child
    return found


def open_offer_of(actor: Actor, concern_id: int) -> TimeOffer | None:
    """The times the parents are choosing from now."""
    rows = TimeOffer.objects.visible_to(actor).filter(concern_id=concern_id, state=OfferState.OPEN)
    found: TimeOffer | None = rows.prefetch_related("slots").first()
    return found


def seat_within_reach(actor: Actor, pk: int) -> Participant:
    """One chair at a meeting this person may see, or Participant.DoesNotExist."""
    found: Participant = Participant.objects.get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    return found


def meeting_of_seat(actor: Actor, seat: Participant) -> Meeting:
    """The meeting the chair stands at, with what is around it."""
    return meetings.within_reach(actor, seat.meeting_id)


def may_arrange(actor: Actor, row: Meeting | Concern, today: date) -> Verdict:
    """Whether this person arranges the meeting, or the worry's: its adviser, her cover, and whoever leads its meeting."""
    handlers = {row.owner_id}
    if isinstance(row, Concern):
        led = Meeting.objects.filter(concern=row, state__in=MEETING_OPEN, owner_id=actor.id)
        handlers |= handlers_of(row, today) | set(led.values_list("owner_id", flat=True))
    return policy.may_arrange(actor, handler_ids=handlers, family_ids=own_family_user_ids(row.child, today))


@dataclass(frozen=True)
class Clash:
    """Something else this person has at the same time; which child it is about is not said."""

    starts_at: datetime
    offered: bool = False

    @property
    def words(self) -> str:
        when = {"day": day_words(self.starts_at), "clock": clock_words(self.starts_at)}
        if self.offered:
            return _("Du har tilbudt andre forældre %(day)s kl. %(clock)s.") % when
        return _("Du har et andet møde %(day)s kl. %(clock)s.") % when


def clashes(
    user_id: int, times: Sequence[Span], *, but_meeting: int | None = None, but_concern: int | None = None
) -> list[list[Clash]]:
    """For each of the times what else the adviser has or has offered then; two queries."""
    if not times:
        return []
    first, last = min(starts for starts, _e in times), max(ends for _s, ends in times)
    seated = Participant.objects.filter(meeting_id=OuterRef("pk"), user_id=user_id)
    with context.beyond_reach():  # her own time is hers to know, whatever she may read of the meetings
        held = list(
            Meeting.objects.filter(Q(owner_id=user_id) | Q(Exists(seated)))
            .filter(state__in=MEETING_OPEN, starts_at__lt=last, ends_at__gt=first)
            .exclude(pk=but_meeting)
            .values_list("starts_at", "ends_at")
        )
        offered = list(
            TimeSlot.objects.filter(offer__offered_by_id=user_id, offer__state=OfferState.OPEN)
            .filter(starts_at__lt=last, ends_at__gt=first)
            .exclude(offer__concern_id=but_concern or 0)
            .values_list("starts_at", "ends_at")
        )
    found = [(span, Clash(span[0])) for span in held] + [(span, Clash(span[0], offered=True)) for span in offered]
    return [[clash for span, clash in found if rules.overlap(one, span)] for one in times]


@dataclass(frozen=True)
class Point:
    """One point of the agenda as it is shown."""

    text: str
    asked_by_id: int | None = None
    asked_by: str = ""


@dataclass(frozen=True)
class AgendaView:
    """The agenda as it stands: somebody's own words in a version, or a draft (version 0)."""

    points: list[Point]
    version: int
    changed_by: str = ""
    changed_at: datetime | None = None


def agenda_of(actor: Actor, meeting: Meeting) -> AgendaView:
    """The points in order; a draft is built from the kind of meeting, the worry, and the plan as far as she may see it."""
    own: Agenda | None = Agenda.objects.filter(meeting=meeting).first()
    if own is not None:
        rows: Iterable[AgendaLine] = AgendaLine.objects.filter(meeting=meeting, version=own.version).select_related(
            "asked_by"
        )
        points = [Point(row.text, row.asked_by_id, row.asked_by.name if row.asked_by else "") for row in rows]
        return AgendaView(points, own.version, own.changed_by_name, own.changed_at)
    goals, steps = _of_plan(actor, meeting)
    raiser = meeting.participants.filter(user_id=meeting.concern.raised_by_id).first()
    way = ways_of(meeting.child.municipality_id)[Kind(meeting.kind)]
    return AgendaView(
        [
            Point(
                draft.text,
                raiser.pk if raiser and draft.raiser else None,
                raiser.name if raiser and draft.raiser else "",
            )
            for draft in rules.drafts(way.agenda, goals=goals, steps=steps)
        ],
        0,
    )


def _of_plan(actor: Actor, meeting: Meeting) -> tuple[list[str], list[tuple[str, str]]]:
    plan = Plan.objects.visible_to(actor).filter(concern_id=meeting.concern_id, state=PlanState.ACTIVE).first()
    if plan is None:
        return [], []
    goals = list(plan.goals.filter(dropped=False).order_by("pk").values_list("text", flat=True))
    steps = plan.steps.filter(state=StepState.OPEN).order_by("due_on", "pk").values_list("what", "doer__name")
    return goals, list(steps)


@dataclass(frozen=True)
class InterpreterView:
    """How it stands with the interpreter; version 0 while nobody has written anything but the language."""

    needed: bool
    language: str
    state: Booking
    by: date
    ordered_on: date | None = None
    confirmed_on: date | None = None
    name: str = ""
    company: str = ""
    came: bool | None = None
    version: int = 0
    asked_again: bool = False

    @property
    def words(self) -> str:
        return str(BOOKING[self.state])

    @property
    def missing(self) -> bool:
        return rules.missing(self.state)


def interpreter_of(meeting: Meeting, days: int | None = None) -> InterpreterView:
    """What was written of the interpreter, or what the call said; one query."""
    row: Interpreter | None = Interpreter.objects.filter(meeting=meeting).first()
    return _interpreter(meeting, row, interpreter_days(meeting.child.municipality_id) if days is None else days)


def _interpreter(meeting: Meeting, row: Interpreter | None, days: int) -> InterpreterView:
    by = rules.interpreter_by(clock.day_of(meeting.starts_at), days)
    if row is None:
        needed = bool(meeting.interpreter)
        return InterpreterView(needed, meeting.interpreter, rules.booking(needed=needed), by)
    confirmed_on = row.confirmed_on if row.confirmed_for == meeting.starts_at else None
    state = rules.booking(needed=row.needed, ordered_on=row.ordered_on, confirmed_on=confirmed_on, came=row.came)
    return InterpreterView(
        row.needed, row.language, state, by, row.ordered_on, confirmed_on, row.name, row.company, row.came, row.version,
        asked_again=row.confirmed_on is not None and confirmed_on is None and row.came is None,
    )  # fmt: skip


def _without_interpreter(municipality_id: int, meetings: Iterable[Meeting]) -> list[tuple[Meeting, InterpreterView]]:
    """Meetings that need an interpreter nobody has confirmed; two queries."""
    rows = list(meetings)
    booked = {row.meeting_id: row for row in Interpreter.objects.filter(meeting__in=rows)}
    days = interpreter_days(municipality_id) if rows else INTERPRETER_DAYS
    found = [(row, _interpreter(row, booked.get(row.pk), days)) for row in rows]
    return [(row, view) for row, view in found if view.missing]


def tasks(actor: Actor, today: date) -> list[Task]:
    """Interpreters that have not said yes, times that wait for an answer, and a chosen time nobody was invited to yet."""
    if not actor.has(Permission.MEETING_CALL):
        return []
    planned = Meeting.objects.filter(
        owner_id=actor.id, state=MeetingState.PLANNED, child__municipality_id=actor.municipality_id
    ).select_related("child")
    lacking = _without_interpreter(actor.municipality_id, planned)
    offers = list(_waiting_offers(actor))
    lines = child_lines([row.child for row, _v in lacking] + [row.child for row in offers], today, reader=actor)
    return [_interpreter_task(row, view, lines[row.child_id]) for row, view in lacking] + [
        _offer_task(row, lines[row.child_id]) for row in offers
    ]


def _waiting_offers(actor: Actor) -> Iterable[TimeOffer]:
    """Open offers of worries this person answers for, and chosen times without a meeting."""
    called = Meeting.objects.filter(concern_id=OuterRef("concern_id"), state__in=MEETING_OPEN)
    later = TimeOffer.objects.filter(concern_id=OuterRef("concern_id"), offered_at__gt=OuterRef("offered_at"))
    since = Meeting.objects.filter(concern_id=OuterRef("concern_id"), called_at__gte=OuterRef("changed_at"))
    rows: Iterable[TimeOffer] = (
        TimeOffer.objects.filter(concern__owner_id=actor.id, child__municipality_id=actor.municipality_id)
        .filter(concern__state__in=[ConcernState.TAKEN, ConcernState.AT_MEETING, ConcernState.IN_PLAN])
        .filter(
            Q(state=OfferState.OPEN) & (Q(meeting=None) & ~Q(Exists(called)) | Q(meeting__state=MeetingState.PLANNED))
            | Q(state=OfferState.CHOSEN, meeting=None) & ~Q(Exists(called)) & ~Q(Exists(since)) & ~Q(Exists(later))
        )
        .select_related("child")
        .prefetch_related("slots")
        .order_by("answer_by", "pk")
    )
    return rows


def _interpreter_task(row: Meeting, view: InterpreterView, line: str) -> Task:
    what = (
        _("Få en tolk til mødet: %(language)s")
        if view.state is Booking.NOT_ORDERED
        else _("Hør, om tolken kommer: %(language)s")
    )
    return Task(
        kind="appointments.interpreter",
        what=what % {"language": view.language},
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=_("familien"),
        since=clock.day_of(row.called_at),
        due_on=view.by,
        url_name="appointments:interpreter",
        url_args=(row.pk,),
        sealed_by=sealed(row, row.suspicion),
        action_label=_("Skriv om tolken"),
    )


def _offer_task(row: TimeOffer, line: str) -> Task:
    chosen = next((slot for slot in row.slots.all() if slot.chosen), None)
    if chosen is None:
        what, url, label = _("Hør, hvilken tid forældrene vælger"), "appointments:answer", _("Skriv svaret")
        args, due = (row.pk,), row.answer_by
    else:
        what = _("Forældrene har valgt %(day)s kl. %(clock)s. Indkald de andre") % {
            "day": day_words(chosen.starts_at),
            "clock": clock_words(chosen.starts_at),
        }
        url, args, label = "appointments:answer", (row.pk,), _("Indkald til mødet")
        due = row.answered_on or row.answer_by
    return Task(
        kind="appointments.answer",
        what=what,
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=_("familien"),
        since=clock.day_of(row.offered_at),
        due_on=due,
        url_name=url,
        url_args=args,
        action_label=label,
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What lies with the parents stands as a task, because somebody has to ask them."""
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Nothing of its own: the worry, the meeting or the plan owes the date."""
    return ()


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Meetings so near that an interpreter should have said yes, and none has; three queries."""
    today = clock.day_of(now)
    ahead = (
        Meeting.objects.filter(child__municipality_id=municipality_id, state=MeetingState.PLANNED)
        .filter(starts_at__gte=now - timedelta(days=1), starts_at__lt=now + timedelta(weeks=6))
        .select_related("child__district", "owner", "institution")
        .order_by("starts_at", "pk")
    )
    return [
        Hole(
            kind="interpreter_missing",
            child_id=row.child_id,
            what=_("Der er ingen tolk til mødet %(day)s") % {"day": day_words(row.starts_at, today)},
            since=view.by,
            who=row.owner.name if row.owner else "",
            mend_url_name="appointments:interpreter",
            mend_url_args=(row.pk,),
            place=place_or_district(row.child, row.institution.name if row.institution else ""),
        )
        for row, view in _without_interpreter(municipality_id, ahead)
        if today >= view.by
    ]
