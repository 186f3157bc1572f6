"""Setting up a second step: on the way in for who has none, and from one's own account for one more."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import qr
from sikkerhedsnet.web.forms import SnForm

from . import actions, factors, halfway, passkeys, sealing, throttle, trail
from .forms import AppForm, AppWithPasswordForm, PasskeyForm, PasskeyWithPasswordForm
from .models import User
from .views import CHALLENGE, halfway_only, locked_out

SECRET = "new_app"
FRESH = "fresh_codes"


@require_GET
@halfway_only
def set_up(request: HttpRequest, user: User) -> HttpResponse:
    """What a second step is, and which to choose."""
    return render(request, "access/set_up.html")


@require_http_methods(["GET", "POST"])
@halfway_only
def set_up_app(request: HttpRequest, user: User) -> HttpResponse:
    """The first code app, on the way in."""
    return _app(request, user, AppForm, inside=False)


@require_http_methods(["GET", "POST"])
@halfway_only
def set_up_passkey(request: HttpRequest, user: User) -> HttpResponse:
    """The first passkey, on the way in."""
    return _passkey(request, user, PasskeyForm, inside=False)


@require_http_methods(["GET", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """One more code app."""
    return _app(request, cast(User, request.user), AppWithPasswordForm, inside=True)


@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """One more passkey."""
    return _passkey(request, cast(User, request.user), PasskeyWithPasswordForm, inside=True)


def _app(request: HttpRequest, user: User, form_class: type[AppForm], *, inside: bool) -> HttpResponse:
    first = {"name": _("Min telefon")}
    form = form_class(request.POST if request.method == "POST" else None, initial=first)
    secret = _secret(request)
    if request.method == "POST" and form.is_valid() and is_really(request, user, form):
        if not throttle.may_try(request, user.username):
            return locked_out(request)
        told = form.cleaned_data
        row = factors.add_authenticator(user, secret, told["code"], told["name"], key=told["key"], now=clock.now())
        if row is not None:
            request.session.pop(SECRET, None)
            return _done(request, user, second="app", inside=inside)
        throttle.note_wrong(request, user.username)
        form.add_error("code", _("Koden passer ikke. Vent på den næste kode i appen, og skriv den."))
    address = factors.address_of(user, secret)
    context = {
        "form": form,
        "inside": inside,
        "address": address,
        "qr": qr.drawn(address),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "access/app.html", context, status=400 if form.errors else 200)


def _passkey(request: HttpRequest, user: User, form_class: type[PasskeyForm], *, inside: bool) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None, initial={"name": _("Denne maskine")})
    place = passkeys.Place.of(request)
    if request.method == "POST" and form.is_valid() and is_really(request, user, form):
        challenge = request.session.pop(CHALLENGE, "")
        told = form.cleaned_data
        if passkeys.add(user, told["answer"], challenge, place, told["name"], now=clock.now()) is not None:
            return _done(request, user, second="passkey", inside=inside)
        form.add_error(None, _("Adgangsnøglen blev ikke gemt. Prøv igen, eller brug en kode-app."))
    question = passkeys.ask_for_new(user, place)
    request.session[CHALLENGE] = question.challenge
    context = {"form": form, "inside": inside, "question": question, "possible": place.has_name}
    return render(request, "access/passkey.html", context, status=400 if form.errors else 200)


def _done(request: HttpRequest, user: User, *, second: str, inside: bool) -> HttpResponse:
    """In, if that was what was missing; the first second step comes with recovery codes."""
    now, goal = clock.now(), halfway.goal(request)
    if not inside:
        actions.enter(request, user, second=second, now=now)
        request.session.pop(halfway.HALF, None)
    if not user.recovery_codes.exists():
        show_fresh(request, user, goal)
        return redirect("access:recovery_codes")
    return redirect("access:account")


def show_fresh(request: HttpRequest, user: User, goal: str = "") -> None:
    """Makes new recovery codes, and keeps them closed in the session until their owner says she has them."""
    codes = factors.new_recovery_codes(user, now=clock.now())
    request.session[FRESH] = [sealing.seal(" ".join(codes)), goal]


def is_really(request: HttpRequest, user: User, form: SnForm) -> bool:
    """Whether the form's own password, when it asks for one, is the user's; wrong ones are counted as at the door."""
    if "current_password" not in form.fields:
        return True
    if actions.is_password(request, user, form.cleaned_data["current_password"]):
        return True
    trail.record(user, "password.wrong", now=clock.now())
    form.add_error("current_password", _("Adgangskoden passer ikke. Prøv igen."))
    return False


def _secret(request: HttpRequest) -> str:
    """The secret of the app being set up: the same until it is done, closed in the session."""
    kept: Any = request.session.get(SECRET)
    try:
        return sealing.unseal(kept) if kept else _fresh_secret(request)
    except sealing.Unreadable:
        return _fresh_secret(request)


def _fresh_secret(request: HttpRequest) -> str:
    secret = factors.new_secret()
    request.session[SECRET] = sealing.seal(secret)
    return secret
