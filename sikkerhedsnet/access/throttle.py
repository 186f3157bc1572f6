"""How many wrong passwords are too many: few for one name from one place, many for one place whatever the name."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.http import HttpRequest


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
