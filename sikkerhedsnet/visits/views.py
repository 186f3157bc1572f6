"""A health visitor's visits, one child's plan, and the coverage: one read or one action each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import District
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, child_lines
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.sheets import printed
from sikkerhedsnet.web.words import day_words

from . import actions, blank_paper, policy, queries
from .coverage import coverage
from .forms import (
    AgreeForm,
    EndHelpForm,
    GiveUpForm,
    MissForm,
    NeedForm,
    SchemeForm,
    WrongForm,
    say_invalid,
)
from .growth import curves
from .labels import INSTRUMENT, NOT_HELD, PER, PLANNED, SERIES, UNIT, WHY
from .models import Intervention, PlannedVisit, Visit, VisitScheme
from .standard import Service, standard
from .states import NotHeld, PlannedMove, PlannedState, Why

ALL_SHOWN = 200


def child_open(actor: Actor, pk: int) -> Child:
    """A child whose journal this person keeps, with a line in the read log; else Child.DoesNotExist."""
    require(policy.may_keep_visits(actor))
    found: Child = Child.objects.worked_with(actor).select_related("municipality", "district").get(pk=pk)
    audit.read(actor, "visits.read", found, at=clock.now(), child_id=found.pk)
    return found


@require_safe
def blank_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit to write by hand."""
    return printed(blank_paper.visit(child_open(actor_of(request), pk)), "Besøg")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The visits I owe: overdue, this week, and what comes; narrowed to a district."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    require(policy.may_keep_visits(actor))
    rows = PlannedVisit.objects.visible_to(actor).open().filter(owner_id=actor.id)
    districts = list(District.objects.filter(pk__in=rows.values("child__district_id")))
    chosen = whole_number(request.GET.get("distrikt", ""))
    if chosen is not None:
        rows = rows.filter(child__district_id=chosen)
    found = list(rows.select_related("child").order_by("due_on", "pk")[:ALL_SHOWN])
    audit.read_children(actor, "child.listed", [row.child_id for row in found], at=now)
    lines = child_lines([row.child for row in found], today, reader=actor)
    sunday = today + timedelta(days=6 - today.weekday())
    groups: list[tuple[str, list[tuple[PlannedVisit, str, str]]]] = [
        (_("Overskredet"), []), (_("Denne uge"), []), (_("Kan holdes nu"), []), (_("Kommer"), []),
    ]  # fmt: skip
    for row in found:
        place = _group_of(row, today, sunday)
        groups[place][1].append((row, lines[row.child_id], _what(row)))
    begun = list(
        Visit.objects.visible_to(actor).open().filter(owner_id=actor.id, wrong_at=None).select_related("child")
    )
    audit.read_children(actor, "child.listed", [visit.child_id for visit in begun], at=now)
    context = {
        "groups": [(name, rows) for name, rows in groups if rows],
        "begun": [(visit, queries.type_name(visit.visit_type)) for visit in begun],
        "districts": districts if len(districts) > 1 or chosen is not None else [],
        "chosen": chosen,
        "today": today,
        "total": len(found),
    }
    return render(request, "visits/mine.html", context)


def _group_of(row: PlannedVisit, today: date, sunday: date) -> int:
    agreed = clock.day_of(row.starts_at) if row.starts_at else None
    if row.due_on is not None and row.due_on < today:
        return 0
    if (agreed is not None and agreed <= sunday) or (row.due_on is not None and row.due_on <= sunday):
        return 1
    return 2 if row.window_from <= today else 3


def _what(row: PlannedVisit) -> str:
    name = queries.type_name(row.visit_type)
    return f"{name}: {queries.short(row.note)}" if row.note else name


@require_safe
def child(request: HttpRequest, pk: int) -> HttpResponse:
    """One child's plan, visits, interventions and growth."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = child_open(actor, pk)
    owed = queries.due_for_child(actor, found, today)
    planned = {
        row.visit_type for row in PlannedVisit.objects.visible_to(actor).open().filter(child=found, why=Why.SCHEDULE)
    }
    closed = (
        PlannedVisit.objects.visible_to(actor)
        .filter(child=found, state=PlannedState.NOT_HELD)
        .order_by("-closed_on", "-pk")
    )
    context = {
        "child": found,
        "line": child_line(found, today, reader=actor),
        "owed": owed,
        "coming": [(d, queries.type_name(d.visit_type)) for d in queries.coming(found, today) if d.visit_type not in planned],
        "visits": [(visit, queries.type_name(visit.visit_type)) for visit in queries.visits_of(actor, found)],
        "not_held": [(row, _what(row), NOT_HELD[NotHeld(row.not_held)]) for row in closed],
        "helps": [(help, queries.code_name(help.code)) for help in queries.helps_of(actor, found)],
        "curves": curves(actor, found),
        "reminders": queries.reminders(actor, found),
        "types": _types(found, today),
        "today": today,
    }  # fmt: skip
    return render(request, "visits/child.html", context)


def _types(child: Child, today: date) -> list[tuple[str, str]]:
    """Every kind of visit that can be written about the child, the age group's own first."""
    school = child.birth_date is not None and (today - child.birth_date).days > 365 * 5
    own = Service.SCHOOL if school else Service.SMALL
    kinds = sorted(standard().visit_types.values(), key=lambda kind: kind.service is not own)
    return [(kind.key, kind.name) for kind in kinds]


@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit because of a need."""
    actor, now = actor_of(request), clock.now()
    found = child_open(actor, pk)
    helps = [(help.pk, queries.code_name(help.code)) for help in queries.helps_of(actor, found)]
    form = NeedForm(request.POST or None, helps=helps, initial={"next_type": _need_type(found)})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.plan_need(actor, form.command(found.pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request,
                _("Behovsbesøget er planlagt. Det skal være holdt %(day)s.") % {"day": day_words(row.window_to)},
            )
            return redirect("visits:child", found.pk)
    return _page(request, "visits/need.html", {"child": found, "form": form}, form)


def _need_type(child: Child) -> str:
    school = child.birth_date is not None and (clock.today() - child.birth_date).days > 365 * 5
    return "need_school" if school else "need_small"


@require_http_methods(["GET", "HEAD", "POST"])
def planned(request: HttpRequest, pk: int) -> HttpResponse:
    """One planned visit: agree on a day, write that nobody came, or that it is not held."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_visits(actor))
    row: PlannedVisit = (
        PlannedVisit.objects.visible_to(actor).select_related("child__municipality", "owner", "help").get(pk=pk)
    )
    audit.read(actor, "visits.read", row, at=now, child_id=row.child_id)
    seen = {"version": row.version}
    doing = request.POST.get("do", "")
    classes: dict[str, tuple[type[Any], Callable[..., Any], Any]] = {
        "agree": (AgreeForm, actions.agree, _("Aftalen er skrevet.")),
        "miss": (MissForm, actions.miss, _("Det er skrevet. Besøget har fået en ny dato.")),
        "give_up": (GiveUpForm, actions.give_up, _("Det er skrevet, at besøget ikke bliver holdt.")),
    }
    forms = {
        name: kind(request.POST if doing == name else None, initial=seen, auto_id=f"{name}_%s")
        for name, (kind, _act, _said) in classes.items()
    }
    if request.method == "POST" and doing in classes and forms[doing].is_valid():
        _kind, act, said = classes[doing]
        try:
            act(actor, forms[doing].command(row.pk), now=now)
        except Invalid as problem:
            say_invalid(forms[doing], problem)
        else:
            messages.success(request, said)
            return redirect("visits:child", row.child_id) if doing == "give_up" else redirect("visits:planned", row.pk)
    today = clock.local(now).date()
    turns = [
        (turn, NOT_HELD[NotHeld(turn.reason)] if turn.reason else "", _move_words(turn.move))
        for turn in row.turns.select_related("by")
    ]
    context = {
        "row": row,
        "child": row.child,
        "line": child_line(row.child, today, reader=actor),
        "what": _what(row),
        "why": WHY[Why(row.why)],
        "state": PLANNED[PlannedState(row.state)],
        "is_open": row.state == PlannedState.PLANNED,
        "instruments": queries.instruments_at(row.child, row.visit_type),
        "forms": forms,
        "turns": turns,
        "today": today,
        "reason": NOT_HELD[NotHeld(row.not_held)] if row.not_held else "",
    }
    bad = doing in forms and forms[doing].errors
    return render(request, "visits/planned.html", context, status=422 if bad else 200)


def _move_words(move: str) -> str:
    words = {
        PlannedMove.AGREE: _("Aftalt"),
        PlannedMove.MISS: _("Kom ikke i stand"),
        PlannedMove.HOLD: _("Holdt"),
        PlannedMove.GIVE_UP: _("Ikke holdt"),
        PlannedMove.REOPEN: _("Skal holdes igen"),
    }
    return words[PlannedMove(move)]


@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Marks one row, or a whole visit, as wrong."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_visits(actor))
    if what not in actions.KINDS:
        raise Http404
    model: Any = actions.KINDS[what]
    row = model.objects.visible_to(actor).select_related("child").get(pk=pk)
    audit.read(actor, "visits.read", row, at=now, child_id=row.child_id)
    form = WrongForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_wrong(actor, form.command(what, pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er markeret som en fejl og bliver stående med din grund."))
            return redirect("visits:child", row.child_id)
    return _page(request, "visits/wrong.html", {"row": row, "child": row.child, "what": what, "form": form}, form)


@require_http_methods(["GET", "HEAD", "POST"])
def end_help(request: HttpRequest, pk: int) -> HttpResponse:
    """A need-based intervention ends."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_visits(actor))
    help: Intervention = Intervention.objects.visible_to(actor).select_related("child", "guardian").get(pk=pk)
    audit.read(actor, "visits.read", help, at=now, child_id=help.child_id)
    form = EndHelpForm(request.POST or None, initial={"end_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_help(actor, form.command(help), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Indsatsen er afsluttet."))
            return redirect("visits:child", help.child_id)
    context = {
        "help": help,
        "child": help.child,
        "name": queries.code_name(help.code),
        "reasons": [queries.code_name(code) for code in help.reasons],
        "form": form,
    }
    return _page(request, "visits/end_help.html", context, form)


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """Who is not seen, and why: counts for those who follow, names for the child's own health visitor."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = coverage(actor, today, series=request.GET.get("serie", ""), per=request.GET.get("pr", ""))
    children = [one.planned.child for one in found.not_seen]
    audit.read_children(actor, "child.listed", [kid.pk for kid in children], at=now)
    lines = child_lines(children, today, reader=actor)
    context = {
        "found": found,
        "not_seen_children": len({kid.pk for kid in children}),
        "not_seen": [(one.planned, lines[one.planned.child_id], _what(one.planned)) for one in found.not_seen],
        "today": today,
        "series": SERIES.items(),
        "pers": [(per, words.link) for per, words in PER.items()],
        "words": PER[found.per],
    }
    return render(request, "visits/coverage.html", context)


@require_safe
def scheme(request: HttpRequest) -> HttpResponse:
    """The municipality's own schedule, with where each number comes from."""
    actor = actor_of(request)
    require(policy.may_change_scheme(actor))
    rows = [
        {
            "row": row,
            "name": queries.type_name(row.visit_type),
            "unit": UNIT[row.span.unit],
            "instruments": ", ".join(str(INSTRUMENT.get(key, key)) for key in row.instruments),
        }
        for row in VisitScheme.objects.filter(municipality_id=actor.municipality_id)
    ]
    return render(request, "visits/scheme.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One standard visit, changed."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_change_scheme(actor))
    row = VisitScheme.objects.get(pk=pk, municipality_id=actor.municipality_id)
    names = (
        "offered",
        "first_child_only",
        "earliest",
        "aim",
        "latest",
        "unit",
        "instruments",
        "source_mark",
        "version",
    )
    form = SchemeForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_scheme(actor, form.command(row), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Besøgsplanen er ændret. Det, der allerede er planlagt, står fast."))
            return redirect("visits:scheme")
    return _page(
        request, "visits/scheme_row.html", {"row": row, "name": queries.type_name(row.visit_type), "form": form}, form
    )


def _page(request: HttpRequest, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)
