"""Before anybody is let in, the database tells what finding out who knocks needs, and nothing more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sikkerhedsnet.core import context


class AtTheDoor:
    """Around everything that reads or keeps a session; whoever is let in asks for herself further in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with context.asking(context.door()):
            return self.get_response(request)
