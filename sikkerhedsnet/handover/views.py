"""The lists, the record on the sender's desk, and the municipality's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.people.queries import child_line, guardians_of, knows_place, open_child
from sikkerhedsnet.sharing import queries as sharing

from . import actions, policy, queries, record, rules, sources, worklist
from .choices import PartKind
from .forms import (
    AnswerForm,
    BeginForm,
    ChooseForm,
    LeaveOutForm,
    PartForm,
    RulesForm,
    TalkForm,
    WithoutParentsForm,
    say_invalid,
)
from .labels import KIND, MOVE, ON_LEAVING, PART_PROBLEM, STATE
from .models import HandOver, my_places
from .states import Kind, Move, OnLeaving, Source, State

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "handover:handover"


def done(form: Any, act: Callable[[], object]) -> bool:
    """Whether it was done; what a rule finds wrong is said beside its field, and what was typed stays."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as problem:
        say_invalid(form, problem)
        return False
    return True


def head(handover: HandOver, line: str = "") -> dict[str, Any]:
    """What every page about one hand-over shows above its own."""
    today = clock.today()
    return {
        "handover": handover,
        "child": handover.child,
        "line": line,
        "today": today,
        "kind": KIND[Kind(handover.kind)],
    }


def ours(request: HttpRequest, pk: int) -> tuple[Actor, HandOver]:
    """For the sending side, with a line in the read log."""
    actor, now = actor_of(request), clock.now()
    handover = queries.reached(actor, pk)
    require(policy.may_write(actor, queries.side_of(actor, handover)))
    audit.read(actor, "handover.read", handover, at=now, child_id=handover.child_id)
    return actor, handover


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """What is under way from here, and what has come."""
    actor, now = actor_of(request), clock.now()
    sent, received = queries.within_reach(actor, now=now)
    places = Institution.objects.filter(pk__in=my_places(actor)).order_by("sort_key", "id")
    context = {
        "sent": [(row, STATE[State(row.state)], record.to_whom(row)) for row in sent],
        "received": [(row, STATE[State(row.state)], record.from_words(row)) for row in received],
        "places": list(places),
        "today": clock.day_of(now),
    }
    return render(request, "handover/handovers.html", context)


@require_safe
def starters(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody in one place who begins somewhere else within the year, and how far each is."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    place = Institution.objects.get(pk=pk, pk__in=my_places(actor))
    visits = place.kind == InstitutionKind.HEALTH_VISITING
    rows = worklist.first_places(actor, today) if visits else worklist.starters(actor, today, place=pk).get(pk, [])
    audit.read_children(actor, "starters.listed", [row.child.pk for row in rows], at=now)
    shown = [(row, STATE[State(row.handover.state)] if row.handover else "") for row in rows]
    begun = sum(row.handover is not None for row in rows)
    accepted = sum(row.handover is not None and row.handover.accepted_at is not None for row in rows)
    context = {
        "place": place, "visits": visits, "rows": shown, "today": today, "year": rules.school_year_ahead(today),
        "counts": {"all": len(rows), "not_begun": len(rows) - begun, "accepted": accepted},
    }  # fmt: skip
    return render(request, "handover/starters.html", context)


@READ_OR_WRITE
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A record is begun; a place that is known beforehand stands there already."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_keep(actor))
    child = open_child(actor, pk, now=now)
    senders = list(Institution.objects.filter(pk__in=my_places(actor)).order_by("sort_key", "id"))
    kinds = [kind.value for kind in rules.may_receive(InstitutionKind.DAY_CARE)]
    places = Institution.objects.filter(municipality_id=actor.municipality_id, kind__in=kinds)
    ahead = Enrolment.objects.filter(child=child, start_on__gt=today).order_by("start_on").first()
    initial: dict[str, Any] = {"sender": str(senders[0].pk) if senders else ""}
    if ahead and knows_place(actor, child, ahead.institution_id, ahead.group_id):
        initial |= {"to": str(ahead.institution_id), "occasion_on": ahead.start_on}
    shown = places.exclude(pk__in=my_places(actor)).order_by("sort_key", "id")
    form = BeginForm(request.POST or None, senders=senders, places=shown, initial=initial)
    made: list[HandOver] = []
    if request.method == "POST" and done(form, lambda: made.append(actions.begin(actor, form.command(pk), now=now))):
        messages.success(request, _("Overgangen er begyndt. Skriv delene, og gå dem igennem med forældrene."))
        return redirect(PAGE, made[0].pk)
    context = {"child": child, "line": child_line(child, today, reader=actor), "form": form, "nowhere": not senders}
    return render(request, "handover/begin.html", context, status=400 if form.errors else 200)


@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """The record for whoever is on a side of it."""
    actor, now = actor_of(request), clock.now()
    page = queries.open_page(actor, pk, now=now)
    row = page.handover
    seen = {"version": row.version}
    for turn in page.turns:
        turn.word = MOVE[Move(turn.move)]
    context = head(row, page.line) | {
        "view": page,
        "answer_form": AnswerForm(initial=seen, auto_id=False),
        "accept_form": AnswerForm(initial=seen, auto_id=False),
        "correct_form": AnswerForm(initial=seen, auto_id=False),
        "parts": [(part, PART_PROBLEM.get(part.problem, "")) for part in page.parts],
        "gap_forms": [
            (thing, LeaveOutForm(initial={"label": thing.label, "row_id": thing.pk}, auto_id=f"gap_{n}_%s"))
            for n, thing in enumerate(page.gaps)
        ],
        "may_answer": bool(policy.may_answer(actor, page.side)) and row.state == State.SENT,
        "may_name": bool(policy.may_name(actor, page.side)) and row.state == State.SENT and not row.outside,
        "may_close": bool(policy.may_follow_up(actor, page.side)) and row.state == State.ACCEPTED,
        "sees_child": Child.objects.visible_to(actor).filter(pk=row.child_id).exists(),
        "may_withdraw": page.side.sends and row.state in (State.DRAFT, State.WITH_PARENTS, State.SENT, State.RETURNED),
    }
    return render(request, "handover/handover.html", context)


@READ_OR_WRITE
def part(request: HttpRequest, pk: int, kind: int) -> HttpResponse:
    """One subject: words, rows, basis, or the family's no."""
    actor, row = ours(request, pk)
    now = clock.now()
    today, chosen = clock.day_of(now), queries.settings_of(row.child.municipality_id)
    kinds = [found for found in record.kinds_for(row, today) if found.pk == kind]
    if not kinds:
        raise PartKind.DoesNotExist
    present = record.sheet(actor, row, chosen, today, kinds)[0]
    offered = sources.rows_of(actor, row, [Source(s) for s in kinds[0].sources], rounds=chosen.rounds)
    bases = record.grounds(actor, row, today)
    form = PartForm(
        request.POST or None, now=present, offered=offered, bases=bases, voices=queries.voices(row.child, today),
        initial=PartForm.shown(present),
    )  # fmt: skip
    if request.method == "POST" and done(form, lambda: actions.write_part(actor, form.command(pk, kind), now=now)):
        messages.success(request, _("%(name)s er gemt.") % {"name": kinds[0].name})
        return redirect(PAGE, pk)
    context = head(row) | {"form": form, "part_kind": kinds[0], "present": present, "offered": offered}
    return render(request, "handover/part.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The family has gone through it as it stands."""
    actor, row = ours(request, pk)
    now = clock.now()
    today = clock.day_of(now)
    day = sharing.young_day(row.child)
    young = row.child.name if day is not None and today >= day else ""
    custodies = guardians_of(row.child, today)
    initial = {"version": row.version, "on": today}
    form = TalkForm(request.POST or None, custodies=custodies, young=young, today=today, initial=initial)
    if request.method == "POST" and done(form, lambda: actions.go_through(actor, form.command(pk), now=now)):
        messages.success(request, _("Det er skrevet ned. Retter du i teksten nu, skal I gå den igennem igen."))
        return redirect(PAGE, pk)
    told = queries.preview(actor, row, today)
    suspicion = sharing.sees_suspicion(actor, row.child)
    context = head(row) | {"form": form, "told": told, "suspicion": suspicion}
    return render(request, "handover/talk.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def without_parents(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody in the family can, and why."""
    actor, row = ours(request, pk)
    form = WithoutParentsForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and done(
        form, lambda: actions.without_parents(actor, form.command(pk), now=clock.now())
    ):
        return redirect(PAGE, pk)
    return render(
        request, "handover/without_parents.html", head(row) | {"form": form}, status=400 if form.errors else 200
    )


@READ_OR_WRITE
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Who there will receive it."""
    actor, row = ours(request, pk)
    now = clock.now()
    if row.to_institution is None:
        raise Http404
    people = queries.receivers(row.to_institution, row.child, clock.day_of(now))
    initial = {"version": row.version, "to": str(row.chosen_id or "")}
    form = ChooseForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and done(form, lambda: actions.choose(actor, form.command(pk), now=now)):
        return redirect(PAGE, pk)
    context = head(row) | {"form": form, "nobody": not people}
    return render(request, "handover/choose.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def leave_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Why one thing is not part of it; an address without a form leads back."""
    actor, _row = ours(request, pk)
    if request.method != "POST":
        return redirect(PAGE, pk)
    form = LeaveOutForm(request.POST)
    if done(form, lambda: actions.leave_out(actor, form.command(pk), now=clock.now())):
        messages.success(request, _("Det er skrevet ned, hvorfor det ikke er med."))
    else:
        messages.error(request, _("Skriv, hvorfor det ikke er med."))
    return redirect(PAGE, pk)


@READ_OR_WRITE
def settings(request: HttpRequest) -> HttpResponse:
    """The municipality's rules, the strictest marked, and the parts of a record."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_rule(actor))
    row = queries.settings_of(actor.municipality_id)
    form = RulesForm(request.POST or None, initial=RulesForm.shown(row))
    if request.method == "POST" and done(form, lambda: actions.change_rules(actor, form.command(), now=now)):
        messages.success(request, _("Reglerne er gemt. Det, der er sendt, står ved magt."))
        return redirect("handover:settings")
    kinds = PartKind.objects.filter(municipality_id=actor.municipality_id).on(clock.day_of(now))
    context = {
        "form": form, "rules": row, "kinds": kinds, "on_leaving": ON_LEAVING[OnLeaving(row.on_leaving)],
        "controls_retention": actor.has(Permission.RETENTION_CONTROL),
    }  # fmt: skip
    return render(request, "handover/settings.html", context, status=400 if form.errors else 200)
