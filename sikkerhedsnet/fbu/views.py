"""Deliveries made and what waits; a file from another municipality looked through and taken in; what came about a child."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.sharing import queries as sharing

from . import actions, labels, queries
from .forms import FileForm, SenderForm, TakeForm, say_invalid
from .models import ReceivedFile
from .parsing import Unusable
from .states import Fate, FileState


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was delivered, what waits, and the way to take a file in."""
    actor = actor_of(request)
    form, status = FileForm(), 200
    if request.method == "POST":
        form, status = FileForm(request.POST, request.FILES), 422
        if form.is_valid():
            try:
                file = actions.upload(actor, form.command(), now=clock.now())
            except Unusable as problem:
                form.add_error("file", labels.FAULT[problem.fault])
            else:
                return redirect("fbu:file", pk=file.pk)
    return _overview(request, form, None, status)


@require_POST
def sender(request: HttpRequest) -> HttpResponse:
    """Keeps the municipality's SOR code."""
    form = SenderForm(request.POST)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.set_sender(actor_of(request), form.cleaned_data["sor"], version=version, now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("SOR-koden er gemt."))
            return redirect("fbu:deliveries")
    return _overview(request, FileForm(), form, 422)


def _overview(request: HttpRequest, form: FileForm, sender_form: SenderForm | None, status: int) -> HttpResponse:
    actor = actor_of(request)
    kept = queries.sender(actor)
    runs = queries.deliveries(actor)
    initial = {"sor": kept.sor, "version": kept.version} if kept else {"version": 0}
    context = {
        "form": form,
        "sender": kept,
        "sender_form": sender_form or SenderForm(initial=initial),
        "runs": runs,
        "waiting": queries.held_back(actor, runs[0] if runs else None),
        "basis": sharing.national_basis(actor.municipality_id, clock.today()),
        "files": [(file, labels.STATE[FileState(file.state)]) for file in queries.files(actor)],
    }
    return render(request, "fbu/deliveries.html", context, status=status)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking the file in would do, or did."""
    return _show(request, queries.open_file(actor_of(request), pk, now=clock.now()), TakeForm(), 200)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the file in; of a file with mistakes only the reports without, and only when that is asked for."""
    form = TakeForm(request.POST)
    now = clock.now()
    if form.is_valid():
        try:
            taken = actions.confirm(actor_of(request), pk, take_good=form.cleaned_data["take_good"], now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            return redirect("fbu:file", pk=taken.pk)
    return _show(request, queries.open_file(actor_of(request), pk, now=now), form, 422)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws the file away."""
    actions.cancel(actor_of(request), pk, now=clock.now())
    messages.success(request, _("Filen er slettet. Intet er taget ind."))
    return redirect("fbu:deliveries")


def _show(request: HttpRequest, found: ReceivedFile, form: TakeForm, status: int) -> HttpResponse:
    report = found.report
    counts = report.get("counts", {})
    context = {
        "file": found,
        "form": form,
        "state": labels.STATE[FileState(found.state)],
        "is_waiting": found.state == FileState.PREVIEW,
        "is_taken": found.state == FileState.TAKEN,
        "counts": counts,
        "fates": [(labels.FATE[fate], counts[fate.value]) for fate in Fate if counts.get(fate.value)],
        "mistakes": queries.report_words(report),
        "unknown": report.get("unknown", []),
        "forgotten": not report,
    }
    return render(request, "fbu/file.html", context, status=status)


@require_GET
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """What other municipalities have told of one child."""
    child, lines = queries.open_received(actor_of(request), pk, now=clock.now())
    return render(request, "fbu/received.html", {"child": child, "lines": lines})
