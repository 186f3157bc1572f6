"""Pages for what went wrong: what it is, that nothing is lost, and what to do now."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from . import hooks, lost_session


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when more was sent than fits."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    return render(request, "web/400.html", status=400)


def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "web/413.html", status=413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the sentence that says why, when there is one."""
    return render(request, "web/403.html", {"why": sentence_for(getattr(exception, "reason", ""))}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; the same page for what does not exist and for what is out of reach."""
    return render(request, "web/404.html", status=404)


def stale(request: HttpRequest, exception: Exception) -> HttpResponse:
    """409: somebody was here first; who, what and when, as far as the exception knows, and what was typed."""
    what = getattr(exception, "what", "") or getattr(exception, "message", "")
    speak = hooks.hook("SIKKERHEDSNET_STALE")
    context = {
        "message": speak(what) if callable(speak) and what else "",
        "who": getattr(exception, "who", ""),
        "when": getattr(exception, "at", None),
        "typed": lost_session.typed(request),
        "url": _back(request),
    }
    return render(request, "web/stale.html", context, status=409)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, made without the database, the user or the menu."""
    return HttpResponse(render_to_string("web/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that was too old to be sent: the text comes back with a fresh form, or waits in front of sign-in."""
    again = lost_session.show_again(request)
    if again is not None:
        return again
    context = {
        "why": reason,
        "sign_in_url": hooks.sign_in_address(),
        "url": _back(request),
        **lost_session.keep(request),
    }
    return render(request, "web/csrf.html", context, status=403)


def sentence_for(reason: Any) -> str:
    """The sentence for a refusal's reason, from whoever owns the words."""
    speak = hooks.hook("SIKKERHEDSNET_REFUSALS")
    said = speak(reason) if callable(speak) and reason else ""
    return str(said or _("Din funktion giver ikke adgang til det her."))


def _back(request: HttpRequest) -> str:
    """The page the reader came from when it is one of ours, else the front page."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        return came_from
    return request.path if request.method in ("GET", "HEAD") else "/"
