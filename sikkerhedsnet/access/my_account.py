"""Min konto: the password, the second steps, and where one is signed in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sikkerhedsnet.core import clock

from . import actions, factors, queries, sealing, trail
from .actor import UserKind
from .forms import ChangePasswordForm, PasswordAgainForm, RenameForm
from .models import User
from .sessions import stored
from .setting_up import FRESH, is_really, show_fresh
from .views import START, safe


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own way in, on one page."""
    user = cast(User, request.user)
    door = factors.door(user)
    context = {
        "staff": user.kind == UserKind.STAFF,
        "person": user,
        "factors": queries.factors_of(user),
        "codes_left": queries.codes_left(user),
        "sessions": queries.sessions_of(user, request.session.session_key, clock.now()),
        "demo": door.demo,
        "hours": user.municipality.session_hours,
        "minutes": user.municipality.idle_minutes,
    }
    return render(request, "access/account.html", context)


@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session ends."""
    user = cast(User, request.user)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid() and is_really(request, user, form):
        fresh = User.objects.select_related("municipality").get(pk=user.pk)
        actions.choose_password(
            fresh, form.cleaned_data["new_password"], now=clock.now(), but=request.session.session_key
        )
        update_session_auth_hash(request, fresh)
        messages.success(request, _("Din adgangskode er ændret. Du er logget af alle andre steder."))
        return redirect("access:account")
    return render(request, "access/change_password.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def rename_factor(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Another name for one of one's own second steps."""
    user = cast(User, request.user)
    row = queries.factor(user, kind, pk)
    form = RenameForm(request.POST if request.method == "POST" else None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        factors.rename(user, kind, pk, form.cleaned_data["name"], now=clock.now())
        return redirect("access:account")
    return render(request, "access/rename.html", {"form": form, "row": row}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def remove_factor(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Takes one of one's own second steps away, after the password."""
    user = cast(User, request.user)
    row = queries.factor(user, kind, pk)
    form = PasswordAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and is_really(request, user, form):
        factors.remove(user, kind, pk, now=clock.now())
        messages.success(request, _("«%(name)s» er fjernet.") % {"name": row.name})
        return redirect("access:account")
    return render(request, "access/remove.html", {"form": form, "row": row}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes instead of the old, after the password."""
    user = cast(User, request.user)
    if not factors.count(user):
        raise Http404
    form = PasswordAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and is_really(request, user, form):
        show_fresh(request, user)
        return redirect("access:recovery_codes")
    return render(request, "access/new_codes.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The fresh codes, until their owner says that she has them; never again after that."""
    sealed, goal = request.session.get(FRESH) or ("", "")
    if request.method == "POST":
        request.session.pop(FRESH, None)
        messages.success(request, _("Godt. Hver kode virker én gang."))
        return redirect(safe(goal) or START if goal else "access:account")
    if not sealed:
        return redirect("access:account")
    try:
        codes = sealing.unseal(sealed).split()
    except sealing.Unreadable:
        request.session.pop(FRESH, None)
        return redirect("access:account")
    return render(request, "access/recovery_codes.html", {"codes": codes})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Signs out in one other place, or in all of them."""
    user, now = cast(User, request.user), clock.now()
    own = request.session.session_key or ""
    mark = request.POST.get("session", "")[:64]
    if mark == "others":
        ended = actions.end_sessions(trail.author_of(user), [user.pk], "ended_by_user", now=now, but=own)
    elif mark and mark != stored(own) and "\x00" not in mark:
        ended = int(actions.end_session(user, mark, now=now))
    else:
        ended = 0
    if ended:
        said = ngettext("Du er logget af ét andet sted.", "Du er logget af %(n)s andre steder.", ended)
        messages.success(request, said % {"n": ended})
    else:
        messages.info(request, _("Du var allerede logget af der."))
    return redirect("access:account")
