"""What happens to a concern: raised, taken, handed over, talked about with the parents, answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.queries import was_asked
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import ALLOWED, Refused, Verdict, denied, require
from sikkerhedsnet.instruments import actions as instruments
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import acting_for, advisers_of
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.people.queries import enrolments_of, guardians_of
from sikkerhedsnet.scans import actions as scans
from sikkerhedsnet.scans.queries import thing
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.web.hooks import hook

from . import following, policy, queries, rules
from .commands import Close, NoteContact, Offer, RaiseConcern, Seen
from .following import change_promises, tell_stalled
from .labels import MESSAGE
from .leveling import approve_scale, move_stage, rate, write_scale
from .models import Concern, Notifier, ParentContact
from .notifying import acknowledge, begin_notification, drop_notification, send_notification, write_notification
from .states import NOT_CLOSED, OPEN, CloseReason, ContactHow, Move, ParentsKnow, State

__all__ = [
    "accept", "acknowledge", "agree_plan", "approve_scale", "begin_notification", "call_meeting", "cancel_meeting",
    "change_promises", "close", "close_from_meeting", "close_plan", "decline", "drop_notification", "follow_plan",
    "move_stage", "note_contact", "offer", "raise_concern", "rate", "reopen_plan", "send_notification", "take", "tell_stalled",
    "write_notification", "write_scale",
]  # fmt: skip

TOLD_OF_NO_DATE: dict[str, Any] = {"escalated_at": None, "escalated_to_id": None}
OFFER_IS_OFF: dict[str, Any] = {"offered_to_id": None, "offered_note": ""}


@transaction.atomic
def raise_concern(actor: Actor, command: RaiseConcern, *, now: datetime) -> Concern:
    """A worry with its adviser and the date she answers by; the same key answers with the same worry.

    Raises Refused("no_adviser") when the municipality has nobody, and Invalid when the assessment is not one to
    worry about.
    """
    require(policy.may_raise(actor))
    today = clock.local(now).date()
    child = Child.objects.visible_to(actor, today).select_related("municipality", "district").get(pk=command.child_id)
    assessment = _assessment(actor, child, command.assessment_id)
    owner = queries.receiver(actor.id, child, today)
    if owner is None:
        raise Refused("no_adviser")
    due = rules.answer_due(today, child.municipality.concern_answer_days, suspicion=command.suspicion)
    stage = rules.stage_of(command.stage, suspicion=command.suspicion)
    rules.check_begins(stage, suspicion=command.suspicion)
    to_leader = command.suspicion and not command.leader_is_close
    leader = queries.leader_to_tell(actor, child, today) if to_leader else None
    concern, new = create_once(
        Concern,
        command.key,
        lambda: Concern.objects.create(
            idempotency_key=command.key,
            child=child,
            district=child.district,
            institution=_home_ground(actor, child, today),
            assessment=assessment,
            raised_by_id=actor.id,
            raised_at=now,
            signs=list(command.signs),
            observation=command.observation,
            works=command.works,
            tried=command.tried,
            parents_know=ParentsKnow.MUST_NOT if command.suspicion else command.parents_know,
            parents_know_note=command.parents_know_note,
            suspicion=command.suspicion,
            stage=stage,
            leader_told=leader,
            state=State.RAISED,
            owner=owner,
            due_on=due,
            answer_due_on=due,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if not new:
        first: Concern = Concern.objects.filter(raised_by_id=actor.id, child=child).get(pk=concern.pk)
        return first
    if command.told_by is not None:
        told = command.told_by
        with context.beyond_reach():  # the sender writes it once and reads it never again
            Notifier.objects.create(concern=concern, name=told.name, tie=told.tie, reach=told.reach)
    if command.paper is not None:
        scans.keep(actor, thing(actor, About.CONCERN, concern.pk), command.paper, now=now)
    concern.stages.create(stage=stage, by_id=actor.id, at=now)
    _let_in(actor, concern, owner.pk, now)
    if assessment is not None and not command.suspicion:
        # a suspicion leaves every position as it stands: whoever may not see it must not see it there either
        screening.carry(actor, assessment, now=now)
    if command.follow_up_id is not None and not command.suspicion:
        instruments.carry(actor, command.follow_up_id, child, now=now)
    _record(actor, "concern.raised", concern, now, owner=owner.pk, due=due.isoformat())
    _crosses(actor, concern, actor.id, owner.pk, now)
    _tell(actor, "concern.raised", concern, owner.pk, now)
    if leader is not None:
        _tell(actor, "concern.leader_told", concern, leader.pk, now)
    return concern


@transaction.atomic
def take(actor: Actor, command: Seen, *, now: datetime) -> Concern:
    """The concern is this adviser's, with a date for the first talk with the parents; who comes second gets Stale."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    around = queries.people_of(concern, today)
    require(policy.may_take(actor, around))
    covers = actor.id in around.covers
    if concern.state == State.TAKEN and (concern.owner_id == actor.id or (covers and _was_last(actor, concern))):
        return concern
    following.read_earlier(actor, concern, command.read, now=now)
    before = concern.owner_id
    taken = _first_contact(actor, concern, now)
    if covers:  # it stays with the one who is away: what is done for her is not taken from her
        taken["owner_id"] = before
    _move(actor, concern, Move.TAKE, now, version=command.version, **taken)
    if not covers:
        _change_hands(actor, concern, before, now)
    _record(actor, "concern.taken", concern, now)
    _tell(actor, "concern.taken", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def offer(actor: Actor, command: Offer, *, now: datetime) -> Concern:
    """Another adviser is asked; the owner stays responsible, and the date stands, until she accepts."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    around = queries.people_of(concern, today)
    require(policy.may_offer(actor, around))
    require(policy.may_be_offered(command.to_id, around))
    require(_is_adviser(command.to_id, concern, today))
    if concern.offered_to_id == command.to_id and concern.changed_by_name == actor.name:
        return concern
    _legal(concern, Move.ACCEPT)
    _write(actor, concern, now, command.version, offered_to_id=command.to_id, offered_note=command.note)
    _record(actor, "concern.offered", concern, now, to=command.to_id)
    _tell(actor, "concern.offered", concern, command.to_id, now)
    return concern


@transaction.atomic
def accept(actor: Actor, command: Seen, *, now: datetime) -> Concern:
    """The one it was offered to is the owner from now; what was promised to the family keeps its date."""
    concern = _within_reach(actor, command.concern_id)
    if concern.owner_id == actor.id and concern.offered_to_id is None and concern.changed_by_name == actor.name:
        return concern
    today = clock.local(now).date()
    require(policy.may_accept(actor, queries.people_of(concern, today)))
    following.read_earlier(actor, concern, command.read, now=now)
    before = concern.owner_id
    changes: dict[str, Any] = {"owner_id": actor.id, **OFFER_IS_OFF}
    if concern.state == State.RAISED:
        changes |= _first_contact(actor, concern, now)
    _move(actor, concern, Move.ACCEPT, now, version=command.version, **changes)
    _change_hands(actor, concern, before, now)
    _record(actor, "concern.accepted", concern, now, before=before)
    _tell(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def decline(actor: Actor, command: Seen, *, now: datetime) -> Concern:
    """The offer is off, and the owner, who never stopped being responsible, is told."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    require(policy.may_decline(actor, queries.people_of(concern, today)))
    _write(actor, concern, now, command.version, **OFFER_IS_OFF)
    _record(actor, "concern.declined", concern, now)
    _tell(actor, "concern.declined", concern, concern.owner_id, now)
    return concern


@transaction.atomic
def note_contact(actor: Actor, command: NoteContact, *, now: datetime) -> Concern:
    """What the parents said, and the next date; a suspicion asks for no talk with them and takes none."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    around = queries.people_of(concern, today)
    require(policy.may_note_contact(actor, around, suspicion=concern.suspicion))
    found = ParentContact.objects.filter(idempotency_key=command.key).first() if command.key else None
    if found is not None and found.concern_id == concern.pk:
        return concern
    parents = {custody.guardian_id for custody in guardians_of(concern.child, today)}
    rules.check_private(command.guardian_id, parents, private=command.private)
    rules.check_contact_on(command.on, clock.day_of(concern.raised_at), today)
    rules.check_next_on(command.next_on, today)
    contact, new = create_once(
        ParentContact,
        command.key,
        lambda: ParentContact.objects.create(
            idempotency_key=command.key,
            concern=concern,
            on=command.on,
            how=command.how,
            guardian_id=command.guardian_id,
            private=command.private,
            said=command.said,
            by_id=actor.id,
            recorded_at=now,
        ),
    )
    if new:
        dates = {"due_on": command.next_on, **TOLD_OF_NO_DATE}
        _move(actor, concern, Move.NOTE_CONTACT, now, version=command.version, **dates)
        if concern.owner_id is not None:  # a cover's access lasts as long as the absence, and no longer
            _let_in(actor, concern, concern.owner_id, now)
        _record(actor, "concern.contact", concern, now, contact=contact.pk, due=command.next_on.isoformat())
    return concern


@transaction.atomic
def close(actor: Actor, command: Close, *, now: datetime) -> Concern:
    """Ended with a reason, and an answer the sender is told of and can read."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    require(policy.may_handle(actor, queries.people_of(concern, today)))
    if concern.state == State.CLOSED and concern.answer == command.answer and concern.close_reason == command.reason:
        return concern
    if not command.answer.strip():
        raise Invalid({"answer": "required"})
    talked = [ContactHow(how) for how in concern.contacts.values_list("how", flat=True)]
    rules.check_close(command.reason, talked, suspicion=concern.suspicion)
    if concern.state != State.TAKEN:
        raise _somebody_first(concern)
    _close(actor, concern, Move.CLOSE, command.reason, command.answer, now, version=command.version)
    return concern


# What the next steps ask for; each hands over the concern it has loaded.


@transaction.atomic
def call_meeting(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The meeting owes the next date from now; a concern in a plan stays there and meets again."""
    return _onward(actor, concern, Move.CALL_MEETING, now, in_plan=Move.MEET_AGAIN, due_on=None)


@transaction.atomic
def cancel_meeting(actor: Actor, concern: Concern, next_on: date, *, now: datetime) -> Concern:
    """The concern owes again, by `next_on`; a concern in a plan is left to its plan."""
    rules.check_next_on(next_on, clock.local(now).date())
    if concern.state == State.IN_PLAN:
        return _onward(actor, concern, Move.MEET_AGAIN, now)
    return _onward(actor, concern, Move.CANCEL_MEETING, now, due_on=next_on)


@transaction.atomic
def agree_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The plan owes the next date from now; a plan that is extended keeps the concern where it is."""
    return _onward(actor, concern, Move.AGREE_PLAN, now, in_plan=Move.MEET_AGAIN, due_on=None)


@transaction.atomic
def close_from_meeting(actor: Actor, concern: Concern, reason: CloseReason, answer: str, *, now: datetime) -> Concern:
    """The meeting ended it without a plan."""
    _may_move_on(actor, concern)
    _close(actor, concern, Move.CLOSE, reason, answer, now)
    return concern


@transaction.atomic
def follow_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """Whoever has taken over the plan has the concern behind it too; the plan goes on owing the next date."""
    require(policy.may_move_on(actor))
    before = concern.owner_id
    if before == actor.id:
        return concern
    _move(actor, concern, Move.FOLLOW_PLAN, now, owner_id=actor.id)
    _change_hands(actor, concern, before, now, tell=False)
    _record(actor, "concern.accepted", concern, now, before=before)
    _tell(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def close_plan(actor: Actor, concern: Concern, reason: CloseReason, answer: str, *, now: datetime) -> Concern:
    """The plan has ended, and the concern with it."""
    _may_move_on(actor, concern)
    _close(actor, concern, Move.CLOSE_PLAN, reason, answer, now)
    return concern


@transaction.atomic
def reopen_plan(actor: Actor, concern: Concern, *, now: datetime) -> Concern:
    """The plan is taken up again, and the worry behind it with it: hers who reopens it, and the plan owes the next date."""
    _may_move_on(actor, concern)
    before = concern.owner_id
    _move(actor, concern, Move.REOPEN_PLAN, now, owner_id=actor.id, closed_at=None, close_reason="", due_on=None)
    _record(actor, "concern.reopened", concern, now, before=before)
    _tell(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def join_plan(actor: Actor, concern: Concern, answer: str, *, now: datetime) -> Concern:
    """A new worry that took an earlier plan up again is answered by that plan, which owes the next date from now.

    One that a meeting or a plan of its own has grown from is left to that.
    """
    _may_move_on(actor, concern)
    if concern.state in OPEN:
        taken_at = concern.taken_at or now
        _close(actor, concern, Move.JOIN_PLAN, CloseReason.HELP_IN_PLACE, answer, now, taken_at=taken_at)
        if concern.owner_id != concern.raised_by_id:
            _tell(actor, "concern.joined", concern, concern.owner_id, now)
    return concern


def _assessment(actor: Actor, child: Child, pk: int | None) -> WellbeingAssessment | None:
    if pk is None:
        return None
    found: WellbeingAssessment = WellbeingAssessment.objects.visible_to(actor).get(pk=pk)
    if found.child_id != child.pk or found.position not in (Position.YELLOW, Position.RED):
        raise Invalid({"assessment": "no_position"})
    return found


def _is_adviser(user_id: int, concern: Concern, today: date) -> Verdict:
    here = advisers_of(concern.district, concern.child.municipality_id, today)
    return ALLOWED if any(user.pk == user_id for user in here) else denied("not_an_adviser")


def _home_ground(actor: Actor, child: Child, today: date) -> Institution | None:
    """Where the child spends its day; of several places the one the sender works in."""
    places = [enrolment.institution for enrolment in enrolments_of([child.pk], today)[child.pk]]
    mine = {post.institution_id for post in actor.posts}
    return next((place for place in places if place.pk in mine), places[0] if places else None)


def _within_reach(actor: Actor, pk: int) -> Concern:
    """The concern; whoever was offered it and came too late is told who has it, everybody else finds nothing."""
    try:
        return queries.within_reach(actor, pk)
    except Concern.DoesNotExist:
        if not was_asked(actor.id, "concern.offered", Concern, pk):
            raise
        with context.beyond_reach():
            concern = Concern.objects.select_related("owner").get(pk=pk)
        raise _somebody_first(concern) from None


def _somebody_first(concern: Concern) -> Stale:
    return Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)


def _legal(concern: Concern, move: Move) -> State:
    try:
        return rules.moved(State(concern.state), move)
    except IllegalMove:
        raise _somebody_first(concern) from None


def _move(
    actor: Actor, concern: Concern, move: Move, now: datetime, *, version: int | None = None, **changes: Any
) -> None:
    _write(actor, concern, now, version, state=_legal(concern, move), **changes)


def _write(actor: Actor, concern: Concern, now: datetime, version: int | None, **changes: Any) -> None:
    if version is not None:
        concern.version = version
    change(concern, by_name=actor.name, at=now, **changes)


def _was_last(actor: Actor, concern: Concern) -> bool:
    """Whether this person was the last to change it, as when the same form is sent twice."""
    return concern.changed_by_name == actor.name


def _first_contact(actor: Actor, concern: Concern, now: datetime) -> dict[str, Any]:
    """What taking it sets: the owner, when, and the date of the first talk with the parents."""
    days = concern.child.municipality.first_contact_days
    due = rules.first_contact_due(clock.local(now).date(), days, suspicion=concern.suspicion)
    return {
        "owner_id": actor.id,
        "taken_at": now,
        "due_on": due,
        **OFFER_IS_OFF,
        **TOLD_OF_NO_DATE,
    }


def _change_hands(actor: Actor, concern: Concern, before: int | None, now: datetime, *, tell: bool = True) -> None:
    """The new owner may see the child; the one before may not, unless she answers for another concern on it."""
    _let_in(actor, concern, actor.id, now)
    if before is None or before == actor.id:
        return
    _crosses(actor, concern, before, actor.id, now)
    others = Concern.objects.filter(child=concern.child, owner_id=before, state__in=NOT_CLOSED)
    if not others.filter(suspicion=concern.suspicion).exists():
        adviser = Relation.Kind.ADVISER
        people.end_relation(actor, concern.child, before, adviser, now=now, quiet=concern.suspicion)
    if tell:
        _tell(actor, "concern.accepted", concern, before, now)


def _crosses(actor: Actor, concern: Concern, from_id: int, to_id: int, now: datetime) -> None:
    """Who receives it may work in another service: a later step, lent by the composition root, writes that down."""
    hook("SIKKERHEDSNET_CONCERN_CROSSES")(actor, concern, from_id, to_id, now=now)


def _let_in(actor: Actor, concern: Concern, user_id: int, now: datetime) -> None:
    people.relate(
        actor,
        concern.child,
        user_id,
        Relation.Kind.ADVISER,
        source=f"concern:{concern.pk}",
        now=now,
        suspicion_id=concern.suspicion_id,
    )


def _may_move_on(actor: Actor, concern: Concern) -> None:
    require(policy.may_move_on(actor))
    Concern.objects.visible_to(actor).only("pk").get(pk=concern.pk)


def _onward(
    actor: Actor, concern: Concern, move: Move, now: datetime, *, in_plan: Move | None = None, **changes: Any
) -> Concern:
    _may_move_on(actor, concern)
    if concern.state == State.IN_PLAN and in_plan is not None:
        move = in_plan
    _move(actor, concern, move, now, **OFFER_IS_OFF, **TOLD_OF_NO_DATE, **changes)
    _record(actor, f"concern.{move.value}", concern, now)
    return concern


def _close(
    actor: Actor,
    concern: Concern,
    move: Move,
    reason: CloseReason,
    answer: str,
    now: datetime,
    *,
    version: int | None = None,
    **changes: Any,
) -> None:
    ended = {"closed_at": now, "close_reason": reason, "answer": answer, "due_on": None, **changes}
    _move(actor, concern, move, now, version=version, **ended, **OFFER_IS_OFF, **TOLD_OF_NO_DATE)
    _record(actor, "concern.closed", concern, now, reason=reason.value)
    _tell(actor, "concern.closed", concern, concern.raised_by_id, now)


def _record(actor: Actor, action: str, concern: Concern, now: datetime, **details: Any) -> None:
    for_whom = acting_for(actor.id, concern.owner_id, actor.municipality_id, clock.day_of(now))
    audit.record(actor, action, concern, at=now, child_id=concern.child_id, details={**details, **for_whom})


def _tell(actor: Actor, kind: str, concern: Concern, to_id: int | None, now: datetime) -> None:
    """A message to whoever it concerns, never to the one who did it."""
    if to_id is None or to_id == actor.id:
        return
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=str(MESSAGE[kind] % {"who": actor.name}),
        at=now,
        child_id=concern.child_id,
        url_name="concerns:concern",
        url_arg=concern.pk,
    )
