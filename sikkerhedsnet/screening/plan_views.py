"""The municipality's plan for rounds: seen by everybody who follows them, decided by facilitator and chief."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import InstitutionKind

from . import actions, cadence, policy
from .absences import choices_of
from .models import RoundPlan
from .planning import plans_of
from .round_forms import ChoicesForm, PlanForm, say_invalid
from .round_labels import KIND


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """How often and when, for each kind of institution, with the days of this year and the next."""
    actor, today = actor_of(request), clock.today()
    rows = [
        {
            "plan": plan,
            "name": KIND[kind],
            "days": [
                {"opens": opens, "closes": closes, "now": opens <= today <= closes}
                for opens, closes in cadence.occurrences(
                    plan.periods, today, date(today.year + 1, today.month, min(today.day, 28))
                )
            ],
        }
        for kind, plan in plans_of(actor.municipality_id).items()
    ]
    context = {
        "rows": rows,
        "choices": choices_of(actor.municipality_id),
        "may_plan": bool(policy.may_plan(actor)),
    }
    return render(request, "screening/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of one kind of institution is decided, with the reason."""
    actor = actor_of(request)
    require(policy.may_plan(actor))
    found = RoundPlan.objects.get(pk=pk, municipality_id=actor.municipality_id)
    kind = InstitutionKind(found.kind)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=PlanForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_plan(actor, form.command(kind), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Planen er besluttet. Runderne åbner af sig selv på deres dag."))
            return redirect("screening:plans")
    context = {"form": form, "plan": found, "name": KIND[kind]}
    return render(request, "screening/plan.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What the municipality has chosen for all its rounds."""
    actor = actor_of(request)
    require(policy.may_plan(actor))
    found = choices_of(actor.municipality_id)
    form = ChoicesForm(request.POST if request.method == "POST" else None, initial=ChoicesForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_choices(actor, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Valgene er gemt."))
            return redirect("screening:plans")
    return render(
        request, "screening/choices.html", {"form": form}, status=422 if form.is_bound and form.errors else 200
    )
