"""Reading aloud and sending, taking back, the other municipality's receipt, and the paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import actions, policy, queries, record
from . import paper as papers
from .forms import AnswerForm, BecauseForm, ReceiptForm, SendForm, TakeBackForm
from .models import SentPart
from .states import State
from .views import PAGE, READ_OR_WRITE, done, head, ours


@READ_OR_WRITE
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what the receiver will read, and the button that sends it."""
    actor, row = ours(request, pk)
    now = clock.now()
    if request.method != "POST" and row.state not in (State.DRAFT, State.WITH_PARENTS):
        return redirect(PAGE, pk)
    told = queries.preview(actor, row, clock.day_of(now))
    seen = {"version": row.version, "seen": record.fingerprint(row, told)}
    form = SendForm(request.POST or None, initial=seen)
    if request.method == "POST" and done(form, lambda: actions.send(actor, form.command(pk), now=now)):
        where = {"where": record.to_name(row)}
        messages.success(request, _("Sendt til %(where)s. Du har ansvaret, til der er sagt ja.") % where)
        return redirect(PAGE, pk)
    page = queries.page_of(actor, row, clock.day_of(now))
    context = head(row) | {
        "form": form, "told": told, "view": page, "from_words": record.from_words(row), "to_words": record.to_whom(row),
    }  # fmt: skip
    return render(request, "handover/preview.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """What came back is opened again."""
    actor, _row = ours(request, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and done(form, lambda: actions.correct(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Du kan rette nu. Den tidligere udgave er gemt."))
    return redirect(PAGE, pk)


@READ_OR_WRITE
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It does not go, or not any more."""
    actor, row = ours(request, pk)
    form = BecauseForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and done(form, lambda: actions.withdraw(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Overgangen er trukket tilbage. Ingen på det nye sted kan se den."))
        return redirect(PAGE, pk)
    return render(request, "handover/withdraw.html", head(row) | {"form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Another municipality has said that it is there."""
    actor, row = ours(request, pk)
    now = clock.now()
    if not row.outside:
        return redirect(PAGE, pk)
    form = ReceiptForm(
        request.POST or None, initial={"version": row.version, "on": clock.day_of(now), "by_name": row.to_person}
    )
    if request.method == "POST" and done(form, lambda: actions.receipt(actor, form.command(pk), now=now)):
        messages.success(request, _("Kvitteringen er skrevet ned. Overgangen er slut her."))
        return redirect(PAGE, pk)
    return render(request, "handover/receipt.html", head(row) | {"form": form}, status=400 if form.errors else 200)


@READ_OR_WRITE
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The family says no to a part that has gone; the number is the part's."""
    actor = actor_of(request)
    sent = SentPart.objects.visible_to(actor).get(pk=pk)
    _actor, row = ours(request, sent.handover_id)
    now = clock.now()
    form = TakeBackForm(request.POST or None, voices=queries.voices(row.child, clock.day_of(now)))
    if request.method == "POST" and done(form, lambda: actions.take_back(actor, pk, form.cleaned_data["by"], now=now)):
        messages.success(request, _("Delen er ikke længere at læse for det nye sted."))
        return redirect(PAGE, row.pk)
    context = head(row) | {"form": form, "sent": sent}
    return render(request, "handover/take_back.html", context, status=400 if form.errors else 200)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The record on paper: for the family while it is written, for everybody on a side once it is sent."""
    actor, now = actor_of(request), clock.now()
    page = queries.open_page(actor, pk, now=now)
    require(policy.may_keep(actor))
    response = HttpResponse(papers.record_pdf(actor, page, now=now), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, papers.file_name(page)) or "attachment"
    return response
