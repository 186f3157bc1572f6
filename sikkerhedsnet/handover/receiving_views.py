"""The receiver's buttons: read, accept, send back, give to somebody else, and how it went."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import Verdict, require

from . import actions, policy, queries
from .forms import AnswerForm, BecauseForm, ChooseForm
from .labels import INVALID
from .models import HandOver, SentPart
from .views import PAGE, READ_OR_WRITE, done, head


def _theirs(request: HttpRequest, pk: int) -> tuple[Actor, HandOver]:
    actor, now = actor_of(request), clock.now()
    row = queries.reached(actor, pk)
    audit.read(actor, "handover.read", row, at=now, child_id=row.child_id)
    return actor, row


def _may(actor: Actor, row: HandOver, may: object) -> None:
    verdict: Verdict = may(actor, queries.side_of(actor, row))  # type: ignore[operator]
    require(verdict)


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """A receipt for one worry; the number is the part's."""
    actor, now = actor_of(request), clock.now()
    sent = SentPart.objects.visible_to(actor).get(pk=pk)
    if request.method == "POST" and AnswerForm(request.POST).is_valid():
        actions.read(actor, pk, now=now)
        messages.success(request, _("Kvitteret."))
    return redirect(PAGE, sent.handover_id)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The receiver takes it on."""
    actor, now = actor_of(request), clock.now()
    if request.method != "POST":
        queries.reached(actor, pk)
        return redirect(PAGE, pk)
    form = AnswerForm(request.POST)
    if done(form, lambda: actions.accept(actor, form.command(pk), now=now)):
        messages.success(request, _("Du har taget imod. Din kvittering er sendt til det gamle sted."))
    else:
        for error in form.non_field_errors() or [INVALID["row_gone"]]:
            messages.error(request, str(error))
    return redirect(PAGE, pk)


@READ_OR_WRITE
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is missing or wrong."""
    actor, row = _theirs(request, pk)
    _may(actor, row, policy.may_answer)
    asks = _("Hvad mangler, eller hvad skal rettes?")
    form = BecauseForm(request.POST or None, asks=asks, initial={"version": row.version})
    if request.method == "POST" and done(form, lambda: actions.send_back(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Sendt tilbage. Du får den igen, når den er rettet."))
        return redirect("worklists:desk")
    return render(request, "handover/send_back.html", head(row) | {"form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else there is to read it."""
    actor, row = _theirs(request, pk)
    _may(actor, row, policy.may_name)
    if row.to_institution is None:
        raise Http404
    now = clock.now()
    people = [
        user
        for user in queries.receivers(row.to_institution, row.child, clock.day_of(now))
        if user.pk != row.receiver_id
    ]
    form = ChooseForm(request.POST or None, people=people, initial={"version": row.version})
    if request.method == "POST" and done(form, lambda: actions.name(actor, form.command(pk), now=now)):
        messages.success(request, _("Den ligger nu hos en anden. Datoen er den samme."))
        return redirect("handover:handovers")
    context = head(row) | {"form": form, "nobody": not people}
    return render(request, "handover/name.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """How the change went, in the family's words."""
    actor, row = _theirs(request, pk)
    _may(actor, row, policy.may_follow_up)
    asks = _("Hvordan gik skiftet? Skriv det, familien siger.")
    form = BecauseForm(request.POST or None, asks=asks, initial={"version": row.version})
    if request.method == "POST" and done(form, lambda: actions.close(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Tak. Overgangen er slut."))
        return redirect("worklists:desk")
    return render(request, "handover/close.html", head(row) | {"form": form}, status=400 if form.errors else 200)
