"""How many wrong tries are too many: few for one name from one place, many for one place whatever the name.

Passwords are counted by Django's own sign-in; codes and links are counted here in the same table.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest, QueryDict

from sikkerhedsnet.core import context


class ByNameAndPlace(AxesDatabaseHandler):
    """Counts as axes does, but a whole town hall behind one address has a limit of its own."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures of the way of counting that is nearest its limit, told against the limit of one name."""
        most: int = settings.AXES_FAILURE_LIMIT
        limits = (most, settings.FAILURES_FROM_ONE_ADDRESS)
        counted = self.get_user_attempts(request, credentials)
        return max(
            sum(attempts.values_list("failures_since_start", flat=True)) * most // limit
            for attempts, limit in zip(counted, limits, strict=True)
        )

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Signing in forgives that name from that place alone: nobody wipes out her guesses at others' passwords."""
        by_name, _by_place = self.filter_user_attempts(request, credentials)
        forgiven: int = by_name.delete()[0]
        return forgiven

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Counts the failure and keeps nothing of what was typed: it may be a password, a code or words about a child."""
        if request is None:
            return
        typed = request.GET, request.POST
        request.GET, request.POST = QueryDict(), QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = typed


def may_try(request: HttpRequest, name: str) -> bool:
    """Whether this name may be tried from this place now."""
    with context.asking(context.door()):
        return bool(AxesProxyHandler.is_allowed(request, {"username": name}))


def note_wrong(request: HttpRequest, name: str) -> None:
    """Counts a wrong code or link; at the limit the page that says to wait is what the browser gets."""
    with context.asking(context.door()):
        AxesProxyHandler.user_login_failed("sikkerhedsnet.access", {"username": name}, request)
