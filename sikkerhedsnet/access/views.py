"""Sign in, the second step, sign out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.core import clock
from sikkerhedsnet.web import lost_session

from . import actions, factors, halfway, passkeys, throttle
from .forms import CodeForm, SignInForm
from .models import User
from .rules import Next, after_password

START = "worklists:desk"
CHALLENGE = "passkey_challenge"


def halfway_only(view: Callable[[HttpRequest, User], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For pages between the password and the second step; anybody else begins with the password."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        user = halfway.who(request, clock.now())
        if user is None:
            return redirect(START if request.user.is_authenticated else "access:sign_in")
        return view(request, user)

    return guarded


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Shows the form; a right name and password lead to the second step, or in, and back to where the user was going."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(START)
    form = SignInForm(request.POST if "username" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(user, User):
            return password_is_right(request, user)
        if not getattr(request, "axes_locked_out", False):
            form.add_error(None, _("Brugernavn eller adgangskode passer ikke. Prøv igen, eller spørg din leder."))
    context = {"form": form, "next": _next(request, default=""), **lost_session.carried(request)}
    return render(request, "access/sign_in.html", context, status=400 if form.errors else 200)


def password_is_right(request: HttpRequest, user: User) -> HttpResponse:
    """What follows: in, or the code, or setting up the second step that is missing."""
    now = clock.now()
    following = after_password(factors.door(user))
    if following is Next.ENTER:
        actions.enter(request, user, second="", now=now)
        return lost_session.resume(request) or redirect(_next(request))
    halfway.begin(request, user, goal=_next(request), now=now)
    actions.note_session(user, "password_right", now=now)
    if following is Next.SET_UP:
        return redirect("access:set_up")
    if lost_session.carried(request)["kept"]:
        return _ask_for_code(request, user, CodeForm())  # what was typed comes along in the page
    return redirect("access:second_step")


@require_http_methods(["GET", "POST"])
@halfway_only
def second_step(request: HttpRequest, user: User) -> HttpResponse:
    """A code from an app, a recovery code or a passkey; each is asked for here and nowhere else."""
    if request.method != "POST":
        return _ask_for_code(request, user, CodeForm())
    now = clock.now()
    form = CodeForm(request.POST)
    if not throttle.may_try(request, user.username):
        return locked_out(request)
    if answer := request.POST.get("answer", ""):
        challenge = request.session.pop(CHALLENGE, "")
        if passkeys.check(user, answer, challenge, passkeys.Place.of(request), now=now):
            return _enter(request, user, second="passkey")
        form = CodeForm()
        form_error = _("Adgangsnøglen passer ikke. Prøv igen, eller brug en kode.")
    elif form.is_valid():
        checked = factors.check_code(user, form.cleaned_data["code"], now=now)
        if checked in (factors.Checked.APP, factors.Checked.RECOVERY):
            return _enter(request, user, second=checked)
        form_error = _("Koden passer ikke. Vent på den næste kode i appen, og skriv den.")
    else:
        return _ask_for_code(request, user, form, status=400)
    if until := factors.waits_until(user, now):
        return must_wait(request, until)
    throttle.note_wrong(request, user.username)
    return _ask_for_code(request, user, form, status=400, error=form_error)


def _enter(request: HttpRequest, user: User, *, second: str) -> HttpResponse:
    goal = halfway.goal(request)
    actions.enter(request, user, second=second, now=clock.now())
    request.session.pop(halfway.HALF, None)
    return lost_session.resume(request) or redirect(safe(goal) or START)


def _ask_for_code(
    request: HttpRequest, user: User, form: CodeForm, *, status: int = 200, error: str = ""
) -> HttpResponse:
    if until := factors.waits_until(user, clock.now()):
        return must_wait(request, until)
    question = passkeys.ask(user, passkeys.Place.of(request))
    if question:
        request.session[CHALLENGE] = question.challenge
    has_app = user.authenticators.exists()
    if not has_app:
        form.fields["code"].help_text = _("En af de gendannelseskoder, du gemte. Hver virker én gang.")
    context = {
        "form": form,
        "error": error,
        "question": question,
        "has_app": has_app,
        **lost_session.carried(request),
    }
    return render(request, "access/second_step.html", context, status=status)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """What somebody without a session meets: the sign-in page, with what was typed kept when it was a form.

    A part of a page that asks for news by itself gets nothing, so that what stands on the screen stays; neither does one
    that asks beside a form somebody is writing in, and says so (`X-Beside-A-Form`).
    """
    by_htmx = request.headers.get("HX-Request") == "true"
    if by_htmx and (request.method in ("GET", "HEAD") or "X-Beside-A-Form" in request.headers):
        return HttpResponse(status=401)
    if request.method in ("GET", "HEAD"):
        return redirect(f"{reverse('access:sign_in')}?{urlencode({'next': request.get_full_path()}, safe='/')}")
    context = {"form": SignInForm(), "next": "", **lost_session.keep(request)}
    response = render(request, "access/sign_in.html", context, status=200 if by_htmx else 401)
    if by_htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def locked_out(request: HttpRequest, credentials: object = None, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong tries from the same place for the same name."""
    return render(request, "access/locked_out.html", lost_session.carried(request), status=429)


def must_wait(request: HttpRequest, until: datetime) -> HttpResponse:
    """Too many wrong codes at one account, wherever they came from."""
    context = {**lost_session.carried(request), "until": until}
    return render(request, "access/locked_out.html", context, status=429)


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
    return safe(request.POST.get("next") or request.GET.get("next") or "") or default


def safe(target: str) -> str:
    """The address when it is one of this site's own, else nothing."""
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""
