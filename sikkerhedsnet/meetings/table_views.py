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
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, own_family_user_ids
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.words import clock_words

from . import actions, policy, queries
from .commands import Attendance
from .drafting import drafts_of, left_over
from .forms import say_invalid
from .labels import INVALID, MANNER, STATE, TOPIC
from .minutes import chapter_of, minutes_of, steps_of
from .models import Agreement, Draft, Meeting, Participant
from .rules import AGENDA
from .states import AGREEMENT_PART, Manner, Role, State, Topic
from .table_forms import AgreeForm, EntryForm, ScaleForm, TalkSoFar, as_drafted, first_to_speak
from .views import PAGE

KEEP_ASKING = timedelta(hours=2)
"""How long after its end an open page may ask for news."""
STOP_ASKING = 286
"""The status that makes htmx stop a repeated request."""
MOST_MEASURES = 4
"""How many measures have a button of their own; the whole catalogue is one press away."""
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
        writes = meeting.state == State.RUNNING and bool(queries.may_write(actor, meeting))
        return render(request, "meetings/_words.html", {"chapter": chapter, "writes": writes, **WORDS}, status=status)
    return render(request, "meetings/_steps.html", steps_shown(actor, meeting), status=status)


def _waits_again(actor: Actor, meeting: Meeting) -> bool:
    """Whether it was called off and the worry is back with whoever reads."""
    concern = meeting.concern
    off = meeting.state == State.CANCELLED and concern.state == ConcernState.TAKEN
    return off and concern.owner_id == actor.id


def _topic(asked: str | None) -> Topic:
    return Topic(asked) if asked in set(Topic) else Topic.HOPES


def steps_shown(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """What was agreed, with what whoever reads may still do about it."""
    writes = meeting.state == State.RUNNING and bool(queries.may_write(actor, meeting))
    keeps = writes and actor.has(Permission.CONSENT_KEEP)
    return {"steps": steps_of(meeting), "writes": writes, "keeps_consents": keeps, "meeting": meeting}


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
        "before": hook("SIKKERHEDSNET_BEFORE_MEETING")(actor, meeting, now=now),
    }
    if meeting.state != State.RUNNING:
        context |= {
            "late": queries.is_late(meeting, now),
            "can_begin": leads and meeting.state == State.PLANNED and today >= clock.day_of(meeting.starts_at),
            "can_change": leads and meeting.state == State.PLANNED,
            "again": _waits_again(actor, meeting),
            "can_take_lead": not leads and meeting.concern.owner_id == actor.id,
            "held": meeting.state == State.CONCLUDED,
            "may_state": leads,
            "planned": meeting.state == State.PLANNED,
            "left_over": left_over(actor, meeting),
            **WORDS,
        }
        return render(request, "meetings/meeting.html", context, status=status)
    writes = bool(queries.may_write(actor, meeting))
    topic = topic or _topic(request.GET.get("emne"))
    minutes = context["minutes"]
    help_beside, drafts = _help(actor, meeting, starts=writes), drafts_of(actor, meeting)
    context |= {
        "writes": writes,
        "keeps_consents": writes and actor.has(Permission.CONSENT_KEEP),
        "agenda": [(c, len(c.lines), c.topic is topic) for c in minutes.chapters],
        "steps": minutes.steps,
        "in_plan": meeting.concern.state == ConcernState.IN_PLAN,
        **_talk(
            meeting,
            topic,
            entry_form=entry_form,
            chapter=minutes.chapter(topic),
            seats=minutes.participants,
            draft=drafts.get(topic.value),
        ),
        **_agreeing(
            meeting,
            agree_form or _agree_form(actor, meeting, minutes.participants, help_beside),
            help_beside,
            draft=drafts.get(AGREEMENT_PART),
        ),
        "seats": minutes.participants,
        "help": help_beside,
    }
    return render(request, "meetings/running.html", context, status=status)


WORDS = {"seen_word": MANNER[Manner.OBSERVATION], "understood_word": MANNER[Manner.INTERPRETATION]}


def _help(actor: Actor, meeting: Meeting, *, starts: bool) -> Any:
    return hook("SIKKERHEDSNET_HELP_BESIDE")(actor, meeting, starts=starts)


def _talk(
    meeting: Meeting,
    topic: Topic,
    *,
    entry_form: EntryForm | None = None,
    chapter: Any = None,
    seats: Any = None,
    draft: Draft | None = None,
) -> dict[str, Any]:
    """One point of the agenda with the form to write on, and at the scale everybody's own two numbers."""
    chapter = chapter or chapter_of(meeting, topic)
    seats = list(seats if seats is not None else meeting.participants.all())
    if entry_form is None:
        heard = list(meeting.entries.filter(topic=topic).values_list("said_by_id", flat=True))
        begun = {"said_by": first_to_speak(seats, heard), **as_drafted(draft)}
        entry_form = EntryForm(initial={"topic": topic.value, **begun}, seats=seats)
    at = AGENDA.index(topic)
    return {
        "meeting": meeting,
        "chapter": chapter,
        "form": entry_form,
        "draft": draft,
        "writes": True,
        "scales": [(seat, ScaleForm(seat=seat)) for seat in seats] if topic is Topic.SCALE else [],
        "next_topic": AGENDA[at + 1].value if at + 1 < len(AGENDA) else "",
        "next_title": TOPIC[AGENDA[at + 1]] if at + 1 < len(AGENDA) else "",
        **WORDS,
    }


def talk_so_far(meeting: Meeting, topic: Topic) -> TalkSoFar:
    """Who is at the table, and whose words stand on this point; those marked as not come are not waited for."""
    roles = [Role(role) for role in meeting.entries.filter(topic=topic).values_list("said_by__role", flat=True) if role]
    here = meeting.participants.exclude(came=False).values_list("role", flat=True)
    return TalkSoFar([Role(role) for role in here], roles, Role.PROFESSIONAL in roles)


def at_table(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, when this person may write in its minutes; writing line by line is one look."""
    found = queries.look_again(actor_of(request), pk, now=clock.now())
    require(queries.may_write(actor_of(request), found))
    return found


def to_the_page(pk: int, topic: str = "", anchor: str = "") -> HttpResponse:
    query = f"?emne={topic}" if topic else ""
    return redirect(f"{reverse(PAGE, args=[pk])}{query}{anchor}")


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One more line; what could not be taken stays in the form."""
    if request.method != "POST":
        return to_the_page(pk)
    found = at_table(request, pk)
    topic = _topic(request.POST.get("topic"))
    form = EntryForm(request.POST, seats=found.participants.all(), so_far=talk_so_far(found, topic))
    if form.is_valid():
        try:
            actions.write_entry(actor_of(request), pk, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as late:
            return ended(request, found, late, form.cleaned_data["text"])
        else:
            if request.htmx:  # type: ignore[attr-defined]
                talk = _talk(found, topic, draft=drafts_of(actor_of(request), found).get(topic.value))
                talk["form"].fields["text"].widget.attrs["autofocus"] = True
                return render(request, "meetings/_talk.html", talk)
            return to_the_page(pk, topic.value, "#skriv")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "meetings/_talk.html", _talk(found, topic, entry_form=form))
    return _page(request, found, topic=topic, entry_form=form, status=400)


def ended(request: HttpRequest, meeting: Meeting, late: Stale, text: str) -> HttpResponse:
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


def _agree_form(
    actor: Actor, meeting: Meeting, seats: Any, help_beside: Any, data: Any = None, draft: Draft | None = None
) -> AgreeForm:
    offers = help_beside.offers if help_beside else ()
    return AgreeForm(
        data, seats=seats, today=clock.today(), next_on=meeting.next_on, measures=offers[:MOST_MEASURES], draft=draft
    )


def _agreeing(meeting: Meeting, form: AgreeForm, help_beside: Any, *, draft: Draft | None = None) -> dict[str, Any]:
    """The form for one more agreement, with what it can become here."""
    if draft is not None and not form.is_bound:
        form.initial.update({"what": draft.text, "who": str(draft.said_by_id or "")})
    return {
        "agree_form": form,
        "agree_draft": draft,
        "all_measures": help_beside.all_url if help_beside else "",
        "with_family": not meeting.suspicion,
    }


@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """One more agreement; the button says what it becomes, and a measure is begun from here with the same words."""
    if request.method != "POST":
        return to_the_page(pk, Topic.STEPS.value)
    found, actor = at_table(request, pk), actor_of(request)
    help_beside = _help(actor, found, starts=True)
    form = _agree_form(actor, found, found.participants.all(), help_beside, data=request.POST)
    topic = _topic(request.POST.get("emne"))
    if form.is_valid():
        try:
            made = actions.agree(actor, pk, form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as late:
            return ended(request, found, late, form.cleaned_data["what"])
        else:
            if form.measure_url:
                return _onwards(request, f"{form.measure_url}?aftale={made.pk}")
            if request.htmx:  # type: ignore[attr-defined]
                found.refresh_from_db(fields=["next_on"])
                fresh = _agree_form(actor, found, found.participants.all(), help_beside)
                return _agreements(request, found, fresh, topic, help_beside)
            return to_the_page(pk, topic.value, "#aftaler")
    if request.htmx:  # type: ignore[attr-defined]
        return _agreements(request, found, form, topic, help_beside)
    return _page(request, found, topic=topic, agree_form=form, status=400)


def _onwards(request: HttpRequest, address: str) -> HttpResponse:
    """Another page, also when htmx asked for a part of this one."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(address)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def _agreements(
    request: HttpRequest, meeting: Meeting, form: AgreeForm, topic: Topic, help_beside: Any
) -> HttpResponse:
    shown = {**steps_shown(actor_of(request), meeting), **_agreeing(meeting, form, help_beside), "topic": topic.value}
    return render(request, "meetings/_agreements.html", shown)


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
        except Invalid as problem:
            messages.warning(request, str(INVALID[problem.errors["what"]]))
            return to_the_page(step.meeting_id, _topic(request.POST.get("emne")).value, "#aftaler")
        if request.htmx:  # type: ignore[attr-defined]
            return render(
                request, "meetings/_steps.html", steps_shown(actor, queries.within_reach(actor, step.meeting_id))
            )
        messages.success(request, _("Aftalen er trukket tilbage."))
    return to_the_page(step.meeting_id, _topic(request.POST.get("emne")).value, "#aftaler")


@require_http_methods(["GET", "POST"])
def participant(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether somebody came, and that person's own two numbers."""
    actor, now = actor_of(request), clock.now()
    seat = Participant.objects.get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    found = at_table(request, seat.meeting_id)
    if request.method == "POST" and "came" in request.POST:
        came = CAME.get(request.POST["came"])
        try:
            actions.mark_participant(actor, pk, Attendance(came), now=now)
        except Stale:
            return _look_again(request)
        if request.htmx:  # type: ignore[attr-defined]
            context = {"seats": found.participants.all(), "writes": True, "meeting": found}
            return render(request, "meetings/_present.html", context)
        return to_the_page(found.pk, _topic(request.POST.get("emne")).value, "#til-stede")
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
            return to_the_page(found.pk, Topic.SCALE.value, f"#skala-{pk}")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "meetings/_scale.html", {"seat": seat, "form": form, "writes": True, "saved": ""})
    if request.method == "GET" and found.state != State.RUNNING:
        raise Stale(who=found.changed_by_name, what=found.state, at=found.changed_at)
    context = {"meeting": found, "child": found.child, "seat": seat, "form": form}
    return render(request, "meetings/participant.html", context, status=400 if form.errors else 200)
