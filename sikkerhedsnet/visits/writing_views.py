"""One visit's form on a tablet: begun, kept as a draft, saved, and filled in later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, guardians_of
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.words import clock_words

from . import actions, policy, queries
from .forms import say_invalid
from .models import PlannedVisit, Visit
from .shown import asked_name, shown_visit
from .standard import standard
from .states import PlannedState, VisitState
from .views import child_open
from .visit_form import VisitForm


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int, visit_type: str) -> HttpResponse:
    """A new visit of a type: an empty form, and a draft from the first time it is sent."""
    actor = actor_of(request)
    if visit_type not in standard().visit_types:
        raise Http404
    child = child_open(actor, pk)
    asked = whole_number(request.GET.get("plan", ""))
    mine = PlannedVisit.objects.visible_to(actor).filter(child=child, state=PlannedState.PLANNED)
    plan = mine.filter(pk=asked).first() if asked is not None else mine.filter(visit_type=visit_type).first()
    now = clock.now()
    initial: dict[str, Any] = {"on": clock.today(), "visit_class": "home", "version": 0}
    if plan is not None and plan.starts_at is not None and plan.starts_at <= now:
        initial["on"] = clock.day_of(plan.starts_at)
        initial["begins"] = clock.local(plan.starts_at).time()
    form = _form(request, actor, child, visit_type, initial=initial)
    return _handle(request, actor, child, form, None, plan)


@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: a draft goes on, what lacks is asked for, and what is saved is read."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_visits(actor))
    found: Visit = (
        Visit.objects.visible_to(actor)
        .select_related("child__municipality", "child__district", "held_by", "owner", "planned", "wrong_by")
        .get(pk=pk)
    )
    audit.read(actor, "visits.read", found, at=now, child_id=found.child_id)
    if found.state == VisitState.DRAFT and not found.wrong_at:
        if not policy.may_write_on(actor, found.owner_id):
            return _show(request, actor, found, None)
        initial = {**found.draft, "version": found.version}
        form = _form(request, actor, found.child, found.visit_type, initial=initial)
        return _handle(request, actor, found.child, form, found, found.planned)
    if request.method == "POST" and found.state != VisitState.MISSING:
        raise Stale(who=found.changed_by_name, what=found.state, at=found.changed_at)
    if found.state == VisitState.MISSING and not found.wrong_at:
        initial = {"on": clock.day_of(found.starts_at), "version": found.version}
        form = _form(request, actor, found.child, found.visit_type, initial=initial, filling=found)
        return _fill(request, actor, found, form)
    return _show(request, actor, found, None)


def _form(
    request: HttpRequest, actor: Actor, child: Child, visit_type: str, *, initial: Any, filling: Visit | None = None
) -> VisitForm:
    today = clock.today()
    guardians = [custody.guardian for custody in guardians_of(child, today)]
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        child=child,
        visit_type=visit_type,
        guardians=guardians,
        helps=queries.helps_of(actor, child),
        filling=filling,
        today=today,
        initial=initial,
    )
    if filling is not None:
        for name in ("on", "begins", "visit_class"):
            form.fields[name].required = False
    return form


def _handle(
    request: HttpRequest, actor: Actor, child: Child, form: VisitForm, draft: Visit | None, plan: PlannedVisit | None
) -> HttpResponse:
    now = clock.now()
    plan_id = plan.pk if plan is not None else None
    if request.method == "POST":
        if "save" not in request.POST:
            kept = actions.save_draft(actor, form.draft(plan_id, draft, now), now=now)
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"saved": clock_words(now), "version": kept.version})
            messages.success(request, _("Kladden er gemt. Den står på dit bord, til besøget er skrevet færdigt."))
            return redirect("visits:visit", kept.pk)
        if form.is_valid():
            try:
                saved = actions.save_visit(actor, form.save(plan_id, draft), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            else:
                return _saved(request, saved)
    context = {
        "child": child,
        "line": child_line(child, clock.local(now).date(), reader=actor),
        "form": form,
        "visit": draft,
        "type_name": queries.type_name(form.visit_type),
        "instruments": queries.instruments_at(child, form.visit_type),
        "asked": [form[name] for name in form.asked],
        "more": [form[name] for name in form.more],
        "measures": _measures(form),
        "feeding": form["feeding"] if form.feeds else None,
        "parent_findings": [form[name] for name in form.parent_findings],
        "mandatory": [asked_name(key) for key in form.type.mandatory],
    }
    bad = form.is_bound and form.errors
    return render(request, "visits/write.html", context, status=422 if bad else 200)


def _measures(form: VisitForm) -> list[dict[str, Any]]:
    """A number, how it was taken, that it was not, and, when it was asked about, that it is right."""
    found = []
    for key in form.measures:
        field = form[f"g_{key}"]
        found.append(
            {
                "field": field,
                "how": form[f"g_{key}_how"] if f"g_{key}_how" in form.fields else None,
                "absent": form[f"g_{key}_absent"],
                "sure": form[f"g_{key}_sure"] if field.errors or form[f"g_{key}_sure"].value() else None,
                "asked": key in form.type.mandatory,
            }
        )
    return found


def _saved(request: HttpRequest, saved: Visit) -> HttpResponse:
    if saved.state == VisitState.MISSING:
        lacking = shown_visit(saved).lacking
        text = ngettext(
            "Besøget er gemt. Der mangler %(n)d ting, som du kan skrive de næste dage.",
            "Besøget er gemt. Der mangler %(n)d ting, som du kan skrive de næste dage.",
            len(lacking),
        )
        messages.warning(request, text % {"n": len(lacking)})
    else:
        messages.success(request, _("Besøget er gemt."))
    return redirect("visits:visit", saved.pk)


def _fill(request: HttpRequest, actor: Actor, found: Visit, form: VisitForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            filled = actions.fill(actor, form.fill(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            return _saved(request, filled)
    return _show(request, actor, found, form)


def _show(request: HttpRequest, actor: Actor, found: Visit, form: VisitForm | None) -> HttpResponse:
    today = clock.today()
    context = {
        "shown": shown_visit(found),
        "visit": found,
        "child": found.child,
        "line": child_line(found.child, today, reader=actor),
        "form": form,
        "asked": [form[name] for name in form.asked] if form else [],
        "measures": _measures(form) if form else [],
        "feeding": form["feeding"] if form and form.feeds else None,
        "today": today,
    }
    bad = form is not None and form.is_bound and form.errors
    return render(request, "visits/visit.html", context, status=422 if bad else 200)
