"""What holds for every request: nothing is cached, reading does not write, refusals become pages."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from sikkerhedsnet.core.errors import IllegalMove, Stale
from sikkerhedsnet.core.verdicts import Refused

from . import errors

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

READING_MAY_WRITE = ("audit_readline", "access_session", "axes_")


class NoStore:
    """No page about a person is kept by a browser or a proxy; static files are left alone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        static = str(settings.STATIC_URL or "/static/")
        if not request.path.startswith(static if static.startswith("/") else f"/{static}"):
            response["Cache-Control"] = "no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


PERMISSIONS = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture",
                "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
                "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial",
                "usb", "web-share", "xr-spatial-tracking",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)  # fmt: skip
"""What no page of ours asks a browser for, and passkeys, which ours alone may."""


class BrowserLimits:
    """Every answer says what the browser may not do with it, on top of what Django's own middleware says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class HeadLikeGet:
    """A HEAD is answered wherever a GET is, with the same headers and no body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        try:
            response = self.get_response(request)
        finally:
            request.method = "HEAD"
        if isinstance(response, HttpResponse):
            length = str(len(response.content))
            response.content = b""
            response["Content-Length"] = length
        return response


class WriteWhileReading(RuntimeError):
    """A GET tried to change a row."""


class ReadOnlyGuard:
    """During GET and HEAD the database is only read, but for the read log, the session and the sign-in throttle."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with _guarded():
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _stream_guarded(response.streaming_content)
        return response


def _guarded() -> ExitStack:
    stack = ExitStack()
    for connection in connections.all():
        stack.enter_context(connection.execute_wrapper(refuse_writes))
    return stack


def _stream_guarded(parts: Any) -> Iterator[bytes]:
    with _guarded():
        yield from parts


def refuse_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Pass a statement on unless it changes a table that reading may not change."""
    table = written_table(_as_text(sql, context))
    if table is not None and not table.startswith(READING_MAY_WRITE):
        log.error("a page that only reads tried to write in %s; refused", table)
        raise WriteWhileReading(f"GET must not write: {table}")
    return execute(sql, params, many, context)


COMMENT = re.compile(r"--[^\n]*\n|/\*.*?\*/", re.DOTALL)
WRITE = re.compile(
    r"\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?(?:\s+only)?|copy)"
    r'\s+((?:"[^"]+"|[\w.])+)',
    re.IGNORECASE,
)
STARTS = re.compile(r"^[\s(]*(insert|update|delete|merge|truncate|copy|with)\b", re.IGNORECASE)
DEFINES = re.compile(r"^[\s(]*(create|alter|drop|grant|revoke|refresh|lock|do|call)\b", re.IGNORECASE)


def written_table(sql: str) -> str | None:
    """The bare name of the table a statement changes (`?` for one that defines), or None when it only reads."""
    sql = COMMENT.sub(" ", sql)
    if DEFINES.match(sql):
        return "?"
    if not STARTS.match(sql):
        return None
    found = WRITE.search(re.sub(r"'(?:[^']|'')*'", "''", sql))
    return found.group(1).replace('"', "").rsplit(".", 1)[-1].lower() if found else None


def _as_text(sql: Any, context: dict[str, Any]) -> str:
    if isinstance(sql, str):
        return sql
    if isinstance(sql, bytes):
        return sql.decode(errors="replace")
    return str(sql.as_string(context["connection"].connection))


class Refusals:
    """A refusal is a 403 with its sentence, a lost race a 409 that says who was first, a row out of reach a 404."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return errors.permission_denied(request, exception)
        if isinstance(exception, (Stale, IllegalMove)):
            return errors.stale(request, exception)
        if isinstance(exception, ObjectDoesNotExist):
            return errors.not_found(request, exception)
        return None
