"""How the plan stood: its versions, one of them, the same on paper, and the family's yes."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web.fields import read_day

from . import actions, history, paper, policy, queries
from .around import version_in_force
from .course_forms import AgreedForm
from .forms import refuse
from .models import Plan
from .picture import doer_kind
from .states import FAMILY


def _read(actor: Actor, pk: int) -> Plan:
    plan = queries.within_reach(actor, pk)
    audit.read(actor, "plan.read", plan, at=clock.now(), child_id=plan.child_id)
    return plan


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, the newest first, with what was new in each; `?dag=` leads to the one in force that day."""
    actor = actor_of(request)
    plan = _read(actor, pk)
    asked = request.GET.get("dag", "")
    day: date | None = read_day(asked) if asked else None
    found = version_in_force(plan, day) if day else None
    if found:
        return redirect("plans:version", pk, found.number)
    problem = _("Planen var ikke til den dag.") if asked else ""
    context = {"plan": plan, "versions": history.versions_of(plan), "asked": asked, "problem": problem}
    return render(request, "plans/versions.html", context)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The plan as it stood, and what was new."""
    plan = _read(actor_of(request), pk)
    shown = _one(plan, number)
    return render(request, "plans/version.html", {"plan": plan, "shown": shown, "pins": pinned(Whole.PLAN, plan.pk)})


@require_safe
def version_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The plan as it stood, on paper for the family."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    shown = _one(plan, number)
    audit.read(actor, "plan.printed", plan, at=now, child_id=plan.child_id)
    response = HttpResponse(paper.plan_pdf(plan, shown), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, paper.file_name(plan, shown)) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """The family's yes to the newest version."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    today = clock.day_of(now)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    last = plan.versions.order_by("-number").first()
    if last is None or (last.agreed_on is not None and request.method != "POST"):
        return redirect("plans:plan", pk)
    family = [seat for seat in queries.seats(plan) if doer_kind(seat) in FAMILY]
    form = AgreedForm(request.POST or None, family=family, initial={"on": today, "number": last.number})
    if request.method == "POST" and form.is_valid():
        try:
            actions.agree_version(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Familiens ja er skrevet. Den næste ændring bliver en ny version."))
            return redirect("plans:plan", pk)
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    context = {"plan": plan, "form": form, "shown": history.one_of(plan, last.number)}
    return render(request, "plans/agreed.html", context, status=400 if form.errors else 200)


def _one(plan: Plan, number: int) -> history.Shown:
    found = history.one_of(plan, number)
    if found is None:
        raise Http404
    return found
