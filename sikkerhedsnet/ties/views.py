"""Tell of a tie, end one, say who a user is, and find somebody else for what a tie leaves behind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation import queries as organisation

from . import actions, policy, queries
from .forms import DeclareForm, EndForm, KindForm, LinkForm, PartForm, TakeOverForm, say_invalid
from .labels import WHAT


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own ties, as one told of them."""
    actor = actor_of(request)
    require(policy.may_declare(actor, actor.id, ()))
    return render(request, "ties/mine.html", {"rows": queries.my_ties(actor, clock.today())})


@sensitive_post_parameters("cpr_number", "name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Tell of a tie of one's own."""
    actor = actor_of(request)
    require(policy.may_declare(actor, actor.id, ()))
    return _declare(request, actor, None)


@sensitive_post_parameters("cpr_number", "name", "born_on")
@require_http_methods(["GET", "HEAD", "POST"])
def declare_for(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader tells of a tie of somebody she leads."""
    actor = actor_of(request)
    person = queries.colleague_led(actor, pk, clock.today())
    return _declare(request, actor, person)


def _declare(request: HttpRequest, actor: Actor, person: User | None) -> HttpResponse:
    form = DeclareForm(request.POST or None, kinds=queries.kinds_of(actor.municipality_id))
    if person is not None:
        form.fields["kind"].label = _("Hvad er barnet for %(who)s?") % {"who": person.name}
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare(actor, form.command(person.pk if person else actor.id), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            if person is None:
                text = _("Båndet er skrevet ned. Er barnet i systemet, er det fra nu af lukket for dig.")
            else:
                text = _("Båndet er skrevet ned. Er barnet i systemet, er det fra nu af lukket for %(who)s.")
                text %= {"who": person.name}
            messages.success(request, text)
            return redirect("ties:staff" if person else "ties:mine")
    return render(request, "ties/declare.html", {"form": form, "person": person}, status=400 if form.errors else 200)


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """A leader's page: whom she leads, their ties, and what somebody else must take over."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    rows, left = queries.staff_page(actor, today)
    audit.read_children(actor, "ties.listed", [queries.child_of(one.row).pk for one in left if one.child_name], at=now)
    return render(request, "ties/staff.html", {"rows": rows, "left": left})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tie, with a reason."""
    actor, now = actor_of(request), clock.now()
    tie = queries.tie_within_reach(actor, pk, clock.day_of(now))
    form = EndForm(request.POST or None, initial={"version": tie.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_tie(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Båndet er afsluttet. I dag er den sidste dag, det gælder."))
            return redirect("ties:staff")
    return render(
        request, "ties/end.html", {"form": form, "row": queries.TieRow(tie, True)}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Find somebody else for one open thing."""
    actor, now = actor_of(request), clock.now()
    left = queries.left_within_reach(actor, label if label in WHAT else "", pk, clock.day_of(now))
    if left.child_name:
        audit.read(actor, "ties.read", left.row, at=now, child_id=queries.child_of(left.row).pk)
    form = TakeOverForm(request.POST or None, free=left.free, initial={"version": left.row.version})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.take_over(actor, form.command(label, pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            to = User.objects.get(pk=row.owner_id or 0)
            messages.success(request, _("%(who)s er nu ansvarlig og har fået besked.") % {"who": to.name})
            return redirect("ties:staff")
    return render(request, "ties/take_over.html", {"form": form, "left": left}, status=400 if form.errors else 200)


@sensitive_post_parameters("cpr_number")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The administrator says who a user is."""
    actor = actor_of(request)
    user = organisation.colleague(actor, pk)
    require(policy.may_say_who(actor, pk))
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_who(actor, form.command(pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er gemt. Det, den ene bruger er holdt ude fra, er den anden også."))
            return redirect("ties:person", pk)
    found, others = queries.person_of(pk)
    context = {"form": form, "person": user, "has_number": bool(found and found.cpr_number), "others": others}
    return render(request, "ties/person.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """A user was said to be somebody she is not."""
    actor = actor_of(request)
    user = organisation.colleague(actor, pk)
    require(policy.may_say_who(actor, pk))
    form = PartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.part_users(actor, pk, form.cleaned_data["because"], now=clock.now())
        messages.success(request, _("Brugeren står nu alene."))
        return redirect("ties:person", pk)
    return render(request, "ties/part.html", {"form": form, "person": user}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    """What can be chosen as a tie."""
    actor = actor_of(request)
    require(policy.may_keep_kinds(actor))
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_kind(actor, form.cleaned_data["name"], form.cleaned_data["key"], now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            return redirect("ties:kinds")
    rows = queries.kinds_of(actor.municipality_id)
    return render(request, "ties/kinds.html", {"form": form, "rows": rows}, status=400 if form.errors else 200)


@require_POST
def retire_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one off the list."""
    actions.retire_kind(actor_of(request), pk, now=clock.now())
    return redirect("ties:kinds")
