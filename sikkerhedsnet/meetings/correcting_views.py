"""What was typed and is not in the minutes yet, lines put right, and the family's words read aloud to them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.web.words import clock_words

from . import actions
from .drafting import draft_about
from .forms import say_invalid
from .labels import INVALID, MANNER, TOPIC
from .models import Draft, Meeting, MinutesEntry
from .states import Choice, Manner, State, Topic
from .table_forms import ChangeForm, DraftForm, as_drafted
from .table_views import at_table, ended, to_the_page


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps what is being typed, every few seconds or by its own button; another page's words are never overwritten."""
    if request.method != "POST":
        return to_the_page(pk)
    actor, now = actor_of(request), clock.now()
    at_table(request, pk)
    by_script = "application/json" in request.headers.get("Accept", "")
    data = request.POST.copy()
    for name, at_agreements in (("text", "what"), ("said_by", "who")):
        if name not in data and at_agreements in data:
            data[name] = str(data[at_agreements])
    form = DraftForm(data)
    if not form.is_valid():
        return _answer(request, pk, {"message": str(INVALID["part"])}, by_script, status=400)
    command = form.command()
    try:
        kept = actions.save_draft(actor, pk, command, now=now)
    except Invalid:
        return _answer(request, pk, {"message": str(INVALID["part"])}, by_script, status=400)
    except Stale:
        other = Draft.objects.visible_to(actor).get(meeting_id=pk, part=command.part, entry_id=command.entry_id)
        told = {"message": _("Du har skrevet her i en anden fane."), "other": other.text, "version": other.version}
        return _answer(request, pk, told, by_script, status=409)
    said = {"saved": clock_words(now), "version": kept.version if kept else 0, "written": kept is None}
    return _answer(request, pk, said, by_script)


def _answer(request: HttpRequest, pk: int, said: dict[str, Any], by_script: bool, *, status: int = 200) -> HttpResponse:
    """To the page's own script as data; to somebody without one, the page with a word about it."""
    if by_script:
        return JsonResponse(said, status=status)
    if "message" in said:
        messages.warning(request, said["message"])
    else:
        messages.success(request, _("Kladden er gemt. Den er ikke i referatet endnu."))
    topic = request.POST.get("part", "")
    return to_the_page(pk, topic if topic in set(Topic) else "")


@require_http_methods(["GET", "POST"])
def entry_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A line put right; when somebody was faster, both texts stand side by side and she chooses."""
    actor = actor_of(request)
    line = MinutesEntry.objects.select_related("said_by").get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    found = at_table(request, line.meeting_id)
    seats, about = list(found.participants.all()), draft_about(actor, line)
    late: Stale | None = None
    if request.method == "POST":
        form = ChangeForm(request.POST, seats=seats)
        if form.is_valid():
            try:
                _write(request, pk, form)
            except Invalid as problem:
                say_invalid(form, problem)
            except Stale as stale:
                line.refresh_from_db()
                found.refresh_from_db()
                if found.state != State.RUNNING:
                    return ended(request, found, stale, form.cleaned_data["text"])
                late, form = stale, _again(request, line, seats)
            else:
                return to_the_page(found.pk, line.topic)
    else:
        if found.state != State.RUNNING:
            raise Stale(who=found.changed_by_name, what=found.state, at=found.changed_at)
        form = ChangeForm.shown(line, seats)
        form.initial.update(as_drafted(about))
    context = {
        "meeting": found,
        "child": found.child,
        "form": form,
        "line": line,
        "line_manner": MANNER[Manner(line.manner)] if line.manner else "",
        "draft": about,
        "stands": line.read_aloud_at is not None,
        "topic": TOPIC[Topic(line.topic)],
        "late": late is not None,
        "who": late.who if late else "",
        "clock_word": clock_words(late.at) if late and late.at else "",
    }
    status = 409 if late else 400 if form.errors else 200
    return render(request, "meetings/entry_change.html", context, status=status)


def _write(request: HttpRequest, pk: int, form: ChangeForm) -> None:
    """As it was chosen, when two changed the same line; else the line put right."""
    actor, now, chosen = actor_of(request), clock.now(), request.POST.get("choice", "")
    if chosen in set(Choice):
        actions.settle_entry(actor, pk, form.settled(Choice(chosen)), now=now)
        messages.success(request, _("Det er gemt. Den anden ordlyd står under linjen."))
    else:
        actions.change_entry(actor, pk, form.command(), now=now)


def _again(request: HttpRequest, line: MinutesEntry, seats: Any) -> ChangeForm:
    """What she typed, against the line as it stands now."""
    data = request.POST.copy()
    data["version"] = str(line.version)
    form = ChangeForm(data, seats=seats)
    form.is_valid()
    return form


@require_http_methods(["GET", "POST"])
def heard(request: HttpRequest, pk: int) -> HttpResponse:
    """The family has heard its own words; from now on they stand."""
    if request.method == "POST":
        at_table(request, pk)
        lines = actions.read_aloud(actor_of(request), pk, now=clock.now())
        said = ngettext("%(n)s linje er læst op. Den står fast nu.", "%(n)s linjer er læst op. De står fast nu.", lines)
        messages.success(request, said % {"n": lines})
    return redirect("meetings:read_aloud", pk)
