"""The catalogue of measures and the districts' teams, read by everybody who works with them and kept by a few."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import DistrictTeamMember

from . import actions, policy, queries, teams
from .forms import JoinForm, KindForm, LeaveForm, say_invalid
from .labels import TIER
from .states import Tier

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every measure tier by tier: who may start it, who does it, how long it lasts, and what it costs."""
    actor = actor_of(request)
    require(policy.may_see(actor))
    offers = queries.offers(actor)
    keeps = bool(policy.may_keep(actor))
    context = {
        "tiers": [(label, [offer for offer in offers if offer.kind.tier == tier]) for tier, label in TIER.items()],
        "gone": [kind for kind in queries.kinds(actor) if not kind.is_offered] if keeps else [],
        "keeps": keeps,
        "special": Tier.SPECIAL,
    }
    return render(request, "measures/catalogue.html", context)


@READ_OR_WRITE
def add_kind(request: HttpRequest) -> HttpResponse:
    """One more row."""
    return _set_kind(request, None)


@READ_OR_WRITE
def change_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """A row as it is from now on."""
    return _set_kind(request, pk)


def _set_kind(request: HttpRequest, pk: int | None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    kind = queries.kind_of(actor, pk) if pk is not None else None
    fresh = KindForm.initial_of(kind) if kind else {"version": 0, "is_offered": True, "follow_up_weeks": 6}
    form, problem = KindForm(request.POST or None, initial=fresh), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_kind(actor, form.command(pk), now=now)
        except Invalid as invalid:
            say_invalid(form, invalid)
        except Stale as stale:
            problem = stale
        else:
            messages.success(request, _("%(name)s står i kataloget.") % {"name": made.name})
            return redirect("measures:catalogue")
    context = {"kind": kind, "form": form, "problem": problem}
    status = 409 if problem else 400 if form.errors else 200
    return render(request, "measures/edit_kind.html", context, status=status)


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Each district's team, by function, today and over time."""
    actor, today = actor_of(request), clock.today()
    context = {"teams": teams.teams(actor, today), "keeps": bool(policy.may_keep(actor)), "today": today}
    return render(request, "measures/teams.html", context)


@READ_OR_WRITE
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague joins a district's team."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    today = clock.day_of(now)
    district = next((row for row in teams.districts(actor) if row.pk == pk), None)
    if district is None:
        raise DistrictTeamMember.DoesNotExist
    posts = [(row.pk, teams.post_words(row)) for row in teams.candidates(actor, today)]
    form = JoinForm(request.POST or None, posts=posts, initial={"start_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            teams.join(actor, form.command(pk), now=now)
        except Invalid as invalid:
            say_invalid(form, invalid)
        else:
            messages.success(request, _("Kollegaen er med i teamet i %(name)s.") % {"name": district.name})
            return redirect("measures:teams")
    context = {"district": district, "form": form}
    return render(request, "measures/join.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague's last day in a team."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    member = teams.member_of(actor, pk)
    form = LeaveForm(request.POST or None, initial={"end_on": clock.day_of(now)})
    if request.method == "POST" and form.is_valid():
        try:
            teams.leave(actor, form.command(pk), now=now)
        except Invalid as invalid:
            say_invalid(form, invalid)
        else:
            messages.success(request, _("Den sidste dag er skrevet."))
            return redirect("measures:teams")
    return render(request, "measures/leave.html", {"member": member, "form": form}, status=400 if form.errors else 200)
