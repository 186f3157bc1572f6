"""Between the right password and the second step: nobody is signed in yet, and only the next step is open."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from . import rules
from .models import User

HALF = "half"


def begin(request: HttpRequest, user: User, *, goal: str, now: datetime) -> None:
    """Forgets whoever had the browser before, and remembers whose password was right."""
    request.session.flush()
    request.session[HALF] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": now.isoformat(),
        "goal": goal,
    }


def who(request: HttpRequest, now: datetime) -> User | None:
    """Whose password was right a moment ago; nobody when it has been changed since, or the moment has passed."""
    told = _told(request)
    if not told or rules.halfway_is_over(datetime.fromisoformat(told["at"]), now):
        return None
    user = User.objects.select_related("municipality").filter(pk=told["user"], is_active=True).first()
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()] if user else []
    return user if any(hmac.compare_digest(told["password"], one) for one in hashes) else None


def goal(request: HttpRequest) -> str:
    """Where the person was going."""
    return str(_told(request).get("goal", ""))


def _told(request: HttpRequest) -> dict[str, Any]:
    told: dict[str, Any] = request.session.get(HALF) or {}
    return told
