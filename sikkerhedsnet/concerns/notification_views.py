"""A notification from the first draft to the family adviser's receipt."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import KeyedForm

from . import actions, notification_paper
from . import notification_queries as read
from .commands import Begin
from .forms import say_invalid
from .labels import CONTACT_HOW, STALE
from .notification_forms import DropForm, ReceiveForm, SendForm, WriteForm, stored
from .states import ContactHow

PAGE = "concerns:notification"


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """The button on the worry's page; leads to the draft, the one that is there or a new one."""
    form = KeyedForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return redirect("concerns:concern", pk)
    made = actions.begin_notification(actor_of(request), Begin(pk, form.cleaned_data["key"]), now=clock.now())
    return redirect("concerns:write_notification", made.pk)


@require_safe
def notification(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet, how it stands, and what this reader can do about it."""
    actor, now = actor_of(request), clock.now()
    sheet = read.open_sheet(actor, pk, now=now)
    seen = {"version": sheet.row.version}
    receivers = read.receivers(sheet.row, actor.id, clock.day_of(now)) if sheet.may_write else []
    context = {
        **_shown(sheet),
        "send_form": SendForm(initial=seen, receivers=receivers) if receivers else None,
        "receive_form": ReceiveForm(initial=seen, auto_id="receive_%s"),
    }
    return render(request, "concerns/notification.html", context)


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a form; two may write, and who comes second sees what the first one wrote and loses nothing."""
    actor, now = actor_of(request), clock.now()
    sheet = read.open_sheet(actor, pk, now=now)
    require(read.may_notify(actor, sheet.row.concern, clock.day_of(now)))
    if request.method == "GET" and not sheet.may_write:
        return redirect(PAGE, pk)
    form = WriteForm(request.POST or None, initial=stored(sheet), sheet=sheet, today=clock.day_of(now))
    differs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_notification(actor, form.written(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        except Stale as late:
            if not sheet.draft:
                raise
            fresh = read.open_sheet(actor, pk, now=now)
            differs = _differs(form, fresh)
            form.add_error(None, str(STALE["notification_draft"]))
            form.data = {**form.data.dict(), "version": str(fresh.row.version)}  # type: ignore[attr-defined]
            context = {**_shown(fresh), "form": form, "differs": differs, "who": late.who}
            return render(request, "concerns/write_notification.html", context, status=409)
        else:
            messages.success(request, _("Kladden er gemt. Den er ikke sendt endnu."))
            return redirect(PAGE, pk)
    context = {**_shown(sheet), "form": form}
    return render(request, "concerns/write_notification.html", context, status=400 if form.errors else 200)


def _differs(form: WriteForm, sheet: read.Sheet) -> list[tuple[str, str]]:
    """The fields where what stands now is not what was typed, with what stands."""
    now = stored(sheet)
    return [
        (str(form.fields[name].label), str(now[name] or _("(tomt)")))
        for name in form.fields
        if name not in ("version", "key") and name in now and (now[name] or "") != (form.cleaned_data.get(name) or "")
    ]


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes once, to one family adviser."""
    actor, now = actor_of(request), clock.now()
    sheet = read.open_sheet(actor, pk, now=now)
    if request.method == "GET":
        return redirect(PAGE, pk)
    require(read.may_notify(actor, sheet.row.concern, clock.day_of(now)))
    form = SendForm(request.POST, receivers=read.receivers(sheet.row, actor.id, clock.day_of(now)))

    def act() -> None:
        made = actions.send_notification(actor, form.sent(pk), now=now)
        who = made.owner.name if made.owner else ""
        messages.success(request, _("Underretningen er sendt til %(who)s.") % {"who": who})

    if _done(form, act):
        return redirect(PAGE, pk)
    context = {**_shown(sheet), "send_form": form, "receive_form": ReceiveForm()}
    return render(request, "concerns/notification.html", context, status=400)


@require_http_methods(["GET", "POST"])
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The family adviser has it, by name and moment."""
    actor = actor_of(request)
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.acknowledge(actor, form.received(pk), now=clock.now())
        messages.success(request, _("Du har kvitteret. Afsenderen og rådgiveren får besked."))
    return redirect(PAGE, pk)


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft is given up, with the reason."""
    actor, now = actor_of(request), clock.now()
    sheet = read.open_sheet(actor, pk, now=now)
    require(read.may_notify(actor, sheet.row.concern, clock.day_of(now)))
    if request.method == "GET" and not sheet.may_write:
        return redirect(PAGE, pk)
    form = DropForm(request.POST or None, initial={"version": sheet.row.version})
    if _done(form, lambda: actions.drop_notification(actor, form.dropped(pk), now=now)):
        messages.success(request, _("Kladden er opgivet. Den er ikke sendt."))
        return redirect(PAGE, pk)
    context = {**_shown(sheet), "form": form}
    return render(request, "concerns/drop_notification.html", context, status=400 if form.errors else 200)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on paper, with what this reader may see of it."""
    actor, now = actor_of(request), clock.now()
    sheet = read.open_sheet(actor, pk, now=now)
    audit.read(actor, "notification.printed", sheet.row, at=now, child_id=sheet.row.child_id)
    response = HttpResponse(notification_paper.sheet_pdf(sheet), content_type="application/pdf")
    name = notification_paper.file_name(sheet)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _shown(sheet: read.Sheet) -> dict[str, object]:
    how = sheet.row.gone_through_how
    return {
        "sheet": sheet,
        "notification": sheet.row,
        "concern": sheet.row.concern,
        "child": sheet.row.child,
        "intake_phone": sheet.row.child.municipality.intake_phone,
        "gone_through_how": CONTACT_HOW[ContactHow(how)] if how else "",
    }


def _done(form: Form, act: Callable[[], object]) -> bool:
    """True when the form was sent, was right, and it was done; what was wrong stands on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Invalid as problem:
        say_invalid(form, problem)
        return False
    return True
