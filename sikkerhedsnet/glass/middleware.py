"""Puts what is open behind glass on the request: the policies narrow it, and every page says that it is on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from sikkerhedsnet.access.actor import Actor

from .queries import on_now


class GlassOnRequest:
    """`request.glass` is what this person has open behind glass; `request.actor.glass` names the children."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        glass = on_now(actor) if actor is not None else []
        request.glass = glass  # type: ignore[attr-defined]
        if actor is not None and glass:
            request.actor = replace(actor, glass=frozenset(one.child_id for one in glass))  # type: ignore[attr-defined]
        return self.get_response(request)
