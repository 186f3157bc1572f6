"""Times offered and answered, and a meeting that does not come to be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.meetings.labels import KIND
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Kind, Outcome
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.people.queries import child_line, guardians_of
from sikkerhedsnet.web.words import clock_words, day_words

from . import actions, kinds, paper, policy, queries
from .forms import AnswerForm, NotHeldForm, OfferForm, WaysForm, ahead, say_invalid, slot_words
from .labels import INVALID, STATE
from .models import MeetingWays, TimeOffer
from .rules import may_be_missed
from .states import OfferState

READ_OR_WRITE = require_http_methods(["GET", "HEAD", "POST"])
ANSWER_WITHIN = 3
"""Days until the parents' answer is asked for, to begin with."""


def _head(row: Any, actor: Actor, now: datetime) -> dict[str, Any]:
    today = clock.day_of(now)
    return {"child": row.child, "line": child_line(row.child, today, reader=actor), "today": today}


def span_words(starts: datetime, ends: datetime) -> str:
    """`onsdag 2. december kl. 13.00-14.00`."""
    when = {"day": day_words(starts), "from": clock_words(starts), "to": clock_words(ends)}
    return _("%(day)s kl. %(from)s-%(to)s") % when


@READ_OR_WRITE
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Two to four times for the parents, or for the new time of a meeting that is called."""
    actor, now = actor_of(request), clock.now()
    concern = queries.open_concern(actor, pk, now=now)
    require(queries.may_arrange(actor, concern, clock.day_of(now)))
    meeting = Meeting.objects.visible_to(actor).filter(concern=concern, state=MeetingState.PLANNED).first()
    minutes = {kind.value: way.minutes for kind, way in queries.ways_of(concern.child.municipality_id).items()}
    if request.method != "POST" and (concern.suspicion or concern.state not in actions.OPEN_TO_CALL):
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    asked = request.GET.get("slags", "")
    begins = asked if asked in minutes else Kind.COLLABORATION.value
    if concern.state == ConcernState.IN_PLAN and not asked:
        begins = Kind.FOLLOW_UP.value
    form = OfferForm(
        request.POST or None,
        today=clock.day_of(now),
        minutes=minutes,
        moving=meeting is not None,
        initial={"kind": begins, "answer_by": ahead(now, ANSWER_WITHIN)},
    )
    doubts: list[str] = []
    if request.method == "POST" and form.is_valid():
        times = form.times()
        doubts = form.doubts(
            queries.clashes(actor.id, times, but_meeting=meeting.pk if meeting else None, but_concern=pk)
        )
        if not doubts or form.cleaned_data["anyway"]:
            try:
                made = actions.offer_times(actor, pk, form.command(), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            else:
                messages.success(request, _("Tiderne er skrevet ned. Sig dem til forældrene, eller giv dem sedlen."))
                return redirect("appointments:answer", made.pk)
    context = {
        **_head(concern, actor, now),
        "concern": concern,
        "meeting": meeting,
        "form": form,
        "doubts": doubts,
        "standing": queries.open_offer_of(actor, pk),
    }
    status = 400 if form.errors or doubts else 200
    return render(request, "appointments/offer.html", context, status=status)


@READ_OR_WRITE
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The times as they were offered, and what the parents answered."""
    actor, now = actor_of(request), clock.now()
    found = queries.offer_within_reach(actor, pk)
    audit.read(actor, "times.read", found, at=now, child_id=found.child_id)
    require(queries.may_arrange(actor, found.concern, clock.day_of(now)))
    today = clock.day_of(now)
    form = AnswerForm(
        request.POST or None,
        slots=slot_words(found, span_words),
        custodies=guardians_of(found.child, today),
        today=today,
        initial={"version": found.version, "answered_on": today, "answered_how": "phone"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.record_answer(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            return _after_answer(request, done)
    context = {
        **_head(found, actor, now),
        "offer": found,
        "concern": found.concern,
        "kind": KIND[Kind(found.kind)],
        "state": STATE[OfferState(found.state)],
        "open": found.state == OfferState.OPEN,
        "slots": [(slot, span_words(slot.starts_at, slot.ends_at)) for slot in found.slots.all()],
        "form": form,
        "call_url": _call_url(found),
    }
    return render(request, "appointments/answer.html", context, status=400 if form.errors else 200)


def _after_answer(request: HttpRequest, offer: TimeOffer) -> HttpResponse:
    if offer.state != OfferState.CHOSEN:
        messages.info(request, _("Svaret er skrevet ned. Tilbyd andre tider, eller ring til forældrene."))
        return redirect("appointments:offer", offer.concern_id)
    if offer.meeting_id is not None:
        messages.success(request, _("Mødet er flyttet til den tid, forældrene valgte. Kollegerne har fået besked."))
        return redirect("meetings:meeting", offer.meeting_id)
    messages.success(request, _("Svaret er skrevet ned. Nu kan du indkalde de andre til den tid."))
    return redirect(_call_url(offer))


def _call_url(offer: TimeOffer) -> str:
    """Where the others are called to the time the parents chose, with everything filled in that is known."""
    chosen = offer.slots.filter(chosen=True).first()
    if chosen is None or offer.meeting_id is not None:
        return ""
    starts, ends = clock.local(chosen.starts_at), clock.local(chosen.ends_at)
    query = {
        "slags": offer.kind,
        "dag": starts.date().isoformat(),
        "fra": f"{starts:%H:%M}",
        "til": f"{ends:%H:%M}",
        "spurgt": offer.answered_on.isoformat() if offer.answered_on else "",
        "hvordan": offer.answered_how,
    }
    return f"{reverse('meetings:call', args=[offer.concern_id])}?{urlencode(query)}"


@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The times on paper, to be ticked at home."""
    actor, now = actor_of(request), clock.now()
    found = queries.offer_within_reach(actor, pk)
    audit.read(actor, "times.printed", found, at=now, child_id=found.child_id)
    require(queries.may_arrange(actor, found.concern, clock.day_of(now)))
    return pdf(paper.slip_pdf(found), paper.file_name("Tider", found.offered_at))


def pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@READ_OR_WRITE
def missed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody came, or the parents did not."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    require(queries.may_arrange(actor, meeting, clock.day_of(now)))
    if request.method != "POST" and (meeting.state != MeetingState.PLANNED or meeting.concern.suspicion):
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    if request.method != "POST" and not may_be_missed(meeting.starts_at, now):
        messages.info(request, INVALID["too_early"])
        return redirect("meetings:meeting", meeting.pk)
    return _not_held(
        request, meeting.concern, meeting, (Outcome.PARENTS_ABSENT, Outcome.NOBODY_CAME), "appointments/missed.html"
    )


@READ_OR_WRITE
def declined(request: HttpRequest, pk: int) -> HttpResponse:
    """The parents do not want to meet: their words, and what is done instead."""
    actor, now = actor_of(request), clock.now()
    concern = queries.open_concern(actor, pk, now=now)
    require(queries.may_arrange(actor, concern, clock.day_of(now)))
    if request.method != "POST" and (concern.suspicion or concern.state not in actions.OPEN_TO_CALL):
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    meeting = Meeting.objects.visible_to(actor).filter(concern=concern, state=MeetingState.PLANNED).first()
    return _not_held(request, concern, meeting, (Outcome.DECLINED,), "appointments/declined.html")


def _not_held(
    request: HttpRequest, concern: Concern, meeting: Meeting | None, why: tuple[Outcome, ...], template: str
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    in_plan = concern.state == ConcernState.IN_PLAN
    shown = meeting.version if meeting else concern.version
    form = NotHeldForm(
        request.POST or None,
        why=why,
        custodies=guardians_of(concern.child, today),
        today=today,
        in_plan=in_plan,
        initial={"version": shown, "on": today, "how": "phone"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.not_held(actor, concern.pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            if form.cleaned_data.get("new_times"):
                messages.success(request, _("Skrevet ned. Tilbyd nye tider her."))
                return redirect("appointments:offer", concern.pk)
            kept = _("Skrevet ned. Planen beholder sin dato.")
            messages.success(
                request, kept if in_plan else _("Skrevet ned. Bekymringen ligger hos dig med den dato, du har sat.")
            )
            return redirect("meetings:meeting", meeting.pk) if meeting else redirect("concerns:concern", concern.pk)
    context = {**_head(concern, actor, now), "concern": concern, "meeting": meeting, "form": form, "in_plan": in_plan}
    return render(request, template, context, status=400 if form.errors else 200)


@READ_OR_WRITE
def ways(request: HttpRequest) -> HttpResponse:
    """What meetings are like in this municipality."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    row = MeetingWays.objects.filter(municipality_id=actor.municipality_id).first()
    form = WaysForm(
        request.POST or None,
        ways=kinds.ways(row.ways if row else None),
        days=row.interpreter_days if row else kinds.INTERPRETER_DAYS,
        version=row.version if row else 0,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_ways(actor, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Gemt. Det gælder for møder, der bliver indkaldt fra nu af."))
            return redirect("appointments:ways")
    context = {"form": form, "row": row, "mark": "" if row else kinds.mark()}
    return render(request, "appointments/ways.html", context, status=400 if form.errors else 200)
