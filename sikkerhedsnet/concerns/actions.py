"""What happens to a concern: raised, taken, handed over, talked about with the parents, answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit.queries import was_asked
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import ALLOWED, Refused, Verdict, denied, require
from sikkerhedsnet.instruments import actions as instruments
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import advisers_of
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import enrolments_of, guardians_of
from sikkerhedsnet.scans import actions as scans
from sikkerhedsnet.scans.queries import thing
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position

from . import following, policy, queries, rules
from .commands import Close, NoteContact, Offer, RaiseConcern, Seen
from .following import change_promises, tell_stalled
from .leveling import approve_scale, move_stage, rate, write_scale
from .models import Concern, Notifier, ParentContact
from .moving import (
    OFFER_IS_OFF,
    TOLD_OF_NO_DATE,
    change_hands,
    close_with,
    crosses,
    legal,
    let_in,
    move_to,
    record,
    somebody_first,
    tell_about,
    write,
)
from .notifying import acknowledge, begin_notification, drop_notification, send_notification, write_notification
from .onward import (
    agree_plan,
    call_meeting,
    cancel_meeting,
    close_from_meeting,
    close_plan,
    follow_plan,
    join_plan,
    reopen_plan,
)  # fmt: skip
from .states import ContactHow, Move, ParentsKnow, State

__all__ = [
    "accept", "acknowledge", "agree_plan", "approve_scale", "begin_notification", "call_meeting", "cancel_meeting",
    "change_promises", "close", "close_from_meeting", "close_plan", "decline", "drop_notification", "follow_plan", "join_plan",
    "move_stage", "note_contact", "offer", "raise_concern", "rate", "reopen_plan", "send_notification", "take", "tell_stalled",
    "write_notification", "write_scale",
]  # fmt: skip


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
    let_in(actor, concern, owner.pk, now)
    if assessment is not None and not command.suspicion:
        # a suspicion leaves every position as it stands: whoever may not see it must not see it there either
        screening.carry(actor, assessment, now=now)
    if command.follow_up_id is not None and not command.suspicion:
        instruments.carry(actor, command.follow_up_id, child, now=now)
    record(actor, "concern.raised", concern, now, owner=owner.pk, due=due.isoformat())
    crosses(actor, concern, actor.id, owner.pk, now)
    tell_about(actor, "concern.raised", concern, owner.pk, now)
    if leader is not None:
        tell_about(actor, "concern.leader_told", concern, leader.pk, now)
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
    move_to(actor, concern, Move.TAKE, now, version=command.version, **taken)
    if not covers:
        change_hands(actor, concern, before, now)
    record(actor, "concern.taken", concern, now)
    tell_about(actor, "concern.taken", concern, concern.raised_by_id, now)
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
    legal(concern, Move.ACCEPT)
    write(actor, concern, now, command.version, offered_to_id=command.to_id, offered_note=command.note)
    record(actor, "concern.offered", concern, now, to=command.to_id)
    tell_about(actor, "concern.offered", concern, command.to_id, now)
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
    move_to(actor, concern, Move.ACCEPT, now, version=command.version, **changes)
    change_hands(actor, concern, before, now)
    record(actor, "concern.accepted", concern, now, before=before)
    tell_about(actor, "concern.moved", concern, concern.raised_by_id, now)
    return concern


@transaction.atomic
def decline(actor: Actor, command: Seen, *, now: datetime) -> Concern:
    """The offer is off, and the owner, who never stopped being responsible, is told."""
    concern = _within_reach(actor, command.concern_id)
    today = clock.local(now).date()
    require(policy.may_decline(actor, queries.people_of(concern, today)))
    write(actor, concern, now, command.version, **OFFER_IS_OFF)
    record(actor, "concern.declined", concern, now)
    tell_about(actor, "concern.declined", concern, concern.owner_id, now)
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
        move_to(actor, concern, Move.NOTE_CONTACT, now, version=command.version, **dates)
        if concern.owner_id is not None:  # a cover's access lasts as long as the absence, and no longer
            let_in(actor, concern, concern.owner_id, now)
        record(actor, "concern.contact", concern, now, contact=contact.pk, due=command.next_on.isoformat())
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
        raise somebody_first(concern)
    close_with(actor, concern, Move.CLOSE, command.reason, command.answer, now, version=command.version)
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
        raise somebody_first(concern) from None


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
