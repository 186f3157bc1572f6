"""The desk everybody starts at, and the net check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from sikkerhedsnet.access.actor import UserKind, actor_of
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.web.forms import whole_number

from . import queries
from .followed import followed
from .labels import BUCKET, HOLE, HOLE_ADVICE, TASK_STEP

QUIET_START = {
    Function.POLITICIAN: _(
        "I menuen finder du Trivsel i tal. Her kommer også, om indsatsen virker, og hvad den koster. Aldrig en person."
    ),
    Function.RESEARCHER: _("Her kommer dine godkendte forskningsprojekter og deres udtræk uden navne."),
    Function.DATA_PROTECTION_OFFICER: _(
        "Her kommer de nødadgange, du skal gennemgå. I menuen finder du opslag, deling, anmodninger og sletning."
    ),
    Function.SYSTEM_ADMIN: _("Du kan indlæse kommunens registerfiler. Du ser ingen børn."),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, oldest promise first."""
    actor = actor_of(request)
    if actor.kind is not UserKind.STAFF:
        return render(request, "worklists/family.html", {"actor": actor})
    now = clock.now()
    today = queries.today_of(now)
    kind = request.GET.get("art", "")[:40]
    place = request.GET.get("sted", "")[:200]
    mine = queries.desk(actor, today, kind=kind, place=place)
    audit.read_listed(actor, "desk.listed", mine.children, at=now)
    context = {
        "actor": actor,
        "desk": mine,
        "groups": [(BUCKET[bucket], bucket, tasks) for bucket, tasks in mine.groups],
        "kinds": [(key, TASK_STEP.get(key, key), count) for key, count in mine.kinds],
        "next_meeting": next((meeting for meeting in mine.meetings if meeting.starts_at > now), None),
        "chosen_kind": kind,
        "chosen_place": place,
        "today": today,
        "hour": clock.local(now).hour,
        "first_name": actor.name.split()[0],
        "quiet": [QUIET_START[post.function] for post in actor.posts if post.function in QUIET_START],
        "sees_children": actor.has(Permission.CHILD_SEE),
        "rates": actor.has(Permission.ASSESSMENT_RATE),
    }
    return render(request, "worklists/desk.html", context)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The messages shown have been read and leave the desk."""
    ids = [number for text in request.POST.getlist("message") if (number := whole_number(text)) is not None]
    outbox.mark_seen(request.actor.id, ids[:100], now=clock.now())  # type: ignore[attr-defined]
    return redirect("worklists:desk")


@require_GET
def net(request: HttpRequest) -> HttpResponse:
    """Is the net whole, and if not: where, since when, who can mend it and how. No child's name stands here."""
    actor = actor_of(request)
    now = clock.now()
    found = queries.net(actor.municipality_id, now)
    audit.read(actor, "net.read", None, at=now)
    rows = [(HOLE.get(hole.kind, hole.kind), HOLE_ADVICE.get(hole.kind, ""), hole) for hole in found.holes]
    return render(request, "worklists/net.html", {"net": found, "rows": rows, "today": queries.today_of(now)})


@require_GET
def unhelped(request: HttpRequest) -> HttpResponse:
    """Who was seen and has had no help since; names for whoever works with the child, numbers for everybody else."""
    actor, now = actor_of(request), clock.now()
    today = queries.today_of(now)
    found = queries.unhelped(actor, today)
    audit.read_children(actor, "unhelped.read", found.child_ids, at=now)
    weeks = Municipality.objects.values_list("action_weeks", flat=True).get(pk=actor.municipality_id)
    districts = [
        (
            name,
            total,
            [
                (
                    place,
                    [
                        (group, queries.children(rows), [(row, row.weeks(today)) for row in rows])
                        for group, rows in place.groups
                    ],
                )
                for place in places
            ],
        )
        for name, total, places in found.districts
    ]
    context = {
        "districts": districts,
        "total": found.total,
        "weeks": weeks,
        "today": today,
        "actor": actor,
        "in_rounds": actor.has(Permission.ROUND_SEE),
    }
    return render(request, "worklists/unhelped.html", context)


@require_GET
def sign_figures(request: HttpRequest) -> HttpResponse:
    """Which signs were told of in a quarter, and what followed; never a person, never a suspicion."""
    actor, now = actor_of(request), clock.now()
    found = followed(actor.municipality_id, request.GET.get("kvartal", "")[:10], queries.today_of(now))
    audit.read(actor, "followed.read", None, at=now)
    return render(request, "worklists/followed.html", {"found": found})
