"""Puts the Actor on the request, and ends sessions that have lost their reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sikkerhedsnet.access import actions as access
from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.labels import LAPSE
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core import clock, context

from .queries import actor_for

ASKS_BY_ITSELF = "del"
"""The query key of what an open page fetches by itself; nobody need sit in front of it."""


class ActorOnRequest:
    """`request.actor` is who acts with today's posts, or None; a session that has lasted too long, or lost its reason, ends here.

    A page that asks for news by itself keeps no session alive; only what a person does counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic(savepoint=False):
            actor = request.actor = self._actor(request)  # type: ignore[attr-defined]
        if actor is None:
            return self.get_response(request)
        with context.asking(context.person(actor)):
            return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        user = request.user
        if not isinstance(user, User):
            return None
        now = clock.now()
        by_itself = request.method == "GET" and ASKS_BY_ITSELF in request.GET
        lapse = access.session_lapse(request.session, user, now, by_itself=by_itself)
        if lapse is not None:
            return self._end(request, user, lapse, str(LAPSE[lapse]), now)
        actor = actor_for(user, clock.local(now).date())
        if actor.kind is UserKind.STAFF and not actor.posts:
            text = _("Din ansættelse er ophørt i systemet. Spørg din leder, hvis det ikke passer.")
            return self._end(request, user, "employment_ended", text, now)
        return actor

    @staticmethod
    def _end(request: HttpRequest, user: User, why: str, text: str, now: datetime) -> None:
        access.note_session(user, why, now=now)
        logout(request)
        messages.info(request, text)
