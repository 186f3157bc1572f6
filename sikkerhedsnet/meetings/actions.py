"""What happens to a meeting: called, moved, cancelled, held and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import Ground
from sikkerhedsnet.web.words import day_words

from . import policy, queries, rules, seats
from .commands import CallMeeting, CancelMeeting, ConcludeWithoutPlan, Guests, MoveDate
from .drafting import save_draft
from .labels import A_KIND, MESSAGE, THE_KIND
from .models import Meeting, Participant
from .states import NO_SHOW, OPEN, Kind, Move, Outcome, Role, State
from .writing import (
    agree,
    change_entry,
    mark_participant,
    read_aloud,
    settle,
    settle_entry,
    withdraw_agreement,
    write_entry,
)

__all__ = [
    "add_participant",
    "agree",
    "begin",
    "call_meeting",
    "cancel",
    "change_entry",
    "conclude",
    "conclude_without_plan",
    "mark_participant",
    "move_date",
    "read_aloud",
    "rest_on",
    "save_draft",
    "say_interpreter",
    "settle",
    "settle_entry",
    "take_lead",
    "withdraw_agreement",
    "write_entry",
]

TOLD_OF_NO_DATE = {"escalated_at": None, "escalated_to_id": None}


@transaction.atomic
def call_meeting(actor: Actor, concern_id: int, command: CallMeeting, *, now: datetime) -> Meeting:
    """A meeting with its people, owned by the one who calls it and due on its own day; the concern moves along.

    Raises Invalid for a time that has been, a parent who was not asked, or anybody of the family on a suspicion.
    """
    concern = Concern.objects.visible_to(actor).select_related("child__municipality").get(pk=concern_id)
    child, today = concern.child, clock.day_of(now)
    require(policy.may_call(actor, owner_id=concern.owner_id, parent_ids=own_family_user_ids(child, today)))
    found: Meeting | None = None
    if command.key:
        found = Meeting.objects.filter(idempotency_key=command.key, concern=concern).first()
    if found is not None:
        return found
    rules.check_times(command.starts_at, command.ends_at, now)
    rules.check_guests(
        command.guests,
        custody_ids=seats.custody_ids(child, today, suspicion=concern.suspicion),
        suspicion=concern.suspicion,
        today=today,
        kind=command.kind,
    )
    place = _place(command.place)
    institution_id = seats.home_ground(child, command.institution_id, today)

    def make() -> Meeting:
        return Meeting.objects.create(
            idempotency_key=command.key,
            child=child,
            concern=concern,
            suspicion=concern.suspicion,
            starts_at=command.starts_at,
            ends_at=command.ends_at,
            institution_id=institution_id,
            place=place,
            interpreter=command.interpreter.strip(),
            kind=command.kind,
            called_at=now,
            parents_asked_on=_asked_on(command),
            owner_id=actor.id,
            due_on=clock.day_of(command.starts_at),
            changed_at=now,
            changed_by_name=actor.name,
        )

    try:
        meeting, new = create_once(Meeting, command.key, make)
    except IntegrityError:
        raise _already_called(concern) from None
    if not new:
        Meeting.objects.visible_to(actor).only("pk").get(pk=meeting.pk)
        return meeting
    concerns.call_meeting(actor, concern, now=now)
    seats.take_the_chair(actor, meeting, today)
    invited = seats.seat(actor, meeting, command.guests, now=now)
    _record(actor, "meeting.called", meeting, now, due=clock.day_of(command.starts_at).isoformat())
    _tell(actor, "meeting.called", meeting, invited, now)
    return meeting


@transaction.atomic
def add_participant(actor: Actor, meeting_id: int, guests: Guests, *, now: datetime) -> Meeting:
    """More people at the table; whoever is there already is not invited twice."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state not in OPEN:
        raise _too_late(meeting)
    if not guests.anybody:
        raise Invalid({"staff": "nobody"})
    rules.check_family(guests, suspicion=meeting.concern.suspicion, today=clock.day_of(now))
    invited = seats.seat(actor, meeting, guests, now=now)
    _record(actor, "meeting.invited", meeting, now, staff=len(invited))
    _tell(actor, "meeting.called", meeting, invited, now)
    return meeting


@transaction.atomic
def rest_on(actor: Actor, meeting_id: int, ground: Ground | None, *, now: datetime) -> Meeting:
    """Another basis for those at the table whose basis is gone; what was recorded before stands."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state not in OPEN:
        raise _too_late(meeting)
    waiting = sharing.groundless(meeting, clock.day_of(now))
    seats.record_crossing(actor, meeting, waiting, ground, meeting.parents_asked_on, now)
    _record(actor, "meeting.grounded", meeting, now, staff=len(waiting))
    return meeting


@transaction.atomic
def move_date(actor: Actor, meeting_id: int, command: MoveDate, *, now: datetime) -> Meeting:
    """Another time for everybody; the parents among them have been asked again."""
    meeting = _led(actor, meeting_id, now)
    rules.check_times(command.starts_at, command.ends_at, now)
    today = clock.day_of(now)
    parents = meeting.participants.filter(role=Role.PARENT)
    asked: dict[str, Any] = {}
    if parents.exists():
        rules.check_asked(command.asked_on, today)
        asked = {"parents_asked_on": command.asked_on}
    seated = parents.exclude(guardian=None).values_list("guardian_id", flat=True)
    seats.keep_the_place(meeting, command.place, [pk for pk in seated if pk is not None], today)
    _move(
        actor,
        meeting,
        Move.MOVE_DATE,
        now,
        version=command.version,
        moves=meeting.moves + 1,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        place=_place(command.place),
        due_on=clock.day_of(command.starts_at),
        **asked,
    )
    parents.update(invited_on=command.asked_on or today, invited_how=command.asked_how)
    sharing.moved(actor, meeting, clock.day_of(command.starts_at), now=now)
    _record(actor, "meeting.moved", meeting, now, due=clock.day_of(command.starts_at).isoformat())
    _tell(actor, "meeting.moved", meeting, _colleagues(meeting), now)
    return meeting


@transaction.atomic
def cancel(actor: Actor, meeting_id: int, command: CancelMeeting, *, now: datetime) -> Meeting:
    """Called off with a reason; the concern owes the next date again, or the plan keeps its own."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state == State.CANCELLED and meeting.cancelled_because == command.because:
        return meeting
    if not command.because.strip():
        raise Invalid({"because": "because"})
    in_plan = meeting.concern.state == ConcernState.IN_PLAN
    if not in_plan and command.next_on is None:
        raise Invalid({"next_on": "next_required"})
    if command.outcome in NO_SHOW:
        rules.check_begin(clock.day_of(meeting.starts_at), clock.day_of(now))
    _move(
        actor,
        meeting,
        Move.CANCEL,
        now,
        version=command.version,
        moves=meeting.moves + 1,
        outcome=command.outcome or "",
        cancelled_because=command.because,
        due_on=None,
    )
    if not in_plan and command.next_on is not None:
        concerns.cancel_meeting(actor, meeting.concern, command.next_on, now=now)
    if command.outcome is not None:
        _stayed_away(meeting, command.outcome)
    told = _colleagues(meeting)
    sharing.called_off(actor, meeting, now=now)
    _record(actor, "meeting.cancelled", meeting, now)
    _tell(actor, "meeting.cancelled", meeting, told, now)
    stood_in = [actor.id] if meeting.concern.owner_id != actor.id else []
    seats.let_go(actor, meeting, [*told, *stood_in], now=now)
    return meeting


@transaction.atomic
def take_lead(actor: Actor, meeting_id: int, version: int, *, now: datetime) -> Meeting:
    """This person leads the meeting from now: the cover of the one who is away, or again the one who has the worry.

    She is seated, and so is the one before; date, people and papers stand. The worry and the plan that comes of the
    meeting stay with the one who has the worry. Meeting.DoesNotExist for anybody else.
    """
    today = clock.day_of(now)
    meeting = queries.to_lead(actor, meeting_id, today)
    if meeting.owner_id == actor.id:
        return meeting
    before = meeting.owner_id
    meeting.version = version
    with context.beyond_reach():  # nobody at the table sees it yet
        organisation.hand_over(actor, meeting, actor.id, now=now)
        if not meeting.participants.filter(user_id=actor.id).exists():
            seats.take_the_chair(actor, meeting, today)
        if meeting.concern.owner_id != actor.id:
            seats.let_in(actor, meeting, actor.id, now=now)
    _record(actor, "meeting.lead", meeting, now, before=before)
    _tell(actor, "meeting.lead", meeting, _colleagues(meeting), now)
    return meeting


@transaction.atomic
def say_interpreter(actor: Actor, meeting_id: int, language: str, *, now: datetime) -> Meeting:
    """In which language somebody interprets at the meeting; empty when nobody has to."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state not in OPEN:
        raise _too_late(meeting)
    if meeting.interpreter != language:
        change(meeting, by_name=actor.name, at=now, interpreter=language)
        _record(actor, "meeting.interpreter", meeting, now)
    return meeting


@transaction.atomic
def begin(actor: Actor, meeting_id: int, *, now: datetime) -> Meeting:
    """The minutes are open for everybody at the table; begun twice is begun once."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state == State.RUNNING:
        return meeting
    rules.check_begin(clock.day_of(meeting.starts_at), clock.day_of(now))
    sharing.require_live_ground(meeting, clock.day_of(now))
    _move(actor, meeting, Move.BEGIN, now, began_at=now)
    meeting.participants.filter(user_id=actor.id).update(came=True)
    _record(actor, "meeting.begun", meeting, now)
    return meeting


@transaction.atomic
def conclude(actor: Actor, meeting: Meeting, next_on: date | None, *, now: datetime) -> Meeting:
    """The minutes are closed for good, and whoever took part is told; the next date lives on in what was agreed."""
    _require_lead(actor, meeting, now)
    _move(actor, meeting, Move.CONCLUDE, now, concluded_at=now, next_on=next_on, due_on=None)
    sharing.held(actor, meeting, now=now)
    _record(actor, "meeting.concluded", meeting, now, next=next_on.isoformat() if next_on else None)
    _tell(actor, "meeting.concluded", meeting, _colleagues(meeting), now)
    return meeting


@transaction.atomic
def conclude_without_plan(actor: Actor, meeting_id: int, command: ConcludeWithoutPlan, *, now: datetime) -> Meeting:
    """The worry ended at the meeting: nothing is left to do, the minutes say why, and the sender gets an answer."""
    meeting = _led(actor, meeting_id, now)
    if meeting.state == State.CONCLUDED and meeting.no_plan_because == command.because:
        return meeting
    for field, text in (("because", command.because), ("answer", command.answer)):
        if not text.strip():
            raise Invalid({field: field})
    if meeting.concern.state == ConcernState.IN_PLAN:
        raise Invalid({"because": "in_plan"})
    rules.check_no_plan(meeting.agreements.for_the_plan().count())
    reason = CloseReason(command.reason)
    if reason not in seats.close_reasons(meeting.concern):
        raise Invalid({"reason": "not_for_suspicion"})
    _move(
        actor,
        meeting,
        Move.CONCLUDE,
        now,
        version=command.version,
        concluded_at=now,
        no_plan_because=command.because,
        due_on=None,
    )
    sharing.held(actor, meeting, now=now)
    _record(actor, "meeting.concluded", meeting, now, plan=False)
    _tell(actor, "meeting.concluded", meeting, _colleagues(meeting), now)
    concerns.close_from_meeting(actor, meeting.concern, reason, command.answer, now=now)
    return meeting


def _led(actor: Actor, pk: int, now: datetime) -> Meeting:
    """The meeting, held fast until this is written, when this person leads it."""
    meeting: Meeting = (
        Meeting.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("child__municipality")
        .get(pk=pk)
    )
    context.follow(meeting, "concern")
    _require_lead(actor, meeting, now)
    return meeting


def _require_lead(actor: Actor, meeting: Meeting, now: datetime) -> None:
    parents = own_family_user_ids(meeting.child, clock.day_of(now))
    require(policy.may_lead(actor, owner_id=meeting.owner_id, parent_ids=parents))


def _move(
    actor: Actor, meeting: Meeting, move: Move, now: datetime, *, version: int | None = None, **changes: Any
) -> None:
    try:
        to = rules.moved(State(meeting.state), move)
    except IllegalMove:
        raise _too_late(meeting) from None
    if version is not None:
        meeting.version = version
    change(meeting, by_name=actor.name, at=now, state=to, **TOLD_OF_NO_DATE, **changes)


def _asked_on(command: CallMeeting) -> date | None:
    """When the parents were asked; about a sparring they say yes without sitting there."""
    asked = bool(command.guests.guardian_ids) or command.kind is Kind.CONSULTATION
    return command.guests.asked_on if asked else None


def _stayed_away(meeting: Meeting, outcome: Outcome) -> None:
    """Whose chairs stood empty; for a meeting that was declined beforehand nobody was expected."""
    away = (
        meeting.participants.all() if outcome is Outcome.NOBODY_CAME else meeting.participants.filter(role=Role.PARENT)
    )
    if outcome in NO_SHOW:
        away.exclude(user_id=meeting.owner_id or 0).update(came=False)


def _place(text: str) -> str:
    if not text.strip():
        raise Invalid({"room": "no_place"})
    return text.strip()


def _too_late(meeting: Meeting) -> Stale:
    return Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)


def _already_called(concern: Concern) -> Stale:
    concern.refresh_from_db()
    late = Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    late.message = _("Der er allerede indkaldt til et møde.")  # type: ignore[attr-defined]
    return late


def _colleagues(meeting: Meeting) -> list[int]:
    """Employees at the table, but for the one who leads."""
    seated = Participant.objects.filter(meeting=meeting, user__isnull=False).values_list("user_id", flat=True)
    return [user_id for user_id in seated if user_id is not None and user_id != meeting.owner_id]


def _record(actor: Actor, action: str, meeting: Meeting, now: datetime, **details: Any) -> None:
    audit.record(actor, action, meeting, at=now, child_id=meeting.child_id, details=details)


def _tell(actor: Actor, kind: str, meeting: Meeting, user_ids: Iterable[int], now: datetime) -> None:
    """A message with the hour; one about a cancelled meeting leads nowhere, for the access went with it."""
    which = Kind(meeting.kind)
    words = {"who": actor.name, "day": day_words(meeting.starts_at, clock.day_of(now))}
    words |= {"a_meeting": str(A_KIND[which]), "the_meeting": str(THE_KIND[which])}
    off = meeting.state == State.CANCELLED
    for user_id in user_ids:
        if user_id != actor.id:
            outbox.enqueue(
                kind,
                to_id=user_id,
                about=str(MESSAGE[kind] % words),
                at=now,
                child_id=meeting.child_id,
                url_name="" if off else "meetings:meeting",
                url_arg=None if off else meeting.pk,
                once=f"{meeting.pk}:{now.isoformat()}",
            )
