"""The child's page, and who has access to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock

from . import queries
from .labels import KIND


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """Who the child is, what is open now, what is agreed, and what has happened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
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
    actor: Actor = request.actor  # type: ignore[attr-defined]
    child, people = queries.access_page(actor, pk, now=clock.now())
    return render(request, "childfile/access.html", {"child": child, "people": people})
