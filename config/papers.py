"""What papers can be laid with, and who may see that: the one place that knows every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import context
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.scans.commands import Thing
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.visits.models import Visit
from sikkerhedsnet.voices.models import ChildVoice, Preparation


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its rows, its page and its name; `child` and `course` lead from the row to the child's number
    and to that of the worry it is erased with, `owner` to who answers for it, `logged` to what a look is logged on when that is not the row."""

    rows: Any
    page: str
    name: Any
    child: str = "child_id"
    course: str = ""
    logged: str = ""
    owner: str = "owner_id"

    def seen_by(self, actor: Actor) -> models.QuerySet[Any]:
        """The rows this person may see."""
        found: models.QuerySet[Any] = self.rows(actor)
        return found


KINDS: dict[About, Kind] = {
    About.RESPONSE: Kind(Response.objects.visible_to, "instruments:response", _("Skemaet"), owner=""),
    About.VISIT: Kind(Visit.objects.visible_to, "visits:visit", _("Besøget")),
    About.CONCERN: Kind(Concern.objects.visible_to, "concerns:concern", _("Bekymringen"), course="pk"),
    About.MEETING: Kind(Meeting.objects.visible_to, "meetings:meeting", _("Mødet"), course="concern_id"),
    About.PREPARATION: Kind(
        Preparation.objects.visible_to,
        "voices:preparation",
        _("Forberedelsen"),
        "meeting.child_id",
        "meeting.concern_id",
        "meeting",
        "meeting.owner_id",
    ),
    About.VOICE: Kind(
        ChildVoice.objects.visible_to, "voices:voice", _("Barnets ord"), course="concern_id", owner="concern.owner_id"
    ),
    About.PLAN: Kind(Plan.objects.visible_to, "plans:plan", _("Planen"), course="concern_id"),
}


def seen_by(actor: Actor) -> dict[About, models.QuerySet[Any]]:
    """For each kind the numbers of the rows this person may see."""
    return {about: kind.seen_by(actor).values("pk") for about, kind in KINDS.items()}


def thing(actor: Actor, about: About, pk: int) -> Thing:
    """What a paper belongs to, when this person may see it; else ObjectDoesNotExist."""
    kind = KINDS[about]
    row = kind.seen_by(actor).get(pk=pk)
    return Thing(
        about,
        pk,
        _of(row, kind.child),
        str(kind.name),
        reverse(kind.page, args=[pk]),
        _of(row, kind.logged) or row,
        _of(row, kind.course),
        _of(row, kind.owner),
    )


def _of(row: models.Model, road: str) -> Any:
    found: Any = row
    with context.beyond_reach():  # whoever sees the paper need not see all that the road leads over
        for name in filter(None, road.split(".")):
            found = getattr(found, name) if found is not None else None
    return found if road else None
