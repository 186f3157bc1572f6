"""The handout for each who takes one home: a page to print and a PDF, in her own language and size."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.web.forms import whole_number

from . import handout, queries
from .languages import FIRST, chosen, languages
from .minutes import Minutes, minutes_of
from .models import Participant
from .rules import FAMILY

PAGE = "meetings:meeting"


def recipients(minutes: Minutes) -> list[Participant]:
    """Whom a paper is made for: the family, or on a suspicion the professionals alone."""
    suspicion = minutes.meeting.suspicion
    return [seat for seat in minutes.participants if (seat.role in FAMILY) != suspicion]


def _asked(request: HttpRequest, minutes: Minutes) -> dict[str, Any]:
    """The language, the size and the reader that the address names; what it does not name is the plain Danish paper."""
    number = whole_number(request.GET.get("til", ""))
    to = next((seat for seat in recipients(minutes) if seat.pk == number), None)
    language = FIRST if minutes.meeting.suspicion else chosen(request.GET.get("sprog")).code
    return {"language": language, "large": request.GET.get("stor") == "1", "to": to}


@require_safe
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The handout as a file; a meeting that has not begun has none yet."""
    meeting = queries.open_meeting(actor_of(request), pk, now=clock.now(), act="minutes.printed")
    minutes = minutes_of(meeting)
    if not handout.can_be_printed(minutes):
        return redirect(PAGE, pk)
    asked = _asked(request, minutes)
    response = HttpResponse(handout.minutes_pdf(minutes, **asked), content_type="application/pdf")
    name = handout.file_name(minutes, asked["language"])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_safe
def handed(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on a page: for each recipient one press on a language, then print."""
    meeting = queries.open_meeting(actor_of(request), pk, now=clock.now(), act="minutes.printed")
    minutes = minutes_of(meeting)
    if not handout.can_be_printed(minutes):
        return redirect(PAGE, pk)
    asked = _asked(request, minutes)
    family = handout.family_language(minutes)
    context = {
        "meeting": meeting,
        "child": meeting.child,
        "paper": handout.document(minutes, **asked),
        "chosen": chosen(asked["language"]),
        "to": asked["to"],
        "large": asked["large"],
        "recipients": recipients(minutes),
        "offered": offered(minutes),
        "family": family,
        "query": _query(asked),
        "other_size": _query({**asked, "large": not asked["large"]}),
    }
    return render(request, "meetings/handed.html", context)


def offered(minutes: Minutes) -> list[Any]:
    """The languages in the order somebody at this table wants them: the family's own first."""
    if minutes.meeting.suspicion:
        return [chosen(FIRST)]
    family = handout.family_language(minutes)
    return sorted(languages().values(), key=lambda one: one is not family)


def _query(asked: dict[str, Any]) -> str:
    named = {
        "sprog": asked["language"],
        "til": str(asked["to"].pk) if asked["to"] else "",
        "stor": "1" if asked["large"] else "",
    }
    return "&".join(f"{name}={value}" for name, value in named.items() if value)
