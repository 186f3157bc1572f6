"""What stands about measures on a meeting's and a plan's page; lent to them by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import context
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.rules import Begun
from sikkerhedsnet.plans.models import Plan

from . import queries
from .models import Measure
from .states import State

MOST_OFFERED = 8


@dataclass(frozen=True)
class Beside:
    """The measures of a course that run, and what the one who reads may start from here."""

    running: list[Measure]
    offers: list[tuple[str, str]]
    all_url: str
    template: str = "measures/_beside.html"


def beside(actor: Actor, row: Meeting | Plan, *, starts: bool) -> Beside | None:
    """Nothing on a suspicion; without `starts` (it is over) only what runs. Two queries at most."""
    if row.suspicion:
        return None
    running = [one for one in queries.measures_of(actor, concern_id=row.concern_id) if one.state == State.RUNNING]
    at_table = isinstance(row, Meeting)
    mine = queries.offers(actor, only_mine=True) if starts else []
    start_url = "measures:start_at_meeting" if at_table else "measures:start_in_plan"
    choose_url = "measures:choose_at_meeting" if at_table else "measures:choose_in_plan"
    return Beside(
        running,
        [(offer.kind.name, reverse(start_url, args=[row.pk, offer.kind.pk])) for offer in mine[:MOST_OFFERED]],
        reverse(choose_url, args=[row.pk]),
    )


def begun_at(meeting: Meeting) -> list[Begun]:
    """What was started from this table, as the family was told it; the same for everybody who reads the minutes.

    The date to look again is the one agreed, or the day somebody first did look. Two queries.
    """
    with context.beyond_reach():  # the paper says the same whoever prints it
        rows = list(
            Measure.objects.filter(meeting_id=meeting.pk)
            .select_related("owner")
            .prefetch_related("looks")
            .order_by("started_at", "pk")
        )
        return [_begun(row) for row in rows]


def _begun(row: Measure) -> Begun:
    first_look = next((look.on for look in row.looks.all()), row.due_on)
    return Begun(row.name, row.purpose, row.owner.name if row.owner else "", row.start_on, first_look)
