"""Write that one is away, or that a colleague one leads is; end it; and see what nobody covers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require

from . import actions, policy, queries
from .forms import EndForm, RegisterForm, say_invalid


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own absences, and those in which one covers."""
    actor, today = actor_of(request), clock.today()
    require(policy.may_register(actor, actor.id, ()))
    return render(request, "absences/mine.html", {"found": queries.my_absences(actor, today), "today": today})


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """The leader's page: which advisers are away, who covers, and what nobody has."""
    actor, now = actor_of(request), clock.now()
    rows = queries.staff_page(actor, clock.day_of(now))
    audit.read(actor, "absences.read", None, at=now)
    return render(request, "absences/staff.html", {"rows": rows, "today": clock.day_of(now)})


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Write an absence of one's own."""
    actor = actor_of(request)
    require(policy.may_register(actor, actor.id, ()))
    return _register(request, actor, None)


@require_http_methods(["GET", "HEAD", "POST"])
def register_for(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader writes an absence of an adviser she leads."""
    actor = actor_of(request)
    return _register(request, actor, queries.adviser_led(actor, pk, clock.today()))


def _register(request: HttpRequest, actor: Actor, person: User | None) -> HttpResponse:
    user_id, today = person.pk if person else actor.id, clock.today()
    fit = queries.fit_for(user_id, actor.municipality_id, today, today)
    form = RegisterForm(request.POST or None, fit=fit, initial={"start_on": today if person else None})
    back = "absences:staff" if person else "absences:mine"
    if request.method == "POST" and form.is_valid():
        try:
            absence = actions.register(actor, form.command(user_id), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            told = _("Fraværet er skrevet. Den, der dækker, har fået besked.")
            messages.success(request, told if absence.cover_id else _("Fraværet er skrevet. Ingen dækker endnu."))
            return redirect(back)
    context = {"form": form, "person": person}
    return render(request, "absences/register.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an absence early, or call it off."""
    actor, now = actor_of(request), clock.now()
    absence = queries.within_reach(actor, pk, clock.day_of(now))
    form = EndForm(request.POST or None, initial={"version": absence.version})
    if request.method == "POST" and form.is_valid():
        actions.end(actor, form.command(pk), now=now)
        messages.success(request, _("Fraværet er afsluttet. Ingen dækker mere."))
        return redirect("absences:mine" if absence.user_id == actor.id else "absences:staff")
    context = {"form": form, "absence": absence, "own": absence.user_id == actor.id}
    return render(request, "absences/end.html", context, status=400 if form.errors else 200)
