"""A group's focus points, and how alike colleagues see: one read or one action each."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.models import Group
from sikkerhedsnet.web.words import day_words

from .agreement import agreement_seen
from .forms import say_invalid
from .group_focus import focus_in_reach, focus_place, look_at_focus, make_focus
from .joint_forms import FocusForm, FocusLookForm
from .joint_rules import FEWEST_PAIRS
from .labels import AROUND
from .models import GroupFocus
from .policy import Setting
from .raters import responsible_in
from .states import Around, FocusState

USUALLY_LOOKED_AT_AFTER = timedelta(weeks=6)


def focus_url(focus: GroupFocus) -> tuple[str, int]:
    """URL name and argument of the page with the group's focus points."""
    if focus.group_id is None:
        return "screening:focus_place", focus.institution_id
    return "screening:focus", focus.group_id


@require_http_methods(["GET", "HEAD", "POST"])
def focus(request: HttpRequest, group_pk: int | None = None, institution_pk: int | None = None) -> HttpResponse:
    """What a group's colleagues pay attention to and change; POST agrees a new one."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    if group_pk is not None:
        institution_pk = Group.objects.only("institution_id").get(pk=group_pk).institution_id
    assert institution_pk is not None
    place = focus_place(actor, institution_pk, group_pk)
    responsible = responsible_in(Setting(institution_pk, group_pk), today)
    form = FocusForm(
        request.POST if request.method == "POST" else None,
        responsible=responsible,
        initial={"begins_on": today, "look_on": today + USUALLY_LOOKED_AT_AFTER, "owner_id": actor.id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = make_focus(actor, form.command(institution_pk, group_pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request,
                _("Skrevet. I ser på det igen %(day)s.") % {"day": day_words(form.cleaned_data["look_on"], today)},
            )
            return redirect(*focus_url(made))
    bad = form.is_bound and bool(form.errors)
    return render(
        request,
        "screening/focus.html",
        {
            "place": place,
            "running": [(row, _around(row)) for row in place.running],
            "ended": [(row, _around(row)) for row in place.ended],
            "form": form,
            "asks": bad or bool(request.GET.get("nyt")) or not (place.running or place.ended),
            "today": today,
        },
        status=422 if bad else 200,
    )


def _around(row: GroupFocus) -> list[str]:
    return [str(AROUND[Around(key)]) for key in row.around]


@require_http_methods(["GET", "HEAD", "POST"])
def focus_point(request: HttpRequest, pk: int) -> HttpResponse:
    """One focus point: what it says and what has happened; POST writes what changed."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = focus_in_reach(actor, pk)
    responsible = list(responsible_in(Setting(found.institution_id, found.group_id), today))
    mine = any(c.id == found.owner_id for c in responsible)
    form = None
    if found.state == FocusState.RUNNING or request.method == "POST":
        form = FocusLookForm(
            request.POST if request.method == "POST" else None,
            responsible=responsible,
            initial={"version": found.version, "ends": "", "owner_id": found.owner_id if mine else actor.id},
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            look_at_focus(actor, form.command(found.pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Skrevet. Kollegerne på stuen eller i klassen kan læse det."))
            return redirect(*focus_url(found))
    name, arg = focus_url(found)
    return render(
        request,
        "screening/focus_point.html",
        {"focus": found, "around": _around(found), "form": form, "today": today, "list_name": name, "list_arg": arg},
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """How alike colleagues see the children they rate, to talk from."""
    actor = actor_of(request)
    return render(
        request,
        "screening/agreement.html",
        {"rounds": agreement_seen(actor, clock.today()), "fewest": FEWEST_PAIRS},
    )
