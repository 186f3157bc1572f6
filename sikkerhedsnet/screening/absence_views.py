"""Why a child is not assessed: written, taken back, and decided on by the leader."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import child_line, guardians_of
from sikkerhedsnet.web.words import day_words

from . import absences, actions, policy, reach
from .models import NotAssessed
from .policy import Setting
from .queries import place_url
from .round_forms import BackForm, DecideForm, SetAsideForm, say_invalid
from .round_labels import NOT_STATE, REASON
from .states import NotState, Reason


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: HttpRequest, pk: int, institution_pk: int, child_pk: int) -> HttpResponse:
    """Writes why the child is not assessed in the round."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    place, child, _since = absences.where_of(actor, pk, institution_pk, child_pk, today)
    require(policy.may_set_aside(actor, Setting(place.institution_id, place.group_id)))
    round_, _institution, _group = reach.place_in_reach(actor, place, Permission.ASSESSMENT_SETTLE)
    standing = absences.standing_about(pk, institution_pk, child_pk)
    if standing is not None and request.method != "POST":
        return redirect("screening:not_assessed", pk=standing.pk)
    audit.read(actor, "not_assessed.read", child, at=now, child_id=child.pk)
    custodies = [c for c in guardians_of(child, today) if c.has_custody]
    form = SetAsideForm(request.POST if request.method == "POST" else None, custodies=custodies)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.set_aside(actor, form.command(pk, institution_pk, child_pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _said(row))
            return redirect("screening:not_assessed", pk=row.pk)
    name, args = place_url(place, "group")
    context = {
        "form": form,
        "child": child,
        "line": child_line(child, today, reader=actor),
        "round": round_,
        "group_url": (name, args),
    }
    return render(request, "screening/set_aside.html", context, status=422 if form.is_bound and form.errors else 200)


def _said(row: NotAssessed) -> str:
    if row.state != NotState.ASKED or row.due_on is None or row.owner is None:
        return _("Skrevet. Barnet er ikke med i det, der mangler i runden.")
    return _("Skrevet. %(who)s taler med forældrene og beslutter senest %(day)s.") % {
        "who": row.owner.name,
        "day": day_words(row.due_on),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def not_assessed(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the child is not assessed; POST takes it back, or is the leader's decision on an objection."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    row = absences.open_absence(actor, pk, now=now)
    setting = absences.setting_of(row)
    decides = row.state == NotState.ASKED and bool(
        policy.may_decide(actor, row.assessment.institution_id, owner_id=row.owner_id)
    )
    takes_back = row.state in (NotState.ASKED, NotState.STANDS) and bool(
        policy.may_take_back(actor, setting, decided=row.decided_at is not None)
    )
    deciding = request.method == "POST" and "decide" in request.POST
    form = DecideForm(request.POST if deciding else None, initial={"version": row.version})
    back = BackForm(
        request.POST if request.method == "POST" and not deciding else None, initial={"version": row.version}
    )
    if request.method == "POST":
        verdict = policy.may_decide(
        actor, row.assessment.institution_id, owner_id=row.owner_id
    ) if deciding else policy.may_take_back(
            actor, setting, decided=row.decided_at is not None
        )  # fmt: skip
        require(verdict)
        if deciding and form.is_valid():
            try:
                actions.decide(actor, form.command(pk), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            else:
                messages.success(request, _("Din beslutning er skrevet. Fortæl forældrene det, og hvorfor."))
                return redirect("screening:not_assessed", pk=pk)
        elif not deciding and back.is_valid():
            actions.take_back(actor, back.command(pk), now=now)
            messages.success(request, _("Taget tilbage. Barnet skal vurderes i runden."))
            return redirect("screening:not_assessed", pk=pk)
    wrong = (deciding and form.errors) or (back.is_bound and back.errors)
    context = {
        "row": row,
        "round_name": row.assessment.round.name if row.assessment.round else "",
        "child": row.child,
        "line": child_line(row.child, today, reader=actor),
        "reason": REASON[Reason(row.reason)],
        "state": NOT_STATE[NotState(row.state)],
        "objection": row.reason == Reason.OBJECTION,
        "waits": row.state == NotState.ASKED,
        "decides": decides,
        "takes_back": takes_back,
        "form": form,
        "back": back,
        "today": today,
        "told": row.state == NotState.ASKED and not row.holds,
    }
    return render(request, "screening/not_assessed.html", context, status=422 if wrong else 200)
