"""Rounds and single assessments: one read or one action each."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
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
from sikkerhedsnet.people.queries import child_line, guardians_of, knows_place, open_child
from sikkerhedsnet.statements.queries import pinned
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web.words import day_words

from . import actions, coverage, family_paper, policy, reach, rules
from .around import focus_links, notice_links
from .commands import Place
from .forms import AloneForm, FollowUpForm, OpenRoundForm, SettleForm, ToldForm, say_invalid
from .labels import STATE, TOLD_HOW
from .models import OwnAssessment, ParentsTold, WellbeingAssessment
from .policy import Setting
from .queries import place_url
from .raters import Colleague, responsible_in
from .states import Position, State, ToldHow
from .talks import parents_said


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds within reach, newest first, with the next step for whoever reads it."""
    actor, today = actor_of(request), clock.today()
    lines = [
        {
            "line": line,
            "state": "coming" if line.round.opens_on > today else "over" if line.round.closes_on < today else "open",
            "places": [(p, *_place_urls(p.place)) for p in line.to_rate],
        }
        for line in coverage.rounds_of(actor, today)
    ]
    return render(
        request,
        "screening/rounds.html",
        {
            "lines": lines,
            "may_open": actor.has(Permission.ROUND_OPEN),
            "rates": actor.has(Permission.ASSESSMENT_RATE),
            "focus_places": focus_links(actor),
            "notice_places": notice_links(actor),
            "may_see_agreement": actor.has(Permission.AGREEMENT_SEE),
            "sees_figures": actor.has(Permission.FIGURES_SEE),
        },
    )


def _place_urls(place: Place) -> tuple[str, str]:
    from django.urls import reverse

    group, joint = place_url(place, "group"), place_url(place, "joint")
    return reverse(group[0], args=group[1]), reverse(joint[0], args=joint[1])


@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """A new round in the institutions one answers for."""
    actor, now = actor_of(request), clock.now()
    institutions = coverage.openable(actor)
    form = OpenRoundForm(request.POST or None, institutions=institutions)
    if request.method == "POST" and form.is_valid():
        try:
            opened = actions.open_round(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request,
                _("Runden er åbnet. Børnene kan vurderes fra %(day)s.") % {"day": day_words(opened.opens_on)},
            )
            return redirect("screening:round", pk=opened.pk)
    return render(
        request, "screening/open_round.html", {"form": form, "institutions": institutions}, status=_status(form)
    )


def _status(form: object) -> int:
    return 422 if getattr(form, "is_bound", False) and getattr(form, "errors", None) else 200


@require_safe
def round_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the round is."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = coverage.round_coverage(actor, pk, today)
    audit.read_children(actor, "round.read", found.named, at=now)
    districts = [
        (
            district,
            [(i, [(p, *_place_urls(p.place)) for p in i.places]) for i in district.institutions],
        )
        for district in found.districts
    ]
    return render(
        request,
        "screening/round.html",
        {"found": found, "round": found.round, "districts": districts, "today": today},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment: the ratings side by side and what we settle on, or what was settled and what follows."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = reach.open_assessment(actor, pk, now=now)
    setting = Setting(found.institution_id, found.group_id)
    if request.method == "POST":
        require(policy.may_settle(actor, setting, alone=found.round_id is None))
    ratings = reach.open_ratings(actor, [found]).get(found.pk, [])
    responsible = responsible_in(setting, today)
    can_settle = bool(
        found.state == State.OWN
        and ratings
        and policy.may_settle(actor, setting, alone=found.round_id is None)
        and reach.sees_ratings(actor, found)
    )
    weeks = found.child.municipality.action_weeks
    form = None
    if request.method == "POST" or can_settle:
        form = SettleForm(
            request.POST if request.method == "POST" else None,
            today=today,
            action_weeks=weeks,
            responsible=responsible,
            initial=_proposal(actor, found, ratings, responsible),
        )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            settled = actions.settle(actor, form.command(found.pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _settled_words(settled, today))
            if settled.round_id is None:
                return redirect("screening:assessment", pk=settled.pk)
            name, args = place_url(Place(settled.round_id, settled.institution_id, settled.group_id), "joint")
            return redirect(name, *args)
    follows = bool(policy.may_follow_up(actor, setting, owner_id=found.owner_id, alone=found.round_id is None))
    told = list(found.told.select_related("guardian", "told_by"))
    return render(
        request,
        "screening/assessment.html",
        {
            "assessment": found,
            "pins": pinned(Whole.ASSESSMENT, found.pk),
            "may_state": actor.has(Permission.RIGHTS_HANDLE),
            "child": found.child,
            "line": child_line(found.child, today, reader=actor),
            "knows_place": knows_place(actor, found.child, found.institution_id, found.group_id),
            "ratings": ratings,
            "form": form if can_settle or request.method == "POST" else None,
            "parents": parents_said(actor, [found.child_id]).get(found.child_id) if can_settle else None,
            "state_word": STATE[State(found.state)],
            "tell_how": TOLD_HOW[ToldHow(found.tell_parents_how)] if found.tell_parents_how else "",
            "told": [(t, TOLD_HOW[ToldHow(t.how)]) for t in told],
            "not_told": _not_told(found, told, today),
            "parents_due": (
                rules.parents_due(found.settled_on, found.child.municipality.parents_told_days)
                if found.settled_on and found.state == State.WATCHED and not told
                else None
            ),
            "follow_ups": list(found.follow_ups.select_related("by")),
            "follows": follows,
            "watched": found.state == State.WATCHED,
            "may_raise": actor.has(Permission.CONCERN_RAISE),
            "group_url": _group_url(actor, found),
            "today": today,
        },
        status=_status(form),
    )


@require_safe
def assessment_family(request: HttpRequest, pk: int) -> HttpResponse:
    """What was settled as the parents are told it, on a paper to give them; that it was fetched is in the read log."""
    actor, now = actor_of(request), clock.now()
    found = reach.open_assessment(actor, pk, now=now)
    require(ALLOWED if family_paper.can_be_given(found) else denied("not_settled"))
    audit.read(actor, "assessment.handed_out", found, at=now, child_id=found.child_id)
    answer = HttpResponse(family_paper.family_pdf(found, clock.day_of(now)), content_type="application/pdf")
    name = _("Trivselsvurdering til familien %(day)s.pdf") % {"day": found.settled_on}
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _group_url(actor: Actor, found: WellbeingAssessment) -> str:
    if found.round_id is None or not policy.may_rate(actor, Setting(found.institution_id, found.group_id)):
        return ""
    return _place_urls(Place(found.round_id, found.institution_id, found.group_id))[0]


def _proposal(
    actor: Actor, found: WellbeingAssessment, ratings: list[OwnAssessment], responsible: tuple[Colleague, ...]
) -> dict[str, object]:
    """What the form begins with: a lone rater's own words, an agreed position, and oneself as the responsible."""
    positions = {own.position for own in ratings}
    alone = ratings[0] if len(ratings) == 1 else None
    return {
        "version": found.version,
        "position": positions.pop() if len(positions) == 1 else None,
        "comment": getattr(alone, "comment", ""),
        "what_works": getattr(alone, "what_works", ""),
        "owner_id": actor.id if any(c.id == actor.id for c in responsible) else None,
    }


def _settled_words(settled: WellbeingAssessment, today: date) -> str:
    if settled.state != State.WATCHED or settled.due_on is None or settled.settled_on is None or settled.owner is None:
        return _("%(name)s: I er enige.") % {"name": settled.child.name}
    due = rules.parents_due(settled.settled_on, settled.child.municipality.parents_told_days)
    return _(
        "%(name)s: %(owner)s sørger for, at forældrene ved det senest %(told)s, og I følger op %(next)s."
    ) % {
        "name": settled.child.name,
        "owner": settled.owner.name,
        "told": day_words(due, today),
        "next": day_words(settled.due_on, today),
    }  # fmt: skip


def _not_told(found: WellbeingAssessment, told: list[ParentsTold], today: date) -> list[str]:
    """Custody holders who have not been told one by one, when others have."""
    if not told or any(t.guardian_id is None for t in told):
        return []
    reached = {t.guardian_id for t in told}
    return [c.guardian.name for c in guardians_of(found.child, today) if c.has_custody and c.guardian_id not in reached]


def _for_follow(request: HttpRequest, pk: int) -> tuple[Actor, WellbeingAssessment, tuple[Colleague, ...], date]:
    """The assessment for somebody who may follow it up, with the colleagues who may have done it."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    found = reach.open_assessment(actor, pk, now=now)
    setting = Setting(found.institution_id, found.group_id)
    require(policy.may_follow_up(actor, setting, owner_id=found.owner_id, alone=found.round_id is None))
    if found.settled_on is None:
        raise WellbeingAssessment.DoesNotExist
    return actor, found, responsible_in(setting, today), today


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """The parents know: a record of the talk."""
    actor, found, responsible, today = _for_follow(request, pk)
    me = Colleague(actor.id, actor.name)
    form = ToldForm(
        request.POST if request.method == "POST" else None,
        tellers=dict.fromkeys([me, *responsible]),
        custodies=guardians_of(found.child, today),
        initial={"told_on": today, "told_by_id": actor.id, "how": found.tell_parents_how},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_parents(actor, form.command(found.pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Det er skrevet ned, at forældrene ved det."))
            return redirect("screening:assessment", pk=found.pk)
    return _about(request, "screening/told.html", actor, found, form, today)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What was seen on the agreed date; then the next date or the end."""
    actor, found, responsible, today = _for_follow(request, pk)
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        today=today,
        action_weeks=found.child.municipality.action_weeks,
        responsible=_with_owner(found, responsible),
        initial={"version": found.version, "ends": "", "owner_id": found.owner_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.follow_up(actor, form.command(found.pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request,
                _("Skrevet. I ser på det igen %(day)s.") % {"day": day_words(made.next_on, today)}
                if made.next_on
                else _("Skrevet. Opfølgningen er afsluttet."),
            )
            return redirect("screening:assessment", pk=found.pk)
    return _about(request, "screening/follow_up.html", actor, found, form, today)


def _with_owner(found: WellbeingAssessment, responsible: tuple[Colleague, ...]) -> list[Colleague]:
    """Those who may answer for the child, the one who does so now among them."""
    owner = [Colleague(found.owner.pk, found.owner.name)] if found.owner else []
    return list(dict.fromkeys([*responsible, *owner]))


def _about(
    request: HttpRequest, template: str, actor: Actor, found: WellbeingAssessment, form: object, today: date
) -> HttpResponse:
    context = {
        "assessment": found,
        "child": found.child,
        "line": child_line(found.child, today, reader=actor),
        "form": form,
        "watched": found.state == State.WATCHED,
        "may_raise": actor.has(Permission.CONCERN_RAISE),
        "today": today,
    }
    return render(request, template, context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: HttpRequest, pk: int) -> HttpResponse:
    """One professional's assessment at a visit."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    child = open_child(actor, pk, now=now)
    institution_id = next(iter(sorted(actor.institution_ids(Permission.ASSESSMENT_ALONE))), None)
    require(policy.may_assess_alone(actor, institution_id))
    form = AloneForm(
        request.POST if request.method == "POST" else None,
        today=today,
        action_weeks=child.municipality.action_weeks,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assess_alone(actor, form.command(child.pk, institution_id, actor.id), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _alone_words(made, today))
            return redirect("screening:assessment", pk=made.pk)
    return render(
        request,
        "screening/alone.html",
        {"child": child, "line": child_line(child, today, reader=actor), "form": form, "last": _last(child)},
        status=_status(form),
    )


def _alone_words(made: WellbeingAssessment, today: date) -> str:
    if made.position == Position.GREEN or made.due_on is None:
        return _("Vurderingen er gemt.")
    return _("Vurderingen er gemt. Du følger op %(day)s.") % {"day": day_words(made.due_on, today)}


def _last(child: Child) -> WellbeingAssessment | None:
    return (
        WellbeingAssessment.objects.filter(child=child, round=None, settled_on__isnull=False)
        .order_by("-settled_on", "-pk")
        .first()
    )
