"""Why a child is not assessed in a round: recorded, taken back, and what the leader decides on the parents' objection."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import leader_of
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids

from . import absence_rules, policy, reach, rules
from .commands import Decide, Place, SetAside, TakeBack
from .models import AssessmentRound, NotAssessed, RoundChoices, WellbeingAssessment
from .policy import Setting
from .raters import answers_for, responsible_in
from .rating import begin_late
from .round_labels import OBJECTION_TOLD
from .states import NOT_TABLE, TABLE, Move, NotMove, NotState, Reason, State


def choices_of(municipality_id: int) -> RoundChoices:
    """The municipality's own choices about rounds, or the strictest defaults (not saved)."""
    found = RoundChoices.objects.filter(municipality_id=municipality_id).first()
    return found or RoundChoices(municipality_id=municipality_id, version=0)


def where_of(actor: Actor, round_id: int, institution_id: int, child_id: int, today: date) -> tuple[Place, Child, date]:
    """The child's place in the round today, the child, and since when it has been there; else DoesNotExist."""
    child = Child.objects.visible_to(actor, today).living_here().select_related("municipality").get(pk=child_id)
    enrolment = (
        Enrolment.objects.on(today)
        .filter(child=child, institution_id=institution_id)
        .order_by("-start_on", "-pk")
        .first()
    )
    if enrolment is None:
        raise Child.DoesNotExist
    place = Place(round_id, institution_id, enrolment.group_id)
    reach.place_in_reach(actor, place, Permission.ASSESSMENT_SETTLE)
    return place, child, enrolment.start_on


def standing_about(round_id: int, institution_id: int, child_id: int) -> NotAssessed | None:
    """The record that stands about the child in the round, if there is one."""
    found: NotAssessed | None = (
        NotAssessed.objects.standing()
        .filter(assessment__round_id=round_id, assessment__institution_id=institution_id, child_id=child_id)
        .first()
    )
    return found


@transaction.atomic
def set_aside(actor: Actor, command: SetAside, *, now: datetime) -> NotAssessed:
    """A child is left out of the round for a reason; the parents' objection goes to the leader.

    A second submit answers with the first row; Stale when the child is settled or somebody wrote a reason first.
    """
    today = clock.local(now).date()
    place, child, since = where_of(actor, command.round_id, command.institution_id, command.child_id, today)
    setting = Setting(place.institution_id, place.group_id)
    require(policy.may_set_aside(actor, setting))
    round_, institution, _group = reach.place_in_reach(actor, place, Permission.ASSESSMENT_SETTLE)
    require(rules.may_rate_now(round_.opens_on, today))
    choices = choices_of(actor.municipality_id)
    absence_rules.check_reason(
        command.reason,
        words=command.words,
        said_on=command.said_on,
        said_by_id=command.said_by_id,
        guardians={custody.guardian_id for custody in guardians_of(child, today)},
        new_until=absence_rules.new_until(since, choices.new_weeks),
        opened_on=round_.opens_on,
        today=today,
    )
    assessment = _locked(actor, round_, institution, place, child, now)
    earlier = NotAssessed.objects.filter(idempotency_key=command.key, assessment=assessment).first()
    if command.key is not None and earlier is not None:
        return earlier
    other = assessment.not_assessed.standing().first()
    if other is not None:
        raise Stale(who=other.changed_by_name, what=f"not_{other.state}", at=other.changed_at)
    if assessment.settled_on is not None:
        raise Stale(who=assessment.changed_by_name, what=assessment.state, at=assessment.changed_at)
    objects = command.reason is Reason.OBJECTION
    holds = not objects or choices.objection_respected
    family = own_family_user_ids(child, today)
    owner_id = _decider(institution, setting, family, today) if objects else None
    if objects and owner_id is None:
        raise Invalid({"reason": "nobody_decides"})

    def make() -> NotAssessed:
        return NotAssessed.objects.create(
            idempotency_key=command.key,
            child=child,
            assessment=assessment,
            state=NotState.ASKED if objects else NotState.STANDS,
            holds=holds,
            reason=command.reason,
            words=command.words.strip(),
            said_on=command.said_on if objects else None,
            said_by_id=command.said_by_id if objects else None,
            recorded_by_id=actor.id,
            recorded_at=now,
            owner_id=owner_id,
            due_on=calendar.add_working_days(today, child.municipality.parents_told_days) if objects else None,
            changed_at=now,
            changed_by_name=actor.name,
        )

    row, _new = create_once(NotAssessed, command.key, make)
    audit.record(actor, "not_assessed.recorded", row, at=now, child_id=child.pk)
    if holds:
        _leave_out(actor, assessment, now)
    if objects and owner_id is not None and owner_id != actor.id:
        outbox.enqueue(
            "objection.asked",
            to_id=owner_id,
            about=str(OBJECTION_TOLD),
            at=now,
            child_id=child.pk,
            url_name="screening:not_assessed",
            url_arg=row.pk,
        )
    return row


def _decider(institution: Institution, setting: Setting, family: Collection[int], today: date) -> int | None:
    """The leader; where the leader is the child's own family, a colleague who works with the child."""
    leader = leader_of(institution, today)
    if leader is not None and leader.pk not in family:
        return int(leader.pk)
    return next((c.id for c in responsible_in(setting, today) if c.id not in family), None)


def _locked(
    actor: Actor, round_: AssessmentRound, institution: Institution, place: Place, child: Child, now: datetime
) -> WellbeingAssessment:
    """The child's assessment in the round, begun now for one who came late, held until the transaction ends."""
    rows = WellbeingAssessment.objects.filter(round=round_, institution=institution, child=child)
    if not rows.exists():
        begin_late(actor, round_, institution, [(child.pk, place.group_id)], now=now)
    return rows.select_for_update(of=("self",)).get()


def _leave_out(actor: Actor, assessment: WellbeingAssessment, now: datetime) -> None:
    if assessment.state != State.OWN:
        return
    change(
        assessment,
        by_name=actor.name,
        at=now,
        state=step(TABLE, State.OWN, Move.SET_ASIDE),
        due_on=None,
        escalated_at=None,
        escalated_to=None,
    )


def _take_in(actor: Actor, row: NotAssessed, now: datetime) -> None:
    """The child is to be assessed again, unless it was never left out, or is gone."""
    assessment = WellbeingAssessment.objects.select_for_update(of=("self",)).get(pk=row.assessment_id)
    here = Enrolment.objects.on(clock.local(now).date()).filter(
        child_id=row.child_id, institution_id=assessment.institution_id
    )
    if assessment.state != State.DONE or assessment.settled_on is not None or not here.exists():
        return
    round_ = assessment.round
    assert round_ is not None
    owner = answers_for(assessment.institution, clock.local(now).date())
    change(
        assessment,
        by_name=actor.name,
        at=now,
        state=step(TABLE, State.DONE, Move.RETURN),
        owner_id=owner.pk if owner else round_.opened_by_id or actor.id,
        due_on=round_.closes_on,
    )


def absence_in_reach(actor: Actor, pk: int, *, lock: bool = False) -> NotAssessed:
    """The record with child and place, when this person works with the child."""
    rows = NotAssessed.objects.visible_to(actor).select_related(
        "child__municipality", "assessment__institution", "assessment__group", "assessment__round", "owner", "said_by",
        "recorded_by", "decided_by", "back_by",
    )  # fmt: skip
    found: NotAssessed = rows.select_for_update(of=("self",)).get(pk=pk) if lock else rows.get(pk=pk)
    return found


def open_absence(actor: Actor, pk: int, *, now: datetime) -> NotAssessed:
    """The record, and a line in the read log."""
    row = absence_in_reach(actor, pk)
    audit.read(actor, "not_assessed.read", row, at=now, child_id=row.child_id)
    return row


def setting_of(row: NotAssessed) -> Setting:
    return Setting(row.assessment.institution_id, row.assessment.group_id)


@transaction.atomic
def take_back(actor: Actor, command: TakeBack, *, now: datetime) -> NotAssessed:
    """The child is to be assessed after all; a second submit changes nothing."""
    row = absence_in_reach(actor, command.absence_id, lock=True)
    require(policy.may_take_back(actor, setting_of(row), decided=row.decided_at is not None))
    if row.state == NotState.BACK and row.back_by_id == actor.id:
        return row
    row.version = command.version
    _end(actor, row, NotMove.TAKE_BACK, now, back_by_id=actor.id, back_at=now)
    audit.record(actor, "not_assessed.taken_back", row, at=now, child_id=row.child_id)
    _take_in(actor, row, now)
    return row


@transaction.atomic
def decide(actor: Actor, command: Decide, *, now: datetime) -> NotAssessed:
    """The leader decides on the parents' objection and writes why; a second submit changes nothing."""
    row = absence_in_reach(actor, command.absence_id, lock=True)
    require(policy.may_decide(actor, row.assessment.institution_id, owner_id=row.owner_id))
    move = NotMove.RESPECT if command.respect else NotMove.OVERRULE
    if row.decided_by_id == actor.id and row.decision == command.why.strip():
        return row
    absence_rules.check_decision(command.why)
    if (NotState(row.state), move) not in NOT_TABLE:
        raise Stale(who=row.changed_by_name, what=f"not_{row.state}", at=row.changed_at)
    row.version = command.version
    said = {"decision": command.why.strip(), "decided_by_id": actor.id, "decided_at": now}
    if command.respect:
        change(
            row, by_name=actor.name, at=now, state=step(NOT_TABLE, NotState.ASKED, move), holds=True, due_on=None,
            escalated_at=None, escalated_to=None, **said,
        )  # fmt: skip
        _leave_out(actor, WellbeingAssessment.objects.select_for_update(of=("self",)).get(pk=row.assessment_id), now)
    else:
        _end(actor, row, move, now, **said)
        _take_in(actor, row, now)
    audit.record(actor, f"objection.{move}", row, at=now, child_id=row.child_id)
    return row


def _end(author: audit.Author, row: NotAssessed, move: NotMove, now: datetime, **said: object) -> None:
    if (NotState(row.state), move) not in NOT_TABLE:
        raise Stale(who=row.changed_by_name, what=f"not_{row.state}", at=row.changed_at)
    change(
        row,
        by_name=author.name,
        at=now,
        state=step(NOT_TABLE, NotState(row.state), move),
        holds=False,
        due_on=None,
        escalated_at=None,
        escalated_to=None,
        **said,
    )


def end_questions(author: audit.Author, child: Child, *, now: datetime, institution: Institution | None = None) -> None:
    """The child has left: nobody has to decide on an objection any more."""
    rows = NotAssessed.objects.open().select_for_update(of=("self",)).filter(child=child).order_by("pk")
    if institution is not None:
        rows = rows.filter(assessment__institution=institution)
    for row in list(rows):
        _end(author, row, NotMove.TAKE_BACK, now, back_at=now)
        audit.record(author, "not_assessed.left", row, at=now, child_id=child.pk)
