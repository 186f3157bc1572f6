"""A paper is laid with a thing, shown with its words, and fetched as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
from sikkerhedsnet.people.queries import child_line
from sikkerhedsnet.web.sheets import sheet_response

from . import actions, policy, queries
from .commands import Thing
from .forms import PaperForm, WithdrawForm, say_invalid
from .labels import ABOUT
from .models import Scan
from .rules import ENDINGS
from .states import About


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """One paper more; sent, it leads back to the thing it belongs to."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_add(actor))
    if about not in set(About):
        raise Scan.DoesNotExist
    thing = queries.thing(actor, About(about), pk)
    audit.read(actor, "child.read", thing.row, at=now, child_id=thing.child_id)
    form = PaperForm(request.POST or None, request.FILES or None, today=clock.day_of(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add(actor, thing.about, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Papiret er lagt ved."))
            return redirect(thing.page)
    context = {"thing": thing, "kind": ABOUT[thing.about], "form": form}
    return render(request, "scans/add.html", context, status=400 if form.errors else 200)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture itself, or where the PDF is fetched, with what can be seen on it."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    found, thing = queries.open_scan(actor, pk, now=now)
    may_withdraw = policy.may_withdraw(actor, uploaded_by_id=found.uploaded_by_id, owner_id=thing.owner_id)
    context = {**_head(found, thing, actor, now), "may_withdraw": found.withdrawn_at is None and bool(may_withdraw)}
    return render(request, "scans/scan.html", context)


def _head(found: Scan, thing: Thing, actor: Actor, now: datetime) -> dict[str, Any]:
    line = child_line(found.child, clock.day_of(now), reader=actor)
    return {"scan": found, "thing": thing, "child": found.child, "line": line}


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper that should never have lain here is taken back with a reason."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    found, thing = queries.open_scan(actor, pk, now=now)
    require(policy.may_withdraw(actor, uploaded_by_id=found.uploaded_by_id, owner_id=thing.owner_id))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Papiret er trukket tilbage. Ingen kan læse det mere."))
            return redirect(thing.page)
    if request.method != "POST" and found.withdrawn_at is not None:
        return redirect("scans:scan", pk)
    context = {**_head(found, thing, actor, now), "form": form}
    return render(request, "scans/withdraw.html", context, status=400 if form.errors else 200)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it is kept; it can do nothing in a browser but be drawn."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    found, _thing = queries.open_scan(actor, pk, now=now, with_content=True)
    name = f"Papir {found.on.isoformat()}.{ENDINGS[found.content_type]}"
    return sheet_response(bytes(found.content), found.content_type, name)
