"""The data-protection officer's pages: what was passed on in the municipality, the legal bases, and the periods."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.spreadsheet import as_csv

from . import actions, policy, queries
from .forms import AddBasisForm, BasisForm, EndBasisForm, SettingsForm, SoughtForm, say_invalid
from .labels import KIND, SERVICE, WHAT
from .models import LegalBasis
from .states import Kind, Service, What

PER_PAGE = 50
MOST_ROWS = 10_000
BASES = "sharing:bases"


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Receiver, basis, kind and dates of everything passed on; never what it said, nor the child's name."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_control(actor))
    form = SoughtForm(request.GET or None)
    page = Paginator(queries.in_the_municipality(actor, form.sought(today)), PER_PAGE).get_page(request.GET.get("side"))
    shown = list(page.object_list)
    audit.read(actor, "sharing.controlled", None, at=now)
    audit.read_children(actor, "sharing.controlled", [row.child_id for row in shown], at=now)
    context = {
        "form": form,
        "rows": [_shown(row) for row in shown],
        "listed": page,
        "today": today,
        "asked": request.GET.urlencode(),
    }
    return render(request, "sharing/all.html", context, status=400 if form.is_bound and form.errors else 200)


def _shown(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "what": WHAT[What(row.what)],
        "service": SERVICE[Service(row.to_service)],
        "kind": KIND[Kind(row.basis.kind)],
    }


@require_safe
def everything_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file, as it is narrowed."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    sought = SoughtForm(request.GET or None).sought(clock.day_of(now))
    rows = list(queries.in_the_municipality(actor, sought)[:MOST_ROWS])
    audit.read(actor, "sharing.exported", None, at=now)
    audit.read_children(actor, "sharing.exported", [row.child_id for row in rows], at=now)
    header = [
        _("Barnets nummer"), _("Hvordan"), _("Modtager"), _("Tjeneste"), _("Grundlag"), _("Paragraf"), _("Givet"),
        _("Gælder til"), _("Aflyst"), _("Givet af"),
    ]  # fmt: skip
    lines = [
        [
            str(row.child_id),
            str(WHAT[What(row.what)]),
            row.to_name,
            str(SERVICE[Service(row.to_service)]),
            row.basis.name,
            row.basis.paragraph,
            row.on.isoformat(),
            row.ends_on.isoformat(),
            _("ja") if row.is_off else "",
            row.by_name,
        ]
        for row in rows
    ]
    response = HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="givet-videre.csv"'
    return response


@require_safe
def bases(request: HttpRequest) -> HttpResponse:
    """Every basis with the wording in force and those before and after it."""
    actor = actor_of(request)
    today = clock.today()
    require(policy.may_control(actor))
    shown = []
    for wordings in queries.earlier_wordings(actor.municipality_id).values():
        in_force = next(
            (w for w in wordings if w.valid_from <= today and (w.valid_to is None or w.valid_to >= today)), None
        )
        latest = wordings[0]
        shown.append(
            {
                "now": in_force or latest,
                "in_force": in_force is not None,
                "others": [w for w in wordings if w is not (in_force or latest)],
                "latest": latest if latest.valid_to is None else None,
                "kind": KIND[Kind(latest.kind)],
            }
        )
    context = {"bases": shown, "today": today, "settings": queries.settings_of(actor.municipality_id)}
    return render(request, "sharing/bases.html", context)


@require_http_methods(["GET", "POST"])
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    """A new wording."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    found = LegalBasis.objects.visible_to(actor).get(pk=pk)
    form = BasisForm(request.POST) if request.method == "POST" else BasisForm.shown(found, clock.day_of(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_basis(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Den nye ordlyd er gemt. Det, der er givet videre, beholder den gamle."))
            return redirect(BASES)
    context = {"form": form, "basis": found, "kind": KIND[Kind(found.kind)]}
    return render(request, "sharing/basis.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end_basis(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day a basis can be chosen."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    found = LegalBasis.objects.visible_to(actor).get(pk=pk)
    form = EndBasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_basis(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Grundlaget kan ikke vælges efter den dag."))
            return redirect(BASES)
    context = {"form": form, "basis": found}
    return render(request, "sharing/end_basis.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def add_basis(request: HttpRequest) -> HttpResponse:
    """One more basis."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    form = AddBasisForm(request.POST or None, initial={"valid_from": clock.day_of(now)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_basis(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Grundlaget er på listen."))
            return redirect(BASES)
    return render(request, "sharing/add_basis.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The municipality's own periods."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_control(actor))
    row = queries.settings_of(actor.municipality_id)
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.shown(row)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(actor, form.command(), now=now)
        messages.success(request, _("Fristerne er gemt. Samtykker, der er givet, beholder deres sidste dag."))
        return redirect(BASES)
    return render(request, "sharing/settings.html", {"form": form}, status=400 if form.errors else 200)
