"""Preparations and children's own words are written, read, printed blank and decided on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings import queries as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import OPEN, Role
from sikkerhedsnet.people.queries import child_line, open_child
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.sheets import printed

from . import actions, paper, policy, queries
from .forms import DecideForm, PrepareForm, QuestionsForm, TellForm, say_invalid
from .labels import HOW
from .models import Preparation
from .states import AUDIENCE_OF, Audience, How

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])


@READ_OR_WRITE
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """One participant's preparation, to write or to write anew; sent, it leads to the meeting."""
    actor, now = actor_of(request), clock.now()
    seat = queries.seat_within_reach(actor, pk)
    meeting, audience = seat.meeting, AUDIENCE_OF[Role(seat.role)]
    seated = set(meeting.participants.filter(user__isnull=False).values_list("user_id", flat=True))
    leads = meeting.owner_id == actor.id
    require(policy.may_prepare(actor, audience, seat_user_id=seat.user_id, leads=leads, seated_ids=seated))
    audit.read(actor, "preparation.read", meeting, at=now, child_id=meeting.child_id)
    if request.method != "POST" and meeting.state not in OPEN:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    today, own = clock.day_of(now), seat.user_id == actor.id
    row = Preparation.objects.visible_to(actor).filter(participant=seat).first()
    form = PrepareForm(
        request.POST or None, request.FILES or None, questions=queries.questions(actor.municipality_id).of(audience), own=own, today=today,
        initial=_written(row) if row else {"on": today if own else None, "version": 0},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.prepare(actor, form.prepare(pk, seat.name), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Forberedelsen er gemt."))
            return redirect("meetings:meeting", meeting.pk)
    context = {
        "seat": seat, "meeting": meeting, "child": meeting.child, "form": form, "own": own, "today": today,
        "family": audience is Audience.FAMILY, "line": child_line(meeting.child, today, reader=actor),
    }  # fmt: skip
    return render(request, "voices/prepare.html", context, status=400 if form.errors else 200)


def _written(row: Preparation) -> dict[str, Any]:
    answers = {f"answer_{one['key']}": one["text"] for one in row.answers}
    return {**answers, "on": row.on, "how": row.how, "helped_by": row.helped_by, "version": row.version}


@require_safe
def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """One preparation with its papers."""
    actor, now = actor_of(request), clock.now()
    row = queries.open_preparation(actor, pk, now=now)
    child, today = row.meeting.child, clock.day_of(now)
    line = child_line(child, today, reader=actor)
    context = {"row": row, "child": child, "line": line, "how": HOW[How(row.how)], "today": today}
    return render(request, "voices/preparation.html", context)


@require_safe
def preparation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same questions on paper, for one at the table to write on."""
    actor, now = actor_of(request), clock.now()
    seat = queries.seat_within_reach(actor, pk)
    audit.read(actor, "preparation.read", seat.meeting, at=now, child_id=seat.meeting.child_id)
    return printed(paper.preparation_pdf(seat), "Forberedelse")


@READ_OR_WRITE
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """The three houses to write in; sent, it leads to what was written."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_tell(actor))
    child, today = open_child(actor, pk, now=now), clock.day_of(now)
    ahead = queries.meetings_ahead(actor, child)
    chosen = whole_number(request.GET.get("moede", ""))
    first = {"on": today, "meeting": str(chosen) if chosen in {one.pk for one in ahead} else ""}
    houses = queries.questions(child.municipality_id).houses
    form = TellForm(
        request.POST or None, request.FILES or None, meetings=ahead, houses=houses, today=today, initial=first
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.tell(actor, form.tell(pk, child.first_name), now=now)
        except (Invalid, Meeting.DoesNotExist) as problem:
            say_invalid(form, problem if isinstance(problem, Invalid) else Invalid({"meeting": "meeting_over"}))
        else:
            messages.success(request, _("Barnets ord er gemt."))
            return redirect("voices:voice", row.pk)
    context = {"child": child, "form": form, "line": child_line(child, today, reader=actor)}
    return render(request, "voices/tell.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """What a child said, and for the adviser what becomes of its wish to keep it."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    said = queries.open_voice(actor, pk, now=now)
    row, today = said.row, clock.day_of(now)
    decides = bool(policy.may_decide(actor)) and row.keep != "open"
    form = DecideForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST":
        require(policy.may_decide(actor))
        if form.is_valid():
            try:
                actions.decide(actor, form.decide(pk), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            else:
                messages.success(request, _("Din beslutning er gemt. Sig den til barnet."))
                return redirect("voices:voice", pk)
    context = {
        "said": said, "row": row, "child": row.child, "today": today, "form": form, "decides": decides,
        "line": child_line(row.child, today, reader=actor),
    }  # fmt: skip
    return render(request, "voices/voice.html", context, status=400 if form.errors else 200)


@require_safe
def houses_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Three empty houses and five faces, for a child to draw and write in."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_tell(actor))
    child = open_child(actor, pk, now=now)
    return printed(paper.houses_pdf(child), "Tre huse")


@require_safe
def table_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda with room to write by hand, for a meeting without a screen."""
    actor, now = actor_of(request), clock.now()
    meeting = meetings.open_meeting(actor, pk, now=now)
    return printed(paper.table_pdf(meeting), "Referat")


@READ_OR_WRITE
def questions(request: HttpRequest) -> HttpResponse:
    """The municipality's own words for what is asked before a meeting."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep_questions(actor))
    newest = queries.newest_questions(actor.municipality_id)
    form = QuestionsForm(
        request.POST or None,
        now=queries.questions(actor.municipality_id),
        initial={"number": newest.number if newest else 0},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_questions(actor, form.keep(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(
                request, _("Spørgsmålene gælder fra nu. Det, der er svaret på, står med de ord, der blev spurgt med.")
            )
            return redirect("voices:questions")
    return render(
        request, "voices/questions.html", {"form": form, "newest": newest}, status=400 if form.errors else 200
    )
