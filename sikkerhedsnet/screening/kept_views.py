"""What a device kept without a network comes in here, and what could not be put in is decided."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.web.words import clock_words

from . import actions
from .commands import Kept, TakeKept
from .forms import RatingForm
from .group_views import place_of
from .kept_forms import DecideKeptForm, say_invalid
from .kept_ratings import open_kept
from .labels import KEPT_SAID
from .states import KeptState

MOST = 200
"""Ratings in one sending; a group is a tenth of it."""


@require_POST
def take_kept(
    request: HttpRequest, pk: int, group_pk: int | None = None, institution_pk: int | None = None
) -> HttpResponse:
    """JSON in: `ratings` as the device kept them, and `hand_in`; JSON out: what became of each, by its key."""
    actor = actor_of(request)
    now = clock.now()
    try:
        sent = json.loads(request.body)
        items = sent["ratings"]
        kept, broken = _read(items)
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"message": _("Det kunne ikke læses. Genindlæs siden, og prøv igen.")}, status=400)
    command = TakeKept(place_of(pk, group_pk, institution_pk), tuple(kept), hand_in=bool(sent.get("hand_in")))
    answers = actions.take_kept(actor, command, now=now)
    results = [
        {
            "key": str(answer.key),
            "state": answer.state.value if answer.state else "unknown",
            "saved": answer.saved_at.isoformat() if answer.saved_at else "",
        }
        for answer in answers
    ]
    results += [{"key": key, "state": "broken", "saved": ""} for key in broken]
    return JsonResponse({"results": results, "saved": clock_words(now)})


def _read(items: list[dict[str, Any]]) -> tuple[list[Kept], list[str]]:
    if not isinstance(items, list) or len(items) > MOST:
        raise ValueError
    kept, broken = [], []
    for item in items:
        key = UUID(str(item["key"]))
        form = RatingForm({name: str(item.get(name, "")) for name in ("position", "comment", "what_works")})
        if not form.is_valid():
            broken.append(str(key))
            continue
        kept.append(
            Kept(
                key=key,
                rating=form.rating(int(item["child"])),
                written_at=_moment(item["written_at"]) or clock.now(),
                base=_moment(item.get("base")),
                earlier=tuple(UUID(str(k)) for k in item.get("earlier", [])[:MOST]),
            )
        )
    return kept, broken


def _moment(text: object) -> datetime | None:
    found = parse_datetime(str(text)) if text else None
    return found if found is not None and found.tzinfo is not None else None


@require_http_methods(["GET", "HEAD"])
def kept(request: HttpRequest) -> HttpResponse:
    """My ratings that were not put in, and those that wait for me as leader."""
    return _show(request)


def _show(request: HttpRequest, wrong: DecideKeptForm | None = None, status: int = 200) -> HttpResponse:
    page = open_kept(actor_of(request), now=clock.now())
    held = [
        {"row": row, "form": wrong if wrong and wrong.kept_id == row.kept.pk else DecideKeptForm(kept_id=row.kept.pk)}
        for row in page.held
    ]
    return render(request, "screening/kept.html", {"late": page, "held": held}, status=status)


@require_POST
def decide_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Use, put away, let in or leave out one rating."""
    actor, now = actor_of(request), clock.now()
    actions.kept_to_decide(actor, pk, now=now)
    form = DecideKeptForm(request.POST, kept_id=pk)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        done = actions.decide_kept(actor, form.command(), now=now)
    except Invalid as wrong:
        say_invalid(form, wrong)
        return _show(request, form, status=422)
    messages.success(request, KEPT_SAID[KeptState(done.state)])
    return redirect("screening:kept")
