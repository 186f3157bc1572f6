"""Answers are written down and corrected, and what must follow them is owed until it is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import next_up
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids
from sikkerhedsnet.training.queries import certificates_of

from . import policy, rules, versions
from .commands import Act, Correct, Filled
from .keeping import copy_form, decide, edit_form, propose
from .labels import TOLD_LEADER
from .models import FollowUp, Response
from .rules import Due, Earlier, Result
from .states import About, Do, FollowMove, FollowState
from .versions import InForce

__all__ = [
    "act",
    "carry",
    "child_in_reach",
    "copy_form",
    "correct_response",
    "decide",
    "edit_form",
    "follow_up_in_reach",
    "leave",
    "propose",
    "save_response",
]


@transaction.atomic
def save_response(actor: Actor, child_id: int, instrument: str, filled: Filled, *, now: datetime) -> Response:
    """The answers as a row that is never overwritten, with what must follow; the same key answers with the same row.

    Raises Refused when the form is not this person's to use, and Invalid with the items that are wrong.
    """
    today = clock.day_of(now)
    child = child_in_reach(actor, child_id, today)
    form = versions.in_force(actor.municipality_id, today).get(instrument)
    if form is None:
        raise Response.DoesNotExist
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    require(policy.may_fill(actor, form.definition, certificates, rules.age_of(child.birth_date, filled.answered_on)))
    return _write(actor, child, form, filled, now)


@transaction.atomic
def correct_response(actor: Actor, command: Correct, *, now: datetime) -> Response:
    """A new row beside the old, on the same version, with the reason; what followed the old falls away if still open.

    Raises Stale when somebody has corrected it already.
    """
    today = clock.day_of(now)
    old = _response(actor, command.response_id)
    form = versions.of_row(old.form)
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    require(policy.may_correct(actor, old.entered_by_id, form.definition, certificates))
    if not command.why.strip():
        raise Invalid({"why": "why"})
    child = child_in_reach(actor, old.child_id, today)
    return _write(actor, child, form, command.filled, now, corrects=old, why=command.why)


@transaction.atomic
def act(actor: Actor, command: Act, *, now: datetime) -> FollowUp:
    """What was done is written down, and it is no longer owed."""
    row = follow_up_in_reach(actor, command.follow_up_id)
    form = row.response.form.definition
    require(policy.may_act(actor, form, row.owner_id))
    if row.state == FollowState.ACTED and row.action == command.action and row.ended_by_id == actor.id:
        return row
    if not command.action.strip():
        raise Invalid({"action": "action"})
    follow = form.follow(row.key)
    known = set(follow.steps) if follow else set()
    row.version = command.version
    steps = [step for step in command.steps if step in known]
    _end(actor, row, FollowMove.ACT, now, action=command.action, steps=steps, ended_by_id=actor.id)
    return row


@transaction.atomic
def carry(actor: Actor, follow_up_id: int, child: Child, *, now: datetime) -> None:
    """A worry that was sent about the child takes over; one that is closed already stays as it is."""
    row = FollowUp.objects.visible_to(actor).filter(pk=follow_up_id, child=child, state__in=FollowUp.OPEN).first()
    if row is not None:
        _end(actor, row, FollowMove.CARRY, now, ended_by_id=actor.id)


@transaction.atomic
def leave(author: audit.Author, child: Child, *, now: datetime) -> None:
    """The child has moved away: nothing can be observed again or agreed here any more."""
    for row in FollowUp.objects.open().filter(child=child).select_related("response"):
        _end(author, row, FollowMove.LEAVE, now)


def child_in_reach(actor: Actor, pk: int, today: date) -> Child:
    """The child, when this person works with it for another reason than broken glass; else Child.DoesNotExist."""
    rows = Child.objects.worked_with(actor, today)
    return rows.select_related("municipality", "district").get(pk=pk)


def _response(actor: Actor, pk: int) -> Response:
    return Response.objects.visible_to(actor).select_related("form", "child", "entered_by").get(pk=pk)


def follow_up_in_reach(actor: Actor, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(actor).select_related("response__form", "child", "owner", "response__guardian")
    return rows.get(pk=pk)  # type: ignore[no-any-return]


def service_of(actor: Actor, form: InForce) -> int | None:
    """The place this person answers for when she fills in the form: that of a post the form is for."""
    posts = [post for post in actor.posts if post.function in form.definition.functions]
    return next((post.institution_id for post in posts if post.institution_id), None)


def _write(
    actor: Actor,
    child: Child,
    form: InForce,
    filled: Filled,
    now: datetime,
    *,
    corrects: Response | None = None,
    why: str = "",
) -> Response:
    definition, today = form.definition, clock.day_of(now)
    if filled.edition != form.edition:
        raise Invalid({"": "edition"})
    answers = rules.checked(definition, filled.answers)
    rules.check_answered_on(filled.answered_on, child.birth_date, today)
    if filled.informant not in definition.informants:
        raise Invalid({"informant": "informant"})
    guardian_id = _guardian(definition.about, child, filled.guardian_id, today)
    age = rules.months_old(child.birth_date, filled.answered_on) // 12 if child.birth_date else None
    sex = rules.sex_of(child.cpr_number)
    result = rules.score(definition, answers, norm=definition.norm, sex=sex, age=age)
    version = versions.row_of(form, now)

    def make() -> Response:
        return Response.objects.create(
            idempotency_key=filled.key,
            child=child,
            guardian_id=guardian_id,
            form=version,
            instrument=definition.key,
            seen_by=sorted(definition.seen_by),
            institution_id=service_of(actor, form),
            informant=filled.informant,
            answered_on=filled.answered_on,
            answers=answers,
            score=result.score,
            band=result.band.key if result.band else "",
            positive=result.positive,
            norm=result.norms,
            described=filled.described,
            entered_by_id=actor.id,
            entered_at=now,
            corrects=corrects,
            why_corrected=why,
        )

    if corrects is not None:
        _nobody_before(corrects, filled)
    made, new = create_once(Response, filled.key, make)
    if not new:
        return Response.objects.visible_to(actor).get(pk=made.pk, child=child, entered_by_id=actor.id)
    made.form = version
    if corrects is not None:
        for row in corrects.follow_ups.filter(state__in=FollowUp.OPEN):
            _end(actor, row, FollowMove.CORRECT, now)
    what = "response.corrected" if corrects else "response.saved"
    audit.record(actor, what, made, at=now, child_id=child.pk, details={"instrument": definition.key})
    _answers_what_was_asked(actor, made, now)
    _owe(actor, made, form, result, now)
    return made


def _nobody_before(old: Response, filled: Filled) -> None:
    """Only one correction of one answer: whoever comes second corrects the correction."""
    with context.beyond_reach():
        Response.objects.select_for_update(of=("self",)).get(pk=old.pk)
        first = Response.objects.filter(corrects=old).select_related("entered_by").first()
    if first is not None and (filled.key is None or first.idempotency_key != filled.key):
        raise Stale(who=first.entered_by.name, what="corrected", at=first.entered_at)


def _guardian(about: About, child: Child, guardian_id: int | None, today: date) -> int | None:
    """The parent the answers are about, who must be one of the child's; nobody when they are about the child."""
    if about is About.CHILD:
        return None
    if guardian_id not in {custody.guardian_id for custody in guardians_of(child, today)}:
        raise Invalid({"guardian": "guardian"})
    return guardian_id


def earlier_than(response: Response) -> list[Earlier]:
    """The answers to the same form about the same person that stand, and were given before or on the same day."""
    rows = Response.objects.standing().filter(
        child_id=response.child_id,
        instrument=response.instrument,
        guardian=response.guardian_id,
        answered_on__lte=response.answered_on,
    )
    corrected = [pk for pk in (response.corrects_id,) if pk]
    return [Earlier(row.answered_on, row.band) for row in rows.exclude(pk__in=[response.pk, *corrected])]


def _answers_what_was_asked(actor: Actor, made: Response, now: datetime) -> None:
    """An observation made again, not too soon, closes the one that was asked for."""
    asked = FollowUp.objects.filter(
        child_id=made.child_id,
        state__in=FollowUp.OPEN,
        do=Do.OBSERVE_AGAIN,
        response__guardian=made.guardian_id,
        response__instrument__in=rules.answers_to(made.instrument),
    ).exclude(response=made)
    for row in asked.select_related("response__form"):
        if made.answered_on >= row.earliest_on:
            _end(actor, row, FollowMove.REPEAT, now, repeated_by_id=made.pk, ended_by_id=actor.id)


def _owe(actor: Actor, made: Response, form: InForce, result: Result, now: datetime) -> None:
    """What must follow becomes a task with a name and a day; what cannot wait is told to whoever leads."""
    today = clock.day_of(now)
    still_asked = FollowUp.objects.filter(
        child_id=made.child_id, state__in=FollowUp.OPEN, do=Do.OBSERVE_AGAIN, response__instrument=made.instrument
    ).exists()
    for due in rules.follows(form.definition, result, earlier_than(made), made.answered_on):
        if due.follow.do is Do.OBSERVE_AGAIN and still_asked:
            continue  # observed again too soon: the day that was set still stands
        row = FollowUp.objects.create(
            child_id=made.child_id,
            response=made,
            key=due.follow.key,
            do=due.follow.do,
            asked_on=made.answered_on,
            owner_id=actor.id,
            changed_at=now,
            changed_by_name=actor.name,
            **_days(due, today),
        )
        details = {"do": str(due.follow.do), "due": row.due_on.isoformat() if row.due_on else ""}
        audit.record(actor, "follow_up.owed", row, at=now, child_id=made.child_id, details=details)
        if due.follow.do is Do.ACT_NOW:
            _tell_leader(actor, row, now)


def _days(due: Due, today: date) -> dict[str, date]:
    """What is typed in late is owed from today at the earliest."""
    last = today if due.follow.do is Do.ACT_NOW else max(due.due_on, today)
    return {"earliest_on": min(due.earliest_on, last), "due_on": last}


def _tell_leader(actor: Actor, row: FollowUp, now: datetime) -> None:
    """Whoever leads the service hears that something must be done today, and who has it; not about whom."""
    today = clock.day_of(now)
    with context.beyond_reach():
        place = Institution.objects.filter(pk=row.response.institution_id or 0).first()
        family = own_family_user_ids(row.child, today)
        to = next_up(actor.id, place, actor.municipality_id, today, never=family)
    if to is not None:
        words = str(TOLD_LEADER) % {"who": actor.name}
        outbox.enqueue("instruments.act_now", to_id=to.pk, about=words, at=now, child_id=row.child_id, once=str(row.pk))
        audit.record(actor, "follow_up.leader_told", row, at=now, child_id=row.child_id, details={"to": to.pk})


def _end(author: audit.Author, row: FollowUp, what: FollowMove, now: datetime, **changes: Any) -> None:
    try:
        state = rules.moved(FollowState(row.state), what)
    except IllegalMove:
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at) from None
    change(row, by_name=author.name, at=now, state=state, ended_on=clock.day_of(now), **changes)
    audit.record(author, f"follow_up.{state}", row, at=now, child_id=row.child_id)
