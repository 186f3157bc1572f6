"""Which meeting becomes which entry in whose calendar: when it is, and where only if anybody may know."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import State
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import guardians_of, home_of

from .ics import Entry, Method, file_of

GONE_FOR = timedelta(days=90)
"""How long a meeting that was called off or held stays in the file of one's own meetings."""


def invitation(meeting: Meeting, seat: Participant, *, sender: str, now: datetime) -> bytes:
    """The file for one person: an invitation, or that it was called off."""
    entry = _entry(meeting, seat, sender)
    return file_of([entry], now=now, method=Method.CANCEL if entry.cancelled else Method.REQUEST)


def mine(actor: Actor, *, sender: str, now: datetime) -> bytes:
    """Every meeting this person sits or sat at lately. It holds no name, so it needs nobody's reach but her own chair."""
    with context.beyond_reach():  # a meeting called off takes her access with it, and must yet leave her calendar
        seats = list(
            Participant.objects.filter(user_id=actor.id, meeting__child__municipality_id=actor.municipality_id)
            .filter(Q(meeting__starts_at__gte=now - GONE_FOR))
            .select_related("meeting__child", "meeting__institution", "user")
            .order_by("meeting__starts_at", "pk")
        )
        entries = [_entry(seat.meeting, seat, sender) for seat in seats]
    return file_of(entries, now=now)


def _entry(meeting: Meeting, seat: Participant, sender: str) -> Entry:
    """The words are Danish whatever the reader's language, so that a second file changes nothing but the time."""
    own = uuid.uuid5(meeting.calendar_id, str(seat.pk))
    cancelled = meeting.state == State.CANCELLED
    with translation.override("da"):
        family = seat.user_id is None
        description = (
            _("Ring til den, der har inviteret dig, hvis du er i tvivl om noget.")
            if family
            else _("Log ind i Sikkerhedsnet, og se mødet under Møder.")
        )
        summary = _("Møde") if family else _("Møde, se Sikkerhedsnet")
    mail = seat.user.email if seat.user is not None and seat.user.email else ""
    return Entry(
        uid=f"{own}@sikkerhedsnet",
        sequence=meeting.moves,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=summary,
        description=description,
        location=_open_place(meeting),
        organizer=f"mailto:{parseaddr(sender)[1]}",
        attendee=f"mailto:{mail}" if mail else own.urn,
        cancelled=cancelled,
    )


def _open_place(meeting: Meeting) -> str:
    """The institution's own name where anybody may know it; never words somebody typed, and never a home."""
    if meeting.institution is None:
        return ""
    custodies = guardians_of(meeting.child, clock.day_of(meeting.starts_at))
    home = home_of(meeting.child, custodies)
    return meeting.institution.name if redaction.where(redaction.ANYBODY, home) is None else ""
