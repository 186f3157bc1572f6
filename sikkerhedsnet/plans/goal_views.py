"""One goal with its signs, a sign that was seen, and a step somebody has begun on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole

from . import actions, policy, queries
from .course_forms import BeginForm, GoalForm, SeenSignForm
from .forms import refuse
from .picture import doer_kind, sign_row
from .states import FAMILY, State, StepState

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_WRITE
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose words the goal is, what shows that it comes nearer, and when somebody saw it."""
    actor, now = actor_of(request), clock.now()
    found = queries.goal_within_reach(actor, pk)
    plan, today = found.plan, clock.day_of(now)
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    people = queries.people_of(plan, today)
    verdict = policy.may_lead(actor, people)
    active = plan.state == State.ACTIVE
    if request.method == "POST":
        require(verdict)
    family = [seat for seat in queries.seats(plan) if doer_kind(seat) in FAMILY]
    words = {"words_of": found.words_of_id or "", "verbatim": found.verbatim}
    form = GoalForm(request.POST or None, family=family, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_goal(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Målet er gemt."))
            return redirect("plans:goal", pk)
    context = {
        "goal": found,
        "plan": plan,
        "signs": [
            sign_row(sign) for sign in found.signs.prefetch_related("sightings__seen_by", "sightings__written_by")
        ],
        "form": form if verdict and active and not found.dropped else None,
        "may_see_signs": active and bool(policy.may_note_sign(actor, people)),
        "pins": pinned(Whole.PLAN, plan.pk),
    }
    return render(request, "plans/goal.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def sign_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody saw the sign."""
    actor, now = actor_of(request), clock.now()
    sign = queries.sign_within_reach(actor, pk)
    plan, today = sign.goal.plan, clock.day_of(now)
    require(policy.may_note_sign(actor, queries.people_of(plan, today)))
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    form = SeenSignForm(request.POST or None, seats=queries.seats(plan), initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.see_sign(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Det er skrevet, at tegnet er set."))
            return redirect("plans:goal", sign.goal_id)
    context = {"sign": sign, "plan": plan, "form": form}
    return render(request, "plans/sign_seen.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has begun on a step; an address without a form leads to the step."""
    if request.method != "POST":
        return redirect("plans:step", pk)
    actor, now = actor_of(request), clock.now()
    step = queries.step_within_reach(actor, pk)
    require(policy.may_finish(actor, step_owner=step.owner_id, plan=queries.people_of(step.plan, clock.day_of(now))))
    form = BeginForm(request.POST)
    if form.is_valid():
        try:
            actions.begin_step(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Det er skrevet, at I er gået i gang."))
            return redirect("plans:step", pk)
    context = {
        "step": step,
        "begin_form": form,
        "open": step.state == StepState.OPEN,
        "pins": pinned(Whole.PLAN, step.plan_id),
        "gentle": doer_kind(step.doer) in FAMILY,
        "today": clock.day_of(now),
    }
    audit.read(actor, "step.read", step, at=now, child_id=step.plan.child_id)
    return render(request, "plans/step.html", context, status=400)
