"""From worry to action, in days; never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.words import day_words

from . import queries
from .drawing import chart_of
from .labels import MILESTONE, NOT_HALF, SENTENCE


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """How long it takes from a worry to what follows, and how many still wait."""
    actor, now = actor_of(request), clock.now()
    found = queries.days(
        actor.municipality_id,
        quarter=request.GET.get("kvartal", "")[:10],
        milestone=request.GET.get("led", "")[:20],
        place=whole_number(request.GET.get("distrikt", "")),
        today=clock.day_of(now),
    )
    audit.read(actor, "days.read", None, at=now)
    context = {
        "found": found,
        "choices": list(MILESTONE.items()),
        "led": MILESTONE[found.milestone],
        "milestones": [(MILESTONE[one], row) for one, row in found.milestones],
        "districts": [(row.name, row) for row in found.districts],
        "sentence": _sentence(found),
        "chart": chart_of(found.drawn),
    }
    return render(request, "insight/days.html", context)


def _sentence(found: queries.Days) -> str:
    """The chosen group in one sentence; empty when it is too small."""
    row = found.everything
    if row.spread is None:
        return ""
    if row.spread.median is None:
        return str(NOT_HALF % {"day": day_words(found.today, found.today)})
    number = row.spread.median
    days = ngettext("%(n)d dag", "%(n)d dage", number) % {"n": number}
    parts = [str(SENTENCE[found.milestone] % {"days": days})]
    if row.waiting is not None:
        parts.append(
            _("Cirka %(waiting)d af %(total)d venter stadig.") % {"waiting": row.waiting, "total": row.total or 0}
        )
    return " ".join(parts)
