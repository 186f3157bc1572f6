"""One child's protected address: who set it, against whom, and how it is lifted by two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require

from . import policy, protecting, queries
from .forms import AnswerForm, LiftForm, ProtectForm, say_invalid
from .models import Child

PAGE = "people:protection"


@require_http_methods(["GET", "POST"])
def protection(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept secret and from whom; sent, it is kept from this moment."""
    actor, now = actor_of(request), clock.now()
    child = queries.open_child(actor, pk, now=now)
    require(policy.may_protect(actor, child.pk))
    parents = [(c.guardian_id, c.guardian.name) for c in queries.guardians_of(child, clock.day_of(now))]
    form = ProtectForm(request.POST or None, parents=parents)
    if request.method == "POST" and form.is_valid():
        try:
            protecting.protect(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Adressen er beskyttet fra nu af, på alle sider og papirer."))
            return redirect(PAGE, pk)
    return _shown(request, actor, child, form=form, status=400 if form.errors else 200)


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The first of two asks for it; nothing changes yet."""
    actor, now = actor_of(request), clock.now()
    child = queries.open_child(actor, pk, now=now)
    require(policy.may_protect(actor, child.pk))
    form = LiftForm(request.POST)
    if form.is_valid():
        try:
            protecting.ask_to_lift(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Beskyttelsen gælder stadig. En kollega skal åbne siden og sige ja."))
            return redirect(PAGE, pk)
    return _shown(request, actor, child, lift_form=form, status=400)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person lifts it, or it stays."""
    actor, now = actor_of(request), clock.now()
    child = queries.open_child(actor, pk, now=now)
    require(policy.may_protect(actor, child.pk))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Siden var for gammel. Se, hvordan det står, og prøv igen."))
        return redirect(PAGE, pk)
    made = protecting.answer_lift(actor, form.command(pk), now=now)
    lifted = _("Beskyttelsen er ophævet.") if made.lifted_at else _("Beskyttelsen gælder stadig.")
    messages.success(request, lifted)
    return redirect(PAGE, pk)


def _shown(
    request: HttpRequest,
    actor: Actor,
    child: Child,
    *,
    form: ProtectForm | None = None,
    lift_form: LiftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    rows = queries.protections_of(child)
    herself = queries.same_person(actor.id) if any(row.lift_asked_by_id for row in rows) else {actor.id}
    context: dict[str, Any] = {
        "child": child,
        "line": queries.child_line(child, today, reader=actor),
        "rows": [
            (row, bool(policy.may_lift(actor, child.pk, asked_by=row.lift_asked_by_id, herself=herself)))
            for row in rows
        ],
        "from_register": child.protected_address and not rows,
        "form": form
        or ProtectForm(parents=[(c.guardian_id, c.guardian.name) for c in queries.guardians_of(child, today)]),
        "lift_form": lift_form or LiftForm(),
        "today": today,
    }
    return render(request, "people/protection.html", context, status=status)
