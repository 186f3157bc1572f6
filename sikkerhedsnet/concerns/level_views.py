"""A level and a stage on a worry, and the municipality's scale and promises."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import KeyedForm

from . import actions, following_queries, level_queries, policy, queries
from .forms import say_invalid
from .labels import AXIS
from .level_forms import PromisesForm, RateForm, ScaleForm, StageForm

PAGE = "concerns:concern"


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """A level for the child, for the care, or for both; each with its own reason."""
    actor, now = actor_of(request), clock.now()
    case = queries.open_concern(actor, pk, now=now)
    require(policy.may_rate(actor, queries.people_of(case.concern, clock.day_of(now))))
    if request.method == "GET" and not case.can_rate:
        return redirect(PAGE, pk)
    scale = level_queries.scale_on(actor.municipality_id, clock.day_of(now))
    form = RateForm(request.POST or None, words=level_queries.words_on(scale))
    if request.method == "POST" and form.is_valid():
        try:
            actions.rate(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Niveauet er skrevet. Det er dit, og det ændrer ikke andres."))
            return redirect(PAGE, pk)
    context = {"case": case, "concern": case.concern, "child": case.concern.child, "form": form, "scale": scale}
    return render(request, "concerns/rate.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, pk: int) -> HttpResponse:
    """The adviser moves the stage, and says why."""
    actor, now = actor_of(request), clock.now()
    case = queries.open_concern(actor, pk, now=now)
    require(policy.may_handle(actor, queries.people_of(case.concern, clock.day_of(now))))
    if request.method == "GET" and not case.can_move_stage:
        return redirect(PAGE, pk)
    form = StageForm(request.POST or None, initial={"version": case.concern.version}, concern=case.concern)
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_stage(actor, form.move(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Trinnet er flyttet, og det tidligere står i historien."))
            return redirect(PAGE, pk)
    context = {"case": case, "concern": case.concern, "child": case.concern.child, "form": form}
    context["stages"] = level_queries.stages_of(case.concern)
    return render(request, "concerns/stage.html", context, status=400 if form.errors else 200)


@require_safe
def scale(request: HttpRequest) -> HttpResponse:
    """The scale in force, what waits for approval, and the versions before."""
    actor = actor_of(request)
    today = clock.today()
    versions = [
        (row, [(AXIS[axis], texts) for axis, texts in level_queries.words_on(row).items()])
        for row in level_queries.scales(actor)
    ]
    waiting = level_queries.waiting_scale(actor)
    context = {
        "versions": versions,
        "waiting": waiting.pk if waiting else None,
        "in_force": level_queries.scale_on(actor.municipality_id, today).pk,
        "approve_form": KeyedForm(),
        "actor": actor,
    }
    return render(request, "concerns/scale.html", context)


@require_http_methods(["GET", "POST"])
def new_scale(request: HttpRequest) -> HttpResponse:
    """The municipality's own words, begun with those in force."""
    actor, now = actor_of(request), clock.now()
    words = level_queries.words_on(level_queries.scale_on(actor.municipality_id, clock.day_of(now)))
    form = ScaleForm(request.POST or None, words=words)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_scale(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Den nye skala er gemt. Den gælder, når en anden har godkendt den."))
            return redirect("concerns:scale")
    context = {"form": form, "waiting": level_queries.waiting_scale(actor)}
    return render(request, "concerns/new_scale.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def approve_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person puts it in force."""
    if request.method == "POST":
        actions.approve_scale(actor_of(request), pk, now=clock.now())
        messages.success(request, _("Skalaen gælder fra i dag. Det, der er skrevet før, står med de gamle ord."))
    return redirect("concerns:scale")


@require_http_methods(["GET", "POST"])
def promises(request: HttpRequest) -> HttpResponse:
    """The municipality's own promises about worries."""
    actor, now = actor_of(request), clock.now()
    row = following_queries.settings_of(actor.municipality_id)
    initial = {"version": row.version, "meeting_days": row.meeting_days, "stall_days": row.stall_days}
    form = PromisesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_promises(actor, form.promises(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Løfterne er gemt. De flytter ingen dato, der er sat."))
            return redirect("concerns:promises")
    return render(request, "concerns/promises.html", {"form": form, "row": row}, status=400 if form.errors else 200)
