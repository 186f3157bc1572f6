"""What a family has agreed to and what was passed on, from the child's page; a consent from yes to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.people.queries import child_line, guardians_of, open_child
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.sheets import printed, sheet_response

from . import actions, blank_paper, policy, queries, rules
from .commands import SeenConsent
from .forms import GiveForm, JoinForm, LapseForm, RenewForm, WithdrawForm, YesFields, say_invalid
from .labels import FORM, KIND, SERVICE, TOLD, TOPIC, TURN, WHAT
from .models import Consent, ConsentPaper
from .states import Form, Kind, Service, Told, Topic, Turn, What

CHILD, CONSENT = "sharing:child", "sharing:consent"


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """The family's consents, and who got what, when, on which basis and until when."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_see(actor))
    found = open_child(actor, pk, now=now)
    audit.read(actor, "sharing.read", found, at=now, child_id=found.pk)
    standings = queries.consents_of(actor, found, today)
    context = {
        **_head(found, actor, today),
        "open": [shown(row) for row in standings if row.open],
        "over": [shown(row) for row in standings if not row.open],
        "given": [_given(row, today) for row in queries.passed_on(actor, found)],
        "may_keep": bool(policy.may_keep_consent(actor)),
    }
    return render(request, "sharing/child.html", context)


def shown(row: queries.Standing) -> dict[str, Any]:
    consent = row.consent
    voices = [{"voice": voice, "form": FORM[Form(voice.form)]} for voice in consent.voices.all()]
    return {
        "row": row,
        "consent": consent,
        "receivers": row.receivers,
        "topics": [TOPIC[Topic(key)] for key in consent.topics],
        "voices": voices,
        "renewed": getattr(consent, "renewed_by", None),
    }


def _given(row: Any, today: date) -> dict[str, Any]:
    return {
        "row": row,
        "what": WHAT[What(row.what)],
        "service": SERVICE[Service(row.to_service)],
        "kind": KIND[Kind(row.basis.kind)],
        "told": TOLD[Told(row.told)],
        "off": TURN[Turn.CALLED_OFF] if row.is_off else "",
        "over": not row.is_off and row.ends_on < today,
    }


def _head(found: Child, actor: Actor, today: date) -> dict[str, Any]:
    return {"child": found, "line": child_line(found, today, reader=actor), "today": today}


def _holders(actor: Actor, found: Child, today: date) -> list[Custody]:
    """Those who can be asked: nobody of the family's grown-ups while this reader sees a suspicion that is open."""
    if queries.sees_suspicion(actor, found):
        return []
    return [custody for custody in guardians_of(found, today) if custody.has_custody]


def _asking(actor: Actor, found: Child, today: date, holders: list[Custody]) -> dict[str, Any]:
    """What a page that asks the family has to say about whom it can ask."""
    day = queries.young_day(found)
    suspicion = queries.sees_suspicion(actor, found)
    return {"suspicion": suspicion, "nobody": not holders and (day is None or today < day)}


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """A new consent."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_keep_consent(actor))
    found = open_child(actor, pk, now=now)
    holders = _holders(actor, found, today)
    months = queries.settings_of(found.municipality_id).consent_months
    initial: dict[str, Any] = {"on": today, "expires_on": rules.expires(today, months)}
    agreed = hook("SIKKERHEDSNET_AGREED")(actor, request.GET.get("aftale", ""), child_id=pk)
    if agreed is not None:
        initial |= {"purpose": agreed.what, "guardians": [str(agreed.guardian_id or "")]}
    form = GiveForm(
        request.POST or None, request.FILES or None, holders=holders, child=found, today=today, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = actions.give_consent(actor, form.command(pk), now=now)
                if agreed is not None:
                    agreed.written_down(now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Samtykket er skrevet ned."))
            return redirect(agreed.back_url) if agreed is not None else redirect(CONSENT, made.pk)
    context = {
        **_head(found, actor, today),
        **_asking(actor, found, today, holders),
        "form": form,
        "said": [shown(row) for row in queries.consents_of(actor, found, today) if row.open],
    }
    return render(request, "sharing/give.html", context, status=400 if form.errors else 200)


@require_safe
def blank_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The consent to sign by hand."""
    actor = actor_of(request)
    require(policy.may_keep_consent(actor))
    return printed(blank_paper.blank(open_child(actor, pk, now=clock.now())), "Samtykke")


@require_safe
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One consent, who said yes, and what can be done with it."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    found = queries.open_consent(actor, pk, now=now)
    standing = next(row for row in queries.consents_of(actor, found.child, today) if row.consent.pk == pk)
    context = {
        **_head(found.child, actor, today),
        **shown(standing),
        "may_keep": bool(policy.may_keep_consent(actor)),
        "lapse_form": LapseForm(initial={"version": found.version}),
    }
    return render(request, "sharing/consent.html", context)


def _ask_again(
    request: HttpRequest,
    pk: int,
    make: Callable[..., YesFields],
    act: Callable[..., Consent],
    said: str,
    template: str,
) -> HttpResponse:
    """A page on which somebody says yes to a consent that is there."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_keep_consent(actor))
    found = queries.open_consent(actor, pk, now=now)
    if request.method == "GET" and found.withdrawn_on is not None:
        raise Stale(who=found.changed_by_name, what="withdrawn", at=found.changed_at)
    holders = _holders(actor, found.child, today)
    months = queries.settings_of(found.child.municipality_id).consent_months
    initial = {"on": today, "version": found.version, "expires_on": rules.expires(today, months)}
    form: Any = make(
        request.POST or None, request.FILES or None, holders=holders, child=found.child, today=today, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = act(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, said)
            return redirect(CONSENT, made.pk)
    context = {
        **_head(found.child, actor, today),
        **_asking(actor, found.child, today, holders),
        "consent": found,
        "form": form,
    }
    return render(request, template, context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """The other parent, or the young person, says yes too."""
    return _ask_again(request, pk, JoinForm, actions.join_consent, _("Det er skrevet ned."), "sharing/join.html")


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """The same once more."""
    return _ask_again(request, pk, RenewForm, actions.renew_consent, _("Samtykket er fornyet."), "sharing/renew.html")


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken back from today."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_keep_consent(actor))
    found = queries.open_consent(actor, pk, now=now)
    if request.method == "GET" and found.withdrawn_on is not None:
        raise Stale(who=found.changed_by_name, what="withdrawn", at=found.changed_at)
    names = dict.fromkeys(
        [voice.name for voice in found.voices.all()]
        + [c.guardian.name for c in guardians_of(found.child, today) if c.has_custody]
    )
    form = WithdrawForm(request.POST or None, names=names, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_consent(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Samtykket gælder ikke længere. Det, der bygger på det, slutter i dag."))
            return redirect(CONSENT, pk)
    context = {**_head(found.child, actor, today), "consent": found, "form": form}
    return render(request, "sharing/withdraw.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """Left to run out; an address without a form leads to the consent."""
    if request.method == "POST":
        lapsed(request, pk, partial(actions.let_lapse, actor_of(request), now=clock.now()))
    return redirect(CONSENT, pk)


def lapsed(request: HttpRequest, pk: int, let: Callable[[SeenConsent], Consent]) -> None:
    """The button was pressed: it is done, or the page was too old."""
    form = LapseForm(request.POST)
    if form.is_valid():
        let(form.command(pk))
        messages.success(request, _("Samtykket løber ud på sin dag. Du bliver ikke mindet om det mere."))
    else:
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The scanned sheet, never shown in the page itself."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    consents = Consent.objects.visible_to(actor)
    sheet = ConsentPaper.objects.select_related("consent").filter(consent__in=consents).get(pk=pk)
    audit.read(actor, "consent.paper", sheet.consent, at=now, child_id=sheet.consent.child_id)
    return sheet_response(bytes(sheet.content), sheet.content_type, sheet.name)
