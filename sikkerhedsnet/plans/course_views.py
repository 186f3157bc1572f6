"""Around a plan: how much help, who coordinates, who keeps an eye out, taking it up again, and the headings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns import queries as worries
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.words import day_words

from . import actions, policy, queries, rules
from .course_forms import AnswerRoleForm, AskRoleForm, HeadingsForm, LadderForm, LevelForm, LookForm, ReopenForm
from .forms import refuse
from .headings import SCHEMES, Scheme, name_of, scheme_on
from .labels import FOUND
from .ladders import ladder_on, rungs_of
from .models import Ladder, Plan, PlanRole
from .states import Found, State

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_WRITE
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down the ladder, with the reason."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    today = clock.day_of(now)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    ladder = ladder_on(actor.municipality_id, today)
    form = LevelForm(request.POST or None, ladder=ladder)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_level(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Trinnet er skrevet."))
            return redirect("plans:plan", pk)
    elif request.method != "POST" and plan.state != State.ACTIVE:
        return redirect("plans:plan", pk)
    context = {"plan": plan, "form": form, "ladder": ladder, "levels": list(plan.levels.select_related("by"))[::-1]}
    return render(request, "plans/level.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def ladder(request: HttpRequest) -> HttpResponse:
    """What the levels are called here and mean, and a new version of it."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_ladder(actor))
    today = clock.day_of(now)
    shown = ladder_on(actor.municipality_id, today)
    form = LadderForm(request.POST or None, ladder=shown, initial={"from_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_ladder(actor, form.command(), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(
                request, _("Trappen er gemt. Planer, der er sat på et trin før, beholder det navn, det havde.")
            )
            return redirect("plans:ladder")
    earlier = [rungs_of(row) for row in Ladder.objects.visible_to(actor).order_by("-number")]
    context = {"form": form, "shown": shown, "earlier": earlier}
    return render(request, "plans/ladder.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to coordinate."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    today = clock.day_of(now)
    require(policy.may_lead(actor, queries.people_of(plan, today)))
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    form = AskRoleForm(request.POST or None, people=queries.coordinators_to_ask(plan, today))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_role(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            mine = made.person_id == actor.id
            told = _("Du er tovholder nu.") if mine else _("%(who)s er spurgt.") % {"who": made.person.name}
            messages.success(request, told)
            return redirect("plans:plan", pk)
    elif request.method != "POST" and plan.state != State.ACTIVE:
        return redirect("plans:plan", pk)
    around = queries.around_plan(actor, plan, queries.people_of(plan, today))
    context = {"plan": plan, "form": form, "around": around}
    return render(request, "plans/roles.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """The question whether to coordinate, with its answer; whoever else sees the plan is led to it."""
    actor, now = actor_of(request), clock.now()
    row: PlanRole = PlanRole.objects.visible_to(actor).select_related("plan__child", "asked_by").get(pk=pk)
    if request.method != "POST":
        return redirect("plans:plan", row.plan_id)
    require(policy.may_answer_role(actor, row.person_id, queries.people_of(row.plan, clock.day_of(now))))
    form = AnswerRoleForm(request.POST)
    if not form.is_valid() or request.POST.get("answer") not in ("yes", "no"):
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
        return redirect("plans:plan", row.plan_id)
    if request.POST["answer"] == "yes":
        actions.accept_role(actor, form.command(pk), now=now)
        messages.success(request, _("Du er tovholder nu."))
        return redirect("plans:plan", row.plan_id)
    actions.decline_role(actor, form.command(pk), now=now)
    messages.success(request, _("Du har sagt nej. Den, der spurgte, har fået besked."))
    return redirect("worklists:desk")


@READ_OR_WRITE
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Look again after a plan has ended, and write what was found."""
    actor, now = actor_of(request), clock.now()
    found = queries.watch_within_reach(actor, pk)
    plan, today = found.plan, clock.day_of(now)
    people = queries.people_of(plan, today)
    verdict = policy.may_look(actor, found.owner_id, found.escalated_to_id, people)
    if request.method == "POST":
        require(verdict)
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    form = LookForm(request.POST or None, initial={"on": today, "version": found.version})
    if request.method == "POST" and form.is_valid():
        command = form.command(pk)
        try:
            actions.look(actor, command, now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            told = {
                Found.WELL: _("Tak. Så er der ikke mere at gøre her."),
                Found.AGAIN: _("Det er skrevet. Du ser igen på den dag, du valgte."),
                Found.WORRIED: _("Det er skrevet. Skriv nu en bekymring, eller bed rådgiveren åbne planen igen."),
            }
            messages.success(request, told[command.found])
            return redirect("plans:plan", plan.pk)
    context = {
        "watch": found,
        "found_word": FOUND[Found(found.found)] if found.found else "",
        "plan": plan,
        "last": plan.reviews.order_by("-held_on", "-pk").first(),
        "form": form if verdict and found.state in found.OPEN else None,
        "today": today,
    }
    return render(request, "plans/watch.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a plan that ended up again; a plan that is going on leads to its page."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    today = clock.day_of(now)
    require(policy.may_reopen(actor, queries.people_of(plan, today)))
    if request.method != "POST" and plan.state != State.CLOSED:
        return redirect("plans:plan", pk)
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    offered = [
        (row.pk, _("Bekymringen fra %(day)s") % {"day": day_words(clock.day_of(row.raised_at), today)})
        for row in worries.openly_about(actor, plan.child_id).exclude(pk=plan.concern_id).exclude(state="closed")
    ]
    asked = request.GET.get("bekymring", "")
    weeks = plan.child.municipality.review_weeks
    start = {"version": plan.version, "due_on": rules.default_review(today, weeks), "concern": asked}
    form = ReopenForm(request.POST or None, worries=offered, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Planen er i gang igen, og du er ansvarlig."))
            return redirect("plans:plan", pk)
    context = {"plan": plan, "form": form, "last": plan.reviews.order_by("-held_on", "-pk").first()}
    return render(request, "plans/reopen.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def headings(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan's parts under the triangle's headings: all of them, or those under one; whoever leads it ticks them."""
    actor, now = actor_of(request), clock.now()
    plan = queries.within_reach(actor, pk)
    today = clock.day_of(now)
    verdict = policy.may_lead(actor, queries.people_of(plan, today))
    if request.method == "POST":
        require(verdict)
    audit.read(actor, "plan.read", plan, at=now, child_id=plan.child_id)
    scheme = scheme_on(today)
    parts = queries.parts_to_tag(actor, plan)
    tags = _tags(plan, parts, scheme)
    form = HeadingsForm(request.POST or None, parts=parts, scheme=scheme, chosen=tags)
    if request.method == "POST" and form.is_valid():
        try:
            actions.tag_parts(actor, form.command(pk), now=now)
        except Invalid as invalid:
            refuse(form, invalid.errors)
        else:
            messages.success(request, _("Overskrifterne er gemt."))
            return redirect("plans:headings", pk)
    only = request.GET.get("overskrift", "")
    context = {
        "plan": plan,
        "form": form if verdict else None,
        "corners": _corners(scheme, tags),
        "only": name_of(scheme.key, only) if only in dict(scheme) else "",
        "shown": [part for part in parts if (part.kind, part.pk, only) in tags] if only else [],
        "older": [one for one in SCHEMES if one.key != scheme.key],
    }
    return render(request, "plans/headings.html", context, status=400 if form.errors else 200)


def _tags(plan: Plan, parts: list[queries.Part], scheme: Scheme) -> set[tuple[str, int, str]]:
    """Those on what this reader may read, and no others: not even their number."""
    seen = {(part.kind, part.pk) for part in parts}
    found = set()
    for row in plan.tags.filter(scheme=scheme.key):
        kind = "goal" if row.goal_id else "step" if row.step_id else "entry"
        pk = row.goal_id or row.step_id or row.entry_id
        if pk is not None and (kind, pk) in seen:
            found.add((kind, pk, row.heading))
    return found


def _corners(scheme: Scheme, tags: set[tuple[str, int, str]]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    count = {key: sum(1 for _kind, _pk, heading in tags if heading == key) for key, _name in scheme}
    return [
        (str(corner.name), [(key, str(name), count[key]) for key, name in corner.headings]) for corner in scheme.corners
    ]
