"""The text to parents: written, approved, printed, given; one read or one action each."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require
from sikkerhedsnet.people.queries import open_child
from sikkerhedsnet.web.forms import whole_number

from . import notice_paper, notices
from .forms import say_invalid
from .joint_forms import GiveForm, NoticeForm
from .labels import GIVEN_HOW, NOTICE_STATE
from .models import ParentsNotice
from .notices import GiveNotice, Lacking
from .states import GivenHow, NoticeState

PAIR = re.compile(r"(\d{1,15}):(\d{1,15})")


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The text in force, the draft, and every version before; POST approves the draft."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    if request.method == "POST":
        pk, version = whole_number(request.POST.get("pk", "")), whole_number(request.POST.get("version", ""))
        approved = notices.approve_notice(actor, pk or 0, version or 0, now=now)
        messages.success(
            request,
            _("Tekst nr. %(number)d er godkendt og kan ikke ændres mere.") % {"number": approved.number},
        )
        return redirect("screening:notice")
    rows = notices.all_notices(actor)
    return render(
        request,
        "screening/notice.html",
        {
            "current": notices.in_force(actor.municipality_id, today),
            "draft": next((row for row in rows if row.state == NoticeState.DRAFT), None),
            "rows": [(row, NOTICE_STATE[NoticeState(row.state)]) for row in rows],
            "may_write": actor.has(Permission.NOTICE_WRITE),
            "may_approve": actor.has(Permission.NOTICE_APPROVE),
            "my_id": actor.id,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def write_notice(request: HttpRequest) -> HttpResponse:
    """A new version of the text, or the draft in new words."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    draft = next((row for row in notices.all_notices(actor) if row.state == NoticeState.DRAFT), None)
    initial = notices.proposal(actor) | {"from_on": draft.from_on if draft else today, "version": 0}
    if draft:
        initial |= {name: getattr(draft, name) for name in notices.NOTICE_TEXTS} | {"version": draft.version}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            written = notices.write_notice(actor, form.texts(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request,
                _("Tekst nr. %(number)d er gemt som udkast. En anden godkender den.") % {"number": written.number},
            )
            return redirect("screening:notice")
    bad = form.is_bound and bool(form.errors)
    return render(request, "screening/write_notice.html", {"form": form}, status=422 if bad else 200)


@require_safe
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One version on paper, to give or put up."""
    actor = actor_of(request)
    found = ParentsNotice.objects.select_related("municipality").get(pk=pk, municipality_id=actor.municipality_id)
    response = HttpResponse(notice_paper.notice_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="Oplysning-til-foraeldre-{found.number}.pdf"'
    return response


def _pairs(rows: list[Lacking]) -> set[tuple[int, int]]:
    return {(row.child.pk, guardian.pk) for row in rows for guardian in row.guardians}


def _sent_pairs(values: list[str]) -> set[tuple[int, int]]:
    found = (PAIR.fullmatch(value) for value in values)
    return {(int(match[1]), int(match[2])) for match in found if match}


@require_http_methods(["GET", "HEAD", "POST"])
def notice_place(request: HttpRequest, institution_pk: int) -> HttpResponse:
    """Who lacks the text, group by group; POST records that all of a group but those left out were given it."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    current = notices.in_force(actor.municipality_id, today)
    institution, groups = notices.notice_place(actor, institution_pk, now=now)
    sent = request.method == "POST"
    form = GiveForm(
        request.POST if sent else None,
        today=today,
        initial={"given_on": today, "how": GivenHow.DIGITAL, "notice_id": current.pk if current else 0},
    )
    shown, left_out = _sent_pairs(request.POST.getlist("of")), _sent_pairs(request.POST.getlist("not"))
    if sent and form.is_valid():
        data = form.cleaned_data
        command = GiveNotice(data["notice_id"], frozenset(shown - left_out), data["given_on"], GivenHow(data["how"]))
        try:
            n = notices.give_notice(actor, command, now=now)
        except Invalid as problem:
            errors = {("given_on" if field == "pairs" else field): key for field, key in problem.errors.items()}
            say_invalid(form, Invalid(errors))
        else:
            messages.success(
                request, ngettext("Skrevet for %(n)d forælder.", "Skrevet for %(n)d forældre.", n) % {"n": n}
            )
            return redirect("screening:notice_place", institution_pk=institution.pk)
    bad = form.is_bound and bool(form.errors)
    return render(
        request,
        "screening/notice_place.html",
        {
            "institution": institution,
            "groups": groups,
            "current": current,
            "form": form,
            "left_out": {f"{child}:{guardian}" for child, guardian in left_out},
            "asked": request.POST.get("group", ""),
            "today": today,
        },
        status=422 if bad else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notice_child(request: HttpRequest, pk: int) -> HttpResponse:
    """What one child's parents were given, with its words; POST records that those chosen were given the text in force."""
    actor, now = actor_of(request), clock.now()
    today = clock.local(now).date()
    child = open_child(actor, pk, now=now)
    current = notices.in_force(child.municipality_id, today)
    rows = notices.lacking([child], {}, current, today) if current else []
    may_give = actor.has(Permission.ASSESSMENT_SETTLE)
    sent = request.method == "POST"
    if sent:
        require(ALLOWED if may_give else denied("role"))
    form = GiveForm(
        request.POST if sent else None,
        today=today,
        initial={"given_on": today, "how": GivenHow.TALK, "notice_id": current.pk if current else 0},
    )
    if sent and form.is_valid():
        data = form.cleaned_data
        chosen = frozenset(pair for pair in _sent_pairs(request.POST.getlist("to")) if pair[0] == child.pk)
        command = GiveNotice(data["notice_id"], chosen, data["given_on"], GivenHow(data["how"]))
        try:
            notices.give_notice(actor, command, now=now)
        except Invalid as problem:
            errors = {("given_on" if field == "pairs" else field): key for field, key in problem.errors.items()}
            say_invalid(form, Invalid(errors))
        else:
            messages.success(request, _("Det er skrevet ned, at forældrene har fået oplysningen."))
            return redirect("screening:notice_child", pk=child.pk)
    bad = form.is_bound and bool(form.errors)
    return render(
        request,
        "screening/notice_child.html",
        {
            "child": child,
            "current": current,
            "lacking": rows[0].guardians if rows else (),
            "given": [(row, GIVEN_HOW[GivenHow(row.how)]) for row in notices.given_to(actor, child)],
            "form": form if may_give and (rows or sent) else None,
            "today": today,
        },
        status=422 if bad else 200,
    )
