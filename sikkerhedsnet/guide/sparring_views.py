"""A question without a child, from the page it is asked on to the answer."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused, require

from . import actions, policy, queries
from .forms import AnswerForm, AskForm, GiveForm
from .labels import AGE, PROFESSION, REFUSAL, STATE
from .signs import named
from .states import AgeBand, State

PAGE = "guide:sparring"


@require_safe
def sparrings(request: HttpRequest) -> HttpResponse:
    """What I have asked, and what I am to answer."""
    actor = actor_of(request)
    rows = [(row, STATE[State(row.state)], row.asked_by_id == actor.id) for row in queries.sparrings(actor)]
    context = {
        "asked": [(row, state) for row, state, mine in rows if mine],
        "to_me": [(row, state) for row, state, mine in rows if not mine],
        "today": clock.today(),
        "may_ask": bool(policy.may_ask(actor)),
    }
    return render(request, "guide/sparrings.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The question; what could tell which child it is about comes back to be written away, and is kept nowhere."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_ask(actor))
    look = partial(queries.found_in, actor, today=clock.today())
    form = AskForm(request.POST or None, look=look, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(actor, form.command(), now=now)
        except Refused as refused:
            if refused.reason != "no_adviser_sparring":
                raise
            form.add_error(None, str(REFUSAL["no_adviser_sparring"]))
        except Invalid:
            form.add_error("anonymous", _("Teksten kan vise, hvilket barn det er. Se den igennem igen."))
        else:
            return redirect(PAGE, made.pk)
    context = {"form": form, "adviser": queries.receiver(actor, clock.today())}
    return render(request, "guide/ask.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def sparring(request: HttpRequest, pk: int) -> HttpResponse:
    """The question, what the guide says, the answer when there is one, and the form for whoever is to give it."""
    actor, now, today = actor_of(request), clock.now(), clock.today()
    row = queries.open_sparring(actor, pk, now=now)
    answers = queries.may_answer(actor, row)
    if request.method == "POST":
        require(policy.may_answer(actor, queries.around(row)))
    look = partial(queries.found_in, actor, today=today)
    form = AnswerForm(request.POST or None, look=look, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(actor, form.command(row), now=now)
        except Invalid:
            form.add_error("anonymous_answer", _("Teksten kan vise, hvilket barn det er. Se den igennem igen."))
        else:
            messages.success(request, _("Dit svar er sendt til %(who)s.") % {"who": row.asked_by.name})
            return redirect(PAGE, pk)
    context = {
        "row": row,
        "state": STATE[State(row.state)],
        "mine": row.asked_by_id == actor.id,
        "signs": named(row.signs),
        "age": AGE[AgeBand(row.age)] if row.age else "",
        "profession": next((words for key, words in PROFESSION.items() if key == row.function), ""),
        "advice": queries.advice_for(row, today),
        "form": form if answers or form.is_bound else None,
        "may_give": row.state == State.ASKED and bool(policy.may_give(actor, queries.around(row))),
        "today": today,
    }
    return render(request, "guide/sparring.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Another adviser is to answer."""
    actor, now = actor_of(request), clock.now()
    row = queries.open_sparring(actor, pk, now=now)
    require(policy.may_give(actor, queries.around(row)))
    if request.method != "POST" and row.state != State.ASKED:
        return redirect(PAGE, pk)
    colleagues = queries.colleagues(row, clock.today())
    form = GiveForm(request.POST or None, row=row, colleagues=colleagues, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        actions.give(actor, form.command(), now=now)
        messages.success(request, _("Sparringen er givet videre."))
        return redirect("guide:sparrings")
    context = {"row": row, "form": form, "nobody": not colleagues}
    return render(request, "guide/give.html", context, status=400 if form.errors else 200)
