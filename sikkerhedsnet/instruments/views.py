"""A child's forms: choose, fill in, read, correct, and write what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, guardians_of
from sikkerhedsnet.training.queries import certificates_of
from sikkerhedsnet.web.spreadsheet import as_csv
from sikkerhedsnet.web.words import day_words

from . import actions, family_paper, paper, policy, queries, rules, sheets, versions
from .forms import BEFORE, ActForm, AnswerForm, say_invalid, typed
from .labels import DO, FOLLOW_STATE
from .models import FollowUp, Response
from .states import Do, FollowState
from .versions import InForce


def _child(request: HttpRequest, pk: int) -> tuple[Actor, Child, date]:
    """The child, for whoever works with it and not through broken glass, and a line in the read log."""
    actor, now = actor_of(request), clock.now()
    child = actions.child_in_reach(actor, pk, clock.day_of(now))
    audit.read(actor, "responses.listed", child, at=now, child_id=child.pk)
    return actor, child, clock.day_of(now)


def _about(actor: Actor, child: Child, today: date) -> dict[str, Any]:
    return {"child": child, "line": child_line(child, today, reader=actor), "today": today}


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms to choose from, what is owed, and every answer this person may read."""
    actor, found, today = _child(request, pk)
    answers, asked = queries.child_page(actor, found, today)
    context = {
        **_about(actor, found, today),
        "offered": queries.offered(actor, found, today),
        "sheets": answers,
        "asked": [(row, DO[Do(row.do)], queries.follow_words(row)) for row in asked],
    }
    return render(request, "instruments/child.html", context)


def _form_in_force(actor: Actor, key: str, today: date) -> InForce:
    form = versions.in_force(actor.municipality_id, today).get(key)
    if form is None:
        raise Http404
    return form


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One form to fill in; without the certificate it asks for the page says how to get it."""
    actor, found, today = _child(request, pk)
    form = _form_in_force(actor, key, today)
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    months = rules.age_of(found.birth_date, today)
    verdict = policy.may_fill(actor, form.definition, certificates, months)
    if verdict.reason in ("not_certified", "no_permission_yet"):
        return _shut(request, actor, found, form, verdict.reason, today)
    require(verdict)
    page = _answer_form(request, form, found, today)
    if request.method == "POST" and page.is_valid():
        try:
            made = actions.save_response(actor, pk, key, page.filled(), now=clock.now())
        except Invalid as problem:
            page.say(problem)
        else:
            return _saved(request, made)
    context = {**_about(actor, found, today), "form": page, "definition": form.definition, "correcting": None}
    return render(request, "instruments/fill.html", context, status=422 if page.errors else 200)


def _shut(request: HttpRequest, actor: Actor, found: Child, form: InForce, reason: str, today: date) -> HttpResponse:
    """Why the form is shut, how it is opened, and who keeps the register."""
    context = {
        **_about(actor, found, today),
        "definition": form.definition,
        "certificate": reason == "not_certified",
        "keepers": sheets.keepers(actor.municipality_id, today),
    }
    return render(request, "instruments/shut.html", context, status=403)


def _answer_form(
    request: HttpRequest, form: InForce, found: Child, today: date, old: Response | None = None
) -> AnswerForm:
    parents = [(custody.guardian_id, custody.guardian.name) for custody in guardians_of(found, today)]
    initial: dict[str, Any] = {}
    if old is not None:
        initial = {BEFORE + item.id: typed(item, old.answers.get(item.id)) for item in form.definition.items}
        initial |= {"answered_on": old.answered_on, "guardian": old.guardian_id, "informant": old.informant}
        initial |= {"described": old.described}
    data = request.POST if request.method == "POST" else None
    return AnswerForm(data, form=form, today=today, parents=parents, correcting=old is not None, initial=initial)


def _saved(request: HttpRequest, made: Response) -> HttpResponse:
    owed = list(made.follow_ups.filter(state__in=FollowUp.OPEN))
    if any(row.do == Do.ACT_NOW for row in owed):
        now_first = next(row for row in owed if row.do == Do.ACT_NOW)
        return redirect("instruments:act", now_first.pk)
    if owed and owed[0].due_on:
        words = {"what": DO[Do(owed[0].do)], "day": day_words(owed[0].due_on, clock.today())}
        messages.success(request, _("Svaret er gemt. %(what)s senest %(day)s. Det står på dit bord.") % words)
    else:
        messages.success(request, _("Svaret er gemt."))
    return redirect("instruments:response", made.pk)


@require_safe
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer on the version it was given on, what it means, and what followed."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    picture = queries.open_response(actor, pk, now=now)
    row = picture.response
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    current = versions.in_force(actor.municipality_id, today).get(row.instrument)
    months = rules.age_of(row.child.birth_date, today)
    context = {
        **_about(actor, row.child, today),
        "picture": picture,
        "row": row,
        "asked": [
            (follow, DO[Do(follow.do)], queries.follow_words(follow), FOLLOW_STATE[FollowState(follow.state)])
            for follow in queries.asked_of(row)
        ],
        "again": bool(current and policy.may_fill(actor, current.definition, certificates, months)),
        "may_correct": picture.stands
        and bool(policy.may_correct(actor, row.entered_by_id, picture.form, certificates)),
        "may_act": {f.pk for f in row.follow_ups.all() if policy.may_act(actor, picture.form, f.owner_id)},
        "old_version": current is not None and current.definition.version != picture.form.version,
        "can_be_given": family_paper.can_be_given(picture),
        "beside": sheets.beside(actor, row),
        "may_raise": actor.has(Permission.CONCERN_RAISE),
    }
    return render(request, "instruments/response.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer again on its own version, with the reason; the old row stays."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    picture = queries.open_response(actor, pk, now=now)
    row = picture.response
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    require(policy.may_correct(actor, row.entered_by_id, picture.form, certificates))
    form = versions.of_row(row.form)
    page = _answer_form(request, form, row.child, today, old=row)
    if request.method == "POST" and page.is_valid():
        try:
            made = actions.correct_response(actor, page.correct(pk), now=now)
        except Invalid as problem:
            page.say(problem)
        else:
            return _saved(request, made)
    context = {
        **_about(actor, row.child, today), "form": page, "definition": form.definition, "correcting": row,
    }  # fmt: skip
    return render(request, "instruments/fill.html", context, status=422 if page.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """What must be done now, calm and plain, and a place to write what was done."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    row = actions.follow_up_in_reach(actor, pk)
    audit.read(actor, "follow_up.read", row, at=now, child_id=row.child_id)
    definition = row.response.form.definition
    require(policy.may_act(actor, definition, row.owner_id))
    if row.state != FollowState.OPEN and request.method != "POST":
        return redirect("instruments:response", row.response_id)
    follow = definition.follow(row.key)
    data = request.POST if request.method == "POST" else None
    form = ActForm(data, follow=follow, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.act(actor, form.act(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er skrevet ned."))
            return redirect("instruments:response", row.response_id)
    context = {
        **_about(actor, row.child, today),
        "row": row,
        "follow": follow,
        "definition": definition,
        "form": form,
        "urgent": row.do == Do.ACT_NOW,
        "may_raise": actor.has(Permission.CONCERN_RAISE),
    }
    return render(request, "instruments/act.html", context, status=422 if form.errors else 200)


@require_safe
def empty_pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The empty form on paper, for those whose function uses it and who hold its certificate."""
    actor, today = actor_of(request), clock.today()
    form = _form_in_force(actor, key, today)
    require(policy.may_print(actor, form.definition, certificates_of(actor.id, actor.municipality_id, today)))
    return _pdf(paper.empty(form.definition, actor.municipality_name), f"{form.definition.title}.pdf")


@require_safe
def response_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A filled-in form on paper, for the record; the paper says whose it is."""
    actor, now = actor_of(request), clock.now()
    picture = queries.open_response(actor, pk, now=now)
    audit.read(actor, "response.printed", picture.response, at=now, child_id=picture.response.child_id)
    return _pdf(paper.filled(picture, now=now), f"{picture.form.title} {picture.response.answered_on.isoformat()}.pdf")


@require_safe
def response_family(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as the parents are told it, on a paper to give them; that it was fetched to be given is in the read log."""
    actor, now = actor_of(request), clock.now()
    picture = queries.open_response(actor, pk, now=now)
    require(ALLOWED if family_paper.can_be_given(picture) else denied("nothing_for_parents"))
    row = picture.response
    audit.read(actor, "response.handed_out", row, at=now, child_id=row.child_id)
    name = _("Til familien, %(form)s %(day)s.pdf") % {"form": picture.form.title, "day": row.answered_on.isoformat()}
    return _pdf(family_paper.family_pdf(picture, clock.day_of(now)), name)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_safe
def child_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Every answer about the child that this person may read, one line for each question."""
    actor, now = actor_of(request), clock.now()
    found = actions.child_in_reach(actor, pk, clock.day_of(now))
    answers, _asked = queries.child_page(actor, found, clock.day_of(now))
    audit.read(actor, "responses.exported", found, at=now, child_id=found.pk)
    header, lines = sheets.csv_rows(answers)
    answer = HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "skemaer.csv") or "attachment"
    return answer
