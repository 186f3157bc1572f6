"""Text sent after the session ended is kept in the sign-in page, and given back only to the one who wrote it."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.core import signing
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "sn_who"
KEPT = "kept"
SALT = "sikkerhedsnet.web.lost_session"
UNKEPT = "anonymous"
"""Texts in fields that begin so must not say which child they are about. Nobody has looked them through yet, so they are
neither kept nor shown on any other page than their own."""
LARGEST = 400_000
LONGEST_WAIT = 12 * 60 * 60
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", KEPT, FIELD, "username", "code", "answer", "token"})

_author: ContextVar[str] = ContextVar("sikkerhedsnet_author", default="")


class Author:
    """Remembers during a request who asks for it, so that every form can carry an unreadable mark of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = getattr(request, "user", None)
        token = _author.set(user.get_username() if user is not None and user.is_authenticated else "")
        try:
            return self.get_response(request)
        finally:
            _author.reset(token)


def mark(username: str) -> str:
    """A mark that only this installation can make of this user name, and nobody can read back."""
    return salted_hmac(SALT, username, algorithm="sha256").hexdigest()[:40] if username else ""


def current_mark() -> str:
    """The mark of whoever has the page open; empty when nobody is signed in."""
    return mark(_author.get())


def keep(request: HttpRequest) -> dict[str, Any]:
    """What a sign-in page shows for a POST that came without a session; nothing for any other request.

    Keys: `kept` (signed, for one hidden input; empty when nothing could be kept) and `kept_lost` (there was
    something, but too long or nobody's). Passwords, files and one-time codes are never kept, and neither is what
    came without a page of ours that says who had it open.
    """
    if request.method != "POST":
        return {"kept": "", "kept_lost": False}
    if waiting := carried(request)["kept"]:
        return {"kept": waiting, "kept_lost": False}
    try:
        fields = _fields(request)
        who = request.POST.get(FIELD, "")
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, OSError):
        return {"kept": "", "kept_lost": True}
    if any(name.startswith(UNKEPT) and value.strip() for name, value in request.POST.items() if isinstance(value, str)):
        return {"kept": "", "kept_lost": True}
    if not fields:
        return {"kept": "", "kept_lost": False}
    if not who or sum(len(value) for _, value in fields) > LARGEST:
        return {"kept": "", "kept_lost": True}
    kept = {"path": request.get_full_path(), "fields": fields, "who": who}
    return {"kept": signing.dumps(kept, salt=SALT, compress=True), "kept_lost": False}


def carried(request: HttpRequest) -> dict[str, Any]:
    """The kept text of a sign-in that was tried, so that a wrong password does not lose it."""
    try:
        sealed = request.POST.get(KEPT, "") if request.method == "POST" else ""
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, OSError):
        sealed = ""
    return {"kept": sealed if _open(sealed) else "", "kept_lost": False}


def resume(request: HttpRequest) -> HttpResponse | None:
    """After sign-in: the page that shows what was typed with a button that sends it; None when nothing waits."""
    kept = _open(request.POST.get(KEPT, ""))
    if kept is None:
        return None
    if not hmac.compare_digest(str(kept["who"]), mark(request.user.get_username())):
        return render(request, "web/resume.html", {"other": True, "path": "", "texts": [], "rest": []})
    return _resend(request, kept["path"], kept["fields"], status=200)


def show_again(request: HttpRequest) -> HttpResponse | None:
    """For a signed-in user whose page was too old to be sent: the same text with a fresh form; else None."""
    kept = _open(keep(request)["kept"])
    user = getattr(request, "user", None)
    if kept is None or user is None or not user.is_authenticated:
        return None
    if not hmac.compare_digest(str(kept["who"]), mark(user.get_username())):
        return render(request, "web/resume.html", {"other": True, "path": "", "texts": [], "rest": []}, status=403)
    return _resend(request, kept["path"], kept["fields"], status=403)


def _resend(request: HttpRequest, path: str, fields: list[list[str]], status: int) -> HttpResponse:
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or not path.startswith("/"):
        path = "/"
    texts = [(name, value) for name, value in fields if _is_text(value)]
    rest = [(name, value) for name, value in fields if not _is_text(value)]
    return render(
        request,
        "web/resume.html",
        {
            "other": False,
            "path": path,
            "texts": texts,
            "rest": rest,
            "field": FIELD,
            "mark": mark(request.user.get_username()),
        },
        status=status,
    )


def typed(request: HttpRequest) -> list[str]:
    """The sentences of a POST that could not be done, for the page that says why; nothing of choices and numbers."""
    if request.method != "POST":
        return []
    try:
        return [value for _, value in _fields(request) if _is_text(value)]
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, OSError):
        return []


def _is_text(value: str) -> bool:
    return len(value.strip()) > 2 and (" " in value.strip() or "\n" in value or len(value) > 60)


def _fields(request: HttpRequest) -> list[list[str]]:
    return [
        [name, value]
        for name, values in request.POST.lists()
        if name not in NEVER_KEPT and "password" not in name.lower() and not name.startswith(UNKEPT)
        for value in values
    ]


def _open(sealed: str) -> dict[str, Any] | None:
    if not sealed or len(sealed) > 3 * LARGEST:
        return None
    try:
        kept = signing.loads(sealed, salt=SALT, max_age=LONGEST_WAIT)
    except signing.BadSignature:
        return None
    return kept if isinstance(kept, dict) and {"path", "fields", "who"} <= set(kept) else None
