"""Somebody's access is looked at, and the leader ends what is to be ended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once, set_choices
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import leader_of, staff_with
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Relation

from . import policy, queries, rules
from .commands import Answer, ChangePeriod, SayOf
from .models import AccessReview, OversightSettings
from .states import TABLE, Move, State


@transaction.atomic
def say_of(actor: Actor, command: SayOf, *, now: datetime) -> AccessReview:
    """Looked at and fine, or something has to end: then the leader gets it with a date."""
    require(policy.may_say(actor, command.user_id))
    rules.check_said(command.state, command.remark)
    earlier: AccessReview | None = AccessReview.objects.filter(idempotency_key=command.key, by_id=actor.id).first()
    if earlier is not None:
        return earlier
    today = clock.day_of(now)
    access = queries.access_of(actor, command.user_id, now=now)
    to_end = command.state is State.TO_END
    leader = _leader(actor, access.user, now) if to_end else None
    if to_end and leader is None:
        raise Invalid({"state": "no_leader"})
    review, new = create_once(
        AccessReview,
        command.key,
        lambda: AccessReview.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            person=access.user,
            by_id=actor.id,
            at=now,
            state=command.state,
            remark=command.remark.strip(),
            children=len(access.reached),
            old=len(access.old),
            owner=leader,
            due_on=rules.answer_due(today) if to_end else None,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        details = {"person": access.user.pk, "state": str(command.state), "to": leader.pk if leader else None}
        audit.record(actor, "access.reviewed", review, at=now, details=details)
        if leader is not None:
            outbox.enqueue(
                "access.to_end",
                to_id=leader.pk,
                about=_("Databeskyttelsesrådgiveren beder dig se på en medarbejders adgang."),
                at=now,
                url_name="oversight:answer",
                url_arg=review.pk,
            )
    return review


def _leader(actor: Actor, user: User, now: datetime) -> User | None:
    """The leader of where she works, else a chief; neither herself nor who asks."""
    today = clock.day_of(now)
    places = Institution.objects.filter(employments__user=user).distinct().order_by("id")
    candidates = [leader_of(place, today) for place in places]
    candidates += staff_with(actor.municipality_id, Function.CHIEF, today)
    return next((c for c in candidates if c is not None and c.pk not in (user.pk, actor.id)), None)


@transaction.atomic
def answer(actor: Actor, command: Answer, *, now: datetime) -> AccessReview:
    """The leader ends the reasons that are chosen, from today, or keeps them and says why."""
    review = queries.review_within_reach(actor, command.review_id)
    require(policy.may_answer(actor, review.owner_id))
    if not can(TABLE, State(review.state), command.move) or review.version != command.version:
        raise Stale(who=review.changed_by_name, what="access_answered", at=review.changed_at)
    held = {one.relation.pk: one.relation for one in queries.relations_held(actor, review, clock.day_of(now))}
    chosen = [held[pk] for pk in command.relation_ids if pk in held] if command.move is Move.END else []
    rules.check_answer(command.move, command.note, len(chosen))
    state = step(TABLE, State(review.state), command.move)
    change(review, by_name=actor.name, at=now, state=state, note=command.note.strip())
    with context.beyond_reach():
        for relation in chosen:
            people.end_relation(actor, relation.child, relation.user_id, Relation.Kind(relation.kind), now=now)
    audit.record(actor, "access.answered", review, at=now, details={"state": str(state), "ended": len(chosen)})
    return review


@transaction.atomic
def change_period(actor: Actor, command: ChangePeriod, *, now: datetime) -> OversightSettings:
    """After how many months a reason is shown as one to look at again."""
    require(policy.may_review(actor))
    chosen = {"recertify_months": command.months}
    row = set_choices(
        OversightSettings, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now
    )
    audit.record(actor, "oversight.settings", row, at=now, details=chosen)
    return row
