"""A measure is chosen, started, looked at and ended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.models import Agreement
from sikkerhedsnet.meetings.states import Becomes
from sikkerhedsnet.people.queries import child_line, own_family_user_ids
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.sharing.states import What
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.words import day_words

from . import actions, policy, queries, rules
from .forms import EndForm, FollowUpForm, StartForm, say_invalid
from .labels import ASKED_HOW, ENDING, STATE, TIER
from .models import Measure
from .queries import Origin
from .states import AskedHow, Ending, State, Tier

PAGE = "measures:measure"
READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def choose_at_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The catalogue as it can be started from a running meeting."""
    return _choose(request, meeting_id=pk)


@require_safe
def choose_in_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The catalogue as it can be started from a plan."""
    return _choose(request, plan_id=pk)


@READ_OR_WRITE
def start_at_meeting(request: HttpRequest, pk: int, kind: int) -> HttpResponse:
    """One measure from a running meeting."""
    return _start(request, kind, meeting_id=pk)


@READ_OR_WRITE
def start_in_plan(request: HttpRequest, pk: int, kind: int) -> HttpResponse:
    """One measure from a plan."""
    return _start(request, kind, plan_id=pk)


def _choose(request: HttpRequest, *, meeting_id: int | None = None, plan_id: int | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    origin = _origin(actor, meeting_id, plan_id)
    audit.read(actor, "child.read", origin.child, at=now, child_id=origin.child.pk)
    rows = [(offer, TIER[Tier(offer.kind.tier)]) for offer in queries.offers(actor)]
    context = {
        **_head(origin, actor),
        "mine": [(offer, tier) for offer, tier in rows if offer.mine],
        "agreed": _agreed(request, actor, origin),
        "others": [(offer, tier) for offer, tier in rows if not offer.mine],
        "running": [
            row for row in queries.measures_of(actor, concern_id=origin.concern.pk) if row.state == State.RUNNING
        ],
    }
    return render(request, "measures/choose.html", context)


def _start(
    request: HttpRequest, kind_id: int, *, meeting_id: int | None = None, plan_id: int | None = None
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    origin = _origin(actor, meeting_id, plan_id)
    kind = queries.kind_of(actor, kind_id)
    require(
        policy.may_start(
            actor, starters=kind.starters, tier=Tier(kind.tier), suspicion=origin.concern.suspicion,
            family_ids=own_family_user_ids(origin.child, today),
        )
    )  # fmt: skip
    audit.read(actor, "child.read", origin.child, at=now, child_id=origin.child.pk)
    doers = queries.doers(kind, origin.child, today)
    at_table = origin.meeting is not None
    agreed = _agreed(request, actor, origin)
    suggested = _suggested(request, doers, actor, agreed.who.user_id if agreed else None)
    told = [int(suggested)] if suggested else []
    grounds = sharing.choices(actor, origin.child, today, what=What.MEASURE, concern=origin.concern, told=told)
    form = StartForm(
        request.POST or None,
        doers=doers,
        today=today,
        grounds=grounds,
        initial={
            "owner": suggested,
            "aim": kind.purpose if agreed is None or agreed.what == kind.name else agreed.what,
            "start_on": today,
            "follow_up_on": rules.first_follow_up(today, kind.follow_up_weeks),
            "asked_on": today if at_table else None,
            "asked_how": AskedHow.AT_THE_TABLE if at_table else None,
            "basis": grounds.chosen,
            "purpose": _("%(name)s skal hjælpe barnet") % {"name": kind.name},
        },
    )
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            command = form.command(kind_id, meeting_id=meeting_id, plan_id=plan_id)
            made = actions.start(actor, replace(command, agreement_id=agreed.pk if agreed else None), now=now)
        except Invalid as invalid:
            say_invalid(form, invalid)
        except Stale as stale:
            problem = stale
        else:
            words = {
                "name": made.name,
                "who": made.owner.name if made.owner else "",
                "day": day_words(made.due_on or today, today),
            }
            messages.success(request, _("%(name)s er sat i gang. %(who)s ser på den senest %(day)s.") % words)
            return redirect(_back(origin))
    context = {
        **_head(origin, actor),
        "kind": kind,
        "tier": TIER[Tier(kind.tier)],
        "form": form,
        "grounds": grounds,
        "nobody": not doers,
        "problem": problem,
        "rule": rules.follow_up_rule(kind.follow_up_weeks),
    }
    return render(request, "measures/start.html", context, status=409 if problem else 400 if form.errors else 200)


def _agreed(request: HttpRequest, actor: Actor, origin: Origin) -> Agreement | None:
    """What was agreed at this table, to begin from instead of typing it again."""
    if origin.meeting is None:
        return None
    number = whole_number(request.GET.get("aftale", ""))
    found = meetings.agreement_to_settle(actor, number, Becomes.MEASURE)
    return found if found and found.meeting_id == origin.meeting.pk else None


def _suggested(request: HttpRequest, doers: list[queries.Doer], actor: Actor, agreed: int | None) -> str:
    """Whoever was agreed, else herself when she does it, else the only one near the child; else nobody is chosen."""
    asked = whole_number(request.GET.get("hvem", "")) or agreed
    if asked is not None and any(one.user_id == asked for one in doers):
        return str(asked)
    if any(one.user_id == actor.id for one in doers):
        return str(actor.id)
    near = [one for one in doers if one.team]
    return str(near[0].user_id) if len(near) == 1 else str(doers[0].user_id) if len(doers) == 1 else ""


def _origin(actor: Actor, meeting_id: int | None, plan_id: int | None) -> Origin:
    require(policy.may_see(actor))
    return queries.origin(actor, meeting_id=meeting_id, plan_id=plan_id)


def _back(origin: Origin) -> str:
    if origin.meeting is not None:
        return reverse("meetings:meeting", args=[origin.meeting.pk])
    return reverse("plans:plan", args=[origin.plan.pk if origin.plan else 0])


def _head(origin: Origin, actor: Actor) -> dict[str, Any]:
    today = clock.today()
    return {
        "origin": origin,
        "child": origin.child,
        "line": child_line(origin.child, today, reader=actor),
        "back_url": _back(origin),
        "start_url": "measures:start_at_meeting" if origin.meeting else "measures:start_in_plan",
        "start_from": origin.meeting.pk if origin.meeting else origin.plan.pk if origin.plan else 0,
        "today": today,
    }


@require_safe
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: what for, who does it, what it has done, and the next date with its reason."""
    actor, now = actor_of(request), clock.now()
    found = queries.open_measure(actor, pk, now=now)
    return render(request, "measures/measure.html", _shown(found, actor))


def _shown(found: Measure, actor: Actor) -> dict[str, Any]:
    today = clock.today()
    return {
        "measure": found,
        "child": found.child,
        "line": child_line(found.child, today, reader=actor),
        "state": STATE[State(found.state)],
        "tier": TIER[Tier(found.tier)],
        "asked_how": ASKED_HOW[AskedHow(found.asked_how)],
        "ending": ENDING[Ending(found.ending)] if found.ending else "",
        "looks": list(found.looks.select_related("by")),
        "writes": found.state == State.RUNNING and queries.may_write(actor, found, today),
        "rule": rules.follow_up_rule(found.kind.follow_up_weeks),
        "today": today,
    }


@READ_OR_WRITE
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What it did so far, and the next date."""
    return _write(request, pk, FollowUpForm, actions.follow_up, "measures/follow_up.html", _("Det er skrevet. Tak."))


@READ_OR_WRITE
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends, for a reason."""
    return _write(request, pk, EndForm, actions.end, "measures/end.html", _("Indsatsen er afsluttet."))


def _write(request: HttpRequest, pk: int, form_class: Any, act: Any, template: str, said: str) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    found = queries.open_measure(actor, pk, now=now)
    require(
        policy.may_follow_up(
            actor, owner_id=found.owner_id, escalated_to_id=found.escalated_to_id, leads=found.concern.owner_id,
            family_ids=own_family_user_ids(found.child, today),
        )
    )  # fmt: skip
    initial = {
        "version": found.version, "on": today, "next_on": rules.first_follow_up(today, found.kind.follow_up_weeks),
    }  # fmt: skip
    form, problem = form_class(request.POST or None, initial=initial), None
    if request.method == "POST" and form.is_valid():
        try:
            act(actor, form.command(pk), now=now)
        except Invalid as invalid:
            say_invalid(form, invalid)
        except Stale as stale:
            problem = stale
            again = request.POST.copy()
            again["version"] = str(queries.within_reach(actor, pk).version)
            form = form_class(again)
        else:
            messages.success(request, said)
            return redirect(PAGE, pk)
    elif request.method != "POST" and found.state != State.RUNNING:
        return redirect(PAGE, pk)
    context = {**_shown(found, actor), "form": form, "problem": problem}
    return render(request, template, context, status=409 if problem else 400 if form.errors else 200)
