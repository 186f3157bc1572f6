"""What any owed row can be put through: a new responsible person, or somebody told that the date has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.db import change

from .models import Owed


@transaction.atomic
def hand_over(author: audit.Author, row: Owed, to_id: int, *, now: datetime) -> None:
    """Makes `to_id` the one responsible person; the date stands."""
    before = row.owner_id
    change(row, by_name=author.name, at=now, owner_id=to_id)
    audit.record(
        author,
        "owner.changed",
        row,
        at=now,
        child_id=getattr(row, "child_id", None),
        details={"from": before, "to": to_id},
    )


@transaction.atomic
def escalate(author: audit.Author, row: Owed, to_id: int, *, now: datetime) -> None:
    """Records that `to_id` has been told that the date has passed; the owner stays responsible."""
    change(row, by_name=author.name, at=now, escalated_at=now, escalated_to_id=to_id)
    audit.record(author, "date.escalated", row, at=now, child_id=getattr(row, "child_id", None), details={"to": to_id})
