"""Sign in, sign out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import lost_session

from . import actions
from .forms import SignInForm
from .models import User

START = "worklists:desk"


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Shows the form; a right name and password begin a new session and lead back to where the user was going."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(START)
    form = SignInForm(request.POST if "username" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(user, User):
            login(request, user)
            request.session.cycle_key()  # a new session also for who was signed in already
            actions.note_session(user, "signed_in", now=clock.now())
            return lost_session.resume(request) or redirect(_next(request))
        if not getattr(request, "axes_locked_out", False):
            form.add_error(None, _("Brugernavn eller adgangskode passer ikke. Prøv igen, eller spørg din leder."))
    context = {"form": form, "next": _next(request, default=""), **lost_session.carried(request)}
    return render(request, "access/sign_in.html", context, status=400 if form.errors else 200)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """What somebody without a session meets: the sign-in page, with what was typed kept when it was a form.

    A part of a page that asks for news by itself gets nothing, so that what stands on the screen stays.
    """
    by_htmx = request.headers.get("HX-Request") == "true"
    if request.method in ("GET", "HEAD"):
        if by_htmx:
            return HttpResponse(status=401)
        return redirect(f"{reverse('access:sign_in')}?{urlencode({'next': request.get_full_path()}, safe='/')}")
    context = {"form": SignInForm(), "next": "", **lost_session.keep(request)}
    response = render(request, "access/sign_in.html", context, status=200 if by_htmx else 401)
    if by_htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def locked_out(request: HttpRequest, credentials: object = None, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords from the same place for the same name."""
    return render(request, "access/locked_out.html", lost_session.carried(request), status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and empties what the browser kept of it."""
    user = request.user
    if isinstance(user, User):
        actions.note_session(user, "signed_out", now=clock.now())
    logout(request)
    messages.success(request, _("Du er logget af."))
    response = redirect("access:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _next(request: HttpRequest, default: str = START) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return default
