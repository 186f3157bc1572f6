"""What stands around a meeting before it is held, in the world of expected answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sikkerhedsnet.appointments.models import Agenda, AgendaLine, Interpreter, NotHeld, TimeOffer
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.meetings.models import Meeting, Participant
from tests.personas import NOW, TODAY

from .world_seeing import LATER, STAMP

ON_A_WORRY = ("offer", "declined")
ON_AN_OFFER = ("answer", "slip")
AT_A_MEETING = ("missed", "told", "interpreter", "agenda", "agenda_pdf")
AT_A_CHAIR = ("letter", "calendar")


def appointed(concern: Concern, meeting: Meeting, seat: Participant) -> dict[str, tuple[Any, ...]]:
    """Times are offered on the worry, but never on a suspicion; the meeting has an interpreter and an agenda."""
    number, leads = 0, concern.owner
    if not concern.suspicion:
        about = {"child": concern.child, "concern": concern}
        offer = TimeOffer.objects.create(
            **about, kind="network", offered_by=leads, offered_at=NOW, answer_by=LATER, words="Ord", **STAMP
        )
        offer.slots.create(starts_at=NOW + timedelta(days=3), ends_at=NOW + timedelta(days=3, hours=1))
        NotHeld.objects.create(
            **about,
            why="declined",
            on=TODAY,
            how="phone",
            words="Nej",
            instead="Ringe",
            recorded_by=leads,
            recorded_at=NOW,
        )
        number = offer.pk
    Interpreter.objects.create(meeting=meeting, needed=True, language="arabisk", **STAMP)
    Agenda.objects.create(meeting=meeting, **STAMP)
    AgendaLine.objects.create(meeting=meeting, version=1, order=1, text="Et punkt", asked_by=seat)
    return {
        **{f"appointments:{name}": (concern.pk,) for name in ON_A_WORRY},
        **{f"appointments:{name}": (number,) for name in ON_AN_OFFER},
        **{f"appointments:{name}": (meeting.pk,) for name in AT_A_MEETING},
        **{f"appointments:{name}": (seat.pk,) for name in AT_A_CHAIR},
    }
