"""The joint position, what the parents are told, and the follow-up; with opening and rating it is all of this step."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import denied, require
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids

from . import policy, reach, rules
from .absences import decide, end_questions, set_aside, take_back
from .commands import AssessAlone, FollowUp, Settle, SettleAgreed, TellParents
from .focus_late import escalate_focus, rehome_focus
from .group_focus import LookAtFocus, MakeFocus, look_at_focus, make_focus
from .keeping import take_kept
from .labels import OWNER_TOLD
from .letting_in import decide_kept, kept_to_decide
from .models import AssessmentFollowUp, OwnAssessment, ParentsTold, WellbeingAssessment
from .notices import GiveNotice, NoticeTexts, approve_notice, give_notice, write_notice
from .planning import change_choices, decide_plan, open_due
from .policy import Setting
from .raters import answers_for, responsible_in
from .rating import Saved, open_round, save_own, take_up
from .reminders import remind_due
from .rules import Settling
from .settling import settle_green, supersede
from .states import TABLE, Move, Position, State, ToldHow

__all__ = [
    "GiveNotice", "LookAtFocus", "MakeFocus", "NoticeTexts", "Saved", "approve_notice", "assess_alone", "carry",
    "change_choices", "decide", "decide_kept", "decide_plan", "escalate_focus", "follow_up", "give_notice",
    "kept_to_decide", "leave", "look_at_focus", "make_focus", "open_due", "open_round", "rehome_focus", "remind_due",
    "save_own", "set_aside", "settle", "settle_agreed", "take_back", "take_kept", "take_up", "tell_parents",
    "write_notice",
]  # fmt: skip


def _setting(assessment: WellbeingAssessment) -> Setting:
    return Setting(assessment.institution_id, assessment.group_id)


@transaction.atomic
def settle(actor: Actor, command: Settle, *, now: datetime) -> WellbeingAssessment:
    """The joint position of one child; Stale when a colleague settled it first, Invalid when something is missing."""
    today = clock.local(now).date()
    assessment = reach.assessment_in_reach(actor, command.assessment_id, lock=True)
    require(policy.may_settle(actor, _setting(assessment), alone=assessment.round_id is None))
    settling = command.settling
    if assessment.state != State.OWN:
        if assessment.settled_by_id == actor.id and assessment.position == settling.position:
            return assessment
        raise Stale(who=assessment.changed_by_name, what=assessment.state, at=assessment.changed_at)
    require(reach.sees_ratings(actor, assessment))
    municipality = assessment.child.municipality
    owners = {colleague.id for colleague in responsible_in(_setting(assessment), today)}
    rules.check_settling(settling, today=today, action_weeks=municipality.action_weeks, owners=owners)
    assessment.version = command.version
    _write(actor, assessment, settling, now)
    audit.record(actor, "assessment.settled", assessment, at=now, child_id=assessment.child_id)
    supersede(actor, [assessment], now=now)
    if assessment.state == State.WATCHED:
        _tell_owner(actor, assessment, now)
    return assessment


def _tell_owner(actor: Actor, assessment: WellbeingAssessment, now: datetime) -> None:
    """The responsible person hears of it, unless it is the one who acts."""
    if assessment.owner_id is None or assessment.owner_id == actor.id:
        return
    outbox.enqueue(
        "assessment.owner",
        to_id=assessment.owner_id,
        about=str(OWNER_TOLD),
        at=now,
        child_id=assessment.child_id,
        url_name="screening:assessment",
        url_arg=assessment.pk,
    )


def _write(actor: Actor, assessment: WellbeingAssessment, settling: Settling, now: datetime) -> None:
    watched = settling.position in rules.TELL
    change(
        assessment,
        by_name=actor.name,
        at=now,
        state=step(TABLE, State(assessment.state), Move.SETTLE_WATCH if watched else Move.SETTLE_GREEN),
        position=settling.position,
        comment=settling.comment,
        what_works=settling.what_works,
        focus_point=settling.focus_point if watched else "",
        adults_change=settling.adults_change if watched else "",
        tell_parents_how=(settling.tell_parents_how or "") if watched else "",
        settled_on=clock.local(now).date(),
        settled_by_id=actor.id,
        due_on=settling.next_on if watched else None,
        owner_id=settling.owner_id if watched else assessment.owner_id,
        escalated_at=None,
        escalated_to=None,
    )


@transaction.atomic
def settle_agreed(actor: Actor, command: SettleAgreed, *, now: datetime) -> int:
    """Settles the children on whom everybody agrees that they thrive; how many. Only those shown, and only unchanged."""
    reach.place_in_reach(actor, command.place, Permission.ASSESSMENT_SETTLE)
    setting = Setting(command.place.institution_id, command.place.group_id)
    require(policy.may_settle(actor, setting, alone=False))
    shown = dict(command.versions)
    rows = list(
        WellbeingAssessment.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .filter(pk__in=shown, round_id=command.place.round_id, institution_id=setting.institution_id)
        .order_by("pk")
    )
    if len(rows) != len(shown):
        raise WellbeingAssessment.DoesNotExist
    if rows and all(a.state == State.DONE and a.settled_by_id == actor.id for a in rows):
        return 0
    for row in rows:
        if row.state != State.OWN or row.version != shown[row.pk]:
            raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)
    ratings = reach.open_ratings(actor, rows)
    if not all(rules.agreed_green([Position(own.position) for own in ratings.get(row.pk, ())]) for row in rows):
        require(denied("not_agreed"))
    settle_green(actor, [(row, None) for row in rows], now=now)
    return len(rows)


@transaction.atomic
def tell_parents(actor: Actor, command: TellParents, *, now: datetime) -> ParentsTold:
    """Records that the parents know; the duty to tell them is met with the first record."""
    today = clock.local(now).date()
    assessment = _to_follow(actor, command.assessment_id)
    if assessment.settled_on is None:
        raise IllegalMove(assessment.state, "tell_parents")
    guardians = {custody.guardian_id for custody in guardians_of(assessment.child, today)}
    rules.check_told(
        command.told_on,
        settled_on=assessment.settled_on,
        today=today,
        guardian_id=command.guardian_id,
        guardians=guardians,
    )
    tellers = {actor.id, *(c.id for c in responsible_in(_setting(assessment), today))}
    if command.told_by_id not in tellers:
        raise Invalid({"told_by_id": "told_by"})
    told, new = create_once(
        ParentsTold,
        command.key,
        lambda: ParentsTold.objects.create(
            idempotency_key=command.key,
            assessment=assessment,
            guardian_id=command.guardian_id,
            told_on=command.told_on,
            how=command.how,
            told_by_id=command.told_by_id,
            parents_said=command.parents_said,
            recorded_at=now,
        ),
    )
    if new:
        audit.record(actor, "parents.told", told, at=now, child_id=assessment.child_id)
    return told


@transaction.atomic
def follow_up(actor: Actor, command: FollowUp, *, now: datetime) -> AssessmentFollowUp:
    """What was seen, and the next date or the end; an end waits until the parents have been told."""
    today = clock.local(now).date()
    assessment = _to_follow(actor, command.assessment_id)
    found = AssessmentFollowUp.objects.filter(idempotency_key=command.key, assessment=assessment).first()
    if command.key is not None and found is not None:
        return found
    move = Move.CLOSE if command.ends else Move.FOLLOW_UP
    if not can(TABLE, State(assessment.state), move) or assessment.state != State.WATCHED:
        raise Stale(who=assessment.changed_by_name, what=assessment.state, at=assessment.changed_at)
    rules.check_follow_up(
        seen=command.seen,
        ends=command.ends,
        next_on=command.next_on,
        parents_told=assessment.told.exists(),
        today=today,
        action_weeks=assessment.child.municipality.action_weeks,
    )
    owner_id = command.owner_id or assessment.owner_id
    if owner_id not in {assessment.owner_id, *(c.id for c in responsible_in(_setting(assessment), today))}:
        raise Invalid({"owner_id": "owner"})
    handed_over = owner_id != assessment.owner_id
    next_on = None if command.ends else command.next_on
    made = AssessmentFollowUp(
        idempotency_key=command.key, assessment=assessment, at=now, by_id=actor.id, seen=command.seen, next_on=next_on
    )
    assessment.version = command.version
    change(
        assessment,
        by_name=actor.name,
        at=now,
        state=step(TABLE, State(assessment.state), move),
        due_on=next_on,
        owner_id=owner_id,
        escalated_at=None,
        escalated_to=None,
    )
    made.save()
    audit.record(actor, f"assessment.{move}", assessment, at=now, child_id=assessment.child_id)
    if handed_over and assessment.state == State.WATCHED:
        _tell_owner(actor, assessment, now)
    return made


def _to_follow(actor: Actor, pk: int) -> WellbeingAssessment:
    assessment = reach.assessment_in_reach(actor, pk, lock=True)
    require(
        policy.may_follow_up(
            actor, _setting(assessment), owner_id=assessment.owner_id, alone=assessment.round_id is None
        )
    )
    return assessment


@transaction.atomic
def assess_alone(actor: Actor, command: AssessAlone, *, now: datetime) -> WellbeingAssessment:
    """A settled assessment from one professional's visit, hers to follow up; a second submit answers with the first."""
    require(policy.may_assess_alone(actor, command.institution_id))
    assert command.institution_id is not None
    institution_id: int = command.institution_id
    today = clock.local(now).date()
    child = Child.objects.visible_to(actor, today).select_related("municipality").get(pk=command.child_id)
    settling = command.settling
    rules.check_settling(settling, today=today, action_weeks=child.municipality.action_weeks, owners={actor.id})

    def make() -> WellbeingAssessment:
        return WellbeingAssessment.objects.create(
            idempotency_key=command.key,
            child=child,
            institution_id=institution_id,
            raters_required=1,
            owner_id=actor.id,
            due_on=today,
            changed_at=now,
            changed_by_name=actor.name,
        )

    assessment, new = create_once(WellbeingAssessment, command.key, make)
    if not new:
        return reach.assessment_in_reach(actor, assessment.pk)
    OwnAssessment.objects.create(
        assessment=assessment,
        rater_id=actor.id,
        position=settling.position,
        comment=settling.comment,
        what_works=settling.what_works,
        saved_at=now,
        handed_in_at=now,
    )
    _write(actor, assessment, settling, now)
    audit.record(actor, "assessment.made_alone", assessment, at=now, child_id=child.pk)
    if command.parents_present:
        told = ParentsTold.objects.create(
            assessment=assessment,
            told_on=today,
            how=ToldHow.TALK,
            told_by_id=actor.id,
            parents_said=command.parents_said,
            recorded_at=now,
        )
        audit.record(actor, "parents.told", told, at=now, child_id=child.pk)
    supersede(actor, [assessment], now=now)
    return assessment


@transaction.atomic
def carry(actor: audit.Author, assessment: WellbeingAssessment, *, now: datetime) -> WellbeingAssessment:
    """A concern takes over: it owes the next date from now on. Nothing happens when one has, or when it is over."""
    assessment = WellbeingAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if assessment.state != State.WATCHED:
        return assessment
    _end(actor, assessment, Move.CARRY, "assessment.carried", now)
    return assessment


@transaction.atomic
def leave(actor: audit.Author, child: Child, *, now: datetime, institution: Institution | None = None) -> None:
    """The child has left (the municipality, or one institution): what was open there ends or finds a new owner.

    A child that left the municipality has nothing open any more. One that moved on keeps its yellow or red position
    from the old place: whoever leads the new place answers for it, so that nothing is forgotten on the way.
    """
    today = clock.local(now).date()
    end_questions(actor, child, now=now, institution=institution)
    rows = WellbeingAssessment.objects.open().select_for_update(of=("self",)).filter(child=child).order_by("pk")
    if institution is not None:
        rows = rows.filter(institution=institution)
    heir = _heir(child, today) if institution is not None else None
    for assessment in list(rows):
        if assessment.state == State.WATCHED and heir is not None:
            if assessment.owner_id != heir:
                organisation.hand_over(actor, assessment, heir, now=now)
            continue
        if assessment.state == State.WATCHED and institution is not None:
            continue
        _end(actor, assessment, Move.LEAVE, "assessment.left", now)


def _heir(child: Child, today: date) -> int | None:
    places = Enrolment.objects.on(today).filter(child=child).select_related("institution").order_by("-start_on", "-id")
    family = own_family_user_ids(child, today)
    for enrolment in places:
        leader = answers_for(enrolment.institution, today, never=family)
        if leader is not None:
            return int(leader.pk)
    return None


def _end(author: audit.Author, assessment: WellbeingAssessment, move: Move, what: str, now: datetime) -> None:
    change(
        assessment,
        by_name=author.name,
        at=now,
        state=step(TABLE, State(assessment.state), move),
        due_on=None,
        escalated_at=None,
        escalated_to=None,
    )
    audit.record(author, what, assessment, at=now, child_id=assessment.child_id)
