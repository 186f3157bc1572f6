"""A worry from the page it is written on to the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused, require
from sikkerhedsnet.guide import queries as guide
from sikkerhedsnet.guide.rules import age_band
from sikkerhedsnet.guide.states import HARM, KNOWN_HARM
from sikkerhedsnet.people.queries import child_line, contact_view, open_child
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.web.forms import KeyedForm, whole_number
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.sheets import printed
from sikkerhedsnet.web.words import day_words

from . import actions, blank_paper, following_queries, level_queries, notification_queries, policy, queries, rules
from .forms import CloseForm, ContactForm, OfferForm, RaiseForm, SeenForm, say_invalid
from .labels import INVALID, REFUSAL
from .models import Concern

PAGE = "concerns:concern"
ASKS_GUIDE = "show_guide"
"""The button that shows the guide where there is no JavaScript; it sends nothing to anybody."""


def _today() -> date:
    return clock.today()


@require_http_methods(["GET", "POST"])
def raise_concern(request: HttpRequest, pk: int) -> HttpResponse:
    """The four questions; sent, it leads to the page that names the adviser and the date."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_raise(actor))
    child = open_child(actor, pk, now=now)
    form = RaiseForm(request.POST or None, request.FILES or None, initial=_prefilled(actor, pk, request))
    asks_guide = request.method == "POST" and ASKS_GUIDE in request.POST
    if asks_guide:
        form = RaiseForm(initial=form.as_typed())
    elif request.method == "POST" and form.is_valid():
        command = form.command(pk)
        again = queries.sent_before(actor, command, _today())
        if again is not None and again.idempotency_key != command.key:
            messages.info(request, _("Den er allerede sendt i dag, så den er ikke sendt igen."))
            return redirect("concerns:sent", again.pk)
        try:
            made = actions.raise_concern(actor, command, now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        except Refused as refused:
            if refused.reason != "no_adviser":
                raise
            form.add_error(None, str(REFUSAL["no_adviser"]))
        else:
            return redirect("concerns:sent", made.pk)
    today = _today()
    band = age_band(child.birth_date or child.expected_on, today)
    chosen, level = form["signs"].value() or (), KNOWN_HARM if form["stage"].value() in HARM else None
    context = {
        "child": child,
        "line": child_line(child, today, reader=actor),
        "form": form,
        "guide_age": band or "",
        "chosen": bool(chosen),
        "advice": guide.beside(actor, chosen, band, today, level=level),
        "asks_guide": asks_guide,
        "intake_phone": child.municipality.intake_phone,
        "already": [(c, day_words(c.raised_at, today)) for c in queries.open_on_child(actor, child)],
        "adviser": queries.receiver(actor.id, child, today),
        "leader": queries.leader_to_tell(actor, child, today),
        "nobody": str(REFUSAL["no_adviser"]),
        "answer_due": rules.answer_due(today, child.municipality.concern_answer_days),
    }
    return render(request, "concerns/raise.html", context, status=400 if form.errors else 200)


def _prefilled(actor: Actor, child_id: int, request: HttpRequest) -> dict[str, Any]:
    """What a yellow or red position already says, or which open follow-up the worry takes over; nothing that is not
    this reader's or not about this child."""
    follow_up = whole_number(request.GET.get("opfoelgning", ""))
    if follow_up is not None:
        return {"follow_up": follow_up}
    number = whole_number(request.GET.get("vurdering", ""))
    if number is None:
        return {}
    found = (
        WellbeingAssessment.objects.visible_to(actor)
        .filter(pk=number, child_id=child_id, position__in=(Position.YELLOW, Position.RED))
        .first()
    )
    if found is None:
        return {}
    return {"assessment": found.pk, "observation": found.comment, "works": found.what_works}


@require_safe
def blank_pdf(request: HttpRequest) -> HttpResponse:
    """The same questions on paper, for somebody who does not write here; nothing is filled in."""
    actor = actor_of(request)
    require(policy.may_raise(actor))
    return printed(blank_paper.blank(Municipality.objects.get(pk=actor.municipality_id or 0)), "Bekymring")


@require_safe
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has the worry now, how to reach her, and by when she answers; for the one who sent it."""
    actor = actor_of(request)
    case = queries.open_concern(actor, pk, now=clock.now())
    if not case.is_sender:
        return redirect(PAGE, pk)
    ground = hook("SIKKERHEDSNET_CONCERN_GROUND")(case.concern.pk)
    met = following_queries.met(case.concern)
    context = {**_shown(case), "ground": ground, "met": met, "begin_form": KeyedForm()}
    return render(request, "concerns/sent.html", context)


@require_safe
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """One concern, with what this reader can do about it."""
    actor = actor_of(request)
    case = queries.open_concern(actor, pk, now=clock.now())
    seen = {"version": case.concern.version}
    context = {
        **_shown(case),
        "take_form": SeenForm(initial=seen, auto_id="take_%s"),
        "accept_form": SeenForm(initial=seen, auto_id="accept_%s"),
        "decline_form": SeenForm(initial=seen, auto_id="decline_%s"),
        "sides": level_queries.sides(case.concern),
        "stages": level_queries.stages_of(case.concern),
        "notifications": notification_queries.of_concern(actor, case.concern),
        "begin_form": KeyedForm(auto_id="begin_%s"),
        "earlier_plans": hook("SIKKERHEDSNET_EARLIER_PLANS")(actor, case.concern),
        **_followed(actor, case),
    }
    return render(request, "concerns/concern.html", context)


def _followed(actor: Actor, case: queries.Case) -> dict[str, Any]:
    """For whoever answers for it, or will: the promises, the earlier worries, and since when nothing has happened."""
    if not (case.reads_case or case.can_take):
        return {}
    concern, now = case.concern, clock.now()
    return {
        "promises": following_queries.promises_of(concern),
        "earlier": following_queries.earlier(actor, concern, now=now),
        "readers": following_queries.readers_of(concern),
        "stalled_since": next(
            (since for _row, since in following_queries.stalled(actor.municipality_id, _today(), pk=concern.pk)), None
        ),
    }


def _shown(case: queries.Case) -> dict[str, Any]:
    return {
        "case": case,
        "concern": case.concern,
        "child": case.concern.child,
        "today": _today(),
        "intake_phone": case.concern.child.municipality.intake_phone,
    }


def _button(
    request: HttpRequest, pk: int, act: Callable[..., Concern], said: Callable[[Concern], str], leads_to: str = PAGE
) -> HttpResponse:
    """One button on the concern's page; an address without a form leads back to it."""
    if request.method != "POST":
        return redirect(PAGE, pk)
    form = SeenForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
        return redirect(PAGE, pk)
    try:
        made = act(actor_of(request), form.command(pk), now=clock.now())
    except Invalid as problem:
        for key in problem.errors.values():
            messages.warning(request, str(INVALID[key]))
        return redirect(PAGE, pk)
    messages.success(request, said(made))
    return redirect(leads_to, pk) if leads_to == PAGE else redirect(leads_to)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The adviser takes it; pressed again, it says that she has it already."""
    if request.method == "POST" and queries.has_taken(actor_of(request), pk):
        messages.info(request, _("Du har allerede taget imod bekymringen. Du skal ikke gøre det igen."))
        return redirect(PAGE, pk)
    return _button(
        request,
        pk,
        actions.take,
        lambda made: _("Du har taget imod. %(who)s får besked.") % {"who": made.raised_by.name},
    )


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked adviser takes over."""
    return _button(request, pk, actions.accept, lambda made: _("Forløbet er dit nu."))


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked adviser says no; she no longer sees the concern."""
    return _button(
        request,
        pk,
        actions.decline,
        lambda made: (
            _("Du har sagt nej. %(who)s har stadig forløbet.") % {"who": made.owner.name if made.owner else ""}
        ),
        leads_to="worklists:desk",
    )


@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another adviser to take over."""
    actor = actor_of(request)
    case = queries.open_concern(actor, pk, now=clock.now())
    require(policy.may_offer(actor, queries.people_of(case.concern, _today())))
    if request.method == "GET" and not case.can_offer:
        return redirect(PAGE, pk)
    colleagues = queries.colleagues(case.concern, _today())
    form = OfferForm(request.POST or None, initial={"version": case.concern.version}, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        made = actions.offer(actor, form.offer(pk), now=clock.now())
        who = made.offered_to.name if made.offered_to else ""
        messages.success(request, _("%(who)s er spurgt. Forløbet er dit, til der er sagt ja.") % {"who": who})
        return redirect(PAGE, pk)
    context = {
        **_shown(case),
        "line": case.line,
        "owner": case.concern.owner,
        "back_url": reverse(PAGE, args=(pk,)),
        "form": form,
        "nobody": not colleagues,
    }
    return render(request, "concerns/offer.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """What the parents said, and the next date."""
    actor, today = actor_of(request), _today()
    case = queries.open_concern(actor, pk, now=clock.now())
    require(policy.may_note_contact(actor, queries.people_of(case.concern, today), suspicion=case.concern.suspicion))
    if request.method == "GET" and not case.can_note_contact:
        return redirect(PAGE, pk)
    family = contact_view(actor, case.concern.child, today)
    parents = [(parent.id, parent.name) for parent in family.guardians]
    initial = {"version": case.concern.version, "on": today}
    form = ContactForm(request.POST or None, initial=initial, today=today, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note_contact(actor, form.note(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            day = day_words(made.due_on, today) if made.due_on else ""
            messages.success(request, _("Samtalen er skrevet. Næste skridt er senest %(day)s.") % {"day": day})
            return redirect(PAGE, pk)
    context = {**_shown(case), "form": form, "family": family}
    return render(request, "concerns/contact.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it with a reason and an answer."""
    actor = actor_of(request)
    case = queries.open_concern(actor, pk, now=clock.now())
    require(policy.may_handle(actor, queries.people_of(case.concern, _today())))
    if request.method == "GET" and not case.can_close:
        return redirect(PAGE, pk)
    form = CloseForm(request.POST or None, initial={"version": case.concern.version}, concern=case.concern)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(actor, form.close(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            who = case.concern.raised_by.name
            messages.success(request, _("Forløbet er afsluttet. %(who)s får dit svar.") % {"who": who})
            return redirect(PAGE, pk)
    sheets = notification_queries.of_concern(actor, case.concern)
    context = {**_shown(case), "form": form, "notifications": sheets}
    return render(request, "concerns/close.html", context, status=400 if form.errors else 200)
