"""The page that lies on the table: every post works without JavaScript and answers a fragment to htmx."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, own_family_user_ids
from sikkerhedsnet.web.words import clock_words

from . import actions, policy, queries
from .commands import Attendance
from .forms import AgreeForm, ChangeForm, EntryForm, ScaleForm, first_to_speak, say_invalid
from .labels import STATE, TOPIC
from .minutes import chapter_of, minutes_of, steps_of
from .models import Agreement, Meeting, MinutesEntry, Participant
from .rules import AGENDA
from .states import State, Topic
from .views import PAGE

KEEP_ASKING = timedelta(hours=2)
"""How long after its end an open page may ask for news."""
STOP_ASKING = 286
"""The status that makes htmx stop a repeated request."""
CAME = {"yes": True, "no": False, "": None}


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as it stands: ahead, on the table, or held; to htmx only what others may have written."""
    actor, now = actor_of(request), clock.now()
    if part := request.GET.get("del", ""):
        return _news(request, queries.look_again(actor, pk, now=now), part)
    found = queries.open_meeting(actor, pk, now=now)
    return _page(request, found)


def _news(request: HttpRequest, meeting: Meeting, part: str) -> HttpResponse:
    """What others may have written since; a page left open after the meeting is told to stop asking."""
    actor = actor_of(request)
    over = meeting.state != State.RUNNING or clock.now() > meeting.ends_at + KEEP_ASKING
    status = STOP_ASKING if over else 200
    if part == "ord":
        chapter = chapter_of(meeting, _topic(request.GET.get("emne")))
        writes = meeting.state == State.RUNNING and bool(_may_write(actor, meeting))
        return render(request, "meetings/_words.html", {"chapter": chapter, "writes": writes}, status=status)
    return render(request, "meetings/_steps.html", _steps(actor, meeting), status=status)


def _topic(asked: str | None) -> Topic:
    return Topic(asked) if asked in set(Topic) else Topic.HOPES


def _may_write(actor: Actor, meeting: Meeting) -> Any:
    seated = meeting.participants.filter(user__isnull=False).values_list("user_id", flat=True)
    return policy.may_write(actor, owner_id=meeting.owner_id, seated_ids=set(seated))


def _steps(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    writes = meeting.state == State.RUNNING and bool(_may_write(actor, meeting))
    return {"steps": steps_of(meeting), "writes": writes, "meeting": meeting}


def _page(
    request: HttpRequest,
    meeting: Meeting,
    *,
    topic: Topic | None = None,
    entry_form: EntryForm | None = None,
    agree_form: AgreeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    parents = own_family_user_ids(meeting.child, today)
    leads = bool(policy.may_lead(actor, owner_id=meeting.owner_id, parent_ids=parents))
    context: dict[str, Any] = {
        "meeting": meeting,
        "child": meeting.child,
        "line": child_line(meeting.child, today, reader=actor),
        "today": today,
        "state": STATE[State(meeting.state)],
        "leads": leads,
        "sees_child": Child.objects.visible_to(actor, today).filter(pk=meeting.child_id).exists(),
        "minutes": minutes_of(meeting),
    }
    if meeting.state != State.RUNNING:
        context |= {
            "late": queries.is_late(meeting, now),
            "can_begin": leads and meeting.state == State.PLANNED and today >= clock.day_of(meeting.starts_at),
            "can_change": leads and meeting.state == State.PLANNED,
            "held": meeting.state == State.CONCLUDED,
            "may_state": leads,
            "planned": meeting.state == State.PLANNED,
            "agenda": [TOPIC[topic] for topic in AGENDA],
        }
        return render(request, "meetings/meeting.html", context, status=status)
    writes = bool(_may_write(actor, meeting))
    topic = topic or _topic(request.GET.get("emne"))
    minutes = context["minutes"]
    context |= {
        "writes": writes,
        "agenda": [(c, len(c.lines), c.topic is topic) for c in minutes.chapters],
        "steps": minutes.steps,
        "in_plan": meeting.concern.state == ConcernState.IN_PLAN,
        **_talk(meeting, topic, entry_form=entry_form, chapter=minutes.chapter(topic), seats=minutes.participants),
        "agree_form": agree_form or AgreeForm(seats=minutes.participants, today=today),
        "seats": minutes.participants,
    }
    return render(request, "meetings/running.html", context, status=status)


def _talk(
    meeting: Meeting, topic: Topic, *, entry_form: EntryForm | None = None, chapter: Any = None, seats: Any = None
) -> dict[str, Any]:
    """One point of the agenda with the form to write on, and at the scale everybody's own two numbers."""
    chapter = chapter or chapter_of(meeting, topic)
    seats = list(seats if seats is not None else meeting.participants.all())
    heard = list(meeting.entries.filter(topic=topic).values_list("said_by_id", flat=True))
    fresh = EntryForm(initial={"topic": topic.value, "said_by": first_to_speak(seats, heard)}, seats=seats)
    at = AGENDA.index(topic)
    return {
        "meeting": meeting,
        "chapter": chapter,
        "form": entry_form or fresh,
        "writes": True,
        "scales": [(seat, ScaleForm(seat=seat)) for seat in seats] if topic is Topic.SCALE else [],
        "next_topic": AGENDA[at + 1].value if at + 1 < len(AGENDA) else "",
        "next_title": TOPIC[AGENDA[at + 1]] if at + 1 < len(AGENDA) else "",
    }


def _at_table(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, when this person may write in its minutes; writing line by line is one look."""
    found = queries.look_again(actor_of(request), pk, now=clock.now())
    require(_may_write(actor_of(request), found))
    return found


def _to(pk: int, topic: str = "", anchor: str = "") -> HttpResponse:
    query = f"?emne={topic}" if topic else ""
    return redirect(f"{reverse(PAGE, args=[pk])}{query}{anchor}")


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One more line; what could not be taken stays in the form."""
    if request.method != "POST":
        return _to(pk)
    found = _at_table(request, pk)
    topic = _topic(request.POST.get("topic"))
    form = EntryForm(request.POST, seats=found.participants.all())
    if form.is_valid():
        try:
            actions.write_entry(actor_of(request), pk, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as late:
            return _ended(request, found, late, form.cleaned_data["text"])
        else:
            if request.htmx:  # type: ignore[attr-defined]
                talk = _talk(found, topic)
                talk["form"].fields["text"].widget.attrs["autofocus"] = True
                return render(request, "meetings/_talk.html", talk)
            return _to(pk, topic.value, "#skriv")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "meetings/_talk.html", _talk(found, topic, entry_form=form))
    return _page(request, found, topic=topic, entry_form=form, status=400)


def _ended(request: HttpRequest, meeting: Meeting, late: Stale, text: str) -> HttpResponse:
    """The meeting ended while somebody was writing: who ended it, and the text, so that it can be kept elsewhere."""
    meeting.refresh_from_db()
    context = {"meeting": meeting, "child": meeting.child, "who": late.who, "at": late.at, "text": text}
    response = render(request, "meetings/ended.html", context, status=409)
    if request.htmx:  # type: ignore[attr-defined]
        response.status_code = 200
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response


def _look_again(request: HttpRequest) -> HttpResponse:
    """Called while a Stale is handled: htmx is asked to fetch the page anew, everybody else sees who was first."""
    if not request.htmx:  # type: ignore[attr-defined]
        raise
    response = HttpResponse(status=409)
    response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
def entry_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A line put right; when somebody was faster, both texts are shown and nothing is overwritten."""
    actor, now = actor_of(request), clock.now()
    line = MinutesEntry.objects.select_related("said_by").get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    found = _at_table(request, line.meeting_id)
    seats = list(found.participants.all())
    late: Stale | None = None
    if request.method == "POST":
        form = ChangeForm(request.POST, seats=seats)
        if form.is_valid():
            try:
                actions.change_entry(actor, pk, form.command(), now=now)
            except Invalid as problem:
                say_invalid(form, problem)
            except Stale as stale:
                line.refresh_from_db()
                found.refresh_from_db()
                if found.state != State.RUNNING:
                    return _ended(request, found, stale, form.cleaned_data["text"])
                late = stale
                again = request.POST.copy()
                again["version"] = str(line.version)
                form = ChangeForm(again, seats=seats)
                form.is_valid()
            else:
                return _to(found.pk, line.topic)
    else:
        if found.state != State.RUNNING:
            raise Stale(who=found.changed_by_name, what=found.state, at=found.changed_at)
        form = ChangeForm.shown(line, seats)
    context = {
        "meeting": found,
        "child": found.child,
        "form": form,
        "line": line,
        "topic": TOPIC[Topic(line.topic)],
        "late": late is not None,
        "who": late.who if late else "",
        "clock_word": clock_words(late.at) if late and late.at else "",
    }
    status = 409 if late else 400 if form.errors else 200
    return render(request, "meetings/entry_change.html", context, status=status)


@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """One more agreement."""
    if request.method != "POST":
        return _to(pk, Topic.STEPS.value)
    found = _at_table(request, pk)
    today = clock.today()
    seats = list(found.participants.all())
    form = AgreeForm(request.POST, seats=seats, today=today)
    topic = _topic(request.POST.get("emne"))
    if form.is_valid():
        try:
            actions.agree(actor_of(request), pk, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as late:
            return _ended(request, found, late, form.cleaned_data["what"])
        else:
            if request.htmx:  # type: ignore[attr-defined]
                return _agreements(request, found, AgreeForm(seats=seats, today=today), topic)
            return _to(pk, topic.value, "#aftaler")
    if request.htmx:  # type: ignore[attr-defined]
        return _agreements(request, found, form, topic)
    return _page(request, found, topic=topic, agree_form=form, status=400)


def _agreements(request: HttpRequest, meeting: Meeting, form: AgreeForm, topic: Topic) -> HttpResponse:
    context = {**_steps(actor_of(request), meeting), "agree_form": form, "topic": topic.value}
    return render(request, "meetings/_agreements.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement no longer stands."""
    actor = actor_of(request)
    step = Agreement.objects.get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    if request.method == "POST":
        try:
            actions.withdraw_agreement(actor, pk, now=clock.now())
        except Stale:
            return _look_again(request)
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "meetings/_steps.html", _steps(actor, queries.within_reach(actor, step.meeting_id)))
        messages.success(request, _("Aftalen er trukket tilbage."))
    return _to(step.meeting_id, _topic(request.POST.get("emne")).value, "#aftaler")


@require_http_methods(["GET", "POST"])
def participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether somebody came, and that person's own two numbers."""
    actor, now = actor_of(request), clock.now()
    seat = Participant.objects.get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    found = _at_table(request, seat.meeting_id)
    if request.method == "POST" and "came" in request.POST:
        came = CAME.get(request.POST["came"])
        try:
            actions.mark_participant(actor, pk, Attendance(came), now=now)
        except Stale:
            return _look_again(request)
        if request.htmx:  # type: ignore[attr-defined]
            context = {"seats": found.participants.all(), "writes": True, "meeting": found}
            return render(request, "meetings/_present.html", context)
        return _to(found.pk, _topic(request.POST.get("emne")).value, "#til-stede")
    form = ScaleForm(request.POST if request.method == "POST" else None, seat=seat)
    if request.method == "POST" and form.is_valid():
        try:
            seat = actions.mark_participant(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale:
            return _look_again(request)
        else:
            if request.htmx:  # type: ignore[attr-defined]
                saved = {"seat": seat, "form": ScaleForm(seat=seat), "writes": True, "saved": clock_words(now)}
                return render(request, "meetings/_scale.html", saved)
            return _to(found.pk, Topic.SCALE.value, f"#skala-{pk}")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "meetings/_scale.html", {"seat": seat, "form": form, "writes": True, "saved": ""})
    if request.method == "GET" and found.state != State.RUNNING:
        raise Stale(who=found.changed_by_name, what=found.state, at=found.changed_at)
    context = {"meeting": found, "child": found.child, "seat": seat, "form": form}
    return render(request, "meetings/participant.html", context, status=400 if form.errors else 200)
