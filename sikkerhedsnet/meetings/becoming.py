"""What an agreement lends to the page where it becomes a consent; lent by the composition root."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.web.forms import whole_number

from . import queries
from .models import Agreement
from .states import Becomes, State
from .writing import settle


@dataclass(frozen=True)
class Agreed:
    """What was agreed at the table, to begin from instead of typing it again."""

    actor: Actor
    agreement: Agreement
    back_url: str

    @property
    def what(self) -> str:
        return self.agreement.what

    @property
    def guardian_id(self) -> int | None:
        return self.agreement.who.guardian_id

    def written_down(self, *, now: datetime) -> None:
        settle(self.actor, self.agreement.pk, now=now)


def agreed(actor: Actor, asked: str, *, child_id: int) -> Agreed | None:
    """The agreement an address names, when it is to become a consent about this child at a meeting that still runs."""
    found = queries.agreement_to_settle(actor, whole_number(asked), Becomes.CONSENT)
    if found is None or found.meeting.child_id != child_id or found.meeting.state != State.RUNNING:
        return None
    return Agreed(actor, found, reverse("meetings:meeting", args=[found.meeting_id]))
