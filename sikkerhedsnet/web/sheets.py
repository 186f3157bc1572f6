"""An uploaded file on its way back: always fetched, never run, whatever a browser makes of its first bytes."""

from __future__ import annotations

from typing import cast

from csp.constants import NONE
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

ONLY_DRAWN = csp({"default-src": [NONE], "sandbox": True})


def sheet_response(content: bytes, content_type: str, name: str) -> HttpResponse:
    """The file under the name, as one to fetch; the policy lets it load and run nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type=content_type)
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return cast(HttpResponse, ONLY_DRAWN(answer)(HttpRequest()))


def printed(content: bytes, name: str) -> HttpResponse:
    """A paper of our own to print."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf") or "attachment"
    return response
