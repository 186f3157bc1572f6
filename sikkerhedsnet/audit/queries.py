"""What the change log remembers that the rows themselves no longer say."""

from __future__ import annotations

from django.db import models

from sikkerhedsnet.core import context

from .models import ChangeLine


def was_asked(user_id: int, action: str, model: type[models.Model], pk: int) -> bool:
    """Whether a line with this action on this row was addressed to the user, who may be out of its reach by now."""
    with context.beyond_reach():
        return ChangeLine.objects.filter(
            action=action,
            object_type=model._meta.label_lower,
            object_id=pk,
            details__to=user_id,
        ).exists()
