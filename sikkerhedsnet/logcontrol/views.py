"""Explain a look-up; see how the month's control went; choose the municipality's numbers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require

from . import actions, paper, policy, queries
from .forms import CloseForm, ExplainForm, SettingsForm, say_invalid


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Everything this person was given to explain."""
    actor = actor_of(request)
    pages = queries.mine(actor, now=clock.now())
    context = {"pages": pages, "control": actor.has(Permission.LOG_CONTROL)}
    return render(request, "logcontrol/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked, when, at what kind of page and why; and the reader's answer."""
    actor, now = actor_of(request), clock.now()
    page = queries.open_look(actor, pk, now=now)
    may = policy.may_answer(actor, owner_id=page.look.owner_id, looked_by=page.look.actor_id)
    kind = CloseForm if page.is_passed_on else ExplainForm
    form = kind(request.POST or None, initial={"version": page.look.version})
    if request.method == "POST":
        require(may)
        if form.is_valid():
            try:
                actions.answer(actor, form.command(pk), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            else:
                messages.success(request, _("Dit svar er gemt."))
                return redirect("logcontrol:mine")
    context = {"page_of": page, "form": form, "may": may, "control": actor.has(Permission.LOG_CONTROL)}
    return render(request, "logcontrol/look.html", context, status=400 if form.errors else 200)


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Every month that was drawn."""
    return render(request, "logcontrol/months.html", {"rows": queries.months(actor_of(request), now=clock.now())})


@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """How one month's control went."""
    found = queries.report(actor_of(request), pk, now=clock.now())
    return render(request, "logcontrol/report.html", {"report": found, "drawing": found.drawing})


@require_safe
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper, without names."""
    actor, now = actor_of(request), clock.now()
    found = queries.report(actor, pk, now=now)
    response = HttpResponse(paper.report_pdf(found, actor.municipality_name, now=now), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, paper.file_name(found)) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The municipality's own numbers."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    held = queries.settings_of(actor.municipality_id)
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.shown(held)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(actor, form.command(), now=now)
        messages.success(request, _("Tallene er gemt og gælder fra næste stikprøve."))
        return redirect("logcontrol:months")
    return render(request, "logcontrol/settings.html", {"form": form}, status=400 if form.errors else 200)
