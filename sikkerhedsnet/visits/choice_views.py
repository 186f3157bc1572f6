"""The municipality's own numbers about visits: the plain ones, and when a measurement is unusual."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.words import day_words

from . import actions, policy, rules
from .checking import choices_of
from .forms import CHOICES, ChoicesForm, say_invalid
from .range_form import RangesForm


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Both forms stand on the page; the one that was sent says so."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_change_scheme(actor))
    row, today = choices_of(actor.municipality_id), clock.day_of(now)
    names = ("version", *(name for name, *_more in CHOICES))
    sent = request.POST.get("about") if request.method == "POST" else None
    editions = rules.editions(row.ranges)
    form = ChoicesForm(
        request.POST if sent == "numbers" else None, initial={name: getattr(row, name) for name in names}
    )
    ranges = RangesForm(
        request.POST if sent == "ranges" else None, shown=editions[-1], version=row.version, today=today
    )
    if sent == "numbers" and form.is_valid():
        actions.set_choices(actor, form.command(), now=now)
        messages.success(request, _("Kommunens tal er gemt."))
        return redirect("visits:scheme")
    if sent == "ranges" and ranges.is_valid():
        try:
            actions.set_ranges(actor, ranges.command(), now=now)
        except Invalid as problem:
            say_invalid(ranges, problem)
        else:
            day = day_words(ranges.cleaned_data["from_on"], today)
            messages.success(request, _("Grænserne er gemt. De gælder fra %(day)s.") % {"day": day})
            return redirect("visits:choices")
    in_force = rules.ranges_on(row.ranges, today)
    context = {
        "form": form,
        "ranges": ranges,
        "editions": [(one, one.number == in_force.number) for one in reversed(editions)],
        "today": today,
    }
    bad = (form.is_bound and form.errors) or (ranges.is_bound and ranges.errors) or (request.POST and not sent)
    return render(request, "visits/choices.html", context, status=422 if bad else 200)
