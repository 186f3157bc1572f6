"""Seen but not helped: yellow and red positions nobody has acted on within the local number of weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.tasks import Unhelped
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import knows_place

from . import policy
from .labels import POSITION
from .models import AssessmentFollowUp, AssessmentQuerySet, WellbeingAssessment
from .states import Position, State


def lacking_action(today: date, weeks: int) -> AssessmentQuerySet:
    """Yellow and red positions older than the local promise without follow-up or concern; a worry with a suspicion
    leaves no trace here, so it counts as none."""
    rows: AssessmentQuerySet = (
        WellbeingAssessment.objects.filter(state=State.WATCHED, settled_on__lt=today - timedelta(weeks=weeks))
        .exclude(concerns__suspicion=False)
        .exclude(Exists(AssessmentFollowUp.objects.filter(assessment_id=OuterRef("pk"))))
    )
    return rows


def without_action(institution_ids: Iterable[int], today: date, weeks: int) -> dict[tuple[int, int | None], set[int]]:
    """Which children lack action, by institution and group; a child with two positions is one child."""
    rows = lacking_action(today, weeks).filter(institution_id__in=list(institution_ids)).order_by()
    found: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for institution_id, group_id, child_id in rows.values_list("institution_id", "group_id", "child_id"):
        found[institution_id, group_id].add(child_id)
    return dict(found)


def unhelped(actor: Actor, today: date) -> list[Unhelped]:
    """Those of the places this person follows, longest first in each; by name for whoever works with the child."""
    if not actor.has(Permission.ROUND_SEE):
        return []
    weeks = Municipality.objects.values_list("action_weeks", flat=True).get(pk=actor.municipality_id)
    names = {child.pk: child for child in _children(actor, today)}
    rows = lacking_action(today, weeks).filter(child__municipality_id=actor.municipality_id)
    if not policy.sees_every_round(actor):
        rows = rows.filter(Q(child_id__in=names), institution_id__in=actor.institution_ids(Permission.ROUND_SEE))
    found = []
    for row in rows.select_related("institution__district", "group", "owner").order_by("settled_on", "pk"):
        assert row.settled_on is not None
        child = names.get(row.child_id)
        known = child is None or knows_place(actor, child, row.institution_id, row.group_id)
        about = {
            "what": gettext("Gul eller rød position uden handling"),
            "since": row.settled_on,
            "institution": row.institution.name if known else "",
            "group": row.group.name if known and row.group else "",
            "district": row.institution.district.name if row.institution.district else "",
            "counts_as": row.child_id,
        }
        if child is None:
            found.append(Unhelped(**about))
            continue
        found.append(
            Unhelped(
                **about | {"what": POSITION[Position(row.position)]},
                child_id=child.pk,
                child_name=child.name,
                who=row.owner.name if row.owner else "",
                url_name="screening:follow_up",
                url_args=(row.pk,),
                action_label=gettext("Følg op"),
                position=row.position,
            )
        )
    return found


def _children(actor: Actor, today: date) -> list[Child]:
    if not actor.has(Permission.CHILD_SEE):
        return []
    here = WellbeingAssessment.objects.filter(state=State.WATCHED).values("child_id")
    return list(Child.objects.visible_to(actor, today).filter(pk__in=here))
