"""A called meeting before it is held: who is told what, interpreter, agenda, letter and calendar file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Verdict, require
from sikkerhedsnet.meetings.labels import KIND
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Kind
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.people.queries import child_line

from . import actions, calendars, paper, policy, queries, telling
from .forms import AgendaForm, InterpreterForm, say_invalid
from .views import pdf

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "meetings:meeting"


def _head(meeting: Meeting, actor: Actor, now: datetime) -> dict[str, Any]:
    today = clock.day_of(now)
    return {
        "meeting": meeting,
        "child": meeting.child,
        "line": child_line(meeting.child, today, reader=actor),
        "today": today,
        "kind": KIND[Kind(meeting.kind)],
    }


def _arranges(actor: Actor, meeting: Meeting, now: datetime) -> Verdict:
    return queries.may_arrange(actor, meeting, clock.day_of(now))


@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, on which basis, and what each of them sees."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    arranges = _arranges(actor, meeting, now)
    require(arranges)
    context = {
        **_head(meeting, actor, now),
        "guests": telling.guests_of(actor, meeting, now=now),
        "arranges": arranges,
        "hands_out": arranges and not meeting.concern.suspicion and meeting.state == MeetingState.PLANNED,
    }
    return render(request, "appointments/told.html", context)


@READ_OR_WRITE
def interpreter(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands with the interpreter."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = queries.open_meeting(actor, pk, now=now)
    require(_arranges(actor, meeting, now))
    view = queries.interpreter_of(meeting)
    begun = meeting.state in (MeetingState.RUNNING, MeetingState.CONCLUDED) or meeting.starts_at <= now
    if request.method != "POST" and meeting.state == MeetingState.CANCELLED:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    form = InterpreterForm(request.POST or None, begun=begun, today=today, initial=InterpreterForm.shown(view))
    if request.method == "POST" and form.is_valid():
        try:
            actions.book_interpreter(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Gemt: %(words)s.") % {"words": queries.interpreter_of(meeting).words})
            return redirect(PAGE, pk)
    context = {**_head(meeting, actor, now), "form": form, "view": view, "late": view.missing and today >= view.by}
    return render(request, "appointments/interpreter.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda as a whole: order, words, and who asked for what."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    seats = list(meeting.participants.all())
    seated = {seat.user_id for seat in seats if seat.user_id is not None}
    require(policy.may_write_agenda(actor, owner_id=meeting.owner_id, seated_ids=seated))
    if request.method != "POST" and meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    shown = queries.agenda_of(actor, meeting)
    form = AgendaForm(request.POST or None, shown=shown, seats=seats)
    late = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_agenda(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as stale:
            late = stale
        else:
            messages.success(request, _("Dagsordenen er gemt. Alle ved bordet ser den på mødets side."))
            return redirect(PAGE, pk)
    context = {**_head(meeting, actor, now), "form": form, "shown": shown, "late": late}
    status = 409 if late else 400 if form.errors else 200
    return render(request, "appointments/agenda.html", context, status=status)


@require_safe
def agenda_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda on paper."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    audit.read(actor, "agenda.printed", meeting, at=now, child_id=meeting.child_id)
    return pdf(paper.agenda_pdf(actor, meeting), paper.file_name("Dagsorden", meeting.starts_at))


def _seat(request: HttpRequest, pk: int, act: str) -> tuple[Actor, Meeting, Participant, datetime]:
    actor, now = actor_of(request), clock.now()
    seat = queries.seat_within_reach(actor, pk)
    meeting = queries.meeting_of_seat(actor, seat)
    audit.read(actor, act, meeting, at=now, child_id=meeting.child_id)
    return actor, meeting, seat, now


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation one of the family takes home; on a suspicion there is none."""
    actor, meeting, seat, now = _seat(request, pk, "invitation.printed")
    require(_arranges(actor, meeting, now))
    if meeting.concern.suspicion or meeting.state != MeetingState.PLANNED or seat.user_id is not None:
        return redirect(PAGE, meeting.pk)
    return pdf(paper.letter_pdf(actor, meeting, seat), paper.file_name("Indkaldelse", meeting.starts_at))


@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting for one person's calendar; says when, and nothing of whom."""
    actor, meeting, seat, now = _seat(request, pk, "calendar.taken")
    require(policy.may_have_file(actor, owner_id=meeting.owner_id, user_id=seat.user_id))
    return ics(calendars.invitation(meeting, seat, sender=settings.DEFAULT_FROM_EMAIL, now=now), meeting.starts_at)


@require_safe
def my_calendar(request: HttpRequest) -> HttpResponse:
    """All of one's own meetings, those called off too, so that they disappear where they were put."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    return ics(calendars.mine(actor, sender=settings.DEFAULT_FROM_EMAIL, now=now), now, method="")


def ics(content: bytes, at: datetime, method: str | None = None) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    name = f"moede-{clock.day_of(at).isoformat()}.ics" if method is None else "mine-moeder.ics"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
