"""How a settled position is written, and what it makes superfluous."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.states import step

from .models import OwnAssessment, ParentsTold, WellbeingAssessment
from .states import TABLE, Move, Position, State


def settle_green(
    actor: Actor, rows: Sequence[tuple[WellbeingAssessment, OwnAssessment | None]], *, now: datetime
) -> None:
    """Settles the children as thriving in one statement; the caller holds the rows' locks.

    With an own assessment given (the one who rates alone), its words become the settled ones.
    """
    if not rows:
        return
    today = clock.local(now).date()
    for assessment, own in rows:
        assessment.state = step(TABLE, State(assessment.state), Move.SETTLE_GREEN)
        assessment.position = Position.GREEN
        assessment.comment = own.comment if own else ""
        assessment.what_works = own.what_works if own else ""
        assessment.settled_on = today
        assessment.settled_by_id = actor.id
        assessment.due_on = None
        assessment.escalated_at = None
        assessment.escalated_to = None
        assessment.version += 1
        assessment.changed_at = now
        assessment.changed_by_name = actor.name
    assessments = [assessment for assessment, _ in rows]
    WellbeingAssessment.objects.bulk_update(
        assessments,
        [
            "state", "position", "comment", "what_works", "settled_on", "settled_by", "due_on", "escalated_at",
            "escalated_to", "version", "changed_at", "changed_by_name",
        ],
    )  # fmt: skip
    audit.record_all(actor, "assessment.settled", assessments, at=now)
    supersede(actor, assessments, now=now)


def supersede(actor: Actor, settled: Sequence[WellbeingAssessment], *, now: datetime) -> None:
    """A newly settled position takes over from older ones of the same child in the same setting.

    Unfinished ones end; a yellow or red one ends as well, unless its parents have not been told yet.
    """
    newer = {(a.child_id, a.institution_id) for a in settled}
    told = ParentsTold.objects.filter(assessment_id=OuterRef("pk"))
    older = [
        a
        for a in WellbeingAssessment.objects.open()
        .select_for_update(of=("self",))
        .annotate(parents_know=Exists(told))
        .filter(child_id__in={child for child, _ in newer}, institution_id__in={place for _, place in newer})
        .exclude(pk__in=[a.pk for a in settled])
        .order_by("pk")
        if (a.child_id, a.institution_id) in newer
    ]
    for move, state in ((Move.LEAVE, State.OWN), (Move.CLOSE, State.WATCHED)):
        ended = [a for a in older if a.state == state and (state == State.OWN or a.parents_know)]
        if not ended:
            continue
        WellbeingAssessment.objects.filter(pk__in=[a.pk for a in ended]).update(
            state=step(TABLE, state, move),
            due_on=None,
            escalated_at=None,
            escalated_to=None,
            version=F("version") + 1,
            changed_at=now,
            changed_by_name=actor.name,
        )
        audit.record_all(actor, "assessment.superseded", ended, at=now)
