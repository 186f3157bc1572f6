"""The guide as it is written: begun, edited, sent on, approved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import KeyedForm

from . import actions, policy, queries
from .forms import DecideForm, EntryForm, ProposeForm, SeenForm, say_invalid
from .models import GuideEntry, GuideVersion
from .states import VersionState
from .views import sought, version_page

PAGE = "guide:version"


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A draft with the words of the last version."""
    actor, sent = actor_of(request), KeyedForm(request.POST)
    if not sent.is_valid():
        return redirect("guide:versions")
    row = actions.begin_version(actor, key=sent.cleaned_data["key"], now=clock.now())
    return redirect("guide:edit" if row.state == VersionState.DRAFT else PAGE, row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's advice with a way to change each, and the form that sends it on."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    row = queries.version(actor, pk).row
    if request.method != "POST" and row.state != VersionState.DRAFT:
        return redirect(PAGE, pk)
    form = ProposeForm(request.POST or None, initial={"version": row.version, "note": row.note})
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(actor, form.command(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Udgaven er sendt til godkendelse."))
            return redirect(PAGE, pk)
    entries = [
        (one, queries.told(one), SeenForm(initial={"version": one.version}, auto_id=f"drop_{one.pk}_%s"))
        for one in row.entries.all()
    ]
    context = {"guide": row, "entries": entries, "form": form}
    return render(request, "guide/edit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def add_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One more piece of advice."""
    return _entry(request, pk, None)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One piece of advice in a draft."""
    return _entry(request, pk, entry_pk)


def _entry(request: HttpRequest, pk: int, entry_pk: int | None) -> HttpResponse:
    actor = actor_of(request)
    require(policy.may_keep(actor))
    guide: GuideVersion = queries.version(actor, pk).row
    row: GuideEntry | None = guide.entries.get(pk=entry_pk) if entry_pk else None
    if request.method != "POST" and guide.state != VersionState.DRAFT:
        return redirect(PAGE, pk)
    form = EntryForm(request.POST or None, initial=EntryForm.shown(row))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_entry(actor, form.command(pk, entry_pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Rådet “%(title)s” er gemt i kladden.") % {"title": made.title})
            return redirect("guide:edit", pk)
    context = {"guide": guide, "row": row, "form": form}
    return render(request, "guide/entry.html", context, status=400 if form.errors else 200)


@require_POST
def drop_entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """A piece of advice leaves the draft."""
    actor, sent = actor_of(request), SeenForm(request.POST)
    require(policy.may_keep(actor))
    queries.version(actor, pk)
    if sent.is_valid():
        actions.drop_entry(actor, pk, entry_pk, sent.cleaned_data["version"], now=clock.now())
        messages.success(request, _("Rådet er taget ud af kladden. Det står stadig i de gamle udgaver."))
    return redirect("guide:edit", pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal is a draft again."""
    actor, sent = actor_of(request), SeenForm(request.POST)
    require(policy.may_keep(actor))
    queries.version(actor, pk)
    if sent.is_valid():
        actions.take_back(actor, pk, sent.cleaned_data["version"], now=clock.now())
        messages.success(request, _("Udgaven er en kladde igen."))
    return redirect("guide:edit", pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's answer."""
    actor, form = actor_of(request), DecideForm(request.POST)
    require(policy.may_decide(actor, queries.version(actor, pk).row.writers))
    if form.is_valid():
        try:
            actions.decide(actor, form.command(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Dit svar er gemt."))
            return redirect(PAGE, pk)
    return render(request, "guide/guide.html", version_page(actor, pk, sought(request.GET), form), status=400)
