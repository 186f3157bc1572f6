"""Says from where a request comes, for the lines it will leave in the log."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sikkerhedsnet.audit.origin import Origin, Road, coming_from, network_of

from .devices import device


class FromWhere:
    """The address is the one the server itself saw, or the one its trusted proxy told; a header a browser wrote is none.

    The web server removes such headers unless they come from SIKKERHEDSNET_PROXY (config.serve).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = settings.LOG_ADDRESS
        address = request.META.get("REMOTE_ADDR", "")
        network = network_of(address, whole=kind == "whole") if kind != "none" else ""
        seen = ", ".join(filter(None, device(request.headers.get("User-Agent", ""))))
        with coming_from(Origin(Road.WEB, network, seen)):
            return self.get_response(request)
