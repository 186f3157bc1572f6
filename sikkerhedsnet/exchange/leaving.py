"""What has to follow when a child moves on or away: places and assessments end, open help never closes by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.instruments import actions as instruments
from sikkerhedsnet.instruments.models import FollowUp
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.visits import actions as visits

from .planning_place import last_day
from .writing import BATCH, Hand


def see_off(children: Sequence[Child], hand: Hand) -> None:
    """Ends the children's places and assessments, and tells everybody who still owes them something."""
    if not children:
        return
    _end_places(children, hand.today)
    for child in children:
        screening.leave(hand.author, child, now=hand.now)
    owed = _owed(children)
    for child in children:
        instruments.leave(hand.author, child, now=hand.now)
        visits.leave(hand.author, child, now=hand.now)
        visits.end_recalls(hand.author, child, now=hand.now)
    audit.record_many(hand.author, [("child.left", child, child.pk, {}) for child in children], at=hand.now)
    for (owner, child_id), number in owed.items():
        outbox.enqueue(
            "child.left",
            to_id=owner,
            about=_(
                "Et barn, du arbejder med, er fraflyttet ifølge registeret. Det, der er åbent, venter stadig på dig (%(n)d)."
            )
            % {"n": number},
            at=hand.now,
            child_id=child_id,
            url_name="childfile:child",
            url_arg=child_id,
            once=f"{child_id}:{hand.today.isoformat()}",
        )


def move_on(moved: Sequence[tuple[Child, int]], hand: Hand) -> None:
    """What was open in the institution a child has left ends there, or goes on with whoever leads the new place."""
    open_there = set(
        WellbeingAssessment.objects.open()
        .filter(child__in=[child for child, _ in moved])
        .values_list("child_id", "institution_id")
    )
    left = [(child, place) for child, place in moved if (child.pk, place) in open_there]
    institutions = Institution.objects.in_bulk({place for _, place in left})
    for child, place in left:
        screening.leave(hand.author, child, now=hand.now, institution=institutions[place])


def _end_places(children: Sequence[Child], today: date) -> None:
    places = list(
        Enrolment.objects.select_for_update()
        .filter(Q(end_on=None) | Q(end_on__gte=today), child__in=children, start_on__lte=today)
        .order_by("pk")
    )
    for place in places:
        place.end_on = last_day(place.start_on, today)
    Enrolment.objects.bulk_update(places, ["end_on"], batch_size=BATCH)


def _owed(children: Sequence[Child]) -> dict[tuple[int, int], int]:
    """How many open things each owner has about each of the children."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    models: tuple[Any, ...] = (Concern, Meeting, Plan, FollowUp)
    for model in models:
        for who in model.objects.open().filter(child__in=children).values_list("owner_id", "child_id"):
            found[who] += 1
    for who in Step.objects.open().filter(plan__child__in=children).values_list("owner_id", "plan__child_id"):
        found[who] += 1
    return dict(found)
