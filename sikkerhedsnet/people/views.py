"""The list of children one works with."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import forms, policy, queries

PER_PAGE = 50


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """The children within reach in Danish order, narrowed by name, institution and group."""
    actor = actor_of(request)
    require(policy.may_see_children(actor))
    now = clock.now()
    today = clock.local(now).date()
    wanted = forms.wanted(request.GET)
    page = Paginator(queries.children_within_reach(actor, wanted, now=now), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    lines = queries.child_lines(shown, today, reader=actor)
    audit.read_all(actor, "children.listed", shown, at=now)
    places = queries.places_within_reach(actor, today)
    return render(
        request,
        "people/children.html",
        {
            "rows": [(child, lines[child.pk]) for child in shown],
            "page_of_children": page,
            "wanted": wanted,
            "narrowed": bool(wanted.searches or wanted.institution_id or wanted.group_id),
            "too_short": bool(wanted.text) and not wanted.searches,
            "places": places,
            "groups": [(place, group) for place, groups in places for group in groups],
            "several_groups": sum(len(groups) for _, groups in places) > 1,
            "may_raise": actor.has(Permission.CONCERN_RAISE),
            "nothing_here": queries.nothing_here(actor),
        },
    )
