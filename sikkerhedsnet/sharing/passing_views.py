"""Something passed on by hand, written down from the child's page."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import child_line, open_child
from sikkerhedsnet.web.words import day_words

from . import actions, policy, queries
from .forms import PassOnForm, say_invalid
from .states import What
from .views import CHILD


@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """A copy sent, a specialist asked, something told by telephone."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_pass_on(actor))
    child = open_child(actor, pk, now=now)
    open_ones = Concern.objects.visible_to(actor).filter(child=child, state__in=NOT_CLOSED).order_by("-pk")
    concerns = [(str(row.pk), _concern_words(row)) for row in open_ones]
    grounds = queries.choices(actor, child, today, what=What.COPY)
    days = queries.settings_of(child.municipality_id).meeting_days
    initial = {"on": today, "until": today + timedelta(days=days), "basis": grounds.chosen, "told": "told"}
    form = PassOnForm(request.POST or None, grounds=grounds, concerns=concerns, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_on(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er skrevet ned."))
            return redirect(CHILD, pk)
    context = {
        "child": child,
        "line": child_line(child, today, reader=actor),
        "form": form,
        "grounds": grounds,
        "suspicion": queries.sees_suspicion(actor, child),
    }
    return render(request, "sharing/pass_on.html", context, status=400 if form.errors else 200)


def _concern_words(row: Concern) -> str:
    words = _("Bekymring fra %(day)s") % {"day": day_words(row.raised_at)}
    return f"{words} ({_('mistanke')})" if row.suspicion else words
