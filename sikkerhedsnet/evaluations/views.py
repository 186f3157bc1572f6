"""Asking parents, their answer, a slip typed in, and what they say all together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web import qr
from sikkerhedsnet.web.forms import whole_number

from . import actions, asked, paper, policy, queries
from .forms import AskForm, EnterForm, LinkForm, say_invalid
from .labels import ABOUT, STATEMENT
from .states import About

LONGEST_TOKEN = 100


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link: four lines and one of their own, and nothing that says who, where or when.

    A link that was used, has run out or never was gives the same page.
    """
    language = asked.words(request.GET.get("sprog", asked.DANISH)[:5])
    with translation.override("da" if language.code == asked.DANISH else "en"):  # what the form itself says of a fault
        return _answered(request, token[:LONGEST_TOKEN], language)


def _answered(request: HttpRequest, token: str, language: asked.Words) -> HttpResponse:
    now = clock.now()
    ticket = actions.ticket_for(token, now)
    context = {"language": language, "languages": asked.languages()}
    if ticket is None:
        return render(request, "evaluations/over.html", context, status=404)
    about = About(ticket.about)
    form = LinkForm(request.POST if request.method == "POST" else None, about=about, language=language)
    if request.method == "POST" and form.is_valid():
        if not actions.answer(token, form.said(), now=now):
            return render(request, "evaluations/over.html", context, status=404)
        return render(request, "evaluations/thanks.html", context)
    context |= {"form": form, "title": language.title(about), "municipality": ticket.municipality.name}
    return render(request, "evaluations/answer.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A link or a slip to give to parents; the link is shown once."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_ask(actor))
    about = request.GET.get("om", "")
    initial = {"about": about if about in set(About) else About.MEETING}
    form = AskForm(
        request.POST if request.method == "POST" else None, districts=queries.districts_for(actor), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            token = actions.ask(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            address = request.build_absolute_uri(reverse("evaluations:answer", args=[token]))
            return render(request, "evaluations/link.html", {"address": address, "qr": qr.drawn(address)})
    context = {"form": form, "languages": asked.languages(), "abouts": list(ABOUT.items())}
    return render(request, "evaluations/ask.html", context, status=400 if form.errors else 200)


@require_safe
def slip(request: HttpRequest) -> HttpResponse:
    """The slip on paper; the same for everybody."""
    actor = actor_of(request)
    require(policy.may_ask(actor))
    about = About.COURSE if request.GET.get("om") == About.COURSE else About.MEETING
    language = asked.words(request.GET.get("sprog", asked.DANISH)[:5])
    response = HttpResponse(paper.slip(actor.municipality_name, about, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="evaluering-{about}-{language.code}.pdf"'
    return response


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """A slip that was handed in, one at a time."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_ask(actor))
    about = About.COURSE if request.GET.get("om") == About.COURSE else About.MEETING
    form = EnterForm(
        request.POST if request.method == "POST" else None, chosen=about, districts=queries.districts_for(actor)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Seddelen er tastet ind. Makulér den nu."))
            return redirect(f"{reverse('evaluations:enter')}?om={about}")
    context = {
        "form": form,
        "about": about,
        "about_word": ABOUT[about],
        "abouts": list(ABOUT.items()),
        "entered": queries.entered_by(actor),
    }
    return render(request, "evaluations/enter.html", context, status=400 if form.errors else 200)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What parents say, by district and quarter; never a family."""
    actor, now = actor_of(request), clock.now()
    found = queries.results(
        actor.municipality_id,
        about=request.GET.get("om", "")[:20],
        quarter=request.GET.get("kvartal", "")[:10],
        statement=request.GET.get("linje", "")[:20],
        place=whole_number(request.GET.get("distrikt", "")),
        today=clock.day_of(now),
    )
    audit.read(actor, "evaluations.read", None, at=now)
    context = {
        "found": found,
        "abouts": list(ABOUT.items()),
        "choices": list(STATEMENT.items()),
        "line": STATEMENT[found.statement],
        "statements": [(STATEMENT[one], row) for one, row in found.statements],
        "districts": [(row.name, row) for row in found.districts],
        "may_ask": bool(policy.may_ask(actor)),
    }
    return render(request, "evaluations/results.html", context)
