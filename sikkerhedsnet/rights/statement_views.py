"""A party's words about a text, written by whoever leads the file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids
from sikkerhedsnet.statements.states import Whole

from . import policy, stating
from .forms import StatementForm, say_invalid
from .texts import ADDRESSES, PAGES, texts_of, whole_within_reach


@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """Which text, who, when, and the words; afterwards back to where the text stands."""
    whole = ADDRESSES.get(about)
    if whole is None:
        raise Http404
    actor = actor_of(request)
    now = clock.now()
    today = clock.day_of(now)
    found = whole_within_reach(actor, whole, pk)
    with context.beyond_reach():
        parents = own_family_user_ids(found.child, today)
        custodies = guardians_of(found.child, today)
    shared = whole is Whole.ASSESSMENT
    require(policy.may_state(actor, owner_id=found.owner_id, shared=shared, parent_ids=parents))
    audit.read(actor, "statement.opened", found, at=now, child_id=found.child_id)
    form = StatementForm(
        request.POST or None,
        texts=texts_of(whole, found),
        child=found.child,
        custodies=custodies,
        today=today,
        initial={"said_on": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            stating.make_statement(actor, form.command(whole, pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request, _("Udtalelsen står nu ved teksten, hver gang den vises, printes eller udleveres.")
            )
            return redirect(PAGES[whole], pk)
    words = {
        "child": found.child,
        "form": form,
        "back": PAGES[whole],
        "whole": found,
        "suspicion": getattr(found, "suspicion", False),
    }
    return render(request, "rights/statement.html", words, status=400 if form.errors else 200)
