"""Ratings that a device kept while there was no network: taken in once, set aside or held, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation.models import Employment, GroupAssignment, Institution
from sikkerhedsnet.people.queries import own_family_user_ids

from . import rules
from .commands import Kept, OwnRating, Place, SaveOwn, TakeKept
from .models import AssessmentRound, KeptRating, OwnAssessment, WellbeingAssessment
from .raters import RATE
from .rating import differs, held_place, own_by_assessment, rating_in, save_own
from .states import KEPT_OPEN, KeptState, Position, State


@dataclass(frozen=True)
class Answer:
    """What became of one rating a device sent; `state` None when it is about a child this person did not rate there."""

    key: UUID
    state: KeptState | None
    saved_at: datetime | None = None


@dataclass
class _Here:
    """The place as the rater reaches it now, its assessments held until the transaction ends; empty when she does not."""

    assessments: dict[int, WellbeingAssessment] = field(default_factory=dict)
    own: dict[int, OwnAssessment] = field(default_factory=dict)


@transaction.atomic
def take_kept(actor: Actor, command: TakeKept, *, now: datetime) -> tuple[Answer, ...]:
    """Each rating once, however often it is sent: put in, set aside for the rater, or held for the leader."""
    with context.beyond_reach():  # the round, also for somebody who does not work there any more
        round_ = AssessmentRound.objects.filter(municipality_id=actor.municipality_id).get(pk=command.place.round_id)
    here = _here(actor, command.place, now)
    known = _answers(actor, command.kept)
    new = sorted((kept for kept in command.kept if kept.key not in known), key=lambda kept: kept.written_at)
    earlier = _received(actor, new)
    rows = [row for kept in new for row in _decide(actor, command, kept, here, earlier, now)]
    taken = {row.key: row for row in rows if row.state == KeptState.TAKEN}
    ratings = tuple(kept.rating for kept in new if kept.key in taken)
    if ratings:
        handed_in = frozenset(rating.child_id for rating in ratings)
        save_own(actor, SaveOwn(command.place, ratings, command.hand_in, handed_in), now=now)
    with context.beyond_reach():
        KeptRating.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        counts = {state.value: sum(row.state == state for row in rows) for state in (KeptState.TAKEN, *KEPT_OPEN)}
        audit.record(actor, "own.sent_later", round_, at=now, details=counts)
    known |= {row.key: Answer(row.key, KeptState(row.state), now) for row in rows}
    return tuple(known.get(kept.key, Answer(kept.key, None)) for kept in command.kept)


def _here(actor: Actor, place: Place, now: datetime) -> _Here:
    try:
        round_, institution = rating_in(actor, place, clock.day_of(now))
    except (AssessmentRound.DoesNotExist, Institution.DoesNotExist, Refused):
        return _Here()
    _, assessments = held_place(actor, place, round_, institution, now)
    return _Here(assessments, own_by_assessment(assessments.values(), actor.id))


def _answers(actor: Actor, kept: Iterable[Kept]) -> dict[UUID, Answer]:
    with context.beyond_reach():  # she knows what she sent, wherever the child is now
        rows = KeptRating.objects.filter(rater_id=actor.id, key__in=[k.key for k in kept])
        return {row.key: Answer(row.key, KeptState(row.state), row.received_at) for row in rows}


def _received(actor: Actor, kept: Iterable[Kept]) -> dict[UUID, datetime]:
    """When what the device sent before, without hearing an answer, came."""
    keys = {key for k in kept for key in k.earlier}
    return dict(KeptRating.objects.filter(rater_id=actor.id, key__in=keys).values_list("key", "received_at"))


def _decide(
    actor: Actor, command: TakeKept, kept: Kept, here: _Here, received: Mapping[UUID, datetime], now: datetime
) -> list[KeptRating]:
    """The row of one rating that has not come before, and of what it takes the place of, when both are to be seen."""
    written_at = rules.written_when(kept.written_at, now)
    assessment = here.assessments.get(kept.rating.child_id)
    if assessment is None:
        away = _away(actor, command.place, kept.rating.child_id, written_at, now)
        return [_row(actor, kept, away, KeptState.HELD, now, hand_in=command.hand_in)] if away else []
    mine = here.own.get(assessment.pk)
    seen = {kept.base, *(received[key] for key in kept.earlier if key in received)}
    known = mine is None or mine.saved_at in seen
    same = mine is not None and not differs(mine, kept.rating)
    state = rules.where_kept_goes(
        here=True,
        closed=assessment.state != State.OWN or bool(mine and mine.handed_in_at),
        same=same,
        written_at=written_at,
        known=known,
        saved_at=mine.saved_at if mine else None,
    )
    rows = [_row(actor, kept, assessment, state, now, hand_in=command.hand_in)]
    if state is KeptState.TAKEN and mine is not None and not same and not known:
        rows.append(_row(actor, _as_kept(mine, assessment), assessment, KeptState.ASIDE, now, hand_in=False))
    return rows


def _as_kept(mine: OwnAssessment, assessment: WellbeingAssessment) -> Kept:
    position = Position(mine.position) if mine.position else None
    return Kept(uuid4(), OwnRating(assessment.child_id, position, mine.comment, mine.what_works), mine.saved_at)


def _row(
    actor: Actor, kept: Kept, assessment: WellbeingAssessment, state: KeptState, now: datetime, *, hand_in: bool
) -> KeptRating:
    waits = state in KEPT_OPEN
    return KeptRating(
        key=kept.key,
        assessment=assessment,
        rater_id=actor.id,
        state=state,
        position=(kept.rating.position or "") if waits else "",
        comment=kept.rating.comment if waits else "",
        what_works=kept.rating.what_works if waits else "",
        hand_in=hand_in,
        written_at=rules.written_when(kept.written_at, now),
        received_at=now,
        changed_at=now,
        changed_by_name=actor.name,
    )


def _away(actor: Actor, place: Place, child_id: int, written_at: datetime, now: datetime) -> WellbeingAssessment | None:
    """The child's assessment in a place this person rated when she wrote, though she does not reach the child now."""
    day = clock.day_of(written_at)
    with context.beyond_reach():
        posts = Employment.objects.on(day).filter(
            user_id=actor.id, institution_id=place.institution_id, function__in=RATE
        )
        groups = set(GroupAssignment.objects.on(day).filter(employment__in=posts).values_list("group_id", flat=True))
        if not posts.exists() or (groups and place.group_id not in groups):
            return None
        found = (
            WellbeingAssessment.objects.select_related("child")
            .filter(round_id=place.round_id, institution_id=place.institution_id, child_id=child_id)
            .filter(child__municipality_id=actor.municipality_id)
            .first()
        )
        family = found is not None and actor.id in own_family_user_ids(found.child, clock.day_of(now))
    return None if family else found
