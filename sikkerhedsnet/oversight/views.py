"""The officer looks at one person's access, and the leader answers."""

from __future__ import annotations

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
from .forms import AnswerForm, PeriodForm, SayForm, say_invalid
from .labels import STATE
from .states import State

PER_PAGE = 50


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who works with single children, those with old reasons first."""
    actor = actor_of(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = Paginator(queries.staff_rows(actor, text, now=clock.now()), PER_PAGE).get_page(request.GET.get("page"))
    months = queries.settings_of(actor.municipality_id).recertify_months
    shown = [(row, STATE[State(row.latest.state)] if row.latest else "") for row in rows]
    found = {"rows": shown, "page_of_rows": rows, "q": text, "months": months, "night": queries.last_night()}
    return render(request, "oversight/people.html", found)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What one person has access to today, and what the officer says of it."""
    actor, now = actor_of(request), clock.now()
    access = queries.access_of(actor, pk, now=now)
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_of(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Gennemgangen er gemt."))
            return redirect("oversight:person", pk)
    shown = Paginator(access.reached, PER_PAGE).get_page(request.GET.get("page"))
    audit.read(actor, "access.opened", access.user, at=now)
    context = {
        "access": access,
        "person": access.user,
        "shown": shown,
        "form": form,
        "may_say": bool(policy.may_say(actor, pk)),
        "reviews": [(review, STATE[State(review.state)]) for review in queries.reviews_of(actor, pk)],
    }
    return render(request, "oversight/person.html", context, status=400 if form.errors else 200)


@require_safe
def person_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file: one line for each reason, the child by number."""
    actor, now = actor_of(request), clock.now()
    access = queries.access_of(actor, pk, now=now)
    audit.read(actor, "access.exported", access.user, at=now)
    header = [_("Barnets nummer"), _("Hvorfor"), _("Fra"), _("Til"), _("Skal ses efter"), _("Sidst set")]
    lines = [
        [
            str(one.child_id),
            reason.words,
            reason.since.isoformat() if reason.since else "",
            reason.until.isoformat() if reason.until else "",
            _("ja") if reason.old else "",
            clock.local(one.last).strftime("%Y-%m-%d %H:%M") if one.last else "",
        ]
        for one in access.reached
        for reason in one.reasons
    ]
    response = HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="adgang-{pk}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """After how many months a reason is looked at again."""
    actor = actor_of(request)
    require(policy.may_review(actor))
    row = queries.settings_of(actor.municipality_id)
    form = PeriodForm(request.POST or None, initial={"months": row.recertify_months, "version": row.version})
    if request.method == "POST" and form.is_valid():
        actions.change_period(actor, form.command(), now=clock.now())
        messages.success(request, _("Fristen er gemt."))
        return redirect("oversight:people")
    return render(request, "oversight/settings.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader ends what is to be ended, or says why it stays."""
    actor, now = actor_of(request), clock.now()
    review = queries.review_within_reach(actor, pk)
    held = queries.relations_held(actor, review, clock.day_of(now))
    audit.read_children(actor, "access.listed", [one.relation.child_id for one in held], at=now)
    form = AnswerForm(request.POST or None, held=held, initial={"version": review.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Dit svar er gemt."))
            return redirect("oversight:answer", pk)
    context = {"form": form, "review": review, "held": held, "state": STATE[State(review.state)]}
    return render(request, "oversight/answer.html", context, status=400 if form.errors else 200)
