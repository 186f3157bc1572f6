"""A plan's pages: agreed at the meeting, read, one step finished or added, and followed up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.sheets import printed
from sikkerhedsnet.web.words import day_words

from . import actions, blank_paper, forms, policy, queries, rules
from .chart import charts_of
from .course_forms import AnswerRoleForm, BeginForm
from .labels import STALE
from .models import Plan
from .picture import AROUND, PARTS, doer_kind, picture
from .review_form import ReviewForm
from .states import FAMILY, State, StepState

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_WRITE
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """While the meeting is running: its agreements become a plan, or extend the one there is."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    page, people = queries.agreeing(actor, pk, now=now)
    require(policy.may_lead(actor, people))
    weeks = page.meeting.child.municipality.review_weeks
    form = forms.AgreeForm(
        request.POST or None,
        agreements=page.agreements,
        first_goal_needed=page.plan is None,
        family=_family(page),
        initial={
            "review_on": page.meeting.next_on or rules.default_review(today, weeks),
            "child_view": page.child_said,
        },
    )
    context = {"page_of_plan": page, "today": today, "rule": rules.review_rule(weeks), "weeks": weeks}
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.agree_plan(actor, form.command(pk), now=now)
        except Invalid as invalid:
            forms.refuse(form, invalid.errors, {"goals": "goal_1"})
        except Stale as stale:
            problem = stale
            form = forms.AgreeForm(
                _again(request, agreements=",".join(str(a.pk) for a in page.agreements)),
                agreements=page.agreements,
                first_goal_needed=page.plan is None,
                family=_family(page),
            )
        else:
            when = day_words(plan.due_on, today) if plan.due_on else ""
            messages.success(request, _("Planen er aftalt. I følger op %(when)s.") % {"when": when})
            return redirect("plans:plan", plan.pk)
    elif request.method != "POST" and not page.running:
        if page.plan:
            return redirect("plans:plan", page.plan.plan.pk)
        raise _not_running(page)
    context |= {"form": form, "problem": problem, "now_url": _plan_url(page)}
    return render(request, "plans/agree.html", context, status=409 if problem else 200)


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan: goals, steps, everybody's numbers, the child's words, and the next date with its reason."""
    actor, now = actor_of(request), clock.now()
    found = queries.open_plan(actor, pk, now=now)
    weeks = found.picture.plan.child.municipality.review_weeks
    seen = {"version": found.picture.plan.version}
    return render(
        request,
        "plans/plan.html",
        {
            "view": found,
            "plan": found.picture,
            "today": clock.local(now).date(),
            "weeks": weeks,
            "help": hook("SIKKERHEDSNET_HELP_BESIDE")(actor, found.picture.plan, starts=found.picture.active),
            "accept_form": forms.AnswerForm(initial=seen, auto_id="accept_%s"),
            "decline_form": forms.AnswerForm(initial=seen, auto_id="decline_%s"),
            "asked": [
                (row, AnswerRoleForm(initial={"version": row.asked.version}, auto_id=f"role_{row.role}_%s"))
                for row in found.around.asked_me
                if row.asked
            ],
            "charts": charts_of(found.picture),
        },
    )


@READ_OR_WRITE
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step: what was agreed, and, for those who may, how it went."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = queries.open_step(actor, pk, now=now)
    verdict = policy.may_finish(actor, step_owner=found.owner_id, plan=queries.people_of(found.plan, today))

    def make(data: Any = None) -> forms.FinishForm:
        return forms.FinishForm(data, initial={"on": today, "version": found.version})

    form, problem = make(), None
    if request.method == "POST":
        require(verdict)
        form = make(request.POST)
        if form.is_valid():
            try:
                actions.finish_step(actor, form.command(pk), now=now)
            except Invalid as invalid:
                forms.refuse(form, invalid.errors)
            except Stale as stale:
                problem = stale
                found = queries.step_within_reach(actor, pk)
                form = make(_again(request, version=found.version))
            else:
                messages.success(request, _("Det er skrevet. Tak."))
                return redirect("plans:plan", found.plan_id)
    may_begin = bool(verdict) and found.state == StepState.OPEN and found.begun_on is None
    context = {
        "step": found,
        "pins": pinned(Whole.PLAN, found.plan_id),
        "form": form if verdict and (found.state == StepState.OPEN or problem) else None,
        "open": found.state == StepState.OPEN,
        "gentle": doer_kind(found.doer) in FAMILY,
        "today": today,
        "problem": problem,
        "begin_form": BeginForm(initial={"begun_on": today, "version": found.version}) if may_begin else None,
    }
    return render(request, "plans/step.html", context, status=409 if problem else 200)


@READ_OR_WRITE
def add_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One more step in the plan."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = _led(actor, pk, now)
    drawn = picture(found)
    form = forms.AddStepForm(
        request.POST or None, seats=queries.seats(found), goals=drawn.goals, initial={"due_on": found.due_on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_step(actor, form.command(pk), now=now)
        except Invalid as invalid:
            forms.refuse(form, invalid.errors)
        else:
            messages.success(request, _("Skridtet er med i planen."))
            return redirect("plans:plan", pk)
    return render(request, "plans/add_step.html", {"plan": drawn, "form": form, "today": today})


@require_safe
def review_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The follow-up to write by hand."""
    actor, now = actor_of(request), clock.now()
    return printed(blank_paper.review(_led(actor, pk, now).child), "Opfølgning")


@READ_OR_WRITE
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The follow-up; what has been typed stays on the page whatever goes wrong."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = _led(actor, pk, now)
    make = _review_form(found, today)
    form, problem = make(None), None
    if request.method == "POST":
        if queries.reviewed_before(found, request.POST.get("key", "")):
            return redirect("plans:plan", pk)
        form = make(request.POST)
        if form.is_valid():
            try:
                held = actions.hold_review(actor, form.command(pk), now=now)
            except Invalid as invalid:
                forms.refuse(form, invalid.errors, {"new_goals": "goal_1"})
            except Stale as stale:
                problem = stale
                found = _led(actor, pk, now)
                form = _review_form(found, today)(_again(request, version=found.version))
            else:
                messages.success(request, _after(held.next_on, today))
                return redirect("plans:plan", pk)
        elif problem := _moved_on(found, request.POST.get("version")):
            form = make(_again(request, version=found.version))
    elif found.state == State.CLOSED:
        return redirect("plans:plan", pk)
    drawn = picture(found, pinned(Whole.PLAN, found.pk))
    context = {
        "plan": drawn,
        "form": form,
        "charts": charts_of(drawn),
        "today": today,
        "problem": problem,
        "homeless": _homeless(request, form) if problem else [],
        "closed": found.state == State.CLOSED,
        "intake_phone": found.child.municipality.intake_phone,
    }
    return render(request, "plans/review.html", context, status=409 if problem else 200)


def _review_form(found: Plan, today: date) -> Callable[[Any], ReviewForm]:
    drawn, seats = picture(found), queries.seats(found)
    next_on = rules.default_review(today, found.child.municipality.review_weeks)

    def make(data: Any) -> ReviewForm:
        return ReviewForm(
            data,
            steps=drawn.open_steps,
            goals=drawn.goals,
            seats=seats,
            today=today,
            watchers=queries.watchers_to_ask(found, today),
            initial={"held_on": today, "next_on": next_on, "version": found.version},
        )

    return make


def _moved_on(found: Plan, version: Any) -> Stale | None:
    """A form that lacks a field because the plan got more steps meanwhile is late, not wrong."""
    if str(version) == str(found.version):
        return None
    stale = Stale(who=found.changed_by_name, what="plan_changed", at=found.changed_at)
    stale.message = str(STALE["plan_changed"])  # type: ignore[attr-defined]
    return stale


def _homeless(request: HttpRequest, form: ReviewForm) -> list[str]:
    """What was written about steps that somebody else has finished meanwhile."""
    late = [
        name for name in request.POST if name.startswith("step-") and name.endswith("-did") and name not in form.fields
    ]
    return [text for text in (request.POST.get(name, "").strip() for name in late) if text]


def _led(actor: Actor, pk: int, now: datetime) -> Plan:
    """The plan with its parts, for whoever leads it, and a line in the read log."""
    found = Plan.objects.visible_to(actor).select_related(*AROUND).prefetch_related(*PARTS).get(pk=pk)
    require(policy.may_lead(actor, queries.people_of(found, clock.local(now).date())))
    audit.read(actor, "plan.read", found, at=now, child_id=found.child_id)
    return context.follow(found, "concern")


def _again(request: HttpRequest, **fields: Any) -> Any:
    """What was sent, with the page's own hidden fields as they are now."""
    data = request.POST.copy()
    for name, value in fields.items():
        data[name] = str(value)
    return data


def _after(next_on: date | None, today: date) -> str:
    if next_on is None:
        return _("Planen er slut, og den, der skrev bekymringen, har fået svar.")
    return _("Opfølgningen er skrevet. I følger op igen %(when)s.") % {"when": day_words(next_on, today)}


def _family(page: queries.Agreeing) -> list[Participant]:
    """Whose own words a goal may be."""
    return [seat for seat in page.seats if doer_kind(seat) in FAMILY]


def _plan_url(page: queries.Agreeing) -> str:
    return (
        reverse("plans:plan", args=(page.plan.plan.pk,))
        if page.plan
        else reverse("meetings:meeting", args=(page.meeting.pk,))
    )


def _not_running(page: queries.Agreeing) -> Stale:
    stale = Stale(what="meeting_not_running")
    stale.message = str(STALE["meeting_not_running"])  # type: ignore[attr-defined]
    stale.url = _plan_url(page)  # type: ignore[attr-defined]
    return stale
