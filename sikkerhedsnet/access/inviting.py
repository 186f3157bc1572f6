"""The other end of an invitation: whose it is, and choosing the password once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from . import sealing
from .actions import choose_password
from .models import Invitation, User
from .trail import record


def invitation_for(token: str, now: datetime) -> Invitation | None:
    """The open invitation that the token belongs to."""
    found = Invitation.objects.open(now).filter(mark__in=sealing.marks(f"invitation {token}"), user__is_active=True)
    return found.select_related("user__municipality").first()


@transaction.atomic
def accept(token: str, password: str, *, now: datetime) -> User | None:
    """Chooses the password once; None when somebody was faster, or the link has run out."""
    invitation = invitation_for(token, now)
    if invitation is None or not Invitation.objects.open(now).filter(pk=invitation.pk).update(used_at=now):
        return None
    user: User = invitation.user
    record(user, "invitation.used", invitation, now=now)
    choose_password(user, password, now=now)
    return user
