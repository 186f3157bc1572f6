"""The municipality's forms: read one, copy it, edit it as text, send it on, approve it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import KeyedForm

from . import keeping, policy, versions
from .definition import Definition
from .forms import DecideForm, SeenForm, TextForm, say_invalid
from .labels import ANSWERED, DO, LICENCE, MARK, VERSION_STATE
from .models import FormVersion
from .reading import Flawed, read
from .states import VersionState
from .text_help import LINES


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form: which version is in force, on what terms, and what waits for approval."""
    actor = actor_of(request)
    lines = [
        (
            line,
            LICENCE[line.definition.licence],
            [(row, VERSION_STATE[VersionState(row.state)]) for row in line.versions],
        )
        for line in keeping.all_forms(actor, clock.today())
    ]
    return render(request, "instruments/forms.html", {"lines": lines})


@require_safe
def form(request: HttpRequest, key: str) -> HttpResponse:
    """The form as it is in force today, with the versions before and after it."""
    actor, today = actor_of(request), clock.today()
    found = versions.in_force(actor.municipality_id, today).get(key)
    if found is None:
        raise Http404
    own = FormVersion.objects.filter(municipality_id=actor.municipality_id, key=key).select_related("prepared_by")
    context = {
        "form": found,
        "own": [(row, VERSION_STATE[VersionState(row.state)]) for row in own],
        "old": keeping.old_editions(actor, key),
        "may_prepare": bool(policy.may_prepare(actor)),
        "key_form": KeyedForm(),
        **_shown(found.definition),
    }
    return render(request, "instruments/form.html", context)


def _shown(definition: Definition) -> dict[str, object]:
    every = (*definition.follows, *(alarm.follow for alarm in definition.alarms))
    return {
        "definition": definition,
        "licence": LICENCE[definition.licence],
        "functions": [FUNCTION[Function(name)] for name in sorted(definition.functions)],
        "seen_by": [FUNCTION[Function(name)] for name in sorted(definition.seen_by)],
        "informants": [ANSWERED[who] for who in definition.informants],
        "follows": [(follow, DO[follow.do], definition.band(follow.band)) for follow in every],
        "notes": [(MARK[note.mark], note.words) for note in definition.notes],
    }


def _shown_or_nothing(row: FormVersion) -> dict[str, object]:
    """How the text will look; nothing while it cannot be read."""
    try:
        return _shown(read(row.text))
    except Flawed:
        return {"definition": None}


@require_POST
def copy(request: HttpRequest, key: str) -> HttpResponse:
    """A new draft of the municipality's own."""
    actor, sent = actor_of(request), KeyedForm(request.POST)
    require(policy.may_prepare(actor))
    if not sent.is_valid():
        return redirect("instruments:form", key)
    row = keeping.copy_form(actor, key, form_key=sent.cleaned_data["key"], now=clock.now())
    messages.success(request, _("Kladden er klar. Ret teksten, og gem."))
    return redirect("instruments:edit", row.pk)


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the municipality's own versions, with its mistakes if it has any, and the answer it got."""
    actor = actor_of(request)
    row = keeping.own_version(actor, pk)
    flaws = keeping.said(keeping.flaws_of(row.key, row.number, row.text))
    shown = _shown_or_nothing(row)
    waits = row.state == VersionState.PROPOSED
    context = {
        **shown,
        "row": row,
        "title": keeping.flaw_free_title(row),
        "state": VERSION_STATE[VersionState(row.state)],
        "flaws": flaws,
        "differences": keeping.differences(row),
        "may_prepare": bool(policy.may_prepare(actor)) and row.state != VersionState.APPROVED,
        "may_propose": bool(policy.may_prepare(actor)) and row.state == VersionState.DRAFT and not flaws,
        "may_decide": waits and bool(policy.may_decide(actor, row.prepared_by_id or 0)),
        "seen_form": SeenForm(initial={"version": row.version}, auto_id="propose_%s"),
        "form": DecideForm(initial={"version": row.version}),
        "mine": waits and actor.has(Permission.INSTRUMENT_APPROVE) and row.prepared_by_id == actor.id,
    }
    return render(request, "instruments/version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, its mistakes with their places, and how it will look."""
    actor = actor_of(request)
    require(policy.may_prepare(actor))
    row = keeping.own_version(actor, pk)
    page = TextForm(
        request.POST if request.method == "POST" else None, initial={"text": row.text, "version": row.version}
    )
    if request.method == "POST" and page.is_valid():
        keeping.edit_form(actor, page.edit(pk), now=clock.now())
        messages.success(request, _("Teksten er gemt."))
        return redirect("instruments:edit", pk)
    flaws = keeping.said(keeping.flaws_of(row.key, row.number, row.text))
    shown = _shown_or_nothing(row)
    seen = SeenForm(initial={"version": row.version}, auto_id="propose_%s")
    context = {
        **shown,
        "row": row,
        "title": keeping.flaw_free_title(row),
        "form": page,
        "flaws": flaws,
        "seen_form": seen,
        "lines": LINES,
    }
    context["may_propose"] = row.state == VersionState.DRAFT and not flaws
    return render(request, "instruments/edit.html", context, status=422 if page.errors else 200)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """To those who approve."""
    actor, sent = actor_of(request), SeenForm(request.POST)
    require(policy.may_prepare(actor))
    if sent.is_valid():
        try:
            keeping.propose(actor, pk, sent.cleaned_data["version"], now=clock.now())
        except Invalid:
            messages.warning(request, _("Teksten har fejl. Ret dem først."))
            return redirect("instruments:edit", pk)
        messages.success(request, _("Udgaven er sendt til godkendelse."))
    return redirect("instruments:version", pk)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's answer."""
    actor, page = actor_of(request), DecideForm(request.POST)
    row = keeping.own_version(actor, pk)
    require(policy.may_decide(actor, row.prepared_by_id or 0))
    if page.is_valid():
        try:
            keeping.decide(actor, page.decide(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(page, problem)
        else:
            messages.success(request, _("Dit svar er gemt."))
            return redirect("instruments:version", pk)
    context = {
        "row": row,
        "title": keeping.flaw_free_title(row),
        "form": page,
        "may_decide": True,
        "flaws": [],
        "mine": False,
    }
    context |= {"may_propose": False, "may_prepare": False, "differences": keeping.differences(row)}
    context |= {"state": VERSION_STATE[VersionState(row.state)], **_shown(row.definition)}
    return render(request, "instruments/version.html", context, status=422)
