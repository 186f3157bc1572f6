"""An objection as the leader's desk shows it, and why a child was not assessed as the child's page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event, Task
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_lines

from .models import NotAssessed
from .round_labels import NOT_STATE, REASON
from .states import NotState, Reason


def decision_tasks(actor: Actor, today: date) -> Iterator[Task]:
    """The objections this person is to decide on, or was told of when the date passed."""
    if not actor.has(Permission.ASSESSMENT_SEE):
        return
    rows = list(
        NotAssessed.objects.visible_to(actor)
        .open()
        .filter(Q(owner_id=actor.id) | Q(escalated_to_id=actor.id))
        .select_related("child__municipality", "assessment__round", "owner")
        .order_by("due_on", "pk")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor) if rows else {}
    for row in rows:
        late = row.owner_id != actor.id
        yield Task(
            kind="screening.objection",
            what=gettext("Forældrene har sagt nej til vurderingen. Tal med dem, og beslut"),
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
            to_whom=(row.owner.name if row.owner else "") if late else gettext("forældrene"),
            since=clock.day_of(row.recorded_at),
            due_on=row.due_on,
            url_name="screening:not_assessed",
            url_args=(row.pk,),
            action_label=gettext("Se og tal med den ansvarlige") if late else gettext("Beslut"),
        )


def absence_events(actor: Actor, child: Child) -> list[Event]:
    """Why the child was not assessed, for those who may read assessments."""
    rows = (
        NotAssessed.objects.visible_to(actor)
        .filter(child=child)
        .select_related("assessment__round", "recorded_by", "decided_by")
        .order_by("recorded_at", "pk")
    )
    found = []
    for row in rows:
        round_ = row.assessment.round
        words = {"round": round_.name if round_ else "", "reason": REASON[Reason(row.reason)]}
        found.append(
            Event(
                kind="screening.not_assessed",
                on=clock.day_of(row.recorded_at),
                at=row.recorded_at,
                title=gettext("%(round)s: ikke vurderet. %(reason)s") % words,
                text=row.words,
                by=row.recorded_by.name,
                texts=((row._meta.label_lower, row.pk, "words"),),
                url_name="screening:not_assessed",
                url_args=(row.pk,),
            )
        )
        if row.decided_at and row.decided_by:
            state = NotState.STANDS if row.state in (NotState.STANDS, NotState.BACK) else NotState.OVERRULED
            found.append(
                Event(
                    kind="screening.objection",
                    on=clock.day_of(row.decided_at),
                    at=row.decided_at,
                    title=str(NOT_STATE[state]),
                    text=row.decision,
                    by=row.decided_by.name,
                    texts=((row._meta.label_lower, row.pk, "decision"),),
                    url_name="screening:not_assessed",
                    url_args=(row.pk,),
                )
            )
    return found
