"""What is done with a rating that came too late: the rater decides on her own, the leader on one that was held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require
from sikkerhedsnet.people.queries import own_family_user_ids

from . import policy, rules
from .commands import DecideKept, OwnRating, Place, SaveOwn
from .models import KeptRating, OwnAssessment, WellbeingAssessment
from .rating import save_own
from .states import KEPT_TABLE, KeptMove, KeptState, Position, State

HELD_STATES = (KeptState.HELD, KeptState.LET_IN, KeptState.LEFT_OUT)
"""What is or was the leader's to decide."""


@transaction.atomic
def decide_kept(actor: Actor, command: DecideKept, *, now: datetime) -> KeptRating:
    """The rater uses or puts away what was set aside; the leader lets in or leaves out what was held.

    The leader decides without reading it: it is a rating made alone, and opens with the others.
    """
    kept = kept_to_decide(actor, command.kept_id, now=now, lock=True)
    if not can(KEPT_TABLE, KeptState(kept.state), command.move):
        raise Stale(who=kept.changed_by_name, what=kept.state, at=kept.changed_at)
    if command.move is KeptMove.LEAVE_OUT and not command.why.strip():
        raise Invalid({"why": "why_left_out"})
    if command.move is KeptMove.USE:
        _use(actor, kept, now)
    elif command.move is KeptMove.LET_IN:
        _let_in(kept, now)
    after = step(KEPT_TABLE, KeptState(kept.state), command.move)
    words = {} if after is KeptState.LEFT_OUT else {"position": "", "comment": "", "what_works": ""}
    kept.version = command.version
    change(kept, by_name=actor.name, at=now, state=after, why=command.why.strip(), **words)
    audit.record(actor, f"kept_rating.{after}", kept, at=now, child_id=kept.assessment.child_id)
    return kept


def kept_to_decide(actor: Actor, pk: int, *, now: datetime, lock: bool = False) -> KeptRating:
    """The rating, for whoever decides about it: what is the rater's own is nobody else's, what was held is the leader's."""
    with context.beyond_reach():  # the leader decides about what she does not read
        rows = KeptRating.objects.select_related("assessment__child", "assessment__round")
        rows = rows.select_for_update(of=("self",)) if lock else rows
        kept = rows.filter(assessment__child__municipality_id=actor.municipality_id).get(pk=pk)
        family = actor.id in own_family_user_ids(kept.assessment.child, clock.day_of(now))
    own = kept.rater_id == actor.id
    held = kept.state in HELD_STATES
    leads = held and policy.may_let_in(actor, kept.assessment.institution_id)
    if family or not (own or leads):
        raise KeptRating.DoesNotExist
    require(denied("leader_decides") if own and held else ALLOWED)
    return kept


def _use(actor: Actor, kept: KeptRating, now: datetime) -> None:
    assessment = WellbeingAssessment.objects.visible_to(actor).get(pk=kept.assessment_id)
    assert assessment.round_id is not None
    mine = OwnAssessment.objects.filter(assessment=assessment, rater_id=actor.id).first()
    require(
        rules.may_put_in(
            settled=assessment.state != State.OWN, handed_in=bool(mine and mine.handed_in_at), position=True
        )
    )
    place = Place(assessment.round_id, assessment.institution_id, assessment.group_id)
    save_own(actor, SaveOwn(place, (_rating(kept),)), now=now)


def _let_in(kept: KeptRating, now: datetime) -> None:
    with context.beyond_reach():
        assessment = WellbeingAssessment.objects.select_for_update().get(pk=kept.assessment_id)
        mine = OwnAssessment.objects.filter(assessment=assessment, rater_id=kept.rater_id).first()
        require(
            rules.may_put_in(
                settled=assessment.state != State.OWN,
                handed_in=bool(mine and mine.handed_in_at),
                position=bool(kept.position),
            )
        )
        words = {"position": kept.position, "comment": kept.comment, "what_works": kept.what_works}
        OwnAssessment.objects.update_or_create(
            assessment=assessment, rater_id=kept.rater_id, defaults={**words, "saved_at": now, "handed_in_at": now}
        )


def _rating(kept: KeptRating) -> OwnRating:
    position = Position(kept.position) if kept.position else None
    return OwnRating(kept.assessment.child_id, position, kept.comment, kept.what_works)
