"""Those I have chosen nothing for and who thrive: said in one act that names them first, never by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock

from . import joint_rules
from .commands import OwnRating, Place, SaveOwn
from .group_page import GroupPage, Row, group_page
from .models import OwnAssessment
from .rating import save_own
from .states import Position


def _words(row: Row) -> bool:
    return bool(row.own and (row.own.comment or row.own.what_works))


def the_rest(page: GroupPage) -> tuple[list[Row], list[Row]]:
    """The children I have not chosen a position for: those one act can be said of, and those I look at one by one."""
    waiting = [row for row in page.rows if row.open and not row.position]
    together = [
        row
        for row in waiting
        if joint_rules.may_join_the_rest(row.last_position, own_position=row.position, words=_words(row))
    ]
    return together, [row for row in waiting if row not in together]


@transaction.atomic
def rest_thrives(actor: Actor, place: Place, child_ids: frozenset[int], *, now: datetime) -> tuple[str, ...]:
    """Gives the named children the position that they thrive, as drafts; whose names. Only those still without one."""
    page = group_page(actor, place, clock.local(now).date())
    rows = [row for row in the_rest(page)[0] if row.child.pk in child_ids]
    if not rows:
        return ()
    ratings = tuple(OwnRating(row.child.pk, Position.GREEN) for row in rows)
    save_own(actor, SaveOwn(place, ratings), now=now)
    mine = OwnAssessment.objects.filter(
        rater_id=actor.id, assessment__round_id=place.round_id, assessment__child_id__in=[row.child.pk for row in rows]
    )
    details = {"assessments": sorted(mine.values_list("assessment_id", flat=True))}
    audit.record(actor, "own.rest_thrives", page.round, at=now, details=details)
    return tuple(row.child.name for row in rows)
