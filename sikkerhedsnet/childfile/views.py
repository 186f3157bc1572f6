"""The child's page, and who has access to it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock

from . import looks as log
from . import paper, queries
from .labels import KIND

VISITS_PER_PAGE = 50
SEARCH_FROM = 2


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """Who the child is, what is open now, what is agreed, and what has happened."""
    actor = actor_of(request)
    now = clock.now()
    wanted = request.GET.get("art", "")
    kind = wanted if wanted in KIND else ""
    oldest_first = request.GET.get("fra") == "begyndelsen"
    file = queries.child_file(actor, pk, now=now, kind=kind, oldest_first=oldest_first)
    return render(
        request,
        "childfile/child.html",
        {
            "file": file,
            "child": file.child,
            "today": clock.local(now).date(),
            "kind": kind,
            "oldest_first": oldest_first,
        },
    )


@require_safe
def access(request: HttpRequest, pk: int) -> HttpResponse:
    """Who can see the child, why, and until when."""
    actor = actor_of(request)
    child, people = queries.access_page(actor, pk, now=clock.now())
    context = {"child": child, "people": people, "sees_child": actor.has(Permission.CHILD_SEE)}
    return render(request, "childfile/access.html", context)


@require_safe
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked at the child, when, at what and why."""
    actor = actor_of(request)
    now = clock.now()
    child = log.child_for_log(actor, pk, now=now)
    names = log.may_see_names(actor, child, clock.day_of(now))
    visits = Paginator(log.looks(actor, child, names=names), VISITS_PER_PAGE).get_page(request.GET.get("page"))
    audit.read(actor, "looks.read", child, at=now, child_id=child.pk)
    context = {"child": child, "visits": visits, "names": names, "control": actor.has(Permission.LOG_CONTROL)}
    return render(request, "childfile/looks.html", context)


@require_safe
def looks_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole list on paper."""
    actor = actor_of(request)
    now = clock.now()
    child = log.child_for_log(actor, pk, now=now)
    visits = queries.looks_told(child)  # the paper is for the family: as it would be without any suspicion
    audit.read(actor, "looks.printed", child, at=now, child_id=child.pk)
    response = HttpResponse(paper.looks_pdf(child, visits, now=now), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, paper.file_name(child, now)) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def log_search(request: HttpRequest) -> HttpResponse:
    """Finds a child whose log is asked about; a form, so that no CPR number stands in an address."""
    actor = actor_of(request)
    text = request.POST.get("q", "")[:100].strip()
    searched = len(text) >= SEARCH_FROM
    children = log.found_for_log(actor, text, now=clock.now()) if searched else []
    context = {"text": text, "searched": searched, "children": children, "most": log.MOST_FOUND}
    return render(request, "childfile/log_search.html", context)
