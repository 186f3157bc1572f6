"""The data-protection officer's page of periods, holds and erasures, and the second person's yes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.handover import queries as handovers
from sikkerhedsnet.handover.states import OnLeaving
from sikkerhedsnet.people.queries import same_person
from sikkerhedsnet.web.offers import SeenForm

from . import actions, forms, policy, queries
from .kinds import EVENTS, NEVER_BY_RULE, ORDER, PROPOSALS, Event, Kind
from .labels import EVENT, KEPT_BECAUSE, KIND, RULE_STATE, STATE, period_words
from .models import Erasure, Hold
from .states import KeptBecause, RuleState, State

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
MOST_SHOWN = 200


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every period with what is due by it, the holds, and the lists under way."""
    actor, now = actor_of(request), clock.now()
    run = queries.dry_run(actor.municipality_id, now)
    audit.read(actor, "retention.read", None, at=now)
    found = {Kind(one.rule.kind): one for one in run.rules}
    context = {
        "rules": [(kind, KIND[kind], *_shown(found.get(kind))) for kind in ORDER],
        "on_list": len(run.erasable),
        "holds": [hold for hold in queries.holds_of(actor) if hold.lifted_at is None],
        "lifted": [hold for hold in queries.holds_of(actor) if hold.lifted_at is not None][:20],
        "erasures": [(e, STATE[State(e.state)]) for e in queries.erasures_of(actor)[:5]],
        "kept": len(NEVER_BY_RULE),
        "today": run.day,
    }
    return render(request, "retention/overview.html", context)


def _shown(one: queries.RuleDue | None) -> tuple[Any, ...]:
    if one is None:
        return None, "", "", ""
    rule = one.rule
    return one, period_words(rule.period), EVENT[Event(rule.event)], RULE_STATE[RuleState(rule.state)]


@READ_OR_WRITE
def rule(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind's period: confirmed as it is proposed, or with another number."""
    if kind not in {str(k) for k in Kind}:
        raise Http404
    actor, now, which = actor_of(request), clock.now(), Kind(kind)
    confirmed, proposal = queries.standing_rules(actor.municipality_id).get(which, (None, None))
    shown: Any = proposal or confirmed or PROPOSALS[which]
    initial = {"event": shown.event, "period": shown.period, "source": shown.source}
    form = forms.RuleForm(request.POST or None, kind=which, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm(actor, form.command(which), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Fristen er bekræftet og gælder fra nu. Intet er slettet."))
            return redirect("retention:overview")
    context = {
        "kind": KIND[which],
        "form": form,
        "confirmed": confirmed,
        "event": EVENT[Event(confirmed.event)] if confirmed else "",
        "period": period_words(confirmed.period) if confirmed else "",
        "several": len(EVENTS[which]) > 1,
        "leaving": handovers.leaving_words(actor.municipality_id) if which is Kind.LEFT else "",
    }
    return render(request, "retention/rule.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def due(request: HttpRequest) -> HttpResponse:
    """Exactly what an erasure asked for now would take, child by child; asking erases nothing."""
    actor, now = actor_of(request), clock.now()
    run = queries.dry_run(actor.municipality_id, now)
    things = len(run.erasable)
    if request.method == "POST":
        form = forms.ProposeForm(request.POST)
        if form.is_valid():
            made = actions.propose(actor, form.command(), now=now)
            messages.success(request, _("Listen venter på, at en anden godkender den. Intet er slettet endnu."))
            return redirect("retention:erasure", made.pk)
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
    audit.read_children(actor, "retention.listed", [child for child, _k in run.by_child], at=now)
    children = [(child, [(KIND[kind], n) for kind, n in kinds]) for child, kinds in run.by_child]
    context = {
        "things": things,
        "children": children[:MOST_SHOWN],
        "more": max(len(children) - MOST_SHOWN, 0),
        "number_of_children": len(children),
        "rules": [(KIND[Kind(one.rule.kind)], one) for one in run.rules],
        "form": forms.ProposeForm(initial={"seen": things}),
        "today": run.day,
    }
    return render(request, "retention/due.html", context)


@READ_OR_WRITE
def hold(request: HttpRequest) -> HttpResponse:
    """Nothing about one child, or about anybody, is erased until further notice."""
    actor, now = actor_of(request), clock.now()
    initial = {"child_number": request.GET.get("barn", "")[:18]}
    form = forms.HoldForm(request.POST or None, today=clock.day_of(now), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.place_hold(actor, form.command(), now=now)
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Slettestoppet gælder fra nu."))
            return redirect("retention:overview")
    return render(request, "retention/hold.html", {"form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The hold ends, with why."""
    actor = actor_of(request)
    found = Hold.objects.select_related("placed_by").get(pk=pk, municipality_id=actor.municipality_id)
    if request.method == "GET" and found.lifted_at is not None:
        return redirect("retention:overview")
    form = forms.LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_hold(actor, form.command(pk), now=clock.now())
        except Invalid as problem:
            forms.say_invalid(form, problem)
        else:
            messages.success(request, _("Slettestoppet er løftet. Intet er slettet."))
            return redirect("retention:overview")
    return render(request, "retention/lift.html", {"form": form, "hold": found}, status=400 if form.errors else 200)


@require_safe
def erasures(request: HttpRequest) -> HttpResponse:
    """The lists: those that wait for a yes first."""
    actor, now = actor_of(request), clock.now()
    rows = queries.erasures_of(actor)
    audit.read(actor, "retention.read", None, at=now)
    context = {"rows": [(e, STATE[State(e.state)]) for e in rows], "waiting": queries.waiting_for(actor)}
    return render(request, "retention/erasures.html", context)


@require_safe
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what is on it, child by child, and what became of it."""
    actor, now = actor_of(request), clock.now()
    found = queries.erasure_within_reach(actor, pk)
    items = list(found.items.select_related("rule"))
    counted: dict[int, Counter[Kind]] = {}
    for item in items:
        counted.setdefault(item.child_number, Counter())[Kind(item.kind)] += 1
    kept = Counter(KeptBecause(item.kept_because) for item in items if item.kept_because)
    audit.read_children(actor, "retention.listed", counted, at=now)
    context = {
        "erasure": found,
        "state": STATE[State(found.state)],
        "things": len(items),
        "rule": items[0].rule if items else None,
        "leaving": handovers.leaving_words(actor.municipality_id) if found.by_clock else "",
        "without_position": found.by_clock
        and handovers.settings_of(actor.municipality_id).on_leaving == OnLeaving.DELETED,
        "erased": sum(item.ended_at is not None and not item.kept_because for item in items),
        "kept": [(KEPT_BECAUSE[because], n) for because, n in kept.items()],
        "number_of_children": len(counted),
        "children": [
            (child, [(KIND[kind], kinds[kind]) for kind in ORDER if kinds[kind]])
            for child, kinds in list(counted.items())[:MOST_SHOWN]
        ],
        "more": max(len(counted) - MOST_SHOWN, 0),
        "can_approve": found.state == State.PROPOSED
        and bool(policy.may_approve(actor, proposed_by=found.proposed_by_id, herself=same_person(actor.id))),
        "can_call_off": found.state in (State.PROPOSED, State.APPROVED),
        "form": SeenForm(initial={"version": found.version}),
    }
    return render(request, "retention/erasure.html", context)


def _button(request: HttpRequest, pk: int, act: Callable[..., Erasure], said: str) -> HttpResponse:
    if request.method == "POST":
        form = SeenForm(request.POST)
        if form.is_valid():
            act(actor_of(request), pk, form.cleaned_data["version"], now=clock.now())
            messages.success(request, said)
        else:
            messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
    return redirect("retention:erasure", pk)


@READ_OR_WRITE
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says yes; an address without a form leads back to the list."""
    return _button(request, pk, actions.approve, _("Listen er godkendt. Der slettes ved næste gennemgang."))


@READ_OR_WRITE
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The list is given up."""
    return _button(request, pk, actions.call_off, _("Listen er opgivet. Det, der ikke er slettet, bliver."))
