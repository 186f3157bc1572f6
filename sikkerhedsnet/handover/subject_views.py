"""Whoever keeps the settings words the subjects of a record, adds one and takes one out of use."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import actions, policy
from .choices import PartKind
from .subject_forms import EndSubjectForm, SubjectForm
from .views import done

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
SETTINGS = "handover:settings"


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require(policy.may_rule(actor))
    return actor


@READ_OR_WRITE
def add_subject(request: HttpRequest) -> HttpResponse:
    """One more subject."""
    actor = _keeper(request)
    form = SubjectForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: actions.add_subject(actor, form.adding(), now=clock.now())):
        messages.success(request, _("Emnet er på listen fra nu."))
        return redirect(SETTINGS)
    return render(request, "handover/subject.html", {"form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def subject(request: HttpRequest, pk: int) -> HttpResponse:
    """One subject in new words."""
    actor = _keeper(request)
    row = PartKind.objects.get(pk=pk, municipality_id=actor.municipality_id)
    form = SubjectForm(request.POST or None, initial=SubjectForm.shown(row))
    if request.method == "POST" and done(form, lambda: actions.word_subject(actor, form.wording(pk), now=clock.now())):
        messages.success(request, _("De nye ord gælder fra i dag. Det, der er skrevet eller sendt, beholder de gamle."))
        return redirect(SETTINGS)
    context: dict[str, Any] = {"form": form, "subject": row, "end": EndSubjectForm(initial={"seen": row.fingerprint})}
    return render(request, "handover/subject.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def end_subject(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use from tomorrow; an address without a form leads back to the subject."""
    actor = _keeper(request)
    PartKind.objects.get(pk=pk, municipality_id=actor.municipality_id)
    form = EndSubjectForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: actions.end_subject(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Emnet kan ikke vælges fra i morgen."))
        return redirect(SETTINGS)
    return redirect("handover:subject", pk)
