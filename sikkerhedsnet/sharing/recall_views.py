"""The dental service asks the family whether it may talk with others, and writes down what they answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import denied, require
from sikkerhedsnet.visits.models import DentalRecall

from . import policy, queries, recalls, rules
from .forms import LapseForm, RecallConsentForm, WithdrawForm, say_invalid
from .models import Consent
from .views import lapsed, shown

TALK = "visits:recall_talk"


def _open(actor: Actor, pk: int) -> DentalRecall:
    require(policy.may_keep_consent(actor))
    if not actor.has(Permission.RECALL_KEEP):
        require(denied("role"))
    row: DentalRecall = DentalRecall.objects.visible_to(actor).select_related("child__municipality").get(pk=pk)
    audit.read(actor, "recall.consents", row, at=clock.now(), child_id=row.child_id)
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The dental service's consents about the child, and a new one."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    recall = _open(actor, pk)
    holders = recalls.holders_of(actor, recall, today)
    form = RecallConsentForm(
        request.POST or None,
        request.FILES or None,
        holders=holders,
        child=recall.child,
        today=today,
        initial={"on": today, "purpose": _("At få barnet undersøgt og behandlet hos tandlægen")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            recalls.give_for_recall(actor, recall, form.command(recall.child_id), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Samtykket er skrevet ned."))
            return redirect("sharing:recall_consent", recall.pk)
    found = recalls.consents_about(actor, recall, today)
    context = {
        **_head(recall),
        "form": form,
        "nobody": not holders and not rules.has_say(queries.young_day(recall.child), today),
        "suspicion": queries.sees_suspicion(actor, recall.child),
        "items": [
            {**shown(row), "lapse_form": LapseForm(initial={"version": row.consent.version}, auto_id=False)}
            for row in found
        ],
        "holds": any(row.valid for row in found),
    }
    return render(request, "sharing/recall_consent.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int, consent_pk: int) -> HttpResponse:
    """The family takes it back."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    recall = _open(actor, pk)
    found = next((r.consent for r in recalls.consents_about(actor, recall, today) if r.consent.pk == consent_pk), None)
    if found is None:
        raise Consent.DoesNotExist
    if request.method == "GET" and found.withdrawn_on is not None:
        raise Stale(who=found.changed_by_name, what="withdrawn", at=found.changed_at)
    names = dict.fromkeys(
        [voice.name for voice in found.voices.all()]
        + [custody.guardian.name for custody in recalls.holders_of(actor, recall, today)]
    )
    form = WithdrawForm(request.POST or None, names=names, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            recalls.withdraw_for_recall(actor, recall, form.command(consent_pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Samtykket gælder ikke længere. Du taler ikke med andre om barnet på det."))
            return redirect("sharing:recall_consent", recall.pk)
    context = {**_head(recall), "consent": found, "form": form}
    return render(request, "sharing/recall_withdraw.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def lapse(request: HttpRequest, pk: int, consent_pk: int) -> HttpResponse:
    """Left to run out; an address without a form leads to the consents."""
    actor, recall = actor_of(request), _open(actor_of(request), pk)
    if request.method == "POST":
        lapsed(request, consent_pk, partial(recalls.lapse_for_recall, actor, recall, now=clock.now()))
    return redirect("sharing:recall_consent", recall.pk)


def _head(recall: DentalRecall) -> dict[str, Any]:
    return {"recall": recall, "child": recall.child}
