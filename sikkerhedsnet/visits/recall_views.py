"""The dental service's own list: who is to be called, and what is done when nobody comes."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.instruments.definition import Definition
from sikkerhedsnet.instruments.queries import dental_form
from sikkerhedsnet.people.queries import age_of
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.words import day_words

from . import actions, policy, queries
from .checking import choices_of
from .forms import SeenForm, TalkForm, TurnForm, say_invalid
from .labels import RECALL, TURN
from .ladder import step_left, step_words
from .models import DentalRecall
from .states import RecallState, RecallTurn

SOON = timedelta(days=60)


@require_safe
def recalls(request: HttpRequest) -> HttpResponse:
    """Whoever is to be called within two months, those who stayed away first."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_recalls(actor))
    today = clock.local(now).date()
    everything = request.GET.get("alle") == "1"
    lines = queries.recalls(actor, today, until=None if everything else today + SOON)
    audit.read_children(actor, "recall.listed", [line.recall.child_id for line in lines], at=now)
    missed = [line for line in lines if line.recall.missed]
    context = {
        "missed": missed,
        "lines": [line for line in lines if not line.recall.missed],
        "today": today,
        "everything": everything,
    }
    return render(request, "visits/recalls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """One child's recall: the steps so far, and the next."""
    actor, now = actor_of(request), clock.now()
    row = _open(actor, pk)
    rung = step_left(_ladder(actor), row)
    turn = RecallTurn(rung.does) if rung else RecallTurn.MISSED
    initial = {"version": row.version, "on": clock.today(), "turn": turn, "needs_treatment": row.needs_treatment}
    form = TurnForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_turn(actor, form.command(row.pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er skrevet. Intet er sendt til familien."))
            return redirect("visits:recall", row.pk)
    return _show(request, actor, row, form, _seen_form(row))


@require_http_methods(["POST"])
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The child was seen, and when it is called again is decided."""
    actor, now = actor_of(request), clock.now()
    row = _open(actor, pk)
    form = SeenForm(request.POST)
    if form.is_valid():
        try:
            following = actions.decide(actor, form.command(row.pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            if following is not None and following.due_on is not None:
                messages.success(request, _("Barnet ses igen %(day)s.") % {"day": day_words(following.due_on)})
            return redirect("visits:recalls")
    initial = {"version": row.version, "on": clock.today()}
    return _show(request, actor, row, TurnForm(initial=initial), form)


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of another service is told, on a basis; without one there is nothing to send."""
    actor, now = actor_of(request), clock.now()
    row = _open(actor, pk)
    grounds = hook("SIKKERHEDSNET_RECALL_GROUNDS")(actor, row, today=clock.today())
    initial = {"version": row.version, "on": clock.today(), "basis": grounds.chosen}
    form = TalkForm(request.POST or None, grounds=grounds, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.talk(actor, form.command(row.pk), now=now)
        except Invalid as problem:
            hook("SIKKERHEDSNET_GROUND_PROBLEM")(form, problem)
        else:
            messages.success(request, _("Det er skrevet. Forældrene kan se i deres indsigt, hvem der fik det at vide."))
            return redirect("visits:recall", row.pk)
    context = {
        "row": row, "child": row.child, "age": age_of(row.child, clock.today()), "form": form,
        "is_open": row.state == RecallState.CALLED, "grounds": grounds, "has_consent": ":" in grounds.chosen,
    }  # fmt: skip
    return render(request, "visits/recall_talk.html", context, status=422 if form.errors else 200)


def _open(actor: Actor, pk: int) -> DentalRecall:
    require(policy.may_keep_recalls(actor))
    row: DentalRecall = DentalRecall.objects.visible_to(actor).select_related("child", "owner").get(pk=pk)
    audit.read(actor, "recall.read", row, at=clock.now(), child_id=row.child_id)
    return row


def _seen_form(row: DentalRecall) -> SeenForm:
    return SeenForm(
        initial={
            "version": row.version,
            "on": clock.today(),
            "months": row.months if row.decided_by_id else choices_of(row.child.municipality_id).recall_next_months,
            "needs_treatment": row.needs_treatment,
        },
        auto_id="seen_%s",
    )


def _ladder(actor: Actor) -> Definition:
    """The municipality's form with its ladder of missed appointments."""
    return dental_form(actor.municipality_id, clock.today())


def _show(request: HttpRequest, actor: Actor, row: DentalRecall, form: TurnForm, seen_form: SeenForm) -> HttpResponse:
    today = clock.today()
    context = {
        "row": row,
        "child": row.child,
        "age": age_of(row.child, today),
        "state": RECALL[RecallState(row.state)],
        "is_open": row.state == RecallState.CALLED,
        "step": step_words(_ladder(actor), row),
        "turns": [(one, TURN[RecallTurn(one.turn)]) for one in row.turns.select_related("by")],
        "form": form,
        "seen_form": seen_form,
        "today": today,
    }
    bad = any(f.is_bound and f.errors for f in (form, seen_form))
    return render(request, "visits/recall.html", context, status=422 if bad else 200)
