"""The administrator's page about colleagues' way in: who has not signed in yet, who has lost her telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sikkerhedsnet.access import actions as access
from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.web import qr
from sikkerhedsnet.web.forms import KeyedForm

from . import queries

MOST_SHOWN = 200


@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works here today, those who have never signed in first."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    only_new = request.GET.get("vis") != "alle"
    rows = queries.accounts(request.actor, text, only_new=only_new, now=clock.now())  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "rows": rows[:MOST_SHOWN],
        "more": len(rows) > MOST_SHOWN,
        "q": text,
        "only_new": only_new,
    }
    return render(request, "organisation/staff.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a link for a colleague, and shows it this once, to be printed or copied."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    person = queries.colleague(actor, pk)
    form = KeyedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        link = access.invite(actor, person.pk, key=form.cleaned_data["key"], now=now)
        address = request.build_absolute_uri(reverse("access:invitation", args=[link.token]))
        context = {
            "person": person,
            "address": address,
            "qr": qr.drawn(address),
            "until": link.invitation.expires_at,
        }
        return render(request, "organisation/invitation.html", context)
    return render(request, "organisation/invite.html", {"person": person, "form": form})


@require_http_methods(["GET", "POST"])
def remove_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a colleague's lost second step away."""
    actor = actor_of(request)
    person = queries.colleague(actor, pk)
    if request.method == "POST":
        access.remove_lost_factors(actor, person.pk, now=clock.now())
        messages.success(request, _("%(who)s sætter et nyt andet trin op ved næste login.") % {"who": person.name})
        return redirect("organisation:staff")
    return render(request, "organisation/remove_factors.html", {"person": person})
