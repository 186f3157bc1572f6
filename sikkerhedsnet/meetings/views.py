"""A meeting before and after: called, moved, called off, read aloud, ended and printed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.concerns.states import State as ConcernState
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import child_line, child_lines, own_family_user_ids
from sikkerhedsnet.sharing import actions as shared
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.sharing.states import What
from sikkerhedsnet.web.hooks import hook
from sikkerhedsnet.web.words import day_words

from . import actions, handout, policy, queries, seats
from .drafting import still_writing
from .forms import AddForm, CallForm, CancelForm, GroundForm, LeadForm, MoveForm, NoPlanForm, chosen_ground, say_invalid
from .handout_views import offered, recipients
from .invitees import Invitees, invitees
from .labels import INVALID, STATE
from .minutes import minutes_of
from .models import Meeting
from .states import OPEN, Role, State

PAGE = "meetings:meeting"
PER_PAGE = 25


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings ahead, and those that were held, page by page."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    require(policy.may_see(actor))
    ahead = list(queries.ahead(actor))
    past = Paginator(queries.past(actor), PER_PAGE).get_page(request.GET.get("side"))
    shown = queries.with_places(actor, [*ahead, *past.object_list])
    lines = child_lines([row.child for row in shown], today, reader=actor)
    audit.read_all(actor, "meeting.listed", shown, at=now)

    def row(meeting: Any) -> dict[str, Any]:
        late = meeting.state == State.PLANNED and meeting.due_on is not None and meeting.due_on < today
        return {
            "meeting": meeting,
            "line": lines[meeting.child_id],
            "late": late,
            "running": meeting.state == State.RUNNING,
            "held": meeting.state == State.CONCLUDED,
            "state": STATE[State(meeting.state)],
        }

    context = {
        "ahead": [row(meeting) for meeting in ahead],
        "past": [row(meeting) for meeting in past.object_list],
        "page_of_past": past,
        "today": today,
    }
    return render(request, "meetings/meetings.html", context)


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """When, where and who; sent, it leads to the meeting's page."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    concern = (
        Concern.objects.visible_to(actor)
        .select_related("child__municipality", "child__district", "raised_by")
        .get(pk=pk)
    )
    child = concern.child
    require(policy.may_call(actor, owner_id=concern.owner_id, parent_ids=own_family_user_ids(child, today)))
    audit.read(actor, "concern.read", concern, at=now, child_id=child.pk)
    people = invitees(child, today, leader_id=actor.id, suspicion=concern.suspicion)
    grounds = sharing.choices(actor, child, today, what=What.MEETING, concern=concern)
    kinds = hook("SIKKERHEDSNET_MEETING_KINDS")(concern)
    form = CallForm(
        request.POST or None,
        people=people,
        grounds=grounds,
        suspicion=concern.suspicion,
        today=today,
        minutes=kinds.minutes,
        initial={**_prefilled(people, concern), **_shared(grounds), **kinds.asked_for(request.GET, _to_choose(people))},
    )
    if request.method == "POST" and form.is_valid() and "look" in request.POST:
        try:
            told = hook("SIKKERHEDSNET_WHO_IS_TOLD")(actor, concern, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            context = {**_call_head(actor, concern, today), **told, "sent": _sent(request)}
            return render(request, "meetings/look_through.html", context)
    elif request.method == "POST" and form.is_valid() and "mend" not in request.POST:
        try:
            made = actions.call_meeting(actor, concern.pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            when = day_words(made.starts_at, today)
            messages.success(request, _("Mødet er indkaldt til %(day)s. Kollegerne har fået besked.") % {"day": when})
            return redirect(PAGE, made.pk)
    if request.method == "GET" and concern.state not in (ConcernState.TAKEN, ConcernState.IN_PLAN):
        open_one = Meeting.objects.visible_to(actor).filter(concern=concern, state__in=OPEN).first()
        if open_one is not None:
            return redirect(PAGE, open_one.pk)
        raise Stale(who=concern.changed_by_name, what=concern.state, at=concern.changed_at)
    context = {
        **_call_head(actor, concern, today),
        "form": form,
        "people": people,
        "grounds": grounds,
        "kinds": kinds,
        "intake_phone": child.municipality.intake_phone,
    }
    return render(request, "meetings/call.html", context, status=400 if form.errors else 200)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field as it was sent, to be sent once more when it has been looked through."""
    left_out = ("csrfmiddlewaretoken", "look", "mend")
    return [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]


def _call_head(actor: Actor, concern: Concern, today: date) -> dict[str, Any]:
    child = concern.child
    return {"concern": concern, "child": child, "line": child_line(child, today, reader=actor), "today": today}


def _to_choose(people: Invitees) -> set[str]:
    """The colleagues who can be chosen, as the form sends them."""
    return {str(colleague.user_id) for _group, found in people.staff for colleague in found}


def _prefilled(people: Invitees, concern: Concern) -> dict[str, Any]:
    known = {colleague.user_id for _group, colleagues in people.staff for colleague in colleagues}
    return {
        "where": str(people.places[0].pk) if people.places else "",
        "guardians": [str(pk) for pk in people.chosen_guardians],
        "staff": [str(concern.raised_by_id)] if concern.raised_by_id in known else [],
        "interpreter": people.interpreter,
        "asked_how": "talk",
    }


def _shared(grounds: sharing.Choices) -> dict[str, Any]:
    return {"basis": grounds.chosen, "purpose": _("Møde om, hvad der kan hjælpe barnet")}


def _led(request: HttpRequest, pk: int, *, states: tuple[State, ...] = OPEN) -> Meeting:
    """The meeting, when this person leads it and it still can be changed."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    parents = own_family_user_ids(meeting.child, clock.day_of(now))
    require(policy.may_lead(actor, owner_id=meeting.owner_id, parent_ids=parents))
    if request.method == "GET" and meeting.state not in states:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    return meeting


def _head(meeting: Meeting, actor: Actor, today: date) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "child": meeting.child,
        "line": child_line(meeting.child, today, reader=actor),
        "today": today,
    }


@require_http_methods(["GET", "POST"])
def add_participant(request: HttpRequest, pk: int) -> HttpResponse:
    """More people at the table."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = _led(request, pk)
    suspicion = meeting.concern.suspicion
    people = invitees(meeting.child, today, leader_id=actor.id, suspicion=suspicion)
    grounds = sharing.choices(
        actor, meeting.child, today, what=What.MEETING, concern=meeting.concern, but_for=meeting.pk
    )
    form = AddForm(
        request.POST or None,
        people=_not_seated(people, meeting),
        grounds=grounds,
        suspicion=suspicion,
        today=today,
        initial=_shared(grounds),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_participant(actor, pk, form.guests(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("De er inviteret."))
            return redirect(PAGE, pk)
    context = {**_head(meeting, actor, today), "form": form, "people": people, "grounds": grounds}
    return render(request, "meetings/add_participant.html", context, status=400 if form.errors else 200)


def _not_seated(people: Invitees, meeting: Meeting) -> Invitees:
    """Those who are not at the table yet."""
    seated = list(meeting.participants.all())
    guardians = {p.guardian_id for p in seated}
    users = {p.user_id for p in seated}
    members = {p.network_member_id for p in seated}
    staff = [(group, [c for c in found if c.user_id not in users]) for group, found in people.staff]
    return Invitees(
        guardians=[c for c in people.guardians if c.guardian_id not in guardians],
        chosen_guardians=[],
        elsewhere=people.elsewhere,
        staff=[(group, found) for group, found in staff if found],
        network=[m for m in people.network if m.pk not in members],
        places=people.places,
        interpreter=people.interpreter,
        protected=people.protected,
        shut_out=people.shut_out,
    )


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the minutes; an address without a form leads to the meeting."""
    if request.method == "POST":
        try:
            actions.begin(actor_of(request), pk, now=clock.now())
        except Invalid as problem:
            key = problem.errors["begin"]
            if key == "basis_gone":
                return redirect("meetings:basis", pk)
            messages.warning(request, str(INVALID[key]))
    return redirect(PAGE, pk)


@require_http_methods(["GET", "POST"])
def take_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever covers leads a meeting of the one who is away, and the one who has the worry has it back."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.to_lead(actor, pk, clock.day_of(now))
    form = LeadForm(request.POST or None, initial={"version": meeting.version})
    if request.method == "POST" and form.is_valid():
        actions.take_lead(actor, pk, form.cleaned_data["version"], now=now)
        messages.success(request, _("Du leder mødet. Kollegerne har fået besked."))
        return redirect(PAGE, pk)
    if meeting.owner_id == actor.id:
        return redirect(PAGE, pk)
    audit.read(actor, "meeting.read", meeting, at=now, child_id=meeting.child_id)
    context = {
        **_head(meeting, actor, clock.day_of(now)),
        "form": form,
        "again": meeting.concern.owner_id == actor.id,
    }
    return render(request, "meetings/take_lead.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Another basis, when the consent a meeting rested on was taken back."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = _led(request, pk)
    waiting = shared.groundless(meeting, today)
    grounds = sharing.choices(
        actor, meeting.child, today, what=What.MEETING, concern=meeting.concern, but_for=meeting.pk
    )
    form = GroundForm(request.POST or None, grounds=grounds, initial=_shared(grounds))
    if request.method == "POST" and form.is_valid():
        try:
            actions.rest_on(actor, pk, chosen_ground(form), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Grundlaget er skrevet ned. Mødet kan holdes."))
            return redirect(PAGE, pk)
    context = {**_head(meeting, actor, today), "form": form, "grounds": grounds, "waiting": waiting.values()}
    return render(request, "meetings/basis.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = _led(request, pk, states=(State.PLANNED,))
    parents = meeting.participants.filter(role=Role.PARENT).exists()
    initial = {
        "place": meeting.place,
        "version": meeting.version,
        "starts": clock.local(meeting.starts_at).time(),
        "ends": clock.local(meeting.ends_at).time(),
        "asked_how": "talk",
    }
    form = MoveForm(request.POST or None, today=today, parents=parents, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_date(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            when = day_words(moved.starts_at, today)
            messages.success(request, _("Mødet er flyttet til %(day)s. Kollegerne har fået besked.") % {"day": when})
            for words in hook("SIKKERHEDSNET_OTHER_MEETINGS")(actor, moved):
                messages.warning(request, words)
            return redirect(PAGE, pk)
    context = {**_head(meeting, actor, today), "form": form}
    return render(request, "meetings/move.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Called off, with a reason and the next date."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = _led(request, pk, states=(State.PLANNED,))
    in_plan = meeting.concern.state == ConcernState.IN_PLAN
    form = CancelForm(request.POST or None, today=today, in_plan=in_plan, initial={"version": meeting.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Mødet er aflyst. Kollegerne har fået besked. Ring selv til familien."))
            return redirect(PAGE, pk)
    context = {
        **_head(meeting, actor, today),
        "form": form,
        "in_plan": in_plan,
        "people": [p.name for p in meeting.participants.all() if p.user_id != actor.id],
    }
    return render(request, "meetings/cancel.html", context, status=400 if form.errors else 200)


@require_safe
def read_aloud(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything once more in large type, before people leave; then how the meeting ends."""
    actor, now = actor_of(request), clock.now()
    meeting = queries.open_meeting(actor, pk, now=now)
    today = clock.day_of(now)
    minutes = minutes_of(meeting)
    if not handout.can_be_printed(minutes):
        return redirect(PAGE, pk)
    parents = own_family_user_ids(meeting.child, today)
    leads = bool(policy.may_lead(actor, owner_id=meeting.owner_id, parent_ids=parents))
    context = {
        **_head(meeting, actor, today),
        "minutes": minutes,
        "can_end": leads and meeting.state == State.RUNNING,
        "writes": meeting.state == State.RUNNING and bool(queries.may_write(actor, meeting)),
        "still_writing": still_writing(actor, meeting),
        "recipients": recipients(minutes),
        "offered": offered(minutes)[:2],
        "in_plan": meeting.concern.state == ConcernState.IN_PLAN,
    }
    return render(request, "meetings/read_aloud.html", context)


@require_http_methods(["GET", "POST"])
def no_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """It ends here, with a reason and an answer; only while nothing is agreed."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    meeting = _led(request, pk, states=(State.RUNNING,))
    form = NoPlanForm(
        request.POST or None,
        meeting=meeting,
        reasons=seats.close_reasons(meeting.concern),
        initial={"version": meeting.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.conclude_without_plan(actor, pk, form.command(), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Mødet er afsluttet. Svaret er sendt til den, der skrev bekymringen."))
            return redirect(PAGE, pk)
    context = {
        **_head(meeting, actor, today),
        "form": form,
        "open_agreements": meeting.agreements.for_the_plan().count(),
        "in_plan": meeting.concern.state == ConcernState.IN_PLAN,
        "concern_open": meeting.concern.state in NOT_CLOSED,
    }
    return render(request, "meetings/no_plan.html", context, status=400 if form.errors else 200)
