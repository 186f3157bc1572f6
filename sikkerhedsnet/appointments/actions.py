"""What happens before a meeting is held: times offered and chosen, an interpreter, an agenda, or that nobody came."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import NoteContact
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ContactHow
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once, set_choices
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CancelMeeting, MoveDate
from sikkerhedsnet.meetings.labels import OUTCOME
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import InvitedHow, Outcome
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.people.queries import guardians_of

from . import policy, queries, rules
from .commands import BookInterpreter, ChooseWays, NotHeldNow, OfferTimes, RecordAnswer, WriteAgenda
from .kinds import LONGEST, SHORTEST
from .models import Agenda, AgendaLine, Interpreter, MeetingWays, NotHeld, TimeOffer, TimeSlot
from .states import OfferState

TALKED = {
    InvitedHow.PHONE: ContactHow.PHONE,
    InvitedHow.TALK: ContactHow.TALK,
    InvitedHow.LETTER: ContactHow.LETTER,
    InvitedHow.SYSTEM: ContactHow.LETTER,
}
OPEN_TO_CALL = (ConcernState.TAKEN, ConcernState.AT_MEETING, ConcernState.IN_PLAN)


@transaction.atomic
def offer_times(actor: Actor, concern_id: int, command: OfferTimes, *, now: datetime) -> TimeOffer:
    """Two to four times for the parents; times offered before are replaced. With a meeting planned it is its new time."""
    concern = _arranged(actor, concern_id, now)
    if command.key:
        found: TimeOffer | None = TimeOffer.objects.filter(idempotency_key=command.key, concern=concern).first()
        if found is not None:
            return found
    if concern.suspicion:
        raise Invalid({"times": "suspicion"})
    if concern.state not in OPEN_TO_CALL:
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    rules.check_offered(command.times, command.answer_by, now)
    meeting = Meeting.objects.filter(concern=concern, state=MeetingState.PLANNED).first()
    if concern.state == ConcernState.AT_MEETING and meeting is None:
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    stamp = {"changed_at": now, "changed_by_name": actor.name}
    TimeOffer.objects.filter(concern=concern, state=OfferState.OPEN).update(state=OfferState.REPLACED, **stamp)

    def make() -> TimeOffer:
        made = TimeOffer.objects.create(
            idempotency_key=command.key,
            child=concern.child,
            concern=concern,
            meeting=meeting,
            kind=meeting.kind if meeting else command.kind,
            offered_by_id=actor.id,
            offered_at=now,
            answer_by=command.answer_by,
            **stamp,
        )
        TimeSlot.objects.bulk_create(
            TimeSlot(offer=made, starts_at=starts, ends_at=ends) for starts, ends in command.times
        )
        return made

    offer, new = create_once(TimeOffer, command.key, make)
    if new:
        _record(actor, "times.offered", offer, concern.child_id, now, times=len(command.times))
    return offer


@transaction.atomic
def record_answer(actor: Actor, offer_id: int, command: RecordAnswer, *, now: datetime) -> TimeOffer:
    """What the parents answered, once; a time chosen for a meeting that is called becomes its time, and all are told."""
    offer = queries.offer_within_reach(actor, offer_id, lock=True)
    today = clock.day_of(now)
    require(queries.may_arrange(actor, offer.concern, today))
    slot = _chosen(offer, command.slot_id)
    if offer.state != OfferState.OPEN:
        if _same_answer(offer, command):
            return offer
        raise Stale(who=offer.changed_by_name, what=offer.state, at=offer.changed_at)
    rules.check_answered(command.answered_on, clock.day_of(offer.offered_at), today)
    _check_parent(offer.concern, command.guardian_id, today)
    if slot is not None and offer.meeting_id is None:
        rules_of_time(slot, now)
    offer.version = command.version
    change(
        offer,
        by_name=actor.name,
        at=now,
        state=OfferState.CHOSEN if slot else OfferState.NONE_FITS,
        answered_on=command.answered_on,
        answered_how=command.answered_how,
        answered_by_id=command.guardian_id,
        words=command.words,
    )
    _record(actor, "times.answered", offer, offer.child_id, now, chosen=slot is not None)
    if slot is not None:
        TimeSlot.objects.filter(pk=slot.pk).update(chosen=True)
        if offer.meeting_id is not None:
            _move_to(actor, offer, slot, command, now)
    return offer


def rules_of_time(slot: TimeSlot, now: datetime) -> None:
    """Raises Invalid when the chosen time has gone by while the answer was on its way."""
    if slot.starts_at < now:
        raise Invalid({"slot": "past"})


def _chosen(offer: TimeOffer, slot_id: int | None) -> TimeSlot | None:
    if slot_id is None:
        return None
    found = offer.slots.filter(pk=slot_id).first()
    if found is None:
        raise Invalid({"slot": "not_a_slot"})
    return found


def _same_answer(offer: TimeOffer, command: RecordAnswer) -> bool:
    chosen = offer.slots.filter(chosen=True).values_list("pk", flat=True).first()
    answered = offer.state in (OfferState.CHOSEN, OfferState.NONE_FITS)
    return (
        answered
        and chosen == command.slot_id
        and offer.answered_on == command.answered_on
        and offer.words == command.words
    )


def _move_to(actor: Actor, offer: TimeOffer, slot: TimeSlot, command: RecordAnswer, now: datetime) -> None:
    meeting = Meeting.objects.visible_to(actor).get(pk=offer.meeting_id)
    move = MoveDate(
        version=meeting.version,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=meeting.place,
        asked_on=command.answered_on,
        asked_how=command.answered_how,
    )
    meetings.move_date(actor, meeting.pk, move, now=now)


@transaction.atomic
def book_interpreter(actor: Actor, meeting_id: int, command: BookInterpreter, *, now: datetime) -> Interpreter:
    """How it stands with the interpreter; the language is the meeting's own word for it from now."""
    meeting = _held_fast(actor, meeting_id)
    today = clock.day_of(now)
    require(queries.may_arrange(actor, meeting, today))
    if meeting.state == MeetingState.CANCELLED:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    rules.check_interpreter(
        needed=command.needed,
        language=command.language,
        ordered_on=command.ordered_on,
        confirmed_on=command.confirmed_on,
        came=command.came,
        begun=meeting.state != MeetingState.PLANNED or meeting.starts_at <= now,
        today=today,
    )
    said: dict[str, Any] = {
        "needed": command.needed,
        "language": command.language.strip() if command.needed else "",
        "ordered_on": command.ordered_on if command.needed else None,
        "confirmed_on": command.confirmed_on if command.needed else None,
        "confirmed_for": meeting.starts_at if command.needed and command.confirmed_on else None,
        "name": command.name.strip() if command.needed else "",
        "company": command.company.strip() if command.needed else "",
        "came": command.came if command.needed else None,
    }
    if meeting.state in (MeetingState.PLANNED, MeetingState.RUNNING):
        meetings.say_interpreter(actor, meeting.pk, said["language"], now=now)
    row: Interpreter = _first_or_change(Interpreter, meeting, command.version, said, actor, now)
    _record(actor, "interpreter.written", row, meeting.child_id, now, state=_state_of(command))
    return row


def _state_of(command: BookInterpreter) -> str:
    state = rules.booking(
        needed=command.needed, ordered_on=command.ordered_on, confirmed_on=command.confirmed_on, came=command.came
    )
    return state.value


@transaction.atomic
def write_agenda(actor: Actor, meeting_id: int, command: WriteAgenda, *, now: datetime) -> Agenda:
    """The agenda as a whole, in the order given; whoever wrote it since the page was shown is not overwritten."""
    meeting = _held_fast(actor, meeting_id)
    seats = list(meeting.participants.values_list("pk", "user_id"))
    seated = {user_id for _pk, user_id in seats if user_id is not None}
    require(policy.may_write_agenda(actor, owner_id=meeting.owner_id, seated_ids=seated))
    if meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    lines = [line for line in sorted(command.lines, key=lambda one: one.order) if line.text.strip()]
    rules.check_agenda([line.text for line in lines])
    if not {line.asked_by_id for line in lines} - {None} <= {pk for pk, _user in seats}:
        raise Invalid({"lines": "not_seated"})
    wanted = [(order, line.text.strip()[:500], line.asked_by_id) for order, line in enumerate(lines, start=1)]
    standing = AgendaLine.objects.filter(meeting=meeting)
    latest = standing.order_by("-version").values_list("version", flat=True).first()
    before = list(standing.filter(version=latest or 0).values_list("order", "text", "asked_by_id"))
    row: Agenda = _first_or_change(Agenda, meeting, command.version, {}, actor, now, same=before == wanted)
    if row.version == latest:
        return row
    AgendaLine.objects.bulk_create(
        AgendaLine(meeting=meeting, version=row.version, order=order, text=text, asked_by_id=asked_by_id)
        for order, text, asked_by_id in wanted
    )
    _record(actor, "agenda.written", row, meeting.child_id, now, points=len(lines))
    return row


@transaction.atomic
def not_held(actor: Actor, concern_id: int, command: NotHeldNow, *, now: datetime) -> NotHeld:
    """Why there was no meeting, in their words, what is done instead and when; the worry or the plan goes on owing.

    A planned meeting is called off with it. Raises Invalid without a next date, unless a plan keeps one.
    """
    concern = _arranged(actor, concern_id, now)
    if command.key:
        found: NotHeld | None = NotHeld.objects.filter(idempotency_key=command.key, concern=concern).first()
        if found is not None:
            return found
    today = clock.day_of(now)
    _check_not_held(concern, command, today)
    meeting = Meeting.objects.filter(concern=concern, state=MeetingState.PLANNED).first()
    if meeting is None and (
        command.why is not Outcome.DECLINED or concern.state not in (ConcernState.TAKEN, ConcernState.IN_PLAN)
    ):
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    row = NotHeld.objects.create(
        idempotency_key=command.key,
        child=concern.child,
        concern=concern,
        meeting=meeting,
        why=command.why,
        on=command.on,
        how=command.how,
        guardian_id=command.guardian_id,
        words=command.words,
        instead=command.instead,
        next_on=command.next_on,
        recorded_by_id=actor.id,
        recorded_at=now,
    )
    TimeOffer.objects.filter(concern=concern, state=OfferState.OPEN).update(
        state=OfferState.REPLACED, changed_at=now, changed_by_name=actor.name
    )
    _record(actor, "meeting.not_held", row, concern.child_id, now, why=command.why.value)
    _go_on(actor, concern, meeting, command, now)
    return row


def _check_not_held(concern: Concern, command: NotHeldNow, today: date) -> None:
    if concern.suspicion:
        raise Invalid({"why": "suspicion"})
    if not command.instead.strip():
        raise Invalid({"instead": "instead"})
    if command.why is Outcome.DECLINED and not command.words.strip():
        raise Invalid({"words": "words"})
    if command.on > today:
        raise Invalid({"on": "future"})
    if command.next_on is None and concern.state != ConcernState.IN_PLAN:
        raise Invalid({"next_on": "next_required"})
    _check_parent(concern, command.guardian_id, today)


def _go_on(actor: Actor, concern: Concern, meeting: Meeting | None, command: NotHeldNow, now: datetime) -> None:
    """The date the child is looked at again stands on the worry; a plan keeps its own."""
    if meeting is not None:
        version = meeting.version if command.version is None else command.version
        because = "\n".join(filter(None, [str(OUTCOME[command.why]) + ".", command.instead]))
        cancelled = CancelMeeting(version, because, command.next_on, outcome=command.why)
        meetings.cancel(actor, meeting.pk, cancelled, now=now)
    elif concern.state == ConcernState.TAKEN and command.next_on is not None:
        contact = NoteContact(
            concern_id=concern.pk,
            version=concern.version if command.version is None else command.version,
            on=command.on,
            how=TALKED[command.how],
            next_on=command.next_on,
            said=command.words,
            guardian_id=command.guardian_id,
        )
        concerns.note_contact(actor, contact, now=now)


@transaction.atomic
def choose_ways(actor: Actor, command: ChooseWays, *, now: datetime) -> MeetingWays:
    """What meetings are like here from now; those called already keep their agenda once somebody has written it."""
    require(policy.may_keep(actor))
    for way in command.ways.values():
        if not SHORTEST <= int(str(way["minutes"])) <= LONGEST:
            raise Invalid({"minutes": "minutes"})
    chosen = {"interpreter_days": command.interpreter_days, "ways": command.ways}
    row = set_choices(MeetingWays, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now)
    audit.record(actor, "meeting_ways.chosen", row, at=now, details={"interpreter_days": command.interpreter_days})
    return row


def _first_or_change(
    model: Any, meeting: Meeting, version: int, said: dict[str, Any], actor: Actor, now: datetime, *, same: bool = True
) -> Any:
    """The row of a meeting held fast: made the first time, else changed in the version that was shown; what stands there
    already, word for word, is the same form sent twice."""
    row = model.objects.filter(meeting=meeting).first()
    if row is None:
        return model.objects.create(meeting=meeting, changed_at=now, changed_by_name=actor.name, **said)
    if version != row.version:
        if same and version < row.version and all(getattr(row, name) == value for name, value in said.items()):
            return row
        raise Stale(who=row.changed_by_name, at=row.changed_at)
    return change(row, by_name=actor.name, at=now, **said)


def _held_fast(actor: Actor, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    meeting: Meeting = rows.select_related("child__municipality").get(pk=meeting_id)
    return context.follow(meeting, "concern")


def _arranged(actor: Actor, concern_id: int, now: datetime) -> Concern:
    """The worry, held fast, when this person arranges its meetings."""
    rows = Concern.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    concern: Concern = rows.select_related("child__municipality").get(pk=concern_id)
    require(queries.may_arrange(actor, concern, clock.day_of(now)))
    return concern


def _check_parent(concern: Concern, guardian_id: int | None, today: date) -> None:
    if guardian_id is not None and guardian_id not in {c.guardian_id for c in guardians_of(concern.child, today)}:
        raise Invalid({"guardian": "not_a_parent"})


def _record(actor: Actor, action: str, row: Any, child_id: int, now: datetime, **details: Any) -> None:
    audit.record(actor, action, row, at=now, child_id=child_id, details=details)
