"""A plan is offered to another adviser, who says yes or no."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import handing_over, policy, queries
from .forms import AnswerForm, OfferPlanForm
from .models import Plan

PAGE = "plans:plan"


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another adviser to take over."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    page = queries.open_plan(actor, pk, now=now)
    plan = page.picture.plan
    require(policy.may_offer(actor, queries.people_of(plan, today)))
    if request.method != "POST" and not page.can_offer:
        return redirect(PAGE, pk)
    colleagues = queries.colleagues(plan, today)
    form = OfferPlanForm(request.POST or None, initial={"version": plan.version}, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        made = handing_over.offer(actor, form.offer_plan(pk), now=now)
        who = made.offered_to.name if made.offered_to else ""
        messages.success(request, _("%(who)s er spurgt. Forløbet er dit, til der er sagt ja.") % {"who": who})
        return redirect(PAGE, pk)
    context = {
        "child": plan.child,
        "line": page.line,
        "owner": plan.owner,
        "back_url": reverse(PAGE, args=(pk,)),
        "form": form,
        "nobody": not colleagues,
    }
    return render(request, "plans/offer.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked adviser takes over."""
    return _answer(request, pk, handing_over.accept, lambda plan: _("Forløbet er dit nu."), reverse(PAGE, args=(pk,)))


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked adviser says no; the plan is no longer on her desk."""
    return _answer(request, pk, handing_over.decline, _still_with, reverse("worklists:desk"))


def _answer(
    request: HttpRequest, pk: int, act: Callable[..., Plan], said: Callable[[Plan], str], leads_to: str
) -> HttpResponse:
    """One button on the plan's page; an address without a form leads back to it."""
    if request.method != "POST":
        return redirect(PAGE, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
        return redirect(PAGE, pk)
    plan = act(actor_of(request), form.answer(pk), now=clock.now())
    messages.success(request, said(plan))
    return redirect(leads_to)


def _still_with(plan: Plan) -> str:
    return _("Du har sagt nej. %(who)s har stadig forløbet.") % {"who": plan.owner.name if plan.owner else ""}
