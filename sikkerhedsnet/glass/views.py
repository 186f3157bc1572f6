"""Break the glass, end it, and look it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import BrokenGlass

from . import actions, policy, queries
from .forms import BreakForm, ReviewForm, say_invalid
from .labels import INVALID, REASON, STATE
from .models import GlassApproval
from .rules import A_DAY, LASTS
from .states import State


@sensitive_post_parameters("password", "cpr_number")
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """Open one child's file for an hour, with a reason."""
    actor = actor_of(request)
    require(policy.may_break(actor))
    form = BreakForm(request.POST or None, asked=request)
    if request.method == "POST" and form.is_valid():
        try:
            glass = actions.break_glass(actor, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            if isinstance(glass, GlassApproval):
                text = _(
                    "Det er fjerde gang i dag. Din leder og chefen er spurgt, og du får besked her, når en af dem svarer."
                )
                messages.warning(request, text)
                return redirect("worklists:desk")
            if glass is not None:
                text = _("Du har nødadgang til kl. %(time)s. Din leder og databeskyttelsesrådgiveren har fået besked.")
                messages.warning(request, text % {"time": f"{clock.local(glass.ends_at):%H.%M}"})
                return redirect("childfile:child", glass.child_id)
            form.add_error(None, str(INVALID["nobody"]))
    context = {"form": form, "minutes": int(LASTS.total_seconds() // 60), "times": A_DAY}
    return render(request, "glass/break.html", context, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before the hour has passed."""
    actions.end_glass(actor_of(request), pk, now=clock.now())
    messages.success(request, _("Nødadgangen er slut."))
    return redirect("worklists:desk")


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person says yes or no to the fourth broken glass in a day; the child is not named."""
    actor, now = actor_of(request), clock.now()
    found = queries.approval_within_reach(actor, pk)
    if request.method == "POST":
        actions.approve(actor, pk, yes=request.POST.get("answer") == "yes", now=now)
        messages.success(request, _("Dit svar er gemt, og den, der spurgte, har fået besked."))
        return redirect("worklists:desk")
    context = {
        "asked": found,
        "reason": REASON[BrokenGlass.Reason(found.reason)],
        "over": found.expires_at <= now,
        "answered": found.answered_at is not None,
    }
    return render(request, "glass/approval.html", context)


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Everything this person was given to look over."""
    rows = [(row, STATE[State(row.state)]) for row in queries.reviews_of(actor_of(request))]
    return render(request, "glass/reviews.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One broken glass: who, why, and what was opened; and the reviewer's answer."""
    actor, now = actor_of(request), clock.now()
    page = queries.open_review(actor, pk, now=now)
    form = ReviewForm(request.POST or None, initial={"version": page.review.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Dit svar er gemt."))
            return redirect("glass:review", pk)
    context = {"page_of": page, "child": page.review.child, "form": form, "state": STATE[State(page.review.state)]}
    return render(request, "glass/review.html", context, status=400 if form.errors else 200)
