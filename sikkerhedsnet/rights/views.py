"""Requests for access: taken, followed, weighed, released, and the copy itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, guardians_of, own_family_user_ids
from sikkerhedsnet.people.redaction import JUDGED, Because
from sikkerhedsnet.web.words import day_words

from . import actions, forms, paper, policy, queries, rules
from .copy import Copy, LeftOut
from .labels import BECAUSE, SOURCE, TO_BE_CHECKED
from .states import Kind

PAGE = "rights:request"
READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The requests this person may see, the nearest date first."""
    now = clock.now()
    rows = queries.requests_of(actor_of(request), now=now)
    context = {
        "open": [row for row in rows if row[0].due_on],
        "ended": [row for row in rows if not row[0].due_on],
        "today": clock.day_of(now),
    }
    return render(request, "rights/requests.html", context)


@require_safe
def control(request: HttpRequest) -> HttpResponse:
    """Every request's clock, for the data-protection officer; no name of a child and nothing anybody wrote."""
    now = clock.now()
    rows = queries.clocks(actor_of(request), now=now)
    context = {
        "open": [row for row in rows if row.due_on],
        "ended": [row for row in rows if not row.due_on],
        "late": sum(row.late for row in rows if row.due_on),
        "today": clock.day_of(now),
    }
    return render(request, "rights/control.html", context)


@READ_OR_WRITE
def practice(request: HttpRequest) -> HttpResponse:
    """What copies give out where the law leaves a choice."""
    actor = actor_of(request)
    now_chosen = queries.practice_of(actor)
    initial = {name: getattr(now_chosen, name) for name in forms.PracticeForm.base_fields if name != "key"}
    form = forms.PracticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_practice(actor, form.command(), now=clock.now())
        messages.success(request, _("Det gælder for kopier fra nu."))
        return redirect("rights:control")
    context = {"form": form, "practice": now_chosen}
    return render(request, "rights/practice.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """A request has come: who asks, for what, and since when."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).select_related("municipality", "district").get(pk=pk)
    require(policy.may_register(actor, own_family_user_ids(child, today)))
    audit.read(actor, "child.read", child, at=now, child_id=child.pk)
    custodies = guardians_of(child, today)
    form = forms.RegisterForm(
        request.POST or None, child=child, custodies=custodies, today=today, initial={"received_on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register(actor, form.command(pk), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            day = day_words(made.due_on, today) if made.due_on else ""
            messages.success(request, _("Anmodningen er skrevet. Svar senest %(day)s.") % {"day": day})
            return redirect(PAGE, made.pk)
    context = {
        "child": child,
        "line": child_line(child, today, reader=actor),
        "form": form,
        "rules": [(forms.KIND[kind], rule, rules.due(kind, today)) for kind, rule in rules.RULES.items()],
    }
    return render(request, "rights/register.html", context, status=400 if form.errors else 200)


@require_safe
def request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its clock, what it stands at, and what this reader can do."""
    now = clock.now()
    page = queries.open_request(actor_of(request), pk, now=now)
    return render(request, "rights/request.html", {"view": page, "today": clock.day_of(now)})


def _opened(http: HttpRequest, pk: int) -> queries.RequestPage:
    """The page of a request for the one who answers for it, else Refused."""
    return queries.open_request(actor_of(http), pk, now=clock.now(), to_handle=True)


@READ_OR_WRITE
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """It takes longer, and the asker has been told why."""
    actor, now = actor_of(request), clock.now()
    today, page = clock.day_of(now), _opened(request, pk)
    if request.method == "GET" and not page.open:
        return redirect(PAGE, pk)
    last = rules.latest(Kind(page.request.kind), page.request.received_on)
    initial = {"version": page.request.version, "told_on": today}
    form = forms.ExtendForm(request.POST or None, today=today, last=last, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.extend(actor, form.command(pk), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            day = day_words(made.due_on, today) if made.due_on else ""
            messages.success(request, _("Fristen er forlænget til %(day)s.") % {"day": day})
            return redirect(PAGE, pk)
    context = {"view": page, "form": form, "last": last, "today": today}
    return render(request, "rights/extend.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """They no longer want it."""
    page = _opened(request, pk)
    if request.method == "GET" and not page.open:
        return redirect(PAGE, pk)
    form = forms.WithdrawForm(request.POST or None, initial={"version": page.request.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(actor_of(request), form.command(pk), now=clock.now())
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Anmodningen er trukket tilbage."))
            return redirect(PAGE, pk)
    return render(request, "rights/withdraw.html", {"view": page, "form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy before it is handed over: what is in it, what is kept back and why, and what may be weighed."""
    actor, now = actor_of(request), clock.now()
    page, made = queries.open_copy(actor, pk, now=now)
    initial = {"version": page.request.version, "because": page.request.kept_out_because}
    form = forms.WeighForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.weigh(actor, form.command(pk), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Dit valg er gemt. Sådan ser kopien ud nu."))
            return redirect("rights:copy", pk)
    context = {
        **_shown(page, made),
        "form": form,
        "kept_out": [left for left in made.left_out if left.because == Because.WEIGHED and left.key],
        "ticked": set(request.POST.getlist("keep_out")) if form.errors else set(page.request.keep_out),
        "suspicion": queries.suspicion_kept_out(actor, page.request.child_id),
        "release_form": forms.ReleaseForm(
            initial={"version": page.request.version, "because": _proposal(made)}, auto_id="release_%s"
        ),
    }
    return render(request, "rights/copy.html", context, status=400 if form.errors else 200)


def _shown(page: queries.RequestPage, made: Copy) -> dict[str, Any]:
    return {
        "view": page,
        "copy": made,
        "left_out": [
            (BECAUSE[because], SOURCE[because], because in TO_BE_CHECKED, _rows(made, because))
            for because in made.reasons
        ],
        "today": clock.today(),
    }


def _rows(made: Copy, because: Any) -> list[tuple[LeftOut, bool]]:
    """What is kept back for one reason, each place once, and whether it may be let in."""
    rows = dict.fromkeys(left for left in made.left_out if left.because == because)
    return [(left, because in JUDGED and bool(left.key)) for left in rows]


def _proposal(made: Copy) -> str:
    """A first draft of what the asker is told, from the reasons; never of what nobody may know of."""
    with translation.override("da"):
        return "\n".join(f"{BECAUSE[because]}. {SOURCE[because]}." for because in made.reasons)


@READ_OR_WRITE
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands the copy over; an address without a form leads back to it."""
    if request.method != "POST":
        return redirect("rights:copy", pk)
    actor, now = actor_of(request), clock.now()
    form = forms.ReleaseForm(request.POST, auto_id="release_%s")
    if form.is_valid():
        try:
            actions.release(actor, form.command(pk), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Kopien er udleveret. Hent den her på siden, og giv den til familien."))
            return redirect(PAGE, pk)
    page, made = queries.open_copy(actor, pk, now=now)
    context = {**_shown(page, made), "release_form": form}
    return render(request, "rights/release.html", context, status=400)


@require_safe
def copy_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy for a machine, made now."""
    return _file(request, pk, "json")


@require_safe
def copy_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy to read and print, made now."""
    return _file(request, pk, "pdf")


def _file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    with translation.override("da"):  # the paper is for the family, whatever the employee reads in
        _page, made = queries.open_copy(actor_of(request), pk, now=clock.now(), action="copy.fetched")
        content = paper.as_pdf(made) if ending == "pdf" else paper.as_json(made)
        name = paper.file_name(made, ending)
    response = HttpResponse(content, content_type=f"application/{ending}")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
